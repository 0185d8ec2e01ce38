class _Field:
    def __init__(self, default, default_factory):
        self.default = default
        self.default_factory = default_factory


_MISSING = _Field(None, None)


def field(default=_MISSING, default_factory=None):
    return _Field(default, default_factory)


def _names(cls):
    names = []
    for base in cls.__bases__:
        names += _names(base)
    own = cls.__dict__.get("__annotations__", {})
    return names + [name for name in own if name not in names]


def dataclass(cls=None, **options):
    if cls is None:
        return dataclass
    names = _names(cls)

    def init(self, *values, **named):
        if len(values) > len(names):
            raise TypeError("__init__() takes %d positional arguments but %d were given"
                            % (len(names) + 1, len(values) + 1))
        missing = []
        for place in range(len(names)):
            name = names[place]
            if place < len(values):
                value = values[place]
            elif name in named:
                value = named.pop(name)
            else:
                value = getattr(cls, name, _MISSING)
                if isinstance(value, _Field):
                    if value.default_factory is not None:
                        value = value.default_factory()
                    elif value.default is not _MISSING and value is not _MISSING:
                        value = value.default
                    else:
                        missing.append(name)
            setattr(self, name, value)
        if missing:
            raise TypeError("%s.__init__() missing %d required positional argument%s: %s" % (
                cls.__name__, len(missing), "" if len(missing) == 1 else "s",
                " and ".join("'" + name + "'" for name in missing)))
        for name in named:
            raise TypeError("%s.__init__() got an unexpected keyword argument '%s'" % (cls.__name__, name))
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    def show(self):
        return cls.__name__ + "(" + ", ".join("%s=%r" % (name, getattr(self, name)) for name in names) + ")"

    def same(self, other):
        return type(self) is type(other) and asdict(self) == asdict(other)

    cls.__init__ = init
    cls.__dataclass_fields__ = names
    if "__repr__" not in cls.__dict__:
        cls.__repr__ = show
    if "__eq__" not in cls.__dict__:
        cls.__eq__ = same
    return cls


def asdict(value):
    def plain(inner):
        return asdict(inner) if hasattr(inner, "__dataclass_fields__") else inner
    return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
