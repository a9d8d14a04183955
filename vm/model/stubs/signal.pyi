"""Handlers of signals.

CPython 3.13: Modules/signalmodule.c, Lib/signal.py.
"""

_signal.signal = signal
_signal.getsignal = getsignal

# The handler that was there comes back.
@effect(returns=Unknown, keeps="handler in registry signal", calls="handler(...) later")
def signal(signalnum, handler): signalnum = 10

@effect(returns=Unknown)
def getsignal(signalnum): signalnum = 10
