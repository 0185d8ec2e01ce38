import _layercake as _l

SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGKILL, SIGUSR1 = 1, 2, 3, 6, 9, 10
SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD, SIGCONT, SIGSTOP, SIGWINCH = 11, 12, 13, 14, 15, 17, 18, 19, 28
SIG_DFL, SIG_IGN = 0, 1

_NAMES = {1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 6: "SIGABRT", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV",
          12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 17: "SIGCHLD", 18: "SIGCONT", 19: "SIGSTOP",
          28: "SIGWINCH"}
_WORDS = {1: "Hangup", 2: "Interrupt", 3: "Quit", 6: "Aborted", 9: "Killed", 10: "User defined signal 1",
          12: "User defined signal 2", 15: "Terminated"}
_handlers = {}


class Signals:
    def __init__(self, value):
        if value not in _NAMES:
            raise ValueError("%r is not a valid Signals" % (value,))
        self.value = value
        self.name = _NAMES[value]

    def __repr__(self):
        return "<Signals.%s: %d>" % (self.name, self.value)

    def __str__(self):
        return str(self.value)

    def __int__(self):
        return self.value

    def __eq__(self, other):
        return self.value == int(other)


def default_int_handler(number, frame):
    raise KeyboardInterrupt


def _nothing(number, frame):
    pass


def getsignal(number):
    return _handlers.get(int(number), default_int_handler if number == SIGINT else SIG_DFL)


def signal(number, handler):
    number = int(number)
    if number not in _NAMES:
        raise ValueError("signal number out of range")
    if number in (SIGKILL, SIGSTOP):
        raise OSError(22, "Invalid argument")
    before = getsignal(number)
    _handlers[number] = handler
    ignored, usual = handler == SIG_IGN, handler == SIG_DFL
    _l.on_signal(number, _nothing if ignored else None if usual else handler)
    return before


def strsignal(number):
    return _WORDS.get(int(number), "Unknown signal %d" % number)


def pause():
    _l.pause()
