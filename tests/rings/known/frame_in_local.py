"""A frame in one of its own variables."""

import sys


def main():
    frame = sys._getframe()
    frame.f_lineno


# ring: frame main:6
