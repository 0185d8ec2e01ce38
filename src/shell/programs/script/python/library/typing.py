# Types are hardly looked at; anything can stand here.
import _layercake as _l
import collections.abc as _abc


class _Type:
    def __init__(self, name, origin=None, args=()):
        self.__name__, self.__origin__, self.__args__ = name, origin, args

    def __getitem__(self, inner):
        inner = inner if isinstance(inner, tuple) else (inner,)
        if self.__name__ == "Optional":
            return _Type("Optional", Union, inner + (type(None),))
        return _Type(self.__name__, self.__origin__ or self, inner)

    def __or__(self, other):
        return _Type("Union", Union, (self, other))

    def __ror__(self, other):
        return _Type("Union", Union, (other, self))

    def __call__(self, *values, **named):
        if isinstance(self.__origin__, type):
            return self.__origin__(*values, **named)
        raise TypeError("Cannot instantiate %r" % (self,))

    def __instancecheck__(self, value):
        return isinstance(value, self.__origin__)

    def __eq__(self, other):
        return isinstance(other, _Type) and (self.__name__, self.__args__) == (other.__name__, other.__args__)

    def __hash__(self):
        return hash(self.__name__)

    def __repr__(self):
        name = "typing." + self.__name__
        if not self.__args__:
            return name
        args = self.__args__[:-1] if self.__name__ == "Optional" else self.__args__
        return name + "[" + ", ".join(_shown(part) for part in args) + "]"


def _shown(part):
    if part is None or part is type(None):
        return "None"
    if part is ...:
        return "..."
    if isinstance(part, list):
        return "[" + ", ".join(_shown(inner) for inner in part) + "]"
    if isinstance(part, type):
        return part.__name__ if part.__module__ == "builtins" else part.__module__ + "." + part.__name__
    return repr(part)


def _of(name, origin):
    return _Type(name, origin)


Any, NoReturn, Never, LiteralString, Self = (_Type(name) for name in ("Any", "NoReturn", "Never", "LiteralString", "Self"))
Union, Optional, Literal, Final, ClassVar, Annotated, Concatenate, TypeGuard, TypeIs, Unpack, Required, NotRequired, \
    ReadOnly, TypeAlias = (_Type(name) for name in (
        "Union", "Optional", "Literal", "Final", "ClassVar", "Annotated", "Concatenate", "TypeGuard", "TypeIs", "Unpack",
        "Required", "NotRequired", "ReadOnly", "TypeAlias"))
List, Dict, Set, FrozenSet, Tuple, Type = (_of(name, kind) for name, kind in (
    ("List", list), ("Dict", dict), ("Set", set), ("FrozenSet", frozenset), ("Tuple", tuple), ("Type", type)))
Callable, Iterable, Iterator, Generator, Sequence, MutableSequence, Mapping, MutableMapping, Collection, Container, \
    Hashable, Sized, Reversible, Awaitable, Coroutine, AsyncIterable, AsyncIterator, AsyncGenerator, AbstractSet, \
    MutableSet, KeysView, ValuesView, ItemsView = (_of(name, getattr(_abc, "Set" if name == "AbstractSet" else name))
                                                   for name in (
        "Callable", "Iterable", "Iterator", "Generator", "Sequence", "MutableSequence", "Mapping", "MutableMapping",
        "Collection", "Container", "Hashable", "Sized", "Reversible", "Awaitable", "Coroutine", "AsyncIterable",
        "AsyncIterator", "AsyncGenerator", "AbstractSet", "MutableSet", "KeysView", "ValuesView", "ItemsView"))
Text, TYPE_CHECKING = str, False
AnyStr = _Type("AnyStr")
IO, TextIO, BinaryIO, Pattern, Match, ContextManager, AsyncContextManager, ByteString, Deque, DefaultDict, OrderedDict, \
    Counter, ChainMap = (_Type(name) for name in (
        "IO", "TextIO", "BinaryIO", "Pattern", "Match", "ContextManager", "AsyncContextManager", "ByteString", "Deque",
        "DefaultDict", "OrderedDict", "Counter", "ChainMap"))


