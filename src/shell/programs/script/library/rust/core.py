# What every Rust program has: values and references, Option and Result, texts of values, panics.
import _layercake as _l
import _rust as _r

_make, _copied, _at, _put, _cast = _r.make, _r.copied, _r.at, _r.put, _r.cast
_div, _rem, _shl, _shr = _r.div, _r.rem, _r.shl, _r.shr
_write = _l.put


class _Panic(Exception):
    pass


def _panic(said):
    raise OverflowError(said)


def _lacks(what):
    _l.unsimulated(what)


class _Ref:
    """A place that can be read and written; `v` is what is there."""

    def __init__(self, read, write):
        self.read, self.write = read, write

    @property
    def v(self):
        return self.read()

    @v.setter
    def v(self, value):
        self.write(value)

    def __eq__(self, other):
        return self.v == _deref(other)

    def __ne__(self, other):
        return not self == other


class _MemberRef(_Ref):
    def __init__(self, of, name):
        self.of, self.name = of, name

    @property
    def v(self):
        return getattr(self.of, self.name)

    @v.setter
    def v(self, value):
        setattr(self.of, self.name, value)


class _ItemRef(_Ref):
    def __init__(self, of, at):
        self.of, self.at = of, at

    @property
    def v(self):
        return self.of[self.at]

    @v.setter
    def v(self, value):
        self.of[self.at] = value


class _Held(_Ref):
    def __init__(self, value):
        self.held = value

    @property
    def v(self):
        return self.held

    @v.setter
    def v(self, value):
        self.held = value


def _is_object(value):
    return _r.kind(value) in ("record", "list")


def _box(value):
    return value if _is_object(value) else _Held(value)


def _address(read, write):
    value = read()
    return value if _is_object(value) else _Ref(read, write)


def _member_ref(of, name):
    value = getattr(of, name)
    return value if _is_object(value) else _MemberRef(of, name)


def _item_ref(of, at):
    value = _at(of, at)
    if _is_object(value):
        return value
    return _ItemRef(of, at) if _r.kind(of) == "list" else of.index_mut(at)


def _deref(value):
    while isinstance(value, (_Ref, Rc)):
        value = value.v
    return value


def _store(place, value):
    if isinstance(place, _Ref):
        place.v = value
    else:
        _r.become(place, value)


def _part(value, at):
    value = _deref(value)
    return value[at] if _r.kind(value) == "tuple" else getattr(value, "_%d" % at)


def _with(whole, at, value):
    return whole[:at] + (value,) + whole[at + 1:]


class _Lazy:
    def __init__(self, make):
        self.make, self.made = make, False

    @property
    def v(self):
        if not self.made:
            self.value, self.made = self.make(), True
        return self.value


class _Future:
    def __init__(self, run):
        self.run, self.done = run, False

    def get(self):
        if not self.done:
            self.value, self.done = self.run(), True
        return self.value


def _await(value):
    return value.get() if isinstance(value, _Future) else value


class _Struct:
    _copies = False
    _derives = []
    _words = []

    def __eq__(self, other):
        other = _deref(other)
        own = getattr(self, "eq", None)
        return own(other) if own else _r.fields(self) == _r.fields(other)

    def __ne__(self, other):
        return not self == other


class _Enum(_Struct):
    _variants = []

    def _row(self):
        for place, row in enumerate(self._variants):
            if row[0] == self._v:
                return place, row
        return 0, (self._v, "tuple", [], 0, [])

    def _number(self):
        return self._row()[1][3]


def _updated(base, *given):
    fields = _r.fields(base)
    for place in range(0, len(given), 2):
        fields[given[place]] = given[place + 1]
    made = [type(base)]
    for name in fields:
        made.append(name)
        made.append(fields[name])
    return _make(*made)


def _impl_from(kind, described, function):
    rows = getattr(kind, "_from", None)
    if rows is None or getattr(kind, "_from_of", None) is not kind:
        rows = []
        kind._from, kind._from_of = rows, kind
        kind.from_ = lambda value: _made_from(rows, value)
    rows.append((described, function))


def _made_from(rows, value):
    if len(rows) == 1:
        return rows[0][1](value)
    for described, function in rows:
        if _is_a(value, described):
            return function(value)
    _lacks("a conversion from this type")


