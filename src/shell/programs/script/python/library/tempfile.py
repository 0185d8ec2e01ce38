import os
import random as _random
import shutil

tempdir = None


def gettempdir():
    return tempdir or os.environ.get("TMPDIR") or "/tmp"


def gettempprefix():
    return "tmp"


def _name(prefix, suffix, dir):
    letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
    source = _random.SystemRandom()
    middle = "".join(source.choice(letters) for _ in range(8))
    return os.path.join(dir or gettempdir(), (prefix or "tmp") + middle + (suffix or ""))


def mkdtemp(suffix=None, prefix=None, dir=None):
    path = os.path.abspath(_name(prefix, suffix, dir))
    os.mkdir(path, 0o700)
    return path


def mktemp(suffix="", prefix="tmp", dir=None):
    return _name(prefix, suffix, dir)


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    path = os.path.abspath(_name(prefix, suffix, dir))
    open(path, "w").close()
    return 3, path


class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, delete=True):
        self.name, self._delete = mkdtemp(suffix, prefix, dir), delete

    def cleanup(self):
        if self._delete:
            shutil.rmtree(self.name, ignore_errors=True)

    def __enter__(self):
        return self.name

    def __exit__(self, kind, error, trace):
        self.cleanup()

    def __repr__(self):
        return "<TemporaryDirectory %r>" % self.name


class _File:
    def __init__(self, file, path, delete):
        self.file, self.name, self._delete = file, path, delete

    def __getattr__(self, name):
        return getattr(self.file, name)

    def close(self):
        self.file.close()
        if self._delete and os.path.exists(self.name):
            os.unlink(self.name)

    def __iter__(self):
        return iter(self.file)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()


def NamedTemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None,
                       delete=True, **more):
    path = os.path.abspath(_name(prefix, suffix, dir))
    return _File(open(path, mode), path, delete)


def TemporaryFile(mode="w+b", **how):
    return NamedTemporaryFile(mode, **how)


class SpooledTemporaryFile(_File):
    def __init__(self, max_size=0, mode="w+b", **how):
        import io
        super().__init__(io.BytesIO() if "b" in mode else io.StringIO(), "", False)
