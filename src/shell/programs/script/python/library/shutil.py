import os
import _layercake as _l


def copy(source, target, **more):
    if os.path.isdir(target):
        target = os.path.join(target, os.path.basename(source))
    _l.write(str(target), _l.read(str(source)))
    return target


copyfile = copy2 = copy


def move(source, target):
    if os.path.isdir(target):
        target = os.path.join(target, os.path.basename(str(source)))
    os.rename(source, target)
    return target


def rmtree(folder, ignore_errors=False, onerror=None, **more):
    try:
        names = os.listdir(folder)
    except OSError:
        if ignore_errors:
            return
        raise
    for name in names:
        inner = os.path.join(folder, name)
        if os.path.isdir(inner):
            rmtree(inner)
        else:
            os.remove(inner)
    os.rmdir(folder)


def which(name, **more):
    for folder in os.environ.get("PATH", "").split(":"):
        file = os.path.join(folder, name)
        if os.path.isfile(file):
            return file
    return None


class Error(OSError):
    pass


class SameFileError(Error):
    pass


def ignore_patterns(*patterns):
    import fnmatch

    def ignored(folder, names):
        return {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)}
    return ignored


def copytree(source, target, ignore=None, dirs_exist_ok=False, **more):
    names = os.listdir(source)
    gone = ignore(str(source), names) if ignore else ()
    os.makedirs(target, exist_ok=dirs_exist_ok)
    for name in names:
        if name in gone:
            continue
        one, other = os.path.join(source, name), os.path.join(target, name)
        if os.path.isdir(one):
            copytree(one, other, ignore, dirs_exist_ok)
        else:
            copy(one, other)
    return target


def get_terminal_size(fallback=(80, 24)):
    return os.terminal_size((int(os.environ.get("COLUMNS", fallback[0])), int(os.environ.get("LINES", fallback[1]))))


def copyfileobj(source, target, length=0):
    target.write(source.read())


def disk_usage(path):
    import _layercake
    _layercake.unsimulated("shutil.disk_usage()")


def make_archive(*values, **named):
    import _layercake
    _layercake.unsimulated("shutil.make_archive()")


unpack_archive = make_archive
