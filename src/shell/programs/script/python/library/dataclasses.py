class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object at 0x7f0000001000>"


MISSING = _Missing()
KW_ONLY = _Missing()


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = self.type = None
        self.default, self.default_factory, self.init, self.repr = default, default_factory, init, repr
        self.hash, self.compare, self.metadata, self.kw_only = hash, compare, metadata or {}, kw_only

    def __repr__(self):
        return "Field(name=%r,type=%r,default=%r)" % (self.name, self.type, self.default)


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
          kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


class InitVar:
    def __init__(self, kind):
        self.type = kind

    def __class_getitem__(cls, kind):
        return InitVar(kind)


def _is_class_var(kind):
    return "ClassVar" in (kind if isinstance(kind, str) else repr(kind))


def _own_fields(cls, kw_only):
    made, only = {}, kw_only
    for name, kind in cls.__dict__.get("__annotations__", {}).items():
        if kind is KW_ONLY or kind == "KW_ONLY":
            only = True
            continue
        if _is_class_var(kind):
            continue
        value = cls.__dict__.get(name, MISSING)
        one = value if isinstance(value, Field) else field(default=value)
        if isinstance(one.default, (list, dict, set)):
            raise ValueError("mutable default %s for field %s is not allowed: use default_factory"
                             % (type(one.default), name))
        one.name, one.type = name, kind
        if one.kw_only is MISSING:
            one.kw_only = only
        if one.default is MISSING:
            if name in cls.__dict__:
                delattr(cls, name)
        else:
            setattr(cls, name, one.default)
        made[name] = one
    return made


def _words(names):
    shown = ["'" + name + "'" for name in names]
    if len(shown) < 3:
        return " and ".join(shown)
    return ", ".join(shown[:-1]) + ", and " + shown[-1]


def _init(cls, fields, frozen):
    plain = [one for one in fields.values() if one.init and not one.kw_only]
    seen = None
    for one in plain:
        if one.default is MISSING and one.default_factory is MISSING:
            if seen:
                raise TypeError("non-default argument %r follows default argument %r" % (one.name, seen)
                                if _since(12) else "non-default argument %r follows default argument" % one.name)
        else:
            seen = one.name
    store = object.__setattr__ if frozen else setattr
    takes = {one.name for one in fields.values() if one.init}

    def __init__(self, *values, **named):
        name_of = type(self).__name__ + ".__init__()"
        if len(values) > len(plain):
            least = sum(1 for one in plain if one.default is MISSING and one.default_factory is MISSING)
            count = str(len(plain) + 1) if least == len(plain) else "from %d to %d" % (least + 1, len(plain) + 1)
            raise TypeError("%s takes %s positional argument%s but %d were given"
                            % (name_of, count, "" if count == "1" else "s", len(values) + 1))
        given = dict(zip([one.name for one in plain], values))
        for name in named:
            if name in given:
                raise TypeError("%s got multiple values for argument '%s'" % (name_of, name))
            if name not in takes:
                raise TypeError("%s got an unexpected keyword argument '%s'" % (name_of, name))
        given.update(named)
        missing, missing_named, extra = [], [], []
        for name, one in fields.items():
            if name in given:
                value = given[name]
            elif one.default_factory is not MISSING:
                value = one.default_factory()
            elif one.default is not MISSING:
                value = one.default
            elif one.init:
                (missing_named if one.kw_only else missing).append(name)
                continue
            else:
                continue
            if isinstance(one.type, InitVar) or one.type is InitVar:
                extra.append(value)
            else:
                store(self, name, value)
        for names, kind in ((missing, "positional"), (missing_named, "keyword-only")):
            if names:
                raise TypeError("%s missing %d required %s argument%s: %s" % (
                    name_of, len(names), kind, "" if len(names) == 1 else "s", _words(names)))
        if hasattr(self, "__post_init__"):
            self.__post_init__(*extra)

    return __init__


def _since(minor):
    import sys
    return sys.version_info >= (3, minor)


def _values(this, names):
    return tuple(getattr(this, name) for name in names)


