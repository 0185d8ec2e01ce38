import _layercake as _l
import os.path as path

name = "posix"
sep = "/"
linesep = "\n"
pathsep = ":"
curdir = "."
devnull = "/dev/null"


class _Environ:
    def __init__(self, data):
        self._data = data

    def __getitem__(self, key):
        return self._data[key]

    def __setitem__(self, key, value):
        if not isinstance(value, str):
            raise TypeError("str expected, not " + type(value).__name__)
        self._data[key] = value
        _l.setenv(key, value)

    def __delitem__(self, key):
        del self._data[key]

    def __contains__(self, key):
        return key in self._data

    def __iter__(self):
        return iter(self._data)

    def __len__(self):
        return len(self._data)

    def __repr__(self):
        return "environ(" + repr(self._data) + ")"

    def get(self, key, default=None):
        return self._data.get(key, default)

    def keys(self):
        return self._data.keys()

    def values(self):
        return self._data.values()

    def items(self):
        return self._data.items()

    def setdefault(self, key, value):
        if key not in self._data:
            self[key] = value
        return self._data[key]

    def pop(self, key, *default):
        return self._data.pop(key, *default)

    def update(self, other):
        for key in other:
            self[key] = other[key]

    def copy(self):
        return dict(self._data)


environ = _Environ(_l.environ())


class _Uname:
    def __init__(self):
        self.sysname = "Linux"
        self.nodename = _l.hostname()
        self.release = _l.kernel()
        self.version = "#1 SMP PREEMPT_DYNAMIC Debian"
        self.machine = "x86_64"

    def _all(self):
        return (self.sysname, self.nodename, self.release, self.version, self.machine)

    def __getitem__(self, place):
        return self._all()[place]

    def __iter__(self):
        return iter(self._all())

    def __repr__(self):
        names = ("sysname", "nodename", "release", "version", "machine")
        return "posix.uname_result(" + ", ".join("%s=%r" % pair for pair in zip(names, self._all())) + ")"


class _Stat:
    def __init__(self, fields):
        self.st_mode, self.st_size, self.st_mtime, self.st_uid, self.st_gid, self._is_dir = fields


class DirEntry:
    def __init__(self, folder, name):
        self.name = name
        self.path = path.join(folder, name)

    def is_dir(self):
        return path.isdir(self.path)

    def is_file(self):
        return path.isfile(self.path)

    def stat(self):
        return stat(self.path)


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    _l.setenv(key, value)


def getcwd():
    return _l.getcwd()


def chdir(folder):
    _l.chdir(str(folder))


def listdir(folder="."):
    return _l.listdir(str(folder))


def scandir(folder="."):
    return [DirEntry(str(folder), name) for name in listdir(folder)]


def mkdir(folder, mode=0o777):
    _l.mkdir(str(folder))


def makedirs(folder, mode=0o777, exist_ok=False):
    if path.exists(folder):
        if exist_ok and path.isdir(folder):
            return
        raise FileExistsError(17, "File exists", str(folder))
    _l.makedirs(str(folder))


def remove(file):
    _l.unlink(str(file))


unlink = remove


def rmdir(folder):
    _l.rmdir(str(folder))


def rename(old, new):
    _l.rename(str(old), str(new))


replace = rename


def chmod(file, mode):
    _l.chmod(str(file), mode)


def stat(file):
    return _Stat(_l.stat(str(file)))


def walk(top):
    names = listdir(top)
    folders = [name for name in names if path.isdir(path.join(top, name))]
    files = [name for name in names if not path.isdir(path.join(top, name))]
    yield (top, folders, files)
    for folder in folders:
        for found in walk(path.join(top, folder)):
            yield found


def getpid():
    return _l.getpid()


def getppid():
    return 0


def getuid():
    return _l.getuid()


def geteuid():
    return _l.getuid()


def getgid():
    return _l.getgid()


def getegid():
    return _l.getgid()


def getlogin():
    return _l.user_name()


def uname():
    return _Uname()


def cpu_count():
    return 2


def urandom(count):
    return bytes([_l.random() % 256 for _ in range(count)])


def fspath(value):
    return str(value)


def system(command):
    _l.unsimulated("os.system()")


def popen(command):
    _l.unsimulated("os.popen()")


def _exit(code):
    _l.exit(code)
