import _layercake as _l


def isfunction(value):
    return type(value).__name__ == "function"


def ismethod(value):
    return type(value).__name__ == "method"


def isclass(value):
    return isinstance(value, type)


def ismodule(value):
    return type(value).__name__ == "module"


def isgenerator(value):
    return type(value).__name__ == "generator"


def iscoroutine(value):
    return type(value).__name__ == "coroutine"


def isbuiltin(value):
    return type(value).__name__ == "builtin_function_or_method"


def isroutine(value):
    return isfunction(value) or ismethod(value) or isbuiltin(value)


def _kind(function):
    function = getattr(function, "__func__", function)
    return getattr(function, "__kind__", "plain") if isfunction(function) else "plain"


def iscoroutinefunction(function):
    return _kind(function) == "coroutine"


def isgeneratorfunction(function):
    return _kind(function) == "generator"


def isasyncgenfunction(function):
    return _kind(function) == "async_generator"


def isawaitable(value):
    return iscoroutine(value) or hasattr(value, "__await__")


def isabstract(value):
    return bool(getattr(value, "__abstractmethods__", None))


def getdoc(value):
    text = getattr(value, "__doc__", None)
    if not isinstance(text, str):
        return None
    first, mark, rest = text.partition("\n")
    import textwrap
    return (first.strip() + mark + textwrap.dedent(rest)).strip("\n").rstrip() if mark else first.strip()


cleandoc = lambda text: __import__("textwrap").dedent(text).strip()


def getmembers(value, predicate=None):
    pairs = [(name, getattr(value, name)) for name in sorted(dir(value))]
    return [pair for pair in pairs if predicate is None or predicate(pair[1])]


def getmodule(value):
    return _l.module(getattr(value, "__module__", "__main__"))


def getmro(cls):
    return cls.__mro__


class _Empty:
    pass


class Parameter:
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = 0, 1, 2, 3, 4
    empty = _Empty

    def __init__(self, name, kind, *, default=_Empty, annotation=_Empty):
        self.name, self.kind, self.default, self.annotation = name, kind, default, annotation

    def __str__(self):
        text = ("", "", "*", "", "**")[self.kind] + self.name
        noted = self.annotation is not _Empty
        if noted:
            text += ": " + formatannotation(self.annotation)
        if self.default is not _Empty:
            text += (" = " if noted else "=") + repr(self.default)
        return text

    def __repr__(self):
        return '<Parameter "%s">' % self


def formatannotation(kind):
    if isinstance(kind, type):
        return kind.__name__ if kind.__module__ in ("builtins",) else kind.__module__ + "." + kind.__name__
    return repr(kind).replace("typing.", "")


class Signature:
    empty = _Empty

    def __init__(self, parameters=(), return_annotation=_Empty):
        self.parameters, self.return_annotation = {one.name: one for one in parameters}, return_annotation

    def bind(self, *values, **named):
        given, left = {}, list(values)
        for one in self.parameters.values():
            if one.kind == Parameter.VAR_POSITIONAL:
                given[one.name], left = tuple(left), []
            elif one.kind == Parameter.VAR_KEYWORD:
                given[one.name], named = named, {}
            elif left and one.kind != Parameter.KEYWORD_ONLY:
                given[one.name] = left.pop(0)
            elif one.name in named:
                given[one.name] = named.pop(one.name)
            elif one.default is _Empty:
                raise TypeError("missing a required argument: '%s'" % one.name)
        if left:
            raise TypeError("too many positional arguments")
        if named:
            raise TypeError("got an unexpected keyword argument '%s'" % list(named)[0])
        return BoundArguments(self, given)

    def __str__(self):
        parts, marked = [], False
        for one in self.parameters.values():
            if one.kind == Parameter.VAR_POSITIONAL:
                marked = True
            if one.kind == Parameter.KEYWORD_ONLY and not marked:
                parts.append("*")
                marked = True
            parts.append(str(one))
        text = "(" + ", ".join(parts) + ")"
        return text if self.return_annotation is _Empty else text + " -> " + formatannotation(self.return_annotation)

    def __repr__(self):
        return "<Signature %s>" % self


class BoundArguments:
    def __init__(self, signature, arguments):
        self.signature, self.arguments = signature, arguments

    @property
    def args(self):
        return tuple(self.arguments.values())

    @property
    def kwargs(self):
        return {}

    def apply_defaults(self):
        for one in self.signature.parameters.values():
            if one.name not in self.arguments and one.default is not _Empty:
                self.arguments[one.name] = one.default


def signature(function, **more):
    skip = 0
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if isinstance(function, type):
        function, skip = function.__init__, 1
    elif ismethod(function):
        function, skip = function.__func__, 1
    elif not isfunction(function) and hasattr(type(function), "__call__"):
        function, skip = type(function).__call__, 1
    if not isfunction(function):
        _l.unsimulated("inspect.signature() of this")
    kinds = {"plain": 1, "named": 3, "rest": 2, "named_rest": 4}
    notes = function.__annotations__
    rows = [Parameter(name, kinds[kind], default=default[0] if default else _Empty,
                      annotation=notes.get(name, _Empty)) for name, kind, default in function.__slots_of__]
    return Signature(rows[skip:], notes.get("return", _Empty))


def getfullargspec(function):
    _l.unsimulated("inspect.getfullargspec()")


def getsource(value):
    _l.unsimulated("inspect.getsource()")


getsourcelines = getsourcefile = getfile = getsource


def currentframe():
    import sys
    return sys._getframe()


def stack(context=1):
    from collections import namedtuple
    info = namedtuple("FrameInfo", "frame filename lineno function code_context index")
    return [info(None, file, line, name, [text], 0) for file, line, name, text in reversed(_l.stack())]
