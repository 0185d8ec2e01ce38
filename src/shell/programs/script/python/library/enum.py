class auto:
    def __init__(self, value=None):
        self.value = value


class nonmember:
    def __init__(self, value):
        self.value = value


def _is_member(name, value):
    if name.startswith("_") or isinstance(value, (property, classmethod, staticmethod, nonmember)):
        return False
    return not (callable(value) and not isinstance(value, type) or hasattr(value, "__get__"))


class EnumMeta(type):
    def __init__(cls, name, bases, namespace, **named):
        names = {}
        for base in cls.__mro__[1:-1]:
            if getattr(base, "_member_map_", None):
                raise TypeError("<enum '%s'> cannot extend <enum '%s'>" % (name, base.__name__))
        cls._member_map_ = {}
        cls._by_value_ = []
        last = []
        for member, value in list(namespace.items()):
            if not _is_member(member, value):
                continue
            if isinstance(value, auto):
                value = cls._generate_next_value_(member, 1, len(last), last)
            elif isinstance(value, tuple) and any(isinstance(part, auto) for part in value):
                value = tuple(cls._generate_next_value_(member, 1, len(last), last) if isinstance(part, auto) else part
                              for part in value)
            cls._add(member, value)
            last.append(value)

    def _add(cls, name, value):
        given = value if isinstance(value, tuple) else (value,)
        if hasattr(cls, "__new__") and cls._own_new():
            member = cls.__new__(cls, *given)
            value = getattr(member, "_value_", value)
        else:
            member = object.__new__(cls, *(given if cls._plain_kind() else ()))
        member._value_ = value
        for known_value, known in cls._by_value_:
            if known_value == value and type(known_value) is type(value):
                cls._member_map_[name] = known
                setattr(cls, name, known)
                return
        member._name_ = name
        init = cls._own_init()
        if init is not None:
            init(member, *given)
        cls._member_map_[name] = member
        cls._by_value_.append((member._value_, member))
        setattr(cls, name, member)

    def _own_new(cls):
        return any("__new__" in base.__dict__ for base in cls.__mro__[:-1] if base.__module__ not in ("enum", "builtins"))

    def _own_init(cls):
        for base in cls.__mro__[:-1]:
            if base.__module__ not in ("enum", "builtins") and "__init__" in base.__dict__:
                return base.__dict__["__init__"]
        return None

    def _plain_kind(cls):
        return any(kind in cls.__mro__ for kind in (str, int, float, bytes, tuple))

    def __call__(cls, value, *more, **named):
        if not cls._member_map_:
            return _functional(cls, value, *more, **named)
        return cls._of(value)

    def _of(cls, value):
        if type(value) is cls:
            return value
        for known, member in cls._by_value_:
            if known == value:
                return member
        other = cls._missing_(value)
        if other is not None:
            return other
        raise ValueError("%r is not a valid %s" % (value, cls.__name__))

    def __iter__(cls):
        return iter([member for _, member in cls._by_value_])

    def __reversed__(cls):
        return reversed([member for _, member in cls._by_value_])

    def __len__(cls):
        return len(cls._by_value_)

    def __bool__(cls):
        return True

    def __contains__(cls, value):
        return type(value) is cls or any(known == value for known, _ in cls._by_value_)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __repr__(cls):
        kind = "flag" if Flag in cls.__mro__ else "enum"
        return "<%s '%s'>" % (kind, cls.__name__)

    @property
    def __members__(cls):
        return cls._member_map_


EnumType = EnumMeta
Flag = None


class Enum(metaclass=EnumMeta):
    @property
    def name(self):
        return self._name_

    @property
    def value(self):
        return self._value_

    @staticmethod
    def _generate_next_value_(name, start, count, last):
        for value in reversed(last):
            if isinstance(value, int):
                return value + 1
        return start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        return "<%s.%s: %r>" % (type(self).__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (type(self).__name__, self._name_)

    def __format__(self, spec):
        return format(str(self), spec)

    def __hash__(self):
        return hash(self._name_)

    def __eq__(self, other):
        if isinstance(self, (str, int, float)) and not isinstance(other, Enum):
            return self._value_ == other
        return self is other

    def __setattr__(self, name, value):
        if name in ("name", "value"):
            raise AttributeError("<enum '%s'> cannot set attribute '%s'" % (type(self).__name__, name))
        object.__setattr__(self, name, value)

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self


class IntEnum(int, Enum):
    def __str__(self):
        return str(self._value_)

    def __hash__(self):
        return hash(self._value_)


class StrEnum(str, Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last):
        return name.lower()

    def __str__(self):
        return self._value_

    def __hash__(self):
        return hash(self._value_)


ReprEnum = Enum


class Flag(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last):
        high = 0
        for value in last:
            high = max(high, value)
        return 1 if high == 0 else 1 << high.bit_length()

    @classmethod
    def _missing_(cls, value):
        whole = 0
        for known, _ in cls._by_value_:
            whole |= known
        if not isinstance(value, int) or value & ~whole:
            raise ValueError("%r is not a valid %s" % (value, cls.__name__))
        member = object.__new__(cls, value) if cls._plain_kind() else object.__new__(cls)
        member._value_, member._name_ = value, None
        parts = [part for known, part in cls._by_value_ if known and known & value == known]
        if parts:
            member._name_ = "|".join(part._name_ for part in parts)
        return member

    def __or__(self, other):
        return type(self)(self._value_ | _number(other))

    def __and__(self, other):
        return type(self)(self._value_ & _number(other))

    def __xor__(self, other):
        return type(self)(self._value_ ^ _number(other))

    def __invert__(self):
        whole = 0
        for known, _ in type(self)._by_value_:
            whole |= known
        return type(self)(whole & ~self._value_)

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__

    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return iter([part for known, part in type(self)._by_value_ if known and known & self._value_ == known])

    def __len__(self):
        return len(list(iter(self)))

    def __bool__(self):
        return self._value_ != 0

    def __eq__(self, other):
        if isinstance(other, Flag):
            return type(self) is type(other) and self._value_ == other._value_
        return isinstance(self, int) and self._value_ == other

    def __hash__(self):
        return hash(self._value_)

    def __repr__(self):
        if self._name_ is None:
            return "<%s: %r>" % (type(self).__name__, self._value_)
        return "<%s.%s: %r>" % (type(self).__name__, self._name_, self._value_)

    def __str__(self):
        if self._name_ is None:
            return "%s(%r)" % (type(self).__name__, self._value_)
        return "%s.%s" % (type(self).__name__, self._name_)


def _number(value):
    return value._value_ if isinstance(value, Enum) else value


class IntFlag(int, Flag):
    def __str__(self):
        return str(self._value_)

    def __hash__(self):
        return hash(self._value_)


def _functional(cls, name, names, **named):
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if isinstance(names, dict):
        pairs = list(names.items())
    else:
        pairs = [pair if isinstance(pair, tuple) else (pair, auto()) for pair in names]
    return type(name, (cls,), dict(pairs))


def unique(cls):
    twice = [(name, member._name_) for name, member in cls._member_map_.items() if name != member._name_]
    if twice:
        raise ValueError("duplicate values found in %r: %s"
                         % (cls, ", ".join("%s -> %s" % pair for pair in twice)))
    return cls


def verify(*checks):
    return lambda cls: cls


UNIQUE, CONTINUOUS, NAMED_FLAGS = "one name per value", "no skipped integer values", "named flags"
