import _layercake as _l
from _io import Stream

argv = _l.argv()
version = _l.version() + " (main, Aug 18 2026, 21:00:00) [GCC 14.2.0]"
platform = "linux"
executable = "/usr/local/bin/python" + ".".join(_l.version().split(".")[:2])
prefix = "/usr/local"
byteorder = "little"
maxsize = 9223372036854775807
path = [_l.home()]
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
