def _made(name, function):
    function.__name__ = name
    return function


add = _made("add", lambda a, b: a + b)
sub = _made("sub", lambda a, b: a - b)
mul = _made("mul", lambda a, b: a * b)
truediv = _made("truediv", lambda a, b: a / b)
floordiv = _made("floordiv", lambda a, b: a // b)
mod = _made("mod", lambda a, b: a % b)
pow = _made("pow", lambda a, b: a ** b)
matmul = _made("matmul", lambda a, b: a @ b)
and_ = _made("and_", lambda a, b: a & b)
or_ = _made("or_", lambda a, b: a | b)
xor = _made("xor", lambda a, b: a ^ b)
lshift = _made("lshift", lambda a, b: a << b)
rshift = _made("rshift", lambda a, b: a >> b)
lt = _made("lt", lambda a, b: a < b)
le = _made("le", lambda a, b: a <= b)
eq = _made("eq", lambda a, b: a == b)
ne = _made("ne", lambda a, b: a != b)
gt = _made("gt", lambda a, b: a > b)
ge = _made("ge", lambda a, b: a >= b)
is_ = _made("is_", lambda a, b: a is b)
is_not = _made("is_not", lambda a, b: a is not b)
not_ = _made("not_", lambda a: not a)
neg = _made("neg", lambda a: -a)
pos = _made("pos", lambda a: +a)
inv = invert = _made("invert", lambda a: ~a)
truth = _made("truth", lambda a: bool(a))
abs = _made("abs", lambda a: a if a >= 0 else -a)
index = _made("index", lambda a: int(a))
concat = add
contains = _made("contains", lambda a, b: b in a)
getitem = _made("getitem", lambda a, b: a[b])
iadd, isub, imul = add, sub, mul


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]


def countOf(a, b):
    return sum(1 for value in a if value == b)


def indexOf(a, b):
    for place, value in enumerate(a):
        if value == b:
            return place
    raise ValueError("sequence.index(x): x not in sequence")


def length_hint(a, default=0):
    return len(a) if hasattr(a, "__len__") else default


class itemgetter:
    def __init__(self, *items):
        self._items = items

    def __call__(self, value):
        if len(self._items) == 1:
            return value[self._items[0]]
        return tuple(value[item] for item in self._items)

    def __repr__(self):
        return "operator.itemgetter(" + ", ".join(repr(item) for item in self._items) + ")"


class attrgetter:
    def __init__(self, *names):
        self._names = names

    def _one(self, value, name):
        for part in name.split("."):
            value = getattr(value, part)
        return value

    def __call__(self, value):
        if len(self._names) == 1:
            return self._one(value, self._names[0])
        return tuple(self._one(value, name) for name in self._names)


class methodcaller:
    def __init__(self, name, *values, **named):
        self._call = (name, values, named)

    def __call__(self, value):
        name, values, named = self._call
        return getattr(value, name)(*values, **named)
