import os
import _layercake as _l


class PurePath:
    _shown = "PurePosixPath"

    def __init__(self, *parts):
        texts = [os.fspath(part) for part in parts]
        whole = os.path.join(*texts) if texts else ""
        pieces = [piece for piece in whole.split("/") if piece and piece != "."]
        self._path = ("/" if whole.startswith("/") else "") + "/".join(pieces) or "."

    def _of(self, *parts):
        return type(self)(*parts)

    def __truediv__(self, other):
        if not isinstance(other, (str, PurePath)):
            return NotImplemented
        return self._of(self._path, other)

    def __rtruediv__(self, other):
        return self._of(other, self._path)

    def __str__(self):
        return self._path

    def __repr__(self):
        return self._shown + "('" + self._path + "')"

    def __hash__(self):
        return hash(self._path)

    def __gt__(self, other):
        return self.parts > other.parts

    def __le__(self, other):
        return self.parts <= other.parts

    def __ge__(self, other):
        return self.parts >= other.parts

    def __eq__(self, other):
        return isinstance(other, PurePath) and self._path == other._path

    def __lt__(self, other):
        return self.parts < other.parts

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
    def suffixes(self):
        name = self.name.lstrip(".")
        return ["." + part for part in name.split(".")[1:]]

    @property
    def anchor(self):
        return "/" if self._path.startswith("/") else ""

    root = anchor
    drive = ""

    @property
    def parent(self):
        return self._of(os.path.dirname(self._path) or ".")

    @property
    def parents(self):
        found, here = [], self
        while here.parent._path != here._path:
            here = here.parent
            found.append(here)
        return found

    def relative_to(self, *other, walk_up=False):
        base = self._of(*other)
        own, theirs = self.parts, base.parts
        if own[:len(theirs)] != theirs:
            raise ValueError("%r is not in the subpath of %r" % (self._path, base._path))
        return self._of(*own[len(theirs):])

    def is_relative_to(self, *other):
        theirs = self._of(*other).parts
        return self.parts[:len(theirs)] == theirs

    def match(self, pattern):
        import fnmatch
        wanted, own = self._of(pattern).parts, self.parts
        if len(wanted) > len(own) or pattern.startswith("/") and len(wanted) != len(own):
            return False
        return all(fnmatch.fnmatchcase(part, one) for part, one in zip(own[-len(wanted):], wanted))

    def with_name(self, name):
        if not self.name:
            raise ValueError("%r has an empty name" % (self,))
        return self.parent / name

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def as_uri(self):
        return "file://" + self._path

    @property
    def parts(self):
        head = ("/",) if self._path.startswith("/") else ()
        return head + tuple([part for part in self._path.split("/") if part and part != "."])

    def joinpath(self, *others):
        return self._of(self._path, *others)

    def with_suffix(self, suffix):
        if suffix and not suffix.startswith(".") or suffix == ".":
            raise ValueError("Invalid suffix %r" % suffix)
        return self._of(os.path.splitext(self._path)[0] + suffix)

    def is_absolute(self):
        return self._path.startswith("/")

    def as_posix(self):
        return self._path


class PurePosixPath(PurePath):
    pass


class Path(PurePath):
    _shown = "PosixPath"

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

    def is_symlink(self):
        return os.path.islink(self._path)

    def is_mount(self):
        return self._path == "/"

    def resolve(self, strict=False):
        if strict:
            os.stat(self._path)
        return Path(os.path.abspath(self._path))

    def absolute(self):
        return self if self.is_absolute() else Path(os.getcwd(), self._path)

    def samefile(self, other):
        return os.path.abspath(self._path) == os.path.abspath(os.fspath(other))

    def expanduser(self):
        return Path(os.path.expanduser(self._path))

    def open(self, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
        return open(self._path, mode, newline=newline)

    def read_text(self, encoding=None, errors=None, newline=None):
        return open(self._path).read()

    def read_bytes(self):
        return _l.read(self._path)

    def write_text(self, text, encoding=None, errors=None, newline=None):
        if not isinstance(text, str):
            raise TypeError("data must be str, not " + type(text).__name__)
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

    def touch(self, mode=0o666, exist_ok=True):
        if not exist_ok and self.exists():
            raise FileExistsError(17, "File exists", self._path)
        _l.append(self._path, "")

    def unlink(self, missing_ok=False):
        if self.exists() or not missing_ok:
            _l.unlink(self._path)

    def rmdir(self):
        _l.rmdir(self._path)

    def rename(self, target):
        _l.rename(self._path, str(target))
        return Path(target)

    def replace(self, target):
        return self.rename(target)

    def copy(self, target):
        import shutil
        return Path(shutil.copy(self._path, os.fspath(target)))

    def stat(self, *, follow_symlinks=True):
        return os.stat(self._path)

    lstat = stat

    def chmod(self, mode):
        os.chmod(self._path, mode)

    def owner(self):
        return _l.user_name()

    def iterdir(self):
        for name in _l.listdir(self._path):
            yield self / name

    def glob(self, pattern):
        import glob
        if not pattern:
            raise ValueError("Unacceptable pattern: %r" % pattern)
        found = glob.glob(pattern, root_dir=self._path, recursive=True, include_hidden=True)
        return iter([self / path for path in found if path.strip("/")])

    def rglob(self, pattern):
        return self.glob("**/" + pattern)

    def walk(self, top_down=True, on_error=None):
        for folder, folders, files in os.walk(self._path, top_down, on_error):
            yield Path(folder), folders, files

    def symlink_to(self, target, *more):
        os.symlink(target, self._path)


PosixPath = Path
