import os
import _layercake as _l


def copy(source, target):
    if os.path.isdir(target):
        target = os.path.join(target, os.path.basename(source))
    _l.write(str(target), _l.read(str(source)))
    return target


copyfile = copy2 = copy


def move(source, target):
    os.rename(source, target)
    return target


def rmtree(folder, ignore_errors=False):
    for name in os.listdir(folder):
        inner = os.path.join(folder, name)
        if os.path.isdir(inner):
            rmtree(inner)
        else:
            os.remove(inner)
    os.rmdir(folder)


def which(name):
    for folder in os.environ.get("PATH", "").split(":"):
        file = os.path.join(folder, name)
        if os.path.isfile(file):
            return file
    return None
