"""An iterator that has not come to its end holds the list, which holds it."""


def main():
    box = [0]
    later = iter(box)
    box.append(later)
    done = iter([1])
    list(done)


# ring: list:5, list_iterator:6
