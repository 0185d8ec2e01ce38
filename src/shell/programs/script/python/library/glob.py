import os
import fnmatch


def has_magic(pattern):
    return any(mark in pattern for mark in "*?[")


def escape(path):
    return "".join("[" + letter + "]" if letter in "*?[" else letter for letter in path)


def glob(pattern, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    pattern, root = os.fspath(pattern), os.fspath(root_dir) if root_dir else ""
    parts = pattern.split("/")
    start = [""]
    if pattern.startswith("/"):
        parts, start = parts[1:], ["/"]
    found = start
    for place, part in enumerate(parts):
        found = _step(found, part, root, recursive, include_hidden, place == len(parts) - 1)
    return [path for path in found if path]


def iglob(pattern, **how):
    return iter(glob(pattern, **how))


def _at(root, path):
    return os.path.join(root, path) if root else path or "."


def _step(found, part, root, recursive, hidden, last):
    out = []
    for path in found:
        if part == "":
            out.append(path if path.endswith("/") else path + "/")
        elif part == "**" and recursive:
            out += _below(path, root, hidden, last)
        elif has_magic(part):
            try:
                names = os.listdir(_at(root, path))
            except OSError:
                continue
            for name in sorted(names):
                if fnmatch.fnmatchcase(name, part) and (hidden or part.startswith(".") or not name.startswith(".")):
                    out.append(os.path.join(path, name))
        elif os.path.lexists(_at(root, os.path.join(path, part))):
            out.append(os.path.join(path, part))
    return [path for path in out if last or os.path.isdir(_at(root, path))]


def _below(path, root, hidden, last):
    waiting, out = [path], []
    while waiting:
        here = waiting.pop(0)
        if here or not last:
            out.append(here)
        try:
            names = sorted(os.listdir(_at(root, here)))
        except OSError:
            continue
        children = []
        for name in names:
            if hidden or not name.startswith("."):
                child = os.path.join(here, name)
                if os.path.isdir(_at(root, child)):
                    children.append(child)
                elif last:
                    out.append(child)
        waiting = children + waiting
    return out