def _is_a(value, described):
    name = _name_of(described)
    kind = _r.kind(value)
    if kind == "record":
        if isinstance(name, str):
            return type(value).__name__ == name
        return isinstance(value, name)
    if kind == "int":
        return isinstance(name, str) and name in _BITS
    if kind == "list":
        return name in ("Vec", "array", "slice")
    return name == kind or (kind == "float" and name in ("f64", "f32"))


_BITS = {"i8": (8, True), "i16": (16, True), "i32": (32, True), "i64": (64, True), "i128": (128, True), "isize": (64, True),
         "u8": (8, False), "u16": (16, False), "u32": (32, False), "u64": (64, False), "u128": (128, False), "usize": (64, False)}


def _name_of(described):
    return described[0] if isinstance(described, tuple) else described


def _inner(described, at=0):
    return described[at + 1] if isinstance(described, tuple) and len(described) > at + 1 else None


# Option and Result

class Option(_Enum):
    _copies = True
    _name = "Option"
    _variants = [("None", "unit", [], 0, []), ("Some", "tuple", [("_0", None, [])], 1, [])]
    _derives = ["Debug", "PartialEq", "PartialOrd"]

    def unwrap(self):
        if self._v == "None":
            _panic("called `Option::unwrap()` on a `None` value")
        return self._0

    def expect(self, said):
        if self._v == "None":
            _panic(said)
        return self._0

    def unwrap_or(self, other):
        return other if self._v == "None" else self._0

    def unwrap_or_else(self, other):
        return other() if self._v == "None" else self._0

    def unwrap_or_default(self, described):
        return _default(described) if self._v == "None" else self._0

    def is_some(self):
        return self._v == "Some"

    def is_none(self):
        return self._v == "None"

    def is_some_and(self, test):
        return self._v == "Some" and test(self._0)

    def is_none_or(self, test):
        return self._v == "None" or test(self._0)

    def map(self, change):
        return self if self._v == "None" else Some(change(self._0))

    def and_then(self, change):
        return self if self._v == "None" else change(self._0)

    def and_(self, other):
        return self if self._v == "None" else other

    def map_or(self, other, change):
        return other if self._v == "None" else change(self._0)

    def map_or_else(self, other, change):
        return other() if self._v == "None" else change(self._0)

    def filter(self, test):
        return self if self._v == "Some" and test(self._0) else Nothing()

    def or_(self, other):
        return other if self._v == "None" else self

    def or_else(self, other):
        return other() if self._v == "None" else self

    def xor(self, other):
        if self._v != other._v:
            return self if self._v == "Some" else other
        return Nothing()

    def zip(self, other):
        return Some((self._0, other._0)) if self._v == "Some" and other._v == "Some" else Nothing()

    def unzip(self):
        return (Some(self._0[0]), Some(self._0[1])) if self._v == "Some" else (Nothing(), Nothing())

    def ok_or(self, error):
        return Err(error) if self._v == "None" else Ok(self._0)

    def ok_or_else(self, error):
        return Err(error()) if self._v == "None" else Ok(self._0)

    def cloned(self):
        return self if self._v == "None" else Some(_clone(_deref(self._0)))

    copied = cloned

    def clone(self):
        return Nothing() if self._v == "None" else Some(_clone(self._0))

    def as_ref(self):
        return self

    def as_deref(self):
        return self

    def as_mut(self):
        return self if self._v == "None" else Some(_member_ref(self, "_0"))

    as_deref_mut = as_mut

    def take(self):
        old = Some(self._0) if self._v == "Some" else Nothing()
        _r.become(self, Nothing())
        return old

    def replace(self, value):
        old = self.take()
        self._v, self._0 = "Some", value
        return old

    def insert(self, value):
        self._v, self._0 = "Some", value
        return _member_ref(self, "_0")

    def get_or_insert(self, value):
        return self.insert(value) if self._v == "None" else _member_ref(self, "_0")

    def get_or_insert_with(self, make):
        return self.insert(make()) if self._v == "None" else _member_ref(self, "_0")

    def flatten(self):
        return self if self._v == "None" else self._0

    def inspect(self, look):
        if self._v == "Some":
            look(self._0)
        return self

    def transpose(self):
        if self._v == "None":
            return Ok(self)
        return self._0 if self._0._v == "Err" else Ok(Some(self._0._0))

    def _list(self):
        return [] if self._v == "None" else [self._0]

    def __iter__(self):
        return iter(self._list())


