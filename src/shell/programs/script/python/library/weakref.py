# Nothing is freed while a program runs here: what is referred to weakly stays.
class ref:
    def __init__(self, value, callback=None):
        self._value = value

    def __call__(self):
        return self._value


def proxy(value, callback=None):
    return value


class WeakValueDictionary(dict):
    pass


class WeakKeyDictionary(dict):
    pass


class WeakSet(set):
    pass


def finalize(value, function, *values, **named):
    import atexit
    atexit.register(function, *values, **named)
