import _layercake as _l
import collections.abc as abc
from keyword import iskeyword as _iskeyword


class OrderedDict(dict):
    def move_to_end(self, key, last=True):
        value = self.pop(key)
        rest = [] if last else list(self.items())
        if not last:
            self.clear()
        self[key] = value
        for pair in rest:
            self[pair[0]] = pair[1]

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = list(self)[-1 if last else 0]
        return key, self.pop(key)

    def __reversed__(self):
        return iter(list(self)[::-1])

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return list(self.items()) == list(other.items())
        return dict(self) == other

    def copy(self):
        return type(self)(self)

    def __repr__(self):
        import sys
        if not self:
            return type(self).__name__ + "()"
        if sys.version_info >= (3, 12):
            return "%s(%r)" % (type(self).__name__, dict(self))
        return "%s(%r)" % (type(self).__name__, list(self.items()))


class defaultdict(dict):
    def __init__(self, default_factory=None, *values, **named):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        super().__init__(*values, **named)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self[key] = self.default_factory()
        return value

    def copy(self):
        return type(self)(self.default_factory, self)

    def __reduce_copy__(self, each):
        return type(self)(self.default_factory, {key: each(value) for key, value in self.items()})

    def __repr__(self):
        return "defaultdict(%r, %r)" % (self.default_factory, dict(self))