def Some(value):
    return _make(Option, "_v", "Some", "_0", value)


def Nothing():
    return _make(Option, "_v", "None")


class Result(_Enum):
    _name = "Result"
    _variants = [("Ok", "tuple", [("_0", None, [])], 0, []), ("Err", "tuple", [("_0", None, [])], 1, [])]
    _derives = ["Debug", "PartialEq", "PartialOrd"]

    def unwrap(self):
        if self._v == "Err":
            _panic("called `Result::unwrap()` on an `Err` value: " + _debug(self._0))
        return self._0

    def expect(self, said):
        if self._v == "Err":
            _panic(said + ": " + _debug(self._0))
        return self._0

    def unwrap_err(self):
        if self._v == "Ok":
            _panic("called `Result::unwrap_err()` on an `Ok` value: " + _debug(self._0))
        return self._0

    def expect_err(self, said):
        if self._v == "Ok":
            _panic(said + ": " + _debug(self._0))
        return self._0

    def unwrap_or(self, other):
        return other if self._v == "Err" else self._0

    def unwrap_or_else(self, other):
        return other(self._0) if self._v == "Err" else self._0

    def unwrap_or_default(self, described, error=None):
        return _default(described) if self._v == "Err" else self._0

    def is_ok(self):
        return self._v == "Ok"

    def is_err(self):
        return self._v == "Err"

    def is_ok_and(self, test):
        return self._v == "Ok" and test(self._0)

    def is_err_and(self, test):
        return self._v == "Err" and test(self._0)

    def ok(self):
        return Some(self._0) if self._v == "Ok" else Nothing()

    def err(self):
        return Some(self._0) if self._v == "Err" else Nothing()

    def map(self, change):
        return self if self._v == "Err" else Ok(change(self._0))

    def map_err(self, change):
        return self if self._v == "Ok" else Err(change(self._0))

    def and_then(self, change):
        return self if self._v == "Err" else change(self._0)

    def and_(self, other):
        return self if self._v == "Err" else other

    def or_(self, other):
        return other if self._v == "Err" else self

    def or_else(self, change):
        return change(self._0) if self._v == "Err" else self

    def map_or(self, other, change):
        return other if self._v == "Err" else change(self._0)

    def map_or_else(self, other, change):
        return other(self._0) if self._v == "Err" else change(self._0)

    def as_ref(self):
        return self

    def as_mut(self):
        return _make(Result, "_v", self._v, "_0", _member_ref(self, "_0"))

    def clone(self):
        return _make(Result, "_v", self._v, "_0", _clone(self._0))

    cloned = copied = clone

    def context(self, said):
        return self if self._v == "Ok" else Err(AnyError(_show(said), self._0))

    def with_context(self, said):
        return self if self._v == "Ok" else Err(AnyError(_show(said()), self._0))

    def inspect(self, look):
        if self._v == "Ok":
            look(self._0)
        return self

    def inspect_err(self, look):
        if self._v == "Err":
            look(self._0)
        return self

    def _list(self):
        return [] if self._v == "Err" else [self._0]

    def __iter__(self):
        return iter(self._list())


def Ok(value):
    return _make(Result, "_v", "Ok", "_0", value)


def Err(value):
    return _make(Result, "_v", "Err", "_0", value)


def _fails(value):
    return value._v in ("Err", "None")


def _failure(value, described):
    kind, error = _name_of(described), value._0
    if kind == "AnyError":
        return value if isinstance(error, AnyError) else Err(AnyError(None, error))
    if isinstance(kind, str) or kind is None or isinstance(error, kind):
        return value
    if hasattr(kind, "from_"):
        return Err(kind.from_(error))
    return value


class Ordering(_Enum):
    _copies = True
    _name = "Ordering"
    _variants = [("Less", "unit", [], -1, []), ("Equal", "unit", [], 0, []), ("Greater", "unit", [], 1, [])]
    _derives = ["Debug", "PartialEq"]

    def reverse(self):
        return _ordering(-self._number())

    def then(self, other):
        return other if self._v == "Equal" else self

    def then_with(self, other):
        return other() if self._v == "Equal" else self

    def is_lt(self):
        return self._v == "Less"

    def is_gt(self):
        return self._v == "Greater"

    def is_eq(self):
        return self._v == "Equal"

    def is_ne(self):
        return self._v != "Equal"

    def is_le(self):
        return self._v != "Greater"

    def is_ge(self):
        return self._v != "Less"


