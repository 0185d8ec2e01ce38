# Fixtures, marks, and what a test can say.
import sys


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


class XFailed(Exception):
    pass


class Exit(Exception):
    def __init__(self, msg="", returncode=None):
        super().__init__(msg)
        self.returncode = returncode


class Fixture:
    def __init__(self, function, scope, params, autouse, name, ids):
        self.function, self.scope, self.params, self.autouse, self.ids = function, scope, params, autouse, ids
        self.name = name or function.__name__
        self.__name__ = function.__name__

    def __call__(self, *values, **named):
        raise Failed('Fixture "%s" called directly. Fixtures are not meant to be called directly' % self.name)


def fixture(function=None, *, scope="function", params=None, autouse=False, ids=None, name=None):
    def made(function):
        return Fixture(function, scope, params, autouse, name, ids)
    return made if function is None else made(function)


class _Param:
    def __init__(self, values, marks, id):
        self.values, self.id = values, id
        self.marks = list(marks) if isinstance(marks, (list, tuple)) else [marks]


def param(*values, marks=(), id=None):
    return _Param(values, marks, id)


class Mark:
    def __init__(self, name, args=(), kwargs=None):
        self.name, self.args, self.kwargs = name, args, kwargs or {}

    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and not self.args and (isinstance(args[0], type) or
                                                                type(args[0]).__name__ in ("function", "Fixture")):
            return self._put(args[0])
        return Mark(self.name, args, kwargs)

    def _put(self, thing):
        own = list(getattr(thing, "pytestmark", []))
        thing.pytestmark = own + [self]
        return thing


class _Marks:
    def __getattr__(self, name):
        return Mark(name)


mark = _Marks()


class ExceptionInfo:
    value = type = None

    def match(self, pattern):
        import re
        if not re.search(pattern, str(self.value)):
            raise AssertionError("Regex pattern did not match.\n Regex: %r\n Input: %r" % (pattern, str(self.value)))
        return True

    def __repr__(self):
        return "<ExceptionInfo %r tblen=1>" % (self.value,)


class _Raises:
    def __init__(self, kinds, match):
        self._kinds, self._match, self._info = kinds, match, ExceptionInfo()

    def __enter__(self):
        return self._info

    def __exit__(self, kind, error, trace):
        if kind is None:
            raise Failed("DID NOT RAISE %r" % (self._kinds,))
        if not issubclass(kind, self._kinds):
            return False
        self._info.value, self._info.type = error, kind
        if self._match is not None:
            import re
            if not re.search(self._match, str(error)):
                raise AssertionError("Regex pattern did not match.\n Regex: %r\n Input: %r" % (self._match, str(error)))
        return True


def raises(expected_exception, function=None, *values, match=None, **named):
    manager = _Raises(expected_exception, match)
    if function is None:
        return manager
    with manager as info:
        function(*values, **named)
    return info


def importorskip(name, minversion=None, reason=None):
    import importlib
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Skipped(reason or "could not import %r: No module named %r" % (name, name))


class approx:
    def __init__(self, expected, rel=None, abs=None, nan_ok=False):
        self.expected, self.rel, self.abs = expected, rel, abs

    def _gap(self, value):
        least = 1e-12 if self.abs is None else self.abs
        if self.rel is None and self.abs is not None:
            return least
        return max((1e-6 if self.rel is None else self.rel) * (value if value >= 0 else -value), least)

    def _near(self, actual, expected):
        if actual == expected:
            return True
        if not isinstance(expected, (int, float)) or not isinstance(actual, (int, float)):
            return False
        gap = actual - expected
        return (gap if gap >= 0 else -gap) <= self._gap(expected)

    def __eq__(self, actual):
        if isinstance(self.expected, dict):
            return isinstance(actual, dict) and actual.keys() == self.expected.keys() and \
                all(self._near(actual[key], value) for key, value in self.expected.items())
        if isinstance(self.expected, (list, tuple)):
            return len(actual) == len(self.expected) and all(self._near(a, b) for a, b in zip(actual, self.expected))
        return self._near(actual, self.expected)

    def __hash__(self):
        return 0

    def __repr__(self):
        if not isinstance(self.expected, (int, float)):
            return "approx(%r)" % (self.expected,)
        gap = "%.1e" % self._gap(self.expected)
        return "%r ± %s" % (self.expected, gap)


class MonkeyPatch:
    def __init__(self):
        self._undo = []

    def setattr(self, target, name, *value, raising=True):
        if not value:
            import importlib
            module, _, last = target.rpartition(".")
            target, name, value = importlib.import_module(module), last, (name,)
        if raising and not hasattr(target, name):
            raise AttributeError("%r has no attribute %r" % (target, name))
        before = getattr(target, name, self)
        self._undo.append(lambda: delattr(target, name) if before is self else setattr(target, name, before))
        setattr(target, name, value[0])

    def delattr(self, target, name, raising=True):
        before = getattr(target, name)
        self._undo.append(lambda: setattr(target, name, before))
        delattr(target, name)

    def setitem(self, target, key, value):
        before, had = target.get(key), key in target
        self._undo.append(lambda: target.__setitem__(key, before) if had else target.pop(key, None))
        target[key] = value

    def delitem(self, target, key, raising=True):
        if key not in target:
            if raising:
                raise KeyError(key)
            return
        before = target[key]
        self._undo.append(lambda: target.__setitem__(key, before))
        del target[key]

    def setenv(self, name, value, prepend=None):
        import os
        self.setitem(os.environ, name, str(value))

    def delenv(self, name, raising=True):
        import os
        self.delitem(os.environ, name, raising)

    def chdir(self, path):
        import os
        before = os.getcwd()
        self._undo.append(lambda: os.chdir(before))
        os.chdir(path)

    def syspath_prepend(self, path):
        sys.path.insert(0, str(path))
        self._undo.append(lambda: sys.path.remove(str(path)))

    def undo(self):
        while self._undo:
            self._undo.pop()()


class CaptureFixture:
    def __init__(self, out, err):
        self._out, self._err, self._at = out, err, [len(out.getvalue()), len(err.getvalue())]

    def readouterr(self):
        from collections import namedtuple
        out, err = self._out.getvalue(), self._err.getvalue()
        result = namedtuple("CaptureResult", "out err")(out[self._at[0]:], err[self._at[1]:])
        self._at = [len(out), len(err)]
        return result