class Generic:
    def __class_getitem__(cls, inner):
        return cls


class _ProtocolKind(type):
    def __call__(cls, *values, **named):
        if cls.__dict__.get("_is_protocol"):
            raise TypeError("Protocols cannot be instantiated")
        return super().__call__(*values, **named)

    def __init__(cls, name, bases, namespace, **named):
        cls._is_protocol = Protocol is None or Protocol in getattr(cls, "__bases__", ())

    def __instancecheck__(cls, value):
        if cls in getattr(type(value), "__mro__", ()):
            return True
        if not cls.__dict__.get("_is_protocol"):
            return False
        if not cls.__dict__.get("_is_runtime"):
            raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
        return all(hasattr(value, name) for name in _members(cls))


def _members(cls):
    names = [name for name in cls.__dict__ if not name.startswith("_") or name in ("__call__", "__iter__", "__len__",
                                                                                   "__enter__", "__exit__")]
    return names + [name for name in cls.__dict__.get("__annotations__", {}) if name not in names]


Protocol = None


class Protocol(Generic, metaclass=_ProtocolKind):
    pass


def runtime_checkable(cls):
    cls._is_runtime = True
    return cls


class NamedTuple(tuple):
    def __init_subclass__(cls, **named):
        import collections
        fields = tuple(cls.__dict__.get("__annotations__", {}))
        defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
        for name, value in collections._space(cls.__name__, fields, defaults).items():
            if name in fields or name not in cls.__dict__:
                setattr(cls, name, value)

    def __new__(cls, typename, fields=None, **named):
        import collections
        return collections.namedtuple(typename, [field for field, _ in fields or named.items()])


class _DictKind(type):
    def __call__(cls, *values, **named):
        return dict(*values, **named)

    def __instancecheck__(cls, value):
        raise TypeError("TypedDict does not support instance and class checks")


class TypedDict(metaclass=_DictKind):
    def __init_subclass__(cls, total=True, **named):
        cls.__total__ = total


class TypeVar:
    def __init__(self, name, *bounds, bound=None, covariant=False, contravariant=False, default=None, **more):
        self.__name__, self.__constraints__, self.__bound__ = name, bounds, bound
        self._mark = "+" if covariant else "-" if contravariant else "~"

    def __or__(self, other):
        return _Type("Union", Union, (self, other))

    __ror__ = __or__

    def __repr__(self):
        return self._mark + self.__name__


class ParamSpec(TypeVar):
    args = kwargs = None


class TypeVarTuple(TypeVar):
    def __iter__(self):
        return iter((self,))


class NewType:
    def __init__(self, name, tp):
        self.__name__, self.__supertype__ = name, tp

    def __call__(self, value):
        return value

    def __or__(self, other):
        return _Type("Union", Union, (self, other))

    def __repr__(self):
        return "__main__." + self.__name__


class ForwardRef:
    def __init__(self, text):
        self.__forward_arg__ = text

    def __repr__(self):
        return "ForwardRef(%r)" % self.__forward_arg__


def cast(kind, value):
    return value


def assert_type(value, kind):
    return value


def assert_never(value):
    raise AssertionError("Expected code to be unreachable, but got: %r" % (value,))


def reveal_type(value):
    import sys
    sys.stderr.write("Runtime type is %r\n" % type(value).__name__)
    return value


def _plain(function):
    return function


final = override = no_type_check = _plain


def overload(function):
    def undone(*values, **named):
        raise NotImplementedError("You should not call an overloaded function.")
    return undone


def dataclass_transform(**how):
    return _plain


def get_type_hints(thing, globalns=None, localns=None, include_extras=False):
    hints = {}
    if isinstance(thing, type):
        for base in reversed(thing.__mro__):
            hints.update(getattr(base, "__dict__", {}).get("__annotations__", {}))
    else:
        hints.update(getattr(thing, "__annotations__", {}))
    return {name: type(None) if kind is None else kind for name, kind in hints.items()}


def get_origin(kind):
    return getattr(kind, "__origin__", None)


def get_args(kind):
    return tuple(getattr(kind, "__args__", ()))