def _ordering(number):
    return _make(Ordering, "_v", "Less" if number < 0 else "Greater" if number > 0 else "Equal")


def _order(a, b):
    """Which comes first, as a number."""
    a, b = _deref(a), _deref(b)
    kind = _r.kind(a)
    if kind in ("int", "float", "str", "char"):
        return -1 if a < b else 1 if a > b else 0
    if kind == "bool":
        return int(a) - int(b)
    if kind in ("list", "tuple"):
        for place in range(min(len(a), len(b))):
            found = _order(a[place], b[place])
            if found:
                return found
        return len(a) - len(b)
    if kind == "unit":
        return 0
    if kind != "record":
        _lacks("this comparison")
    own = getattr(a, "cmp", None)
    if own:
        return own(b)._number()
    own = getattr(a, "partial_cmp", None)
    if own:
        found = own(b)
        return found._0._number() if found._v == "Some" else 2
    if hasattr(a, "_compare"):
        return a._compare(b)
    if isinstance(a, _Enum):
        place, row = a._row()
        other = b._row()[0]
        if place != other:
            return place - other
        names = [field[0] for field in row[2]]
    else:
        names = [field[0] for field in a._fields]
    for name in names:
        found = _order(getattr(a, name), getattr(b, name))
        if found:
            return found
    return 0


def _key(value):
    """What a map finds a value by."""
    value = _deref(value)
    kind = _r.kind(value)
    if kind in ("int", "str", "char", "bool", "unit"):
        return value
    if kind in ("list", "tuple"):
        return tuple([_key(item) for item in value])
    if kind != "record":
        _lacks("a key of this type")
    if hasattr(value, "_own_key"):
        return value._own_key()
    fields = _r.fields(value)
    return tuple([type(value).__name__] + [_key(fields[name]) for name in fields])


def _clone(value):
    kind = _r.kind(value)
    if kind == "list":
        return [_clone(item) for item in value]
    if kind == "tuple":
        return tuple([_clone(item) for item in value])
    if kind != "record":
        return value
    own = getattr(value, "clone", None)
    if own:
        return own()
    if isinstance(value, _Ref):
        return _clone(value.v)
    if not isinstance(value, _Struct):
        return value
    fields = _r.fields(value)
    made = [type(value)]
    for name in fields:
        made.append(name)
        made.append(_clone(fields[name]))
    return _make(*made)


# Defaults and conversions

def _default(described):
    name = _name_of(described)
    if isinstance(name, str):
        if name in _BITS:
            return 0
        if name in ("f64", "f32"):
            return 0.0
        if name == "str":
            return ""
        if name == "bool":
            return False
        if name == "char":
            return _r.letter("\0")
        if name == "Vec":
            return []
        if name == "Option":
            return Nothing()
        if name == "tuple":
            return tuple([_default(part) for part in described[1:]]) if isinstance(described, tuple) else None
        made = _DEFAULTS.get(name)
        if made:
            return made(described)
        _lacks("the default of " + name)
    if name is None:
        _lacks("the default of a type that is not told here")
    own = getattr(name, "default", None)
    if own:
        return own()
    if issubclass(name, _Enum):
        for row in name._variants:
            if ("default", "", "") in row[4]:
                return _make(name, "_v", row[0])
        _lacks("the default of " + name._name)
    made = [name]
    for field in name._fields:
        made.append(field[0])
        made.append(_default(field[1]()))
    return _make(*made)


_DEFAULTS = {}


def _typed(function, *described):
    return lambda *given: function(*given, *described)


def _sent(name):
    return lambda value, *given: _invoke(value, name, *given)


_SPACES = {}
_CHANGING = ("push_str", "push", "clear", "truncate", "insert", "insert_str", "retain", "make_ascii_uppercase",
             "make_ascii_lowercase", "extend", "pop", "remove", "drain", "split_off")


