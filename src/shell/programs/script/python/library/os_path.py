import _layercake as _l


def join(first, *rest):
    whole = str(first)
    for part in rest:
        part = str(part)
        if part.startswith("/"):
            whole = part
        elif whole == "" or whole.endswith("/"):
            whole += part
        else:
            whole += "/" + part
    return whole


def _stat(path):
    try:
        return _l.stat(str(path))
    except OSError:
        return None


def exists(path):
    return _stat(path) is not None


lexists = exists


def isdir(path):
    found = _stat(path)
    return found is not None and found[5]


def isfile(path):
    found = _stat(path)
    return found is not None and not found[5]


def islink(path):
    return False


def getsize(path):
    return _l.stat(str(path))[1]


def getmtime(path):
    return _l.stat(str(path))[2]


def isabs(path):
    return str(path).startswith("/")


def split(path):
    path = str(path)
    place = path.rfind("/") + 1
    head, tail = path[:place], path[place:]
    if head.strip("/"):
        head = head.rstrip("/")
    return head, tail


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def splitext(path):
    path = str(path)
    name = basename(path)
    place = name.rfind(".")
    if place <= 0:
        return path, ""
    cut = len(path) - len(name) + place
    return path[:cut], path[cut:]


def normpath(path):
    path = str(path)
    parts = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".." or not path.startswith("/"):
            parts.append(part)
    whole = "/".join(parts)
    return "/" + whole if path.startswith("/") else whole or "."


def abspath(path):
    return normpath(join(_l.getcwd(), path))


realpath = abspath


def relpath(path, start="."):
    there = abspath(path).strip("/").split("/")
    here = abspath(start).strip("/").split("/")
    common = 0
    while common < min(len(there), len(here)) and there[common] == here[common]:
        common += 1
    return "/".join([".."] * len([part for part in here[common:] if part]) + there[common:]) or "."


def expanduser(path):
    path = str(path)
    if path == "~" or path.startswith("~/"):
        return _l.environ().get("HOME", "/root") + path[1:]
    return path


def expandvars(path):
    for name, value in _l.environ().items():
        path = path.replace("${" + name + "}", value).replace("$" + name, value)
    return path
