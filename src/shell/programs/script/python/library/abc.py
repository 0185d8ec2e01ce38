import functools as _f


def abstractmethod(function):
    if isinstance(function, (property, classmethod, staticmethod)):
        inner = function.fget if isinstance(function, property) else function.__func__
        if inner is not None:
            inner.__isabstractmethod__ = True
        return function
    function.__isabstractmethod__ = True
    return function


def abstractproperty(function):
    return property(abstractmethod(function))


def _is_abstract(value):
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    return getattr(value, "__isabstractmethod__", False)


class ABCMeta(type):
    def __init__(cls, name, bases, namespace, **named):
        open_names = []
        for base in reversed(cls.__mro__[:-1]):
            for member, value in getattr(base, "__dict__", {}).items():
                if _is_abstract(value):
                    if member not in open_names:
                        open_names.append(member)
                elif member in open_names:
                    open_names.remove(member)
        cls.__abstractmethods__ = frozenset(open_names)
        cls._abc_open = sorted(open_names)
        cls._abc_registry = []

    def __call__(cls, *values, **named):
        if cls._abc_open:
            names = cls._abc_open
            plural = "" if len(names) == 1 else "s"
            import sys
            if sys.version_info >= (3, 12):
                shown = ", ".join("'" + name + "'" for name in names)
                raise TypeError("Can't instantiate abstract class %s without an implementation for abstract method%s %s"
                                % (cls.__name__, plural, shown))
            raise TypeError("Can't instantiate abstract class %s with abstract method%s %s"
                            % (cls.__name__, plural, ", ".join(names)))
        return super().__call__(*values, **named)

    def register(cls, other):
        cls._abc_registry.append(other)
        return other

    def __instancecheck__(cls, value):
        kind = type(value)
        return cls in getattr(kind, "__mro__", ()) or any(isinstance(value, known) for known in cls._abc_registry)

    def __subclasscheck__(cls, kind):
        return cls in getattr(kind, "__mro__", ()) or any(issubclass(kind, known) for known in cls._abc_registry)


class ABC(metaclass=ABCMeta):
    pass


def get_cache_token():
    return 0