def _invoke(value, name, *given):
    """A method of a value whose type is not known before."""
    place = value
    value = _deref(value) if isinstance(value, _Ref) else value
    if _r.kind(value) == "str" and name in _CHANGING:
        if not isinstance(place, _Ref):
            _lacks("%s() of a text whose type is not told here" % name)
        own = getattr(_SPACES["str"], name)
        if name in ("pop", "remove", "drain", "split_off"):
            return own(place, *given)
        place.v = own(value, *given)
        return None
    kind = _r.kind(value)
    if kind == "record":
        own = getattr(value, name, None)
        if own is None and isinstance(value, Rc):
            return _invoke(value.v, name, *given)
        if own is not None:
            return own(*given)
    else:
        own = getattr(_SPACES.get(kind), name, None)
        if own is not None:
            return own(value, *given)
    own = getattr(_SPACES["any"], name, None)
    if own is None:
        _lacks("the method " + name)
    return own(value, *given)


def _operation(operator, a, b):
    """An operator between values whose types are not known before."""
    a, b = _deref(a), _deref(b)
    kind = _r.kind(a)
    if kind == "int" and _r.kind(b) == "int":
        if operator in "/%":
            return _div(a, b) if operator == "/" else _rem(a, b)
        made = _l_plain(operator, a, b)
        if made < 0 or made > 2147483647:
            _lacks("a whole number whose type is not told here")
        return made
    if kind == "float" and _r.kind(b) == "float":
        return _fraction(operator, a, b, False)
    if kind == "str":
        return a + b
    if kind == "bool":
        return _logic(operator, a, b)
    if kind == "record":
        return getattr(a, _METHODS[operator])(b)
    space = _SPACES.get(kind)
    return getattr(space, _METHODS[operator])(a, b)


_METHODS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "%": "rem", "&": "bitand", "|": "bitor", "^": "bitxor",
            "<<": "shl", ">>": "shr"}


def _l_plain(operator, a, b):
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    if operator == "&":
        return a & b
    if operator == "|":
        return a | b
    if operator == "^":
        return a ^ b
    _lacks("this operator")


def _signed(sign, value):
    value = _deref(value)
    if sign == "!":
        return not value if _r.kind(value) == "bool" else value.not_()
    return value.neg() if _r.kind(value) == "record" else -value


def _logic(operator, a, b):
    return (a and b) if operator == "&" else (a or b) if operator == "|" else a != b


def _fraction(operator, a, b, single):
    if single:
        return _r.single(_r.float(_METHODS[operator], _r.exact(a), _r.exact(b)))
    return _r.float(_METHODS[operator], a, b)


def _to_f64(value, single):
    if single:
        return _r.exact(value)
    return float(_cast(value, 128, True)) if _r.kind(value) != "float" else value


def _to_f32(value):
    return _r.single(value if _r.kind(value) == "float" else float(value))


def _to_char(value):
    return value if _r.kind(value) == "char" else _r.letter(chr(value))


def _repeated(value, count):
    if _is_object(value):
        return [value if place == 0 else _clone(value) for place in range(count)]
    return [value] * count


# Texts of values

class Formatter:
    def __init__(self, spec=None):
        self.text, self.spec = "", spec

    def write_str(self, text):
        self.text += text
        return Ok(None)

    write_fmt = write_str

    def write_char(self, letter):
        return self.write_str(_r.letter_text(letter))

    def pad(self, text):
        if self.spec:
            text = _padded(text[:self.spec[2]] if self.spec[2] is not None else text, self.spec, "<")
        return self.write_str(text)

    def alternate(self):
        return bool(self.spec) and self.spec[4]

    def width(self):
        return Nothing() if not self.spec or self.spec[3] is None else Some(self.spec[3])

    def precision(self):
        return Nothing() if not self.spec or self.spec[2] is None else Some(self.spec[2])

    def debug_struct(self, name):
        return DebugStruct(self, name, "named")

    def debug_tuple(self, name):
        return DebugStruct(self, name, "tuple")

    def debug_list(self):
        return DebugStruct(self, "", "list")


class DebugStruct:
    def __init__(self, to, name, kind):
        self.to, self.name, self.kind, self.rows = to, name, kind, []

    def field(self, name, value=None):
        pretty = self.to.alternate()
        self.rows.append(_debug(name, pretty) if self.kind == "tuple" else name + ": " + _debug(value, pretty))
        return self

    def entries(self, all):
        self.rows += [_debug(value, self.to.alternate()) for value in all]
        return self

    def finish(self):
        return self.to.write_str(_rows(self.name, self.kind, self.rows, self.to.alternate()))


