import os
import _layercake as _l


class PurePath:
    def __init__(self, *parts):
        self._path = os.path.normpath(os.path.join(*[str(part) for part in parts])) if parts else "."

    def __truediv__(self, other):
        return Path(self._path, other)

    def __rtruediv__(self, other):
        return Path(other, self._path)

    def __str__(self):
        return self._path

    def __repr__(self):
        return "PosixPath('" + self._path + "')"

    def __eq__(self, other):
        return isinstance(other, PurePath) and self._path == other._path

    def __lt__(self, other):
        return self._path < other._path

    def __fspath__(self):
        return self._path

    @property
    def name(self):
        return os.path.basename(self._path)

    @property
    def stem(self):
        return os.path.splitext(self.name)[0]

    @property
    def suffix(self):
        return os.path.splitext(self.name)[1]

    @property
    def parent(self):
        return Path(os.path.dirname(self._path) or ".")

    @property
    def parts(self):
        head = ("/",) if self._path.startswith("/") else ()
        return head + tuple([part for part in self._path.split("/") if part])

    def joinpath(self, *others):
        return Path(self._path, *others)

    def with_suffix(self, suffix):
        return Path(os.path.splitext(self._path)[0] + suffix)

    def is_absolute(self):
        return self._path.startswith("/")

    def as_posix(self):
        return self._path


class Path(PurePath):
    @classmethod
    def cwd(cls):
        return Path(os.getcwd())

    @classmethod
    def home(cls):
        return Path(os.path.expanduser("~"))

    def exists(self):
        return os.path.exists(self._path)

    def is_dir(self):
        return os.path.isdir(self._path)

    def is_file(self):
        return os.path.isfile(self._path)

    def resolve(self):
        return Path(os.path.abspath(self._path))

    absolute = resolve

    def expanduser(self):
        return Path(os.path.expanduser(self._path))

    def open(self, mode="r", encoding=None):
        return open(self._path, mode)

    def read_text(self, encoding=None):
        return _l.read(self._path).decode()

    def read_bytes(self):
        return _l.read(self._path)

    def write_text(self, text, encoding=None):
        _l.write(self._path, text)
        return len(text)

    def write_bytes(self, data):
        _l.write(self._path, data)
        return len(data)

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        if self.exists():
            if exist_ok and self.is_dir():
                return
            raise FileExistsError(17, "File exists", self._path)
        if parents:
            _l.makedirs(self._path)
        else:
            _l.mkdir(self._path)

    def touch(self, exist_ok=True):
        _l.append(self._path, "")

    def unlink(self, missing_ok=False):
        if self.exists() or not missing_ok:
            _l.unlink(self._path)

    def rmdir(self):
        _l.rmdir(self._path)

    def rename(self, target):
        _l.rename(self._path, str(target))
        return Path(target)

    def stat(self):
        return os.stat(self._path)

    def iterdir(self):
        return iter([self / name for name in _l.listdir(self._path)])

    def glob(self, pattern):
        start, _, end = pattern.partition("*")
        return iter([self / name for name in _l.listdir(self._path) if name.startswith(start) and name.endswith(end)])


PosixPath = Path
