"""A traceback in a variable of the frame that it begins with."""

import sys


def main():
    try:
        int("x")
    except ValueError:
        trace = sys.exc_info()[2]
        trace.tb_lineno


# ring: frame main:6, traceback main:8