class Counter(dict):
    def __init__(self, values=None, **named):
        super().__init__()
        self.update(values, **named)

    def __missing__(self, key):
        return 0

    def __delitem__(self, key):
        if key in self:
            super().__delitem__(key)

    def _count(self, values, named, sign):
        if isinstance(values, dict):
            for key, count in values.items():
                self[key] = self.get(key, 0) + sign * count
        elif values is not None:
            for key in values:
                self[key] = self.get(key, 0) + sign
        for key, count in named.items():
            self[key] = self.get(key, 0) + sign * count

    def update(self, values=None, **named):
        self._count(values, named, 1)

    def subtract(self, values=None, **named):
        self._count(values, named, -1)

    def most_common(self, n=None):
        pairs = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return pairs if n is None else pairs[:n]

    def elements(self):
        for key, count in self.items():
            for _ in range(count):
                yield key

    def total(self):
        return sum(self.values())

    def copy(self):
        return Counter(self)

    def _joined(self, other, count):
        made = Counter()
        for key in list(self) + [key for key in other if key not in self]:
            value = count(self[key], other[key])
            if value > 0:
                made[key] = value
        return made

    def __add__(self, other):
        return self._joined(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._joined(other, lambda a, b: a - b)

    def __or__(self, other):
        return self._joined(other, max)

    def __and__(self, other):
        return self._joined(other, min)

    def __pos__(self):
        return self._joined(Counter(), lambda a, b: a + b)

    def __repr__(self):
        if not self:
            return "Counter()"
        return "Counter({" + ", ".join("%r: %r" % pair for pair in self.most_common()) + "})"


class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __getitem__(self, key):
        for one in self.maps:
            if key in one:
                return one[key]
        raise KeyError(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __contains__(self, key):
        return any(key in one for one in self.maps)

    def __iter__(self):
        keys = {}
        for one in reversed(self.maps):
            keys.update(dict.fromkeys(one))
        return iter(keys)

    def __len__(self):
        return len(list(iter(self)))

    def keys(self):
        return dict.fromkeys(self).keys()

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        del self.maps[0][key]

    def new_child(self, m=None, **named):
        return ChainMap({**(m or {}), **named}, *self.maps)

    @property
    def parents(self):
        return ChainMap(*self.maps[1:])

    def __repr__(self):
        return "ChainMap(" + ", ".join(repr(one) for one in self.maps) + ")"


class deque:
    _is_sequence = True

    def __init__(self, iterable=(), maxlen=None):
        self._items, self._gone, self.maxlen = [], 0, maxlen
        for value in iterable:
            self.append(value)

    def _tidy(self):
        if self._gone > 32 and self._gone * 2 > len(self._items):
            self._items, self._gone = self._items[self._gone:], 0

    def append(self, value):
        self._items.append(value)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.popleft()

    def appendleft(self, value):
        if self._gone:
            self._gone -= 1
            self._items[self._gone] = value
        else:
            self._items.insert(0, value)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.pop()

    def pop(self):
        if not len(self):
            raise IndexError("pop from an empty deque")
        return self._items.pop()

    def popleft(self):
        if not len(self):
            raise IndexError("pop from an empty deque")
        value = self._items[self._gone]
        self._items[self._gone] = None
        self._gone += 1
        self._tidy()
        return value

    def extend(self, values):
        for value in list(values):
            self.append(value)

    def extendleft(self, values):
        for value in list(values):
            self.appendleft(value)

    def _whole(self):
        return self._items[self._gone:]

    def _set(self, values):
        self._items, self._gone = list(values), 0

    def rotate(self, n=1):
        values = self._whole()
        if values:
            n %= len(values)
            self._set(values[-n:] + values[:-n] if n else values)

    def clear(self):
        self._set([])

    def copy(self):
        return deque(self, self.maxlen)

    def count(self, value):
        return self._whole().count(value)

    def index(self, value, *bounds):
        return self._whole().index(value, *bounds)

    def insert(self, place, value):
        if self.maxlen is not None and len(self) >= self.maxlen:
            raise IndexError("deque already at its maximum size")
        values = self._whole()
        values.insert(place, value)
        self._set(values)

    def remove(self, value):
        values = self._whole()
        if value not in values:
            raise ValueError("deque.remove(x): x not in deque")
        values.remove(value)
        self._set(values)

    def reverse(self):
        self._set(self._whole()[::-1])

    def __len__(self):
        return len(self._items) - self._gone

    def __iter__(self):
        return iter(self._whole())

    def __reversed__(self):
        return iter(self._whole()[::-1])

    def __contains__(self, value):
        return value in self._whole()

    def _place(self, place):
        if not -len(self) <= place < len(self):
            raise IndexError("deque index out of range")
        return place + self._gone if place >= 0 else place

    def __getitem__(self, place):
        return self._items[self._place(place)]

    def __setitem__(self, place, value):
        self._items[self._place(place)] = value

    def __delitem__(self, place):
        values = self._whole()
        del values[place]
        self._set(values)

    def __eq__(self, other):
        return isinstance(other, deque) and self._whole() == other._whole()

    def __add__(self, other):
        return deque(self._whole() + other._whole(), self.maxlen)

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __repr__(self):
        return "deque(%r%s)" % (self._whole(), "" if self.maxlen is None else ", maxlen=%d" % self.maxlen)


class UserDict(dict):
    @property
    def data(self):
        return self


class UserList(list):
    @property
    def data(self):
        return self


class UserString(str):
    @property
    def data(self):
        return str(self)


def namedtuple(typename, field_names, rename=False, defaults=None, module=None):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    fields = tuple(field_names)
    for place, name in enumerate(fields):
        if not name.isidentifier() or _iskeyword(name):
            raise ValueError("Type names and field names must be valid identifiers: %r" % name)
        if name.startswith("_"):
            raise ValueError("Field names cannot start with an underscore: %r" % name)
    given = tuple(defaults or ())
    space = _space(typename, fields, dict(zip(fields[len(fields) - len(given):], given)))
    return type(typename, (tuple,), space)


def _field(place):
    return property(lambda self: tuple.__getitem__(self, place))


def _space(typename, fields, defaults):
    def new(cls, *values, **named):
        if len(values) > len(fields):
            raise TypeError("%s.__new__() takes %s positional arguments but %d were given" % (
                typename, len(fields) + 1, len(values) + 1))
        made, missing = list(values), []
        for name in fields[:len(values)]:
            if name in named:
                raise TypeError("%s.__new__() got multiple values for argument '%s'" % (typename, name))
        for name in fields[len(values):]:
            if name in named:
                made.append(named.pop(name))
            elif name in defaults:
                made.append(defaults[name])
            else:
                missing.append(name)
        if missing:
            shown = ["'" + name + "'" for name in missing]
            words = shown[0] if len(shown) == 1 else " and ".join(shown) if len(shown) == 2 else \
                ", ".join(shown[:-1]) + ", and " + shown[-1]
            raise TypeError("%s.__new__() missing %d required positional argument%s: %s" % (
                typename, len(missing), "" if len(missing) == 1 else "s", words))
        for name in named:
            raise TypeError("%s.__new__() got an unexpected keyword argument '%s'" % (typename, name))
        return object.__new__(cls, made)

    def make(cls, values):
        return cls(*values)

    def replaced(self, **changes):
        values = self._asdict()
        for name in changes:
            if name not in values:
                raise ValueError("Got unexpected field names: %r" % ([name],))
        values.update(changes)
        return type(self)(**values)

    def shown(self):
        return type(self).__name__ + "(" + ", ".join("%s=%r" % pair for pair in zip(fields, self)) + ")"

    space = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields, "__new__": new,
             "_make": classmethod(make), "_replace": replaced, "__replace__": replaced, "__repr__": shown,
             "_asdict": lambda self: dict(zip(fields, self)), "__slots__": ()}
    for place, name in enumerate(fields):
        space[name] = _field(place)
    return space
