WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    for name, value in getattr(wrapped, "__dict__", {}).items():
        setattr(wrapper, name, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


class partial:
    def __init__(self, func, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        self.func, self.args, self.keywords = func, args, keywords

    def __call__(self, *more, **named):
        return self.func(*self.args, *more, **{**self.keywords, **named})

    def __repr__(self):
        parts = [repr(self.func)] + [repr(value) for value in self.args]
        parts += ["%s=%r" % pair for pair in self.keywords.items()]
        return "functools.partial(" + ", ".join(parts) + ")"


class partialmethod:
    def __init__(self, func, *args, **keywords):
        self._made = (func, args, keywords)

    def __get__(self, this, kind=None):
        func, args, keywords = self._made
        return partial(func, this, *args, **keywords)


def reduce(function, values, *start):
    values = iter(values)
    if start:
        result = start[0]
    else:
        try:
            result = next(values)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    for value in values:
        result = function(result, value)
    return result


class _Info:
    def __init__(self, hits, misses, maxsize, currsize):
        self.hits, self.misses, self.maxsize, self.currsize = hits, misses, maxsize, currsize

    def __iter__(self):
        return iter((self.hits, self.misses, self.maxsize, self.currsize))

    def __getitem__(self, place):
        return tuple(self)[place]

    def __eq__(self, other):
        return tuple(self) == tuple(other)

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)


class _Cached:
    def __init__(self, function, maxsize):
        self._function, self._maxsize = function, maxsize
        self.cache_clear()
        update_wrapper(self, function)

    def cache_clear(self):
        self._known, self._hits, self._misses = {}, 0, 0

    def cache_info(self):
        return _Info(self._hits, self._misses, self._maxsize, len(self._known))

    def cache_parameters(self):
        return {"maxsize": self._maxsize, "typed": False}

    def __call__(self, *values, **named):
        key = (values, tuple(named.items())) if named else values
        known = self._known
        if key in known:
            self._hits += 1
            value = known[key]
            if self._maxsize is not None:
                del known[key]
                known[key] = value
            return value
        value = self._function(*values, **named)
        self._misses += 1
        if self._maxsize != 0:
            if self._maxsize is not None and len(known) >= self._maxsize:
                for oldest in known:
                    break
                del known[oldest]
            known[key] = value
        return value

    def __get__(self, this, kind=None):
        return partial(self, this)

    def __repr__(self):
        return "<functools._lru_cache_wrapper object at 0x7f0000001000>"


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _Cached(maxsize, 128)
    return lambda function: _Cached(function, maxsize)


def cache(function):
    return _Cached(function, None)


class cached_property:
    def __init__(self, func):
        self.func, self.attrname, self.__doc__ = func, None, func.__doc__

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, this, kind=None):
        if this is None:
            return self
        value = self.func(this)
        this.__dict__
        object.__setattr__(this, self.attrname, value)
        return value


def cmp_to_key(compare):
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return compare(self.obj, other.obj) < 0

        def __gt__(self, other):
            return compare(self.obj, other.obj) > 0

        def __eq__(self, other):
            return compare(self.obj, other.obj) == 0

        def __le__(self, other):
            return compare(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return compare(self.obj, other.obj) >= 0

    return K


def total_ordering(cls):
    def has(name):
        return any(name in base.__dict__ for base in cls.__mro__[:-1])

    own = {name: has(name) for name in ("__lt__", "__le__", "__gt__", "__ge__")}
    if not any(own.values()):
        raise ValueError("must define at least one ordering operation: < > <= >=")
    if own["__lt__"]:
        less = lambda a, b: a.__lt__(b)
    elif own["__gt__"]:
        less = lambda a, b: b.__gt__(a)
    elif own["__le__"]:
        less = lambda a, b: a.__le__(b) and a != b
    else:
        less = lambda a, b: b.__ge__(a) and a != b

    def asked(test):
        def method(self, other):
            answer = less(self, other) if isinstance(other, type(self)) or isinstance(self, type(other)) \
                else self.__lt__(other) if own["__lt__"] else NotImplemented
            if answer is NotImplemented:
                return answer
            return test(self, other)
        return method

    if not own["__lt__"]:
        cls.__lt__ = lambda self, other: less(self, other)
    if not own["__gt__"]:
        cls.__gt__ = asked(lambda a, b: not less(a, b) and a != b)
    if not own["__le__"]:
        cls.__le__ = asked(lambda a, b: less(a, b) or a == b)
    if not own["__ge__"]:
        cls.__ge__ = asked(lambda a, b: not less(a, b))
    return cls


class _Dispatch:
    def __init__(self, function):
        self._function, self.registry = function, {object: function}
        update_wrapper(self, function)

    def register(self, kind, function=None):
        if function is None and not isinstance(kind, type):
            names = [name for name in kind.__annotations__ if name != "return"]
            self.registry[kind.__annotations__[names[0]]] = kind
            return kind
        if function is None:
            return lambda function: self.register(kind, function)
        self.registry[kind] = function
        return function

    def dispatch(self, kind):
        for base in getattr(kind, "__mro__", (kind, object)):
            if base in self.registry:
                return self.registry[base]
            if base is bool and int in self.registry:
                return self.registry[int]
        for known in self.registry:
            if known is not object and issubclass(kind, known):
                return self.registry[known]
        return self._function

    def __call__(self, value, *more, **named):
        return self.dispatch(type(value))(value, *more, **named)


singledispatch = _Dispatch


class singledispatchmethod:
    def __init__(self, function):
        self.dispatcher = _Dispatch(function)

    def register(self, kind, function=None):
        return self.dispatcher.register(kind, function)

    def __get__(self, this, kind=None):
        def method(value, *more, **named):
            return self.dispatcher.dispatch(type(value))(this, value, *more, **named)
        return method
