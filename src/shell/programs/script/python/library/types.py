class UnionType:
    def __init__(self, parts):
        self.__args__ = parts

    def __repr__(self):
        return " | ".join("None" if part is None else _name(part) for part in self.__args__)

    def __eq__(self, other):
        return isinstance(other, UnionType) and set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))


def _name(part):
    if not isinstance(part, type):
        return repr(part)
    module = getattr(part, "__module__", "builtins")
    return part.__name__ if module in ("builtins", None) else module + "." + part.__name__


class SimpleNamespace:
    def __init__(self, **values):
        for name in values:
            setattr(self, name, values[name])

    def __repr__(self):
        return "namespace(" + ", ".join("%s=%r" % pair for pair in vars(self).items()) + ")"

    def __eq__(self, other):
        return isinstance(other, SimpleNamespace) and vars(self) == vars(other)


class MappingProxyType:
    def __init__(self, data):
        self._data = data

    def __getitem__(self, key):
        return self._data[key]

    def __contains__(self, key):
        return key in self._data

    def __iter__(self):
        return iter(self._data)

    def __len__(self):
        return len(self._data)

    def get(self, key, default=None):
        return self._data.get(key, default)

    def keys(self):
        return self._data.keys()

    def values(self):
        return self._data.values()

    def items(self):
        return self._data.items()

    def __repr__(self):
        return "mappingproxy(" + repr(self._data) + ")"


class ModuleType:
    def __init__(self, name, doc=None):
        self.__name__, self.__doc__ = name, doc

    def __repr__(self):
        return "<module '" + self.__name__ + "'>"


def _generator():
    yield


class _Holder:
    def method(self):
        pass


FunctionType = LambdaType = type(_generator)
GeneratorType = type(_generator())
MethodType = type(_Holder().method)
BuiltinFunctionType = BuiltinMethodType = type(len)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
GenericAlias = type


class slice:
    def __init__(self, *bounds):
        if len(bounds) == 1:
            bounds = (None, bounds[0], None)
        self.start, self.stop, self.step = (tuple(bounds) + (None,))[:3]

    def indices(self, length):
        step = 1 if self.step is None else self.step
        low, high = (0, length) if step > 0 else (-1, length - 1)

        def place(value, default):
            if value is None:
                return default
            return max(low, value + length) if value < 0 else min(value, high)

        return place(self.start, low if step > 0 else high), place(self.stop, high if step > 0 else low), step

    def __eq__(self, other):
        return isinstance(other, slice) and (self.start, self.stop, self.step) == (other.start, other.stop, other.step)

    def __repr__(self):
        return "slice(%r, %r, %r)" % (self.start, self.stop, self.step)
