class _Mapping:
    def __init__(self, data):
        self._data = data

    def __getitem__(self, key):
        return self._data[key]

    def __setitem__(self, key, value):
        self._data[key] = value

    def __delitem__(self, key):
        del self._data[key]

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

    def pop(self, key, *default):
        return self._data.pop(key, *default)


class defaultdict(_Mapping):
    def __init__(self, factory=None, data=()):
        self.default_factory = factory
        self._data = dict(data)

    def __getitem__(self, key):
        if key not in self._data:
            if self.default_factory is None:
                raise KeyError(key)
            self._data[key] = self.default_factory()
        return self._data[key]

    def __repr__(self):
        return "defaultdict(" + repr(self.default_factory) + ", " + repr(self._data) + ")"


class Counter(_Mapping):
    def __init__(self, values=()):
        self._data = {}
        self.update(values)

    def __getitem__(self, key):
        return self._data.get(key, 0)

    def update(self, values):
        for value in values:
            self._data[value] = self._data.get(value, 0) + 1

    def most_common(self, count=None):
        pairs = sorted(self._data.items(), key=lambda pair: -pair[1])
        return pairs if count is None else pairs[:count]

    def __repr__(self):
        return "Counter({" + ", ".join("%r: %r" % pair for pair in self.most_common()) + "})"


class deque:
    def __init__(self, values=(), maxlen=None):
        self._items = list(values)
        self.maxlen = maxlen

    def append(self, value):
        self._items.append(value)
        if self.maxlen is not None and len(self._items) > self.maxlen:
            self._items.pop(0)

    def appendleft(self, value):
        self._items.insert(0, value)

    def pop(self):
        return self._items.pop()

    def popleft(self):
        return self._items.pop(0)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __getitem__(self, place):
        return self._items[place]

    def __repr__(self):
        return "deque(" + repr(self._items) + ")"


def OrderedDict(values=()):
    return dict(values)


def namedtuple(name, fields):
    if isinstance(fields, str):
        fields = fields.replace(",", " ").split()

    class _Tuple:
        def __init__(self, *values, **named):
            self._values = tuple(values) + tuple([named[field] for field in fields[len(values):]])
            for field, value in zip(fields, self._values):
                setattr(self, field, value)

        def __iter__(self):
            return iter(self._values)

        def __getitem__(self, place):
            return self._values[place]

        def __eq__(self, other):
            return tuple(self) == tuple(other)

        def __repr__(self):
            return name + "(" + ", ".join("%s=%r" % pair for pair in zip(fields, self._values)) + ")"
    return _Tuple