def dataclass(cls=None, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True,
              kw_only=False, slots=False, weakref_slot=False):
    def made(cls):
        fields = {}
        for base in reversed(cls.__mro__[1:]):
            fields.update(getattr(base, "__dict__", {}).get("__dataclass_fields__", {}))
        own = _own_fields(cls, kw_only)
        fields.update(own)
        cls.__dataclass_fields__ = fields
        stored = {name: one for name, one in fields.items() if not isinstance(one.type, InitVar)}
        shown = [name for name, one in stored.items() if one.repr]
        compared = [name for name, one in stored.items() if one.compare]
        if init and "__init__" not in cls.__dict__:
            cls.__init__ = _init(cls, fields, frozen)
        if repr and "__repr__" not in cls.__dict__:
            def __repr__(self):
                return type(self).__name__ + "(" + ", ".join("%s=%r" % (name, getattr(self, name)) for name in shown) + ")"
            cls.__repr__ = __repr__
        own_eq = "__eq__" in cls.__dict__
        if eq and not own_eq:
            def __eq__(self, other):
                if type(other) is not type(self):
                    return NotImplemented
                return _values(self, compared) == _values(other, compared)
            cls.__eq__ = __eq__
        if order:
            def comparing(test):
                def method(self, other):
                    if type(other) is not type(self):
                        return NotImplemented
                    return test(_values(self, compared), _values(other, compared))
                return method
            cls.__lt__, cls.__le__ = comparing(lambda a, b: a < b), comparing(lambda a, b: a <= b)
            cls.__gt__, cls.__ge__ = comparing(lambda a, b: a > b), comparing(lambda a, b: a >= b)
        if unsafe_hash or eq and frozen:
            hashed = [name for name, one in stored.items() if (one.compare if one.hash is None else one.hash)]
            cls.__hash__ = lambda self: hash(_values(self, hashed))
        elif eq and "__hash__" not in cls.__dict__:
            cls.__hash__ = None
        if frozen:
            def __setattr__(self, name, value):
                raise FrozenInstanceError("cannot assign to field %r" % name)

            def __delattr__(self, name):
                raise FrozenInstanceError("cannot delete field %r" % name)
            cls.__setattr__, cls.__delattr__ = __setattr__, __delattr__
        if match_args:
            cls.__match_args__ = tuple(name for name, one in fields.items() if one.init and not one.kw_only)
        cls.__replace__ = replace
        return cls

    return made if cls is None else made(cls)


def fields(thing):
    known = getattr(thing, "__dataclass_fields__", None)
    if known is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(known.values())


def is_dataclass(thing):
    return hasattr(thing, "__dataclass_fields__")


def _plain(value, each, dict_factory):
    if is_dataclass(value) and not isinstance(value, type):
        return each(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[_plain(inner, each, dict_factory) for inner in value])
    if isinstance(value, (list, tuple)):
        return type(value)([_plain(inner, each, dict_factory) for inner in value])
    if isinstance(value, dict):
        return {_plain(key, each, dict_factory): _plain(inner, each, dict_factory) for key, inner in value.items()}
    import copy
    return copy.deepcopy(value)


def asdict(obj, *, dict_factory=dict):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("asdict() should be called on dataclass instances")
    return dict_factory([(one.name, _plain(getattr(obj, one.name), lambda inner: asdict(inner, dict_factory=dict_factory),
                                           dict_factory)) for one in fields(obj)])


def astuple(obj, *, tuple_factory=tuple):
    return tuple_factory([_plain(getattr(obj, one.name), astuple, dict) for one in fields(obj)])


def replace(obj, **changes):
    given = {}
    for one in fields(obj):
        if not one.init:
            if one.name in changes:
                raise ValueError("field %s is declared with init=False, it cannot be specified with replace()" % one.name)
            continue
        given[one.name] = changes.pop(one.name) if one.name in changes else getattr(obj, one.name)
    given.update(changes)
    return type(obj)(**given)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **how):
    space = dict(namespace or {})
    kinds = space.setdefault("__annotations__", {})
    for one in fields:
        if isinstance(one, str):
            kinds[one] = object
        else:
            kinds[one[0]] = one[1]
            if len(one) > 2:
                space[one[0]] = one[2]
    return dataclass(type(cls_name, tuple(bases), space), **how)
