import os.path as _path


def Join(*parts):
    return _path.normpath("/".join(part for part in parts if part)) if any(parts) else ""


def Base(path):
    return path.rstrip("/").split("/")[-1] or ("/" if path else ".")


def Dir(path):
    return _path.dirname(path) or "."


def Ext(path):
    return _path.splitext(path)[1]


def Clean(path):
    return _path.normpath(path)


def Abs(path):
    return (_path.abspath(path), None)


def IsAbs(path):
    return path.startswith("/")
