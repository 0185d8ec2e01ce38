# Kinds that are known by their methods.
class _Kind(type):
    def __instancecheck__(cls, value):
        return cls._holds(type(value), value)

    def __subclasscheck__(cls, kind):
        return cls in getattr(kind, "__mro__", ()) or cls._holds(kind, None)

    def _holds(cls, kind, value):
        if cls in getattr(kind, "__mro__", ()):
            return True
        known = cls.__dict__.get("_kinds", ())
        if any(base in known for base in getattr(kind, "__mro__", (kind,))):
            return True
        names = cls.__dict__.get("_methods", ())
        if not names:
            return False
        if getattr(kind, "__module__", "builtins") == "builtins" and value is not None:
            return all(hasattr(value, name) for name in names)
        return all(hasattr(kind, name) for name in names)

    def register(cls, kind):
        cls._kinds = tuple(cls.__dict__.get("_kinds", ())) + (kind,)
        return kind

    def __getitem__(cls, inner):
        return cls


class Hashable(metaclass=_Kind):
    _methods = ("__hash__",)


class Callable(metaclass=_Kind):
    _methods = ("__call__",)


class Iterable(metaclass=_Kind):
    _methods = ("__iter__",)


class Iterator(Iterable):
    _methods = ("__iter__", "__next__")

    def __iter__(self):
        return self


class Generator(Iterator):
    _methods = ("__iter__", "__next__", "send", "throw", "close")


class Reversible(Iterable):
    _kinds = (list, tuple, str, range, dict, bytes)


class Sized(metaclass=_Kind):
    _methods = ("__len__",)


class Container(metaclass=_Kind):
    _methods = ("__contains__",)


class Collection(Sized, Iterable, Container):
    _methods = ("__len__", "__iter__", "__contains__")


class Sequence(Collection):
    _kinds = (list, tuple, str, range, bytes, bytearray)

    def __contains__(self, value):
        return any(one == value for one in self)

    def __iter__(self):
        place = 0
        while place < len(self):
            yield self[place]
            place += 1

    def __reversed__(self):
        for place in range(len(self) - 1, -1, -1):
            yield self[place]

    def index(self, value):
        for place, one in enumerate(self):
            if one == value:
                return place
        raise ValueError

    def count(self, value):
        return sum(1 for one in self if one == value)


class MutableSequence(Sequence):
    _kinds = (list, bytearray)

    def append(self, value):
        self.insert(len(self), value)

    def extend(self, values):
        for value in values:
            self.append(value)

    def pop(self, place=-1):
        value = self[place]
        del self[place]
        return value

    def remove(self, value):
        del self[self.index(value)]

    def clear(self):
        while len(self):
            self.pop()


ByteString = bytes


class Set(Collection):
    _kinds = (set, frozenset, type({}.keys()), type({}.items()))


class MutableSet(Set):
    _kinds = (set,)


class Mapping(Collection):
    _kinds = (dict,)

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return dict.fromkeys(self).keys()

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items())


class MutableMapping(Mapping):
    _kinds = (dict,)

    def pop(self, key, *default):
        try:
            value = self[key]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[key]
        return value

    def popitem(self):
        for key in self:
            return key, self.pop(key)
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), **named):
        for key, value in (other.items() if hasattr(other, "items") else other):
            self[key] = value
        for key, value in named.items():
            self[key] = value

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]


class MappingView(metaclass=_Kind):
    _kinds = (type({}.keys()), type({}.values()), type({}.items()))


class KeysView(MappingView):
    _kinds = (type({}.keys()),)


class ValuesView(MappingView):
    _kinds = (type({}.values()),)


class ItemsView(MappingView):
    _kinds = (type({}.items()),)


class Awaitable(metaclass=_Kind):
    _methods = ("__await__",)


class Coroutine(Awaitable):
    _methods = ("send", "throw", "close")


class AsyncIterable(metaclass=_Kind):
    _methods = ("__aiter__",)


class AsyncIterator(AsyncIterable):
    _methods = ("__aiter__", "__anext__")


class AsyncGenerator(AsyncIterator):
    _methods = ("__aiter__", "__anext__", "asend")


class Buffer(metaclass=_Kind):
    _kinds = (bytes, bytearray)
