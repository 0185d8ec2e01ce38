import _layercake as _l
import _go_fmt as fmt
from _go_core import _Box

_flags = {}
_rest = []


class _Flag:
    def __init__(self, name, box, default, usage, kind):
        self.name, self.box, self.default, self.usage, self.kind = name, box, default, usage, kind


def _add(name, default, usage, kind, box=None):
    box = box or _Box(default)
    box.v = default
    _flags[name] = _Flag(name, box, default, usage, kind)
    return box


def String(name, default, usage):
    return _add(name, default, usage, "string")


def Int(name, default, usage):
    return _add(name, default, usage, "int")


def Bool(name, default, usage):
    return _add(name, default, usage, "bool")


def Float64(name, default, usage):
    return _add(name, float(default), usage, "float")


def Duration(name, default, usage):
    return _add(name, default, usage, "duration")


def StringVar(box, name, default, usage):
    _add(name, default, usage, "string", box)


def IntVar(box, name, default, usage):
    _add(name, default, usage, "int", box)


def BoolVar(box, name, default, usage):
    _add(name, default, usage, "bool", box)


def _usage():
    lines = "Usage of %s:\n" % _l.argv()[0]
    for name in sorted(_flags):
        flag = _flags[name]
        kind = "" if flag.kind == "bool" else " " + flag.kind
        lines += "  -%s%s\n    \t%s" % (name, kind, flag.usage)
        if flag.default not in (0, "", False):
            shown = '"%s"' % flag.default if flag.kind == "string" else fmt.Sprint(flag.default)
            lines += " (default %s)" % shown
        lines += "\n"
    _l.put(2, lines)


PrintDefaults = Usage = _usage


def _fail(text):
    _l.put(2, text + "\n")
    _usage()
    _l.exit(2)


def Parse():
    words = list(_l.argv())[1:]
    while words:
        word = words[0]
        if len(word) < 2 or not word.startswith("-"):
            break
        words.pop(0)
        if word == "--":
            break
        name, has_value, value = word.lstrip("-").partition("=")
        if name not in _flags:
            if name in ("help", "h"):
                _usage()
                _l.exit(0)
            _fail("flag provided but not defined: -" + name)
        flag = _flags[name]
        if flag.kind == "bool":
            flag.box.v = value != "false" if has_value else True
            continue
        if not has_value:
            if not words:
                _fail("flag needs an argument: -" + name)
            value = words.pop(0)
        try:
            if flag.kind == "int":
                value = int(value)
            elif flag.kind == "float":
                value = float(value)
            elif flag.kind == "duration":
                import _go_time
                value = _go_time.ParseDuration(value)[0]
        except ValueError:
            _fail('invalid value "%s" for flag -%s: parse error' % (value, name))
        flag.box.v = value
    _rest[:] = words


def Args():
    return _rest


def NArg():
    return len(_rest)


def Arg(place):
    return _rest[place] if place < len(_rest) else ""