def _shown_by(value, method, spec=None):
    to = Formatter(spec)
    getattr(value, method)(to)
    return to.text


def _show(value):
    kind = _r.kind(value)
    if kind == "str":
        return value
    if kind == "int":
        return str(value)
    if kind == "float":
        return _r.float_text(value, "")
    if kind == "char":
        return _r.letter_text(value)
    if kind == "bool":
        return "true" if value else "false"
    if kind == "record":
        if hasattr(value, "fmt_Display"):
            return _shown_by(value, "fmt_Display")
        if hasattr(value, "_display"):
            return value._display()
        if isinstance(value, (_Ref, Rc)):
            return _show(value.v)
        for row in getattr(value, "_words", []):
            if row[0] == "error":
                return _error_text(value, row[2])
        if isinstance(value, _Enum):
            for row in value._row()[1][4]:
                if row[0] == "error":
                    return _error_text(value, row[2])
    _lacks("a text of this value")


def _error_text(value, text):
    """What thiserror's attribute says."""
    if text == "transparent":
        return _show(value._0)
    made = ""
    while "{" in text:
        before, _, rest = text.partition("{")
        name, _, text = rest.partition("}")
        name, _, spec = name.partition(":")
        field = getattr(value, ("_" if name.isdigit() else ".") + name)
        made += before + (_debug(field) if spec == "?" else _show(field))
    return made + text


def _indented(text):
    return text.replace("\n", "\n    ")


def _rows(name, kind, rows, pretty):
    opens, closes = {"named": (" { ", " }"), "tuple": ("(", ")"), "list": ("[", "]"), "map": ("{", "}")}[kind]
    if not rows:
        return name + ("" if kind in ("named", "tuple") and name else opens.strip() + closes.strip())
    if pretty:
        inner = "".join("    " + _indented(row) + ",\n" for row in rows)
        return name + opens.rstrip() + "\n" + inner + closes.strip()
    return name + opens + ", ".join(rows) + closes


def _debug(value, pretty=False, digits=None):
    kind = _r.kind(value)
    if kind in ("str", "char"):
        return _r.quoted(value)
    if kind == "float":
        return _r.float_text(value, "?", digits)
    if kind in ("int", "bool"):
        return _show(value)
    if kind == "unit":
        return "()"
    if kind == "list":
        return _rows("", "list", [_debug(item, pretty, digits) for item in value], pretty)
    if kind == "tuple":
        rows = [_debug(item, pretty, digits) for item in value]
        if len(rows) == 1 and not pretty:
            return "(" + rows[0] + ",)"
        return _rows("", "tuple", rows, pretty)
    if kind == "record":
        if hasattr(value, "fmt_Debug"):
            return _shown_by(value, "fmt_Debug", (None, None, digits, None, pretty))
        if hasattr(value, "_debug"):
            return value._debug(pretty)
        if isinstance(value, (_Ref, Rc)):
            return _debug(value.v, pretty, digits)
        if "Debug" in getattr(value, "_derives", []):
            if isinstance(value, _Enum):
                row = value._row()[1]
                name, shape, fields = row[0], row[1], row[2]
            else:
                name, shape, fields = value._name, value._kind, value._fields
            rows = []
            for field in fields:
                text = _debug(getattr(value, field[0]), pretty, digits)
                rows.append(field[0][1:] + ": " + text if shape == "named" else text)
            return _rows(name, shape if shape != "unit" else "tuple", rows, pretty)
    _lacks("a text of this value")


