"""Containers that hold themselves, or each other."""

from collections import deque


def main():
    items = []
    items.append(items)
    table = {}
    table["self"] = table
    queue = deque()
    pair = (queue, 1)
    queue.append(pair)


# ring: deque:11, tuple:12
# ring: dict:9
# ring: list:7
