"""Changes of what a loop goes through that are safe: B909, E4702."""


# ruff#12402, B909: the loop is left.
def drop_first(items, wanted):
    for item in items:
        if item == wanted:
            items.remove(item)
            break


def drop(table, wanted):
    for key in table:
        if key == wanted:
            del table[key]
            return True
    return False


# ruff#12164, B909: a copy is gone through.
def drop_all(items, table):
    for item in list(items):
        items.remove(item)
    for key in [*table]:
        table.pop(key)
    for key, value in sorted(table.items()):
        if value:
            del table[key]
    for item in items[:]:
        items.append(item)


# B909: an entry that is there gets another value.
def double(table):
    for key in table:
        table[key] = table[key] * 2


# bugbear#455: another object by the same attribute.
class Jar:
    def __init__(self):
        self.cookies = []

    def update(self, other):
        for cookie in other.cookies:
            self.cookies.append(cookie)


# B909: a queue that is meant to grow is not gone through.
def walk(root):
    queue = [root]
    while queue:
        node = queue.pop()
        queue.extend(node.children)