def _padded(text, spec, align):
    fill, own, _, width, _ = spec
    missing = (width or 0) - len(text)
    if missing <= 0:
        return text
    fill, align = fill or " ", own or align
    if align == "<":
        return text + fill * missing
    if align == ">":
        return fill * missing + text
    return fill * (missing // 2) + text + fill * (missing - missing // 2)


def _format(value, kind, fill, align, plus, alternate, zero, width, digits, bits):
    value = _deref(value)
    of = _r.kind(value)
    spec = (fill, align, digits, width, alternate)
    prefix = ""
    if kind in ("?", "#?"):
        text = _debug(value, alternate, digits)
        if width and of in ("list", "tuple", "record"):
            _lacks("a width for this value")
    elif kind in ("x", "X", "b", "o"):
        if of != "int":
            if of == "record" and kind in "xXb":
                return _shown_by(value, {"x": "fmt_LowerHex", "X": "fmt_UpperHex", "b": "fmt_Binary"}[kind], spec)
            _lacks("this text of the value")
        number = _cast(value, bits, False) if value < 0 else value
        text = {"x": "%x", "X": "%X", "o": "%o"}[kind] % number if kind != "b" else bin(number)[2:]
        if alternate:
            prefix = "0" + kind.lower()
    elif kind in ("e", "E"):
        text = _r.float_text(value, "e", digits)
        if kind == "E":
            text = text.upper()
    elif of == "float":
        text = _r.float_text(value, "", digits)
    elif of == "str":
        text = value[:digits] if digits is not None else value
    elif of == "record" and hasattr(value, "fmt_Display"):
        return _shown_by(value, "fmt_Display", spec)
    else:
        text = _show(value)
        if digits is not None and of not in ("int",):
            text = text[:digits]
    if of in ("int", "float"):
        sign = ""
        if text.startswith("-"):
            sign, text = "-", text[1:]
        elif plus:
            sign = "+"
        prefix = sign + prefix
        if zero:
            return prefix + text.rjust((width or 0) - len(prefix), "0")
        return _padded(prefix + text, spec, ">")
    return _padded(text, spec, "<")


def _is_equal(a, b, equal):
    return (_deref(a) == _deref(b)) == equal


def _not_equal(a, b, equal, said):
    a, b = _deref(a), _deref(b)
    words = "assertion `left %s right` failed" % ("==" if equal else "!=")
    if said is not None:
        words += ": " + said
    _panic("%s\n  left: %s\n right: %s" % (words, _debug(a), _debug(b)))


def _dbg(value, source):
    _write(2, "[" + _r.here() + "] " + source + " = " + _debug(value, True) + "\n")
    return value


class AnyError:
    """anyhow's error: what is said, and what it came from."""

    def __init__(self, said, inner=None):
        self.said, self.inner = said, inner

    def _display(self):
        return self.said if self.said is not None else _show(self.inner)

    def _debug(self, pretty):
        text = self._display()
        causes, inner = [], self.inner
        if self.said is None:
            inner = None
        while inner is not None:
            causes.append(_show(inner))
            inner = inner.inner if isinstance(inner, AnyError) and inner.said is not None else None
        if causes:
            text += "\n\nCaused by:"
            for place, cause in enumerate(causes):
                text += "\n    " + ("%d: " % place if len(causes) > 1 else "") + cause
        return text


def _anyhow(said):
    return AnyError(said)


class Boxed:
    """A box is what is in it."""

    @staticmethod
    def new(value):
        return value

    pin = Borrowed = Owned = new


class Rc:
    """A shared pointer."""

    def __init__(self, value):
        self.v = value

    @staticmethod
    def new(value):
        return Rc(value)

    @staticmethod
    def from_(value):
        return Rc(value)

    @staticmethod
    def ptr_eq(a, b):
        return a is b

    def clone(self):
        return self

    def __eq__(self, other):
        return self.v == _deref(other)

    def __getattr__(self, name):
        return getattr(self.v, name)


class Arc(Rc):
    @staticmethod
    def new(value):
        return Arc(value)

    @staticmethod
    def from_(value):
        return Arc(value)


_DEFAULTS["Rc"] = lambda described: Rc(_default(_inner(described)))
_DEFAULTS["Arc"] = lambda described: Arc(_default(_inner(described)))


def _said_of(fault, thread="main"):
    """Says that a thread panicked."""
    file, line, column = _r.place(fault)
    text = "\nthread '%s' panicked at %s:%d:%d:\n%s\n" % (thread, file, line, column, str(fault))
    note = "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"
    _write(2, text + ("" if _l.environ().get("RUST_BACKTRACE", "0") != "0" else note))


def _end(fault):
    """The exit code of a program that ends with a fault, or None if the sandbox lacks something."""
    if isinstance(fault, OverflowError):
        _said_of(fault)
        return 101
    if isinstance(fault, RecursionError):
        _write(2, "\nthread 'main' has overflowed its stack\nfatal runtime error: stack overflow, aborting\n")
        return 134
    return None
