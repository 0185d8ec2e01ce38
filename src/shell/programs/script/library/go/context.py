from _go_core import _Channel, _Error

Canceled = _Error("context canceled")
DeadlineExceeded = _Error("context deadline exceeded")


class Context:
    def __init__(self, parent=None, key=None, value=None):
        self.parent, self.key, self.value = parent, key, value
        self.channel = _Channel()
        self.error = None

    def Done(self):
        return self.channel

    def Err(self):
        return self.error

    def Value(self, key):
        if self.parent is None:
            return None
        return self.value if self.key == key else self.parent.Value(key)

    def _cancel(self):
        self.error, self.channel.closed = Canceled, True


def Background():
    return Context()


TODO = Background


def WithCancel(parent):
    own = Context(parent)
    return (own, own._cancel)


def WithTimeout(parent, duration):
    return WithCancel(parent)


WithDeadline = WithTimeout


def WithValue(parent, key, value):
    return Context(parent, key, value)
