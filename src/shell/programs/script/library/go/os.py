import _layercake as _l
from _go_core import _Error, _failure

_environ = _l.environ()
Args = list(_l.argv())
O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREATE, O_TRUNC, O_EXCL = 0, 1, 2, 1024, 64, 512, 128
PathSeparator = 47
ModePerm = 0o777
Interrupt = "interrupt"
Kill = "killed"
ErrNotExist = _Error("file does not exist")
ErrExist = _Error("file already exists")


class File:
    def __init__(self, stream=None, path="", data=b""):
        self.stream, self.path, self.data = stream, path, data

    def Write(self, data):
        if isinstance(data, list):
            data = bytes(data)
        if self.stream is not None:
            _l.put(self.stream, data)
        else:
            _l.append(self.path, data)
        return (len(data), None)

    def WriteString(self, text):
        return self.Write(text.encode())

    def _read_all(self):
        if self.stream is not None:
            return _l.read_stdin().encode()
        data, self.data = self.data, b""
        return data

    def Close(self):
        return None

    def Sync(self):
        return None

    def Name(self):
        return self.path


Stdin, Stdout, Stderr = File(0, "/dev/stdin"), File(1, "/dev/stdout"), File(2, "/dev/stderr")


def Getenv(name):
    return _environ.get(name, "")


def LookupEnv(name):
    return (_environ.get(name, ""), name in _environ)


def Setenv(name, value):
    _environ[name] = value
    return None


def Unsetenv(name):
    _environ.pop(name, None)
    return None


def Environ():
    return [name + "=" + value for name, value in _environ.items()]


def ExpandEnv(text):
    import re
    return re.sub(r"\$\{?(\w+)\}?", lambda found: _environ.get(found.group(1), ""), text)


def Exit(code):
    _l.exit(code)


def Hostname():
    return (_l.hostname(), None)


def Getpid():
    return _l.getpid()


def Getuid():
    return _l.getuid()


def Getgid():
    return _l.getgid()


def Getwd():
    return (_l.getcwd(), None)


def TempDir():
    return _environ.get("TMPDIR", "/tmp")


def UserHomeDir():
    return (_environ.get("HOME", ""), None)


def _try(work, operation, path):
    try:
        return (work(), None)
    except OSError as fault:
        return (None, _failure(fault, operation, path))


def ReadFile(path):
    return _try(lambda: _l.read(path), "open", path)


def WriteFile(path, data, mode=0o644):
    return _try(lambda: _l.write(path, bytes(data) if isinstance(data, list) else data), "open", path)[1]


def Open(path):
    data, error = ReadFile(path)
    return (None, error) if error else (File(None, path, data), None)


def Create(path):
    error = WriteFile(path, b"")
    return (None, error) if error else (File(None, path), None)


def OpenFile(path, flags, mode):
    if flags & O_TRUNC:
        return Create(path)
    data, error = ReadFile(path)
    if error and flags & O_CREATE:
        return Create(path)
    return (None, error) if error else (File(None, path, data), None)


def Mkdir(path, mode):
    return _try(lambda: _l.mkdir(path), "mkdir", path)[1]


def MkdirAll(path, mode):
    return _try(lambda: _l.makedirs(path), "mkdir", path)[1]


def Remove(path):
    return _try(lambda: _l.unlink(path), "remove", path)[1]


def RemoveAll(path):
    _try(lambda: _l.unlink(path), "remove", path)
    return None


def Rename(old, new):
    return _try(lambda: _l.rename(old, new), "rename", old)[1]


class _Info:
    def __init__(self, path, found):
        self._name, self._found = path.rstrip("/").split("/")[-1], found

    def Name(self):
        return self._name


    def Size(self):
        return self._found[1]

    def IsDir(self):
        return self._found[5]


def Stat(path):
    found, error = _try(lambda: _l.stat(path), "stat", path)
    return (None, error) if error else (_Info(path, found), None)


def ReadDir(path):
    names, error = _try(lambda: _l.listdir(path), "open", path)
    if error:
        return (None, error)
    return ([_Info(name, _l.stat(path.rstrip("/") + "/" + name)) for name in sorted(names)], None)


def IsNotExist(error):
    return getattr(error, "errno", None) == 2


def IsExist(error):
    return getattr(error, "errno", None) == 17
