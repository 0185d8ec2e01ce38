import _layercake as _l
from _io import Stream

argv = _l.argv()
version = _l.version() + " (main, Aug 18 2026, 21:00:00) [GCC 14.2.0]"
platform = "linux"
executable = "/usr/local/bin/python" + ".".join(_l.version().split(".")[:2])
prefix = "/usr/local"
byteorder = "little"
maxsize = 9223372036854775807
_short = ".".join(_l.version().split(".")[:2])
path = [_l.home()] + [place for place in (_l.environ().get("PYTHONPATH") or "").split(":") if place] + [
    "/usr/local/lib/python" + _short.replace(".", "") + ".zip", "/usr/local/lib/python" + _short,
    "/usr/local/lib/python" + _short + "/lib-dynload", "/usr/local/lib/python" + _short + "/site-packages"]
exec_prefix = base_prefix = base_exec_prefix = "/usr/local"
hexversion = sum(int(part) << shift for part, shift in zip(_l.version().split(".") + ["0"], (24, 16, 8))) + 240
api_version, maxunicode, dont_write_bytecode, tracebacklimit = 1013, 1114111, False, 1000
copyright = "Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved."
orig_argv = ["python3"] + list(argv)
warnoptions, meta_path, path_hooks = [], [], []
builtin_module_names = ("_abc", "_io", "builtins", "errno", "gc", "itertools", "marshal", "posix", "sys", "time")
stdin = Stream(0, "<stdin>")
stdout = Stream(1, "<stdout>")
stderr = Stream(2, "<stderr>")


class _VersionInfo:
    def __init__(self, numbers):
        self._numbers = tuple(numbers) + ("final", 0)
        self.major, self.minor, self.micro = numbers
        self.releaselevel = "final"
        self.serial = 0

    def __getitem__(self, place):
        if isinstance(place, int):
            return self._numbers[place]
        return self._numbers

    def __iter__(self):
        return iter(self._numbers)

    def __eq__(self, other):
        return self._numbers == tuple(other)

    def __lt__(self, other):
        return self._numbers[:len(other)] < tuple(other)

    def __ge__(self, other):
        return self._numbers[:len(other)] >= tuple(other)

    def __gt__(self, other):
        return self._numbers > tuple(other)

    def __le__(self, other):
        return self._numbers <= tuple(other)

    def __repr__(self):
        return "sys.version_info(major=%d, minor=%d, micro=%d, releaselevel='final', serial=0)" % self._numbers[:3]


class _Implementation:
    name = "cpython"


version_info = _VersionInfo([int(part) for part in _l.version().split(".")[:3]])
implementation = _Implementation()


def exit(code=None):
    raise SystemExit(code)


def getrecursionlimit():
    return 1000


def setrecursionlimit(limit):
    pass


def getdefaultencoding():
    return "utf-8"


def getsizeof(value):
    return 56


__stdin__, __stdout__, __stderr__ = stdin, stdout, stderr


def exc_info():
    error = _l.handled()
    return (None, None, None) if error is None else (type(error), error, error.__traceback__)


def exception():
    return _l.handled()


def intern(text):
    return text


def getfilesystemencoding():
    return "utf-8"


def getrefcount(value):
    return 2


def _getframe(depth=0):
    import _traceback
    places = _l.stack()[:-1 - depth] if depth else _l.stack()
    return _traceback.frame(*places[-1][:3]) if places else None


def excepthook(kind, error, trace):
    stderr.write(_l.traced(error))


def settrace(function):
    pass


setprofile = settrace


class _Flags:
    debug = inspect = interactive = verbose = quiet = 0
    optimize = 0 if __debug__ else 1
    utf8_mode, dev_mode = 0, False


class _FloatInfo:
    max, min, epsilon, dig, mant_dig, radix = 1.7976931348623157e+308, 2.2250738585072014e-308, 2.220446049250313e-16, 15, 53, 2


class _Modules:
    def __contains__(self, name):
        return name in _l.modules()

    def __getitem__(self, name):
        module = _l.module(name)
        if module is None:
            raise KeyError(name)
        return module

    def get(self, name, default=None):
        module = _l.module(name)
        return default if module is None else module

    def __iter__(self):
        return iter(_l.modules())

    def __len__(self):
        return len(_l.modules())

    def keys(self):
        return dict.fromkeys(_l.modules()).keys()


flags, float_info, modules = _Flags(), _FloatInfo(), _Modules()
stdlib_module_names = frozenset(["os", "sys", "json", "re", "math", "time", "random", "datetime", "logging"])
