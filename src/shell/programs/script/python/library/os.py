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
        if key not in self._data:
            raise KeyError(key)
        return self._data[key]

    def __setitem__(self, key, value):
        if not isinstance(value, str):
            raise TypeError("str expected, not " + type(value).__name__)
        self._data[key] = value
        _l.setenv(key, value)

    def __delitem__(self, key):
        del self._data[key]
        _l.unsetenv(key)

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
        value = self._data.pop(key, *default)
        _l.unsetenv(key)
        return value

    def clear(self):
        for key in list(self._data):
            del self[key]

    def update(self, other=(), **named):
        for key, value in dict(other, **named).items():
            self[key] = value

    def __eq__(self, other):
        return self._data == dict(other)

    def __or__(self, other):
        return {**self._data, **other}

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
        self.st_atime = self.st_ctime = self.st_mtime
        self.st_ino, self.st_dev, self.st_nlink = 0, 0, 1
        self.st_mtime_ns = int(self.st_mtime * 1000000000)

    def __getitem__(self, place):
        return (self.st_mode, self.st_ino, self.st_dev, self.st_nlink, self.st_uid, self.st_gid, self.st_size,
                int(self.st_atime), int(self.st_mtime), int(self.st_ctime))[place]


class DirEntry:
    def __init__(self, folder, name):
        self.name = name
        self.path = path.join(folder, name)

    def is_dir(self, follow_symlinks=True):
        return path.isdir(self.path)

    def is_file(self, follow_symlinks=True):
        return path.isfile(self.path)

    def is_symlink(self):
        return path.islink(self.path)

    def stat(self, follow_symlinks=True):
        return stat(self.path)

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "<DirEntry %r>" % self.name


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


class _Scan:
    def __init__(self, entries):
        self._entries = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        pass


def scandir(folder="."):
    return _Scan([DirEntry(str(folder), name) for name in listdir(folder)])


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


def stat(file, **more):
    return _Stat(_l.stat(str(file)))


def walk(top, topdown=True, onerror=None, followlinks=False):
    top = fspath(top)
    try:
        names = listdir(top)
    except OSError as error:
        if onerror:
            onerror(error)
        return
    folders = [name for name in names if path.isdir(path.join(top, name))]
    files = [name for name in names if not path.isdir(path.join(top, name))]
    if topdown:
        yield top, folders, files
    for folder in folders:
        yield from walk(path.join(top, folder), topdown, onerror)
    if not topdown:
        yield top, folders, files


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


def process_cpu_count():
    return 2


def cpu_count():
    return 2


def urandom(count):
    return bytes([_l.random() % 256 for _ in range(count)])


class _PathKind(type):
    def __instancecheck__(cls, value):
        return hasattr(type(value), "__fspath__")


class PathLike(metaclass=_PathKind):
    pass


def fspath(value):
    if isinstance(value, (str, bytes)):
        return value
    if hasattr(type(value), "__fspath__"):
        return value.__fspath__()
    raise TypeError("expected str, bytes or os.PathLike object, not " + type(value).__name__)


fsdecode = fsencode = fspath


def system(command):
    import sys
    import _process
    sys.stdout.flush()
    return _process.run(["/bin/sh", "-c", command], True, None, None, "through", "through")[0] << 8


def waitstatus_to_exitcode(status):
    return status >> 8


def popen(command, mode="r", buffering=-1):
    import io
    import subprocess
    return io.StringIO(subprocess.run(command, shell=True, stdout=subprocess.PIPE, text=True).stdout)


def kill(pid, number):
    import signal
    number = int(number)
    if pid != getpid() and pid != 0:
        _l.unsimulated("os.kill() of another process")
    handler = signal.getsignal(number)
    if number == 0 or handler == signal.SIG_IGN:
        return
    if callable(handler):
        handler(number, None)
    elif number not in (17, 18, 28):
        _l.exit(128 + number)


def getpgid(pid):
    return getpid()


def abort():
    _l.exit(134)


def _absent(name):
    def function(*values, **named):
        _l.unsimulated("os." + name + "()")
    return function


fork, execv, execvp, execve, execvpe, execl, execlp, spawnl, pipe, dup, dup2, wait, waitpid, mkfifo, link, chown, umask, \
    nice, getloadavg, statvfs, symlink, readlink, setuid, setgid, sched_getaffinity, killpg, setsid = (
        _absent(name) for name in ("fork", "execv", "execvp", "execve", "execvpe", "execl", "execlp", "spawnl", "pipe",
                                   "dup", "dup2", "wait", "waitpid", "mkfifo", "link", "chown", "umask", "nice",
                                   "getloadavg", "statvfs", "symlink", "readlink", "setuid", "setgid",
                                   "sched_getaffinity", "killpg", "setsid"))


class terminal_size:
    def __init__(self, size):
        self.columns, self.lines = size

    def __iter__(self):
        return iter((self.columns, self.lines))

    def __getitem__(self, place):
        return (self.columns, self.lines)[place]

    def __repr__(self):
        return "os.terminal_size(columns=%d, lines=%d)" % (self.columns, self.lines)


def get_terminal_size(fd=1):
    raise OSError(25, "Inappropriate ioctl for device")


def removedirs(name):
    rmdir(name)
    head = path.dirname(str(name))
    while head and head != "/":
        try:
            rmdir(head)
        except OSError:
            break
        head = path.dirname(head)


def lstat(file):
    return stat(file)


def access(file, mode):
    return path.exists(file)


def utime(file, times=None, **more):
    pass


def truncate(file, length):
    data = _l.read(str(file))
    _l.write(str(file), data[:length] + b"\0" * (length - len(data)))


def isatty(fd):
    return _l.isatty(fd)


def write(fd, data):
    return _l.put(fd, data)


def get_exec_path():
    return environ.get("PATH", "/bin:/usr/bin").split(":")


def unsetenv(key):
    environ.pop(key, None)


def getpgrp():
    return getpid()


def getgroups():
    return [getgid()]


def strerror(number):
    import errno
    known = {1: "Operation not permitted", 2: "No such file or directory", 13: "Permission denied", 17: "File exists",
             20: "Not a directory", 21: "Is a directory", 22: "Invalid argument", 39: "Directory not empty"}
    return known.get(number, "Unknown error %d" % number)


F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4
O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0, 1, 2, 64, 128, 512, 1024
SEEK_SET, SEEK_CUR, SEEK_END, EX_OK = 0, 1, 2, 0
error, supports_follow_symlinks = OSError, set()


def _exit(code):
    _l.exit(code)
