# The methods of values that are no objects: numbers, texts, letters, lists.
import _rust as _r
from _rust_core import *
from _rust_core import (_panic, _lacks, _deref, _clone, _order, _ordering, _default, _name_of, _inner, _is_object, _item_ref,
                        _BITS, _show, _debug, _SPACES, _key, _invoke, _Ref, _copied, _at, _put)
from _rust_iter import *
from _rust_iter import _python, _lent, _sliced, _collected


class ParseError:
    def __init__(self, said, name, kind):
        self.said, self.name, self.of = said, name, kind

    def _display(self):
        return self.said

    def _debug(self, pretty):
        if self.name == "ParseBoolError":
            return "ParseBoolError"
        return _rows_of(self.name, "kind", self.of, pretty)

    def kind(self):
        return _make(IntErrorKind, "_v", self.of)

    def _own_key(self):
        return self.said

    def __eq__(self, other):
        return self.said == other.said


from _rust_core import _rows, _make, _Enum, _Struct


def _rows_of(name, field, text, pretty):
    return _rows(name, "named", [field + ": " + text], pretty)


class IntErrorKind(_Enum):
    _name = "IntErrorKind"
    _derives = ["Debug"]
    _variants = [(name, "unit", [], 0, []) for name in ["Empty", "InvalidDigit", "PosOverflow", "NegOverflow", "Zero"]]


class TryFromIntError:
    def _display(self):
        return "out of range integral type conversion attempted"

    def _debug(self, pretty):
        return "TryFromIntError(())"


def _parsed(text, kind):
    found = _r.parse(text, kind)
    if found[0]:
        return Ok(found[1])
    names = {"f64": "ParseFloatError", "f32": "ParseFloatError", "bool": "ParseBoolError", "char": "CharErrorKind"}
    return Err(ParseError(found[1], names.get(kind, "ParseIntError"), found[2]))


def _convert(described, value):
    """`into()`: the value as one of the type."""
    name, value = _name_of(described), _deref(value) if isinstance(value, _Ref) else value
    kind = _r.kind(value)
    if name is None:
        _lacks("into() a type that is not told here")
    if not isinstance(name, str):
        if kind == "record" and isinstance(value, name):
            return value
        if hasattr(name, "from_"):
            return name.from_(value)
        _lacks("into() this type")
    if name in _BITS:
        return _r.cast(value, 128, True) if kind in ("int", "bool", "char") else _lacks("into() " + name)
    if name in ("f64", "f32") and kind in ("int", "float"):
        return float(value)
    if name == "str":
        return value if kind == "str" else _show(value)
    if name == "char":
        return _r.letter(chr(value)) if kind == "int" else value
    if name == "dyn.Error" and kind == "str":
        return _TextError(value)
    if name.startswith("dyn."):
        return value
    if name == "Option":
        return value if isinstance(value, Option) else Some(_convert(_inner(described), value) if _inner(described) else value)
    if name == "Vec" and kind in ("list", "str"):
        return value if kind == "list" else list(value.encode())
    if name == "AnyError":
        return value if isinstance(value, AnyError) else AnyError(value if kind == "str" else None, value)
    made = _CONVERTED.get(name)
    if made:
        return made(value)
    if kind == "record" and type(value).__name__ == name:
        return value
    _lacks("into() " + name)


_CONVERTED = {}


class _TextError:
    """An error that is only a text."""

    def __init__(self, text):
        self.text = text

    def _display(self):
        return self.text

    def _debug(self, pretty):
        return _r.quoted(self.text)


class _Any:
    def to_string(self, value):
        return _show(_deref(value))

    def clone(self, value):
        return _clone(_deref(value) if isinstance(value, _Ref) else value)

    to_owned = clone

    def into(self, value, described):
        return _convert(described, value)

    def from_(self, described, value):
        return _convert(described, value)

    def try_into(self, value, described):
        name, value = _name_of(described), _deref(value)
        if name in _BITS and _r.kind(value) == "int":
            fits = _r.cast(value, _BITS[name][0], _BITS[name][1]) == value
            return Ok(value) if fits else Err(TryFromIntError())
        if name == "array":
            return Ok(value)
        if name is not None and not isinstance(name, str) and hasattr(name, "try_from"):
            return name.try_from(value)
        _lacks("try_into() this type")

    def try_from(self, described, value):
        return self.try_into(value, described)

    def from_str(self, described, text):
        return _str.parse(text, described)

    def borrow(self, value):
        return value

    as_ref = by_ref = borrow

    def deref(self, value):
        return _deref(value)

    def as_mut(self, value):
        return value

    borrow_mut = as_mut

    def eq(self, a, b):
        return _deref(a) == _deref(b)

    def ne(self, a, b):
        return _deref(a) != _deref(b)

    def cmp(self, a, b):
        return _ordering(_order(a, b))

    def partial_cmp(self, a, b):
        a, b = _deref(a), _deref(b)
        if _r.kind(a) == "float" and (a != a or b != b):
            return Nothing()
        found = _order(a, b)
        return Nothing() if found == 2 else Some(_ordering(found))

    def max(self, a, b):
        return b if _order(a, b) <= 0 else a

    def min(self, a, b):
        return a if _order(a, b) <= 0 else b

    def clamp(self, value, low, high):
        return low if _order(value, low) < 0 else high if _order(value, high) > 0 else value

    def source(self, value):
        return Nothing()

    def description(self, value):
        return _show(value)

    def hash(self, value, hasher):
        _lacks("a hash")


class _Whole(_Any):
    def __init__(self, bits, signed):
        self.bits, self.signed = bits, signed
        self.BITS = bits
        if bits == 128:
            self.MAX = 170141183460469231731687303715884105727
            self.MIN = -self.MAX - 1 if signed else 0
        else:
            self.MAX = (1 << (bits - (1 if signed else 0))) - 1
            self.MIN = -self.MAX - 1 if signed else 0

    def _fit(self, value, said):
        if value is None or value < self.MIN or value > self.MAX:
            _panic("attempt to %s with overflow" % said)
        return value

    def _maybe(self, value):
        return Nothing() if value is None or value < self.MIN or value > self.MAX else Some(value)

    def _cut(self, value):
        return _r.cast(value, self.bits, self.signed)

    def _clip(self, value):
        return min(max(value, self.MIN), self.MAX)

    def abs(self, x):
        return self._fit(abs(x), "negate")

    def pow(self, x, by):
        return self._fit(_r.power(x, by), "multiply")

    def signum(self, x):
        return -1 if x < 0 else 1 if x > 0 else 0

    def is_positive(self, x):
        return x > 0

    def is_negative(self, x):
        return x < 0

    def unsigned_abs(self, x):
        return abs(x)

    def abs_diff(self, x, y):
        return abs(x - y)

    def checked_add(self, x, y):
        return self._maybe(x + y)

    def checked_sub(self, x, y):
        return self._maybe(x - y)

    def checked_mul(self, x, y):
        return self._maybe(x * y)

    def checked_div(self, x, y):
        return Nothing() if y == 0 else self._maybe(_r.div(x, y))

    def checked_rem(self, x, y):
        return Nothing() if y == 0 else Some(_r.rem(x, y))

    def checked_pow(self, x, by):
        return self._maybe(_r.power(x, by))

    def checked_neg(self, x):
        return self._maybe(-x)

    def wrapping_add(self, x, y):
        return _r.wrapping("+", x, y, self.bits, self.signed)

    def wrapping_sub(self, x, y):
        return _r.wrapping("-", x, y, self.bits, self.signed)

    def wrapping_mul(self, x, y):
        return _r.wrapping("*", x, y, self.bits, self.signed)

    def saturating_add(self, x, y):
        return self._clip(x + y)

    def saturating_sub(self, x, y):
        return self._clip(x - y)

    def saturating_mul(self, x, y):
        return self._clip(x * y)

    def overflowing_add(self, x, y):
        return (self.wrapping_add(x, y), x + y < self.MIN or x + y > self.MAX)

    def overflowing_sub(self, x, y):
        return (self.wrapping_sub(x, y), x - y < self.MIN or x - y > self.MAX)

    def overflowing_mul(self, x, y):
        return (self.wrapping_mul(x, y), x * y < self.MIN or x * y > self.MAX)

    def rem_euclid(self, x, y):
        rest = _r.rem(x, y)
        return rest + abs(y) if rest < 0 else rest

    def div_euclid(self, x, y):
        return _r.div(x - self.rem_euclid(x, y), y)

    def div_ceil(self, x, y):
        return _r.div(x, y) + (1 if _r.rem(x, y) > 0 else 0)

    def is_power_of_two(self, x):
        return x > 0 and x & (x - 1) == 0

    def isqrt(self, x):
        import math
        return math.isqrt(x)

    def count_ones(self, x):
        return _r.bits("ones", x, self.bits)

    def leading_zeros(self, x):
        return _r.bits("leading", x, self.bits)

    def trailing_zeros(self, x):
        return _r.bits("trailing", x, self.bits)

    def rotate_left(self, x, by):
        by, x = by % self.bits, _r.cast(x, self.bits, False)
        return self._cut((x << by) | (x >> (self.bits - by))) if by and self.bits <= 64 else self._cut(x)

    def rotate_right(self, x, by):
        return self.rotate_left(x, self.bits - by % self.bits)

    def to_be_bytes(self, x):
        x = _r.cast(x, self.bits, False)
        return [(x >> (8 * place)) & 255 for place in range(self.bits // 8 - 1, -1, -1)]

    def to_le_bytes(self, x):
        return self.to_be_bytes(x)[::-1]

    def from_str_radix(self, text, radix):
        digits, value = text.lstrip("+-"), 0
        if not digits:
            return Err(ParseError("cannot parse integer from empty string", "ParseIntError", "Empty"))
        for letter in digits:
            digit = _r.letter_is("to_digit", letter, radix)
            if digit is None:
                return Err(ParseError("invalid digit found in string", "ParseIntError", "InvalidDigit"))
            value = value * radix + digit
            if value > self.MAX + 1:
                return Err(ParseError("number too large to fit in target type", "ParseIntError", "PosOverflow"))
        return Ok(-value if text.startswith("-") else value)

    def _letter(self, name, x):
        return x < 128 and _r.letter_is(name, chr(x))

    def is_ascii(self, x):
        return x < 128

    def is_ascii_digit(self, x):
        return self._letter("is_ascii_digit", x)

    def is_ascii_alphabetic(self, x):
        return self._letter("is_ascii_alphabetic", x)

    def is_ascii_alphanumeric(self, x):
        return self._letter("is_ascii_alphanumeric", x)

    def is_ascii_uppercase(self, x):
        return self._letter("is_ascii_uppercase", x)

    def is_ascii_lowercase(self, x):
        return self._letter("is_ascii_lowercase", x)

    def is_ascii_whitespace(self, x):
        return self._letter("is_ascii_whitespace", x)

    def is_ascii_punctuation(self, x):
        return self._letter("is_ascii_punctuation", x)

    def to_ascii_uppercase(self, x):
        return x - 32 if 97 <= x <= 122 else x

    def to_ascii_lowercase(self, x):
        return x + 32 if 65 <= x <= 90 else x



_i8, _i16, _i32, _i64 = _Whole(8, True), _Whole(16, True), _Whole(32, True), _Whole(64, True)
_u8, _u16, _u32, _u64 = _Whole(8, False), _Whole(16, False), _Whole(32, False), _Whole(64, False)
_i128, _u128, _isize, _usize = _Whole(128, True), _Whole(128, False), _Whole(64, True), _Whole(64, False)
i32_MAX, i32_MIN = 2147483647, -2147483648


class _Unknown(_Any):
    """Whole numbers whose type is not told: what depends on it is not simulated."""

    def __getattr__(self, name):
        if name in ("abs", "signum", "is_positive", "is_negative", "rem_euclid", "abs_diff", "is_power_of_two"):
            return getattr(_i64, name)
        return None


class _Float(_Any):
    MAX, MIN, EPSILON = 1.7976931348623157e308, -1.7976931348623157e308, 2.220446049250313e-16
    INFINITY, NEG_INFINITY, NAN, MIN_POSITIVE = float("inf"), float("-inf"), float("nan"), 2.2250738585072014e-308

    def __init__(self, single):
        self.single = single
        if single:
            self.MAX, self.MIN, self.EPSILON = 3.4028235e38, -3.4028235e38, 1.1920929e-7

    def _do(self, name, x, y=0.0):
        if self.single:
            return _r.single(_r.float(name, _r.exact(x), _r.exact(y)))
        return _r.float(name, x, y)

    def __getattr__(self, name):
        return lambda x, y=0.0: self._do(name, x, y)

    def max(self, x, y):
        return self._do("max", x, y)

    def min(self, x, y):
        return self._do("min", x, y)

    def clamp(self, x, low, high):
        return low if x < low else high if x > high else x

    def mul_add(self, x, y, z):
        return _r.float("mul_add", x, y, z)

    def sin_cos(self, x):
        return (self._do("sin", x), self._do("cos", x))

    def total_cmp(self, x, y):
        return _ordering(-1 if x < y else 1 if x > y else 0)

    def is_nan(self, x):
        return x != x

    def is_infinite(self, x):
        return x in (float("inf"), float("-inf"))

    def is_finite(self, x):
        return x == x and not self.is_infinite(x)

    def is_sign_negative(self, x):
        return _r.float_text(x, "?").startswith("-")

    def is_sign_positive(self, x):
        return not self.is_sign_negative(x)


_f64, _f32 = _Float(False), _Float(True)


class _Bool(_Any):
    def then(self, value, make):
        return Some(make()) if value else Nothing()

    def then_some(self, value, made):
        return Some(made) if value else Nothing()


_bool = _Bool()


class _Char(_Any):
    MAX = _r.letter(chr(0x10ffff))

    def __getattr__(self, name):
        return lambda letter: _r.letter_is(name, letter)

    def is_digit(self, letter, radix):
        return _r.letter_is("to_digit", letter, radix) is not None

    def to_digit(self, letter, radix):
        found = _r.letter_is("to_digit", letter, radix)
        return Nothing() if found is None else Some(found)

    def from_digit(self, digit, radix):
        return Nothing() if digit >= radix else Some(_r.letter("0123456789abcdefghijklmnopqrstuvwxyz"[digit]))

    def from_u32(self, number):
        found = _r.letter_is("of", None, number)
        return Nothing() if found is None else Some(found)

    def _ascii(self, letter, kind):
        return _r.letter(_r.letter_text(letter, kind)) if _r.letter_is("is_ascii", letter) else letter

    def to_ascii_uppercase(self, letter):
        return self._ascii(letter, "upper")

    def to_ascii_lowercase(self, letter):
        return self._ascii(letter, "lower")

    def to_uppercase(self, letter):
        return Iter(iter(_r.letters(_r.letter_text(letter, "upper"))))

    def to_lowercase(self, letter):
        return Iter(iter(_r.letters(_r.letter_text(letter, "lower"))))

    def eq_ignore_ascii_case(self, letter, other):
        return self.to_ascii_lowercase(letter) == self.to_ascii_lowercase(other)


_char = _Char()
char_from_digit, char_from_u32 = _char.from_digit, _char.from_u32


def _matcher(pattern):
    """Where a pattern is found in a list of letters' texts: (from, to) by bytes."""
    kind = _r.kind(pattern)
    if kind == "char":
        return lambda letter: letter == pattern
    if kind == "list":
        return lambda letter: letter in pattern
    return pattern


def _finds(text, pattern):
    """All places of a pattern in a text, as pairs of bytes."""
    pattern = _deref(pattern)
    if _r.kind(pattern) == "char":
        pattern = _r.letter_text(pattern)
    if _r.kind(pattern) == "str":
        if pattern == "":
            _lacks("an empty pattern")
        at, step, all = 0, len(pattern.encode()), []
        rest = text
        while True:
            found = _r.find(rest, pattern, False)
            if found is None:
                return all
            all.append((at + found, at + found + step))
            at += found + step
            rest = _r.part(rest, found + step)
    test, all = _matcher(pattern), []
    for at, letter in _r.places(text):
        if test(letter):
            all.append((at, at + _r.letter_is("len_utf8", letter)))
    return all


def _between(text, finds, most=None):
    all, at = [], 0
    for start, end in finds:
        if most is not None and len(all) + 1 >= most:
            break
        all.append(_r.part(text, at, start))
        at = end
    all.append(_r.part(text, at))
    return all


class _Str(_Any):
    def new(self):
        return ""

    def with_capacity(self, size):
        return ""

    def from_utf8(self, bytes_):
        try:
            return Ok(bytes(_list_of(bytes_)).decode())
        except UnicodeDecodeError:
            return Err(_TextError("invalid utf-8 sequence"))

    def from_utf8_lossy(self, bytes_):
        return bytes(_list_of(bytes_)).decode("utf-8", "replace")

    def push_str(self, text, more):
        return text + more

    def push(self, text, letter):
        return text + _r.letter_text(letter)

    def clear(self, text):
        return ""

    def truncate(self, text, size):
        return text if size >= _r.length(text) else _r.part(text, 0, size)

    def insert(self, text, at, letter):
        return self.insert_str(text, at, _r.letter_text(letter))

    def insert_str(self, text, at, more):
        return _r.part(text, 0, at) + more + _r.part(text, at)

    def retain(self, text, test):
        return "".join([_r.letter_text(letter) for letter in _r.letters(text) if test(letter)])

    def extend(self, text, all):
        return text + "".join([_show(_deref(item)) for item in _python(all)])

    def make_ascii_uppercase(self, text):
        return self.to_ascii_uppercase(text)

    def make_ascii_lowercase(self, text):
        return self.to_ascii_lowercase(text)

    def pop(self, place):
        letters = _r.letters(place.v)
        if not letters:
            return Nothing()
        last = letters.pop()
        place.v = "".join([_r.letter_text(letter) for letter in letters])
        return Some(last)

    def remove(self, place, at):
        letter = _r.letters(_r.part(place.v, at))[0]
        place.v = _r.part(place.v, 0, at) + _r.part(place.v, at + _r.letter_is("len_utf8", letter))
        return letter

    def drain(self, place, range):
        start, end = range._bounds(_r.length(place.v))
        part = _r.part(place.v, start, end)
        place.v = _r.part(place.v, 0, start) + _r.part(place.v, end)
        return self.chars(part)

    def split_off(self, place, at):
        rest = _r.part(place.v, at)
        place.v = _r.part(place.v, 0, at)
        return rest

    def len(self, text):
        return _r.length(text)

    capacity = len

    def is_empty(self, text):
        return text == ""

    def reserve(self, text, size):
        pass

    def shrink_to_fit(self, text):
        pass

    def as_str(self, text):
        return text

    to_string = to_owned = clone = into_string = as_mut_str = into_owned = into_boxed_str = as_str

    def as_bytes(self, text):
        return list(text.encode())

    into_bytes = to_vec = as_bytes

    def bytes(self, text):
        return Iter(iter(list(text.encode())))

    def chars(self, text):
        return Iter(iter(_r.letters(text)))

    def char_indices(self, text):
        return Iter(iter(_r.places(text)))

    def lines(self, text):
        return Iter(iter(_r.lines(text)))

    def split_whitespace(self, text):
        return Iter(iter(_r.words(text)))

    split_ascii_whitespace = split_whitespace

    def split(self, text, pattern):
        if pattern == "":
            return Iter(iter([""] + [_r.letter_text(letter) for letter in _r.letters(text)] + [""]))
        return Iter(iter(_between(text, _finds(text, pattern))))

    def rsplit(self, text, pattern):
        return self.split(text, pattern).rev()

    def split_terminator(self, text, pattern):
        parts = _between(text, _finds(text, pattern))
        return Iter(iter(parts[:-1] if parts[-1] == "" else parts))

    def split_inclusive(self, text, pattern):
        all, at = [], 0
        for start, end in _finds(text, pattern):
            all.append(_r.part(text, at, end))
            at = end
        if _r.part(text, at) != "":
            all.append(_r.part(text, at))
        return Iter(iter(all))

    def splitn(self, text, most, pattern):
        return Iter(iter(_between(text, _finds(text, pattern), most) if most else []))

    def rsplitn(self, text, most, pattern):
        finds = _finds(text, pattern)
        finds = finds[max(0, len(finds) - most + 1):] if most > 1 else []
        return Iter(iter(_between(text, finds)[::-1]))

    def split_once(self, text, pattern):
        finds = _finds(text, pattern)
        if not finds:
            return Nothing()
        return Some((_r.part(text, 0, finds[0][0]), _r.part(text, finds[0][1])))

    def rsplit_once(self, text, pattern):
        finds = _finds(text, pattern)
        if not finds:
            return Nothing()
        return Some((_r.part(text, 0, finds[-1][0]), _r.part(text, finds[-1][1])))

    def split_at(self, text, at):
        return (_r.part(text, 0, at), _r.part(text, at))

    def trim(self, text):
        return _r.trim(text, "")

    def trim_start(self, text):
        return _r.trim(text, "start")

    def trim_end(self, text):
        return _r.trim(text, "end")

    def trim_start_matches(self, text, pattern):
        while text != "":
            found = self.strip_prefix(text, pattern)
            if found._v == "None":
                break
            text = found._0
        return text

    def trim_end_matches(self, text, pattern):
        while text != "":
            found = self.strip_suffix(text, pattern)
            if found._v == "None":
                break
            text = found._0
        return text

    def trim_matches(self, text, pattern):
        return self.trim_end_matches(self.trim_start_matches(text, pattern), pattern)

    def _ends(self, text, pattern, last):
        pattern = _deref(pattern)
        if _r.kind(pattern) == "str":
            if text.endswith(pattern) if last else text.startswith(pattern):
                return len(pattern)
            return None
        if text == "":
            return None
        return 1 if _finds(text[-1:] if last else text[:1], pattern) else None

    def strip_prefix(self, text, pattern):
        count = self._ends(text, pattern, False)
        return Nothing() if count is None else Some(text[count:])

    def strip_suffix(self, text, pattern):
        count = self._ends(text, pattern, True)
        return Nothing() if count is None else Some(text[:len(text) - count])

    def starts_with(self, text, pattern):
        return self._ends(text, pattern, False) is not None

    def ends_with(self, text, pattern):
        return self._ends(text, pattern, True) is not None

    def contains(self, text, pattern):
        pattern = _deref(pattern)
        return pattern in text if _r.kind(pattern) == "str" else bool(_finds(text, pattern))

    def find(self, text, pattern):
        if pattern == "":
            return Some(0)
        finds = _finds(text, pattern)
        return Some(finds[0][0]) if finds else Nothing()

    def rfind(self, text, pattern):
        finds = _finds(text, pattern)
        return Some(finds[-1][0]) if finds else Nothing()

    def matches(self, text, pattern):
        return Iter(iter([_r.part(text, start, end) for start, end in _finds(text, pattern)]))

    def match_indices(self, text, pattern):
        return Iter(iter([(start, _r.part(text, start, end)) for start, end in _finds(text, pattern)]))

    def replace(self, text, pattern, by):
        pattern = _deref(pattern)
        if _r.kind(pattern) == "str":
            return text.replace(pattern, by)
        return by.join(_between(text, _finds(text, pattern)))

    def replacen(self, text, pattern, by, most):
        return by.join(_between(text, _finds(text, pattern), most + 1))

    def to_uppercase(self, text):
        return text.upper()

    def to_lowercase(self, text):
        return text.lower()

    def to_ascii_uppercase(self, text):
        return text.upper() if text.isascii() else "".join(
            [_r.letter_text(_char.to_ascii_uppercase(letter)) for letter in _r.letters(text)])

    def to_ascii_lowercase(self, text):
        return text.lower() if text.isascii() else "".join(
            [_r.letter_text(_char.to_ascii_lowercase(letter)) for letter in _r.letters(text)])

    def eq_ignore_ascii_case(self, text, other):
        return self.to_ascii_lowercase(text) == self.to_ascii_lowercase(other)

    def repeat(self, text, times):
        return text * times

    def get(self, text, range):
        start, end = range._bounds(_r.length(text))
        found = _r.part(text, start, end, True)
        return Nothing() if found is None else Some(found)

    def is_char_boundary(self, text, at):
        return _r.part(text, 0, at, True) is not None

    def is_ascii(self, text):
        return text.isascii()

    def escape_debug(self, text):
        return _r.quoted(text)[1:-1]

    def parse(self, text, described):
        name = _name_of(described)
        if name is None:
            _lacks("parse() to a type that is not told here")
        if not isinstance(name, str):
            if hasattr(name, "from_str"):
                return name.from_str(text)
            _lacks("parse() to this type")
        if name == "str":
            return Ok(text)
        if name in _CONVERTED:
            return Ok(_CONVERTED[name](text))
        return _parsed(text, name)

    def add(self, text, more):
        return text + more

    def join(self, text, part):
        return PathBuf(text).join(part)

    def exists(self, text):
        return PathBuf(text).exists()


_str = _Str()
str_from_utf8 = _str.from_utf8


def _list_of(value):
    value = _deref(value)
    return value if _r.kind(value) == "list" else list(value.encode()) if _r.kind(value) == "str" else list(_python(value))


class _List(_Any):
    def new(self):
        return []

    def with_capacity(self, size):
        return []

    def from_(self, all):
        if _r.kind(all) == "str":
            return list(all.encode())
        return list(_python(all))

    def push(self, all, value):
        all.append(value)

    def pop(self, all):
        return Some(all.pop()) if all else Nothing()

    def len(self, all):
        return len(all)

    capacity = len

    def is_empty(self, all):
        return not all

    def clear(self, all):
        all.clear()

    def reserve(self, all, size):
        pass

    def insert(self, all, at, value):
        if at > len(all):
            _panic("insertion index (is %d) should be <= len (is %d)" % (at, len(all)))
        all.insert(at, value)

    def remove(self, all, at):
        if at >= len(all):
            _panic("removal index (is %d) should be < len (is %d)" % (at, len(all)))
        return all.pop(at)

    def swap_remove(self, all, at):
        if at >= len(all):
            _panic("swap_remove index (is %d) should be < len (is %d)" % (at, len(all)))
        all[at], all[-1] = all[-1], all[at]
        return all.pop()

    def truncate(self, all, size):
        while len(all) > size:
            all.pop()

    def resize(self, all, size, value):
        self.truncate(all, size)
        while len(all) < size:
            all.append(_clone(value))

    def extend(self, all, more):
        all.extend([_deref(item) for item in _python(more)])

    def extend_from_slice(self, all, more):
        all.extend(_clone(_list_of(more)))

    def append(self, all, other):
        all.extend(other)
        other.clear()

    def retain(self, all, test):
        _r.become(all, [item for item in all if test(item)])

    def drain(self, all, range):
        start, end = range._bounds(len(all))
        part = _sliced(all, start, end, False)
        _r.become(all, all[:start] + all[end:])
        return Iter(iter(part))

    def split_off(self, all, at):
        rest = all[at:]
        self.truncate(all, at)
        return rest

    def dedup(self, all):
        kept = []
        for item in all:
            if not kept or not (kept[-1] == item):
                kept.append(item)
        _r.become(all, kept)

    def dedup_by_key(self, all, key):
        kept = []
        for item in all:
            if not kept or not (key(kept[-1]) == key(item)):
                kept.append(item)
        _r.become(all, kept)

    def iter(self, all):
        return Iter(iter(all))

    into_iter = iter

    def iter_mut(self, all):
        return Iter(_lent(all))

    def first(self, all):
        return Some(all[0]) if all else Nothing()

    def last(self, all):
        return Some(all[-1]) if all else Nothing()

    def get(self, all, at):
        if isinstance(at, Range):
            start, end = at._bounds(len(all))
            return Some(all[start:end]) if start <= end <= len(all) else Nothing()
        return Some(all[at]) if at < len(all) else Nothing()

    def get_mut(self, all, at):
        return Some(_item_ref(all, at)) if at < len(all) else Nothing()

    def first_mut(self, all):
        return self.get_mut(all, 0)

    def last_mut(self, all):
        return self.get_mut(all, len(all) - 1) if all else Nothing()

    def contains(self, all, value):
        value = _deref(value)
        for item in all:
            if item == value:
                return True
        return False

    def starts_with(self, all, other):
        return all[:len(other)] == other

    def ends_with(self, all, other):
        return not other or all[-len(other):] == other

    def swap(self, all, a, b):
        x, y = _at(all, a), _at(all, b)
        all[a], all[b] = y, x

    def reverse(self, all):
        all.reverse()

    def fill(self, all, value):
        for place in range(len(all)):
            all[place] = _clone(value)

    def _sort(self, all, compare):
        """In order, by halves; what is alike keeps its order."""
        if len(all) < 2:
            return all
        half = len(all) // 2
        a, b, made, x, y = self._sort(all[:half], compare), self._sort(all[half:], compare), [], 0, 0
        while x < len(a) and y < len(b):
            if compare(a[x], b[y]) <= 0:
                made.append(a[x])
                x += 1
            else:
                made.append(b[y])
                y += 1
        return made + a[x:] + b[y:]

    def sort(self, all):
        if all and _r.kind(all[0]) in ("int", "str", "char"):
            all.sort()
        else:
            _r.become(all, self._sort(all, _order))

    def sort_by(self, all, compare):
        _r.become(all, self._sort(all, lambda a, b: compare(a, b)._number()))

    def sort_by_key(self, all, key):
        _r.become(all, self._sort(all, lambda a, b: _order(key(a), key(b))))

    sort_unstable, sort_unstable_by = sort, sort_by
    sort_unstable_by_key = sort_by_cached_key = sort_by_key

    def binary_search_by(self, all, compare):
        low, high = 0, len(all)
        while low < high:
            middle = (low + high) // 2
            found = compare(all[middle])._v
            if found == "Equal":
                return Ok(middle)
            if found == "Less":
                low = middle + 1
            else:
                high = middle
        return Err(low)

    def binary_search(self, all, value):
        return self.binary_search_by(all, lambda item: _ordering(_order(item, value)))

    def partition_point(self, all, test):
        low, high = 0, len(all)
        while low < high:
            middle = (low + high) // 2
            if test(all[middle]):
                low = middle + 1
            else:
                high = middle
        return low

    def is_sorted(self, all):
        return all_sorted(all)

    def windows(self, all, size):
        return Iter(iter([all[at:at + size] for at in range(len(all) - size + 1)]))

    def chunks(self, all, size):
        return Iter(iter([all[at:at + size] for at in range(0, len(all), size)]))

    def chunks_exact(self, all, size):
        return Iter(iter([all[at:at + size] for at in range(0, len(all) - size + 1, size)]))

    def split_at(self, all, at):
        return (_sliced(all, 0, at, False), _sliced(all, at, None, False))

    def split_first(self, all):
        return Some((all[0], all[1:])) if all else Nothing()

    def split_last(self, all):
        return Some((all[-1], all[:-1])) if all else Nothing()

    def split(self, all, test):
        parts = [[]]
        for item in all:
            if test(item):
                parts.append([])
            else:
                parts[-1].append(item)
        return Iter(iter(parts))

    def concat(self, all):
        if all and _r.kind(all[0]) == "str":
            return "".join(all)
        made = []
        for item in all:
            made.extend(item)
        return made

    def join(self, all, by):
        if all and _r.kind(all[0]) == "list":
            _lacks("join() of lists")
        return by.join([_show(item) for item in all])

    def to_vec(self, all):
        return _clone(all)

    clone = to_owned = to_vec

    def as_slice(self, all):
        return all

    as_mut_slice = into_boxed_slice = as_ref = as_mut = as_slice

    def rotate_left(self, all, by):
        _r.become(all, all[by:] + all[:by])

    def rotate_right(self, all, by):
        at = len(all) - by
        _r.become(all, all[at:] + all[:at])

    def copy_from_slice(self, all, more):
        _r.become(all, _clone(more))

    clone_from_slice = copy_from_slice

    def map(self, all, change):
        return [change(item) for item in all]

    def repeat(self, all, times):
        return _clone(all * times)

    def write_all(self, all, bytes_):
        all.extend(_list_of(bytes_))
        return Ok(None)

    def index(self, all, at):
        return _at(all, at)


def all_sorted(all):
    for at in range(len(all) - 1):
        if _order(all[at], all[at + 1]) > 0:
            return False
    return True


def _write_list(all, text):
    all.extend(list(text.encode()))
    return Ok(None)


_list, _any, _tuple = _List(), _Any(), _Any()
_SPACES["any"] = _any
_SPACES["int"], _SPACES["float"], _SPACES["bool"], _SPACES["char"] = _Unknown(), _f64, _bool, _char
_SPACES["str"], _SPACES["list"], _SPACES["tuple"] = _str, _list, _tuple
PI, E, TAU, SQRT_2, LN_2 = 3.141592653589793, 2.718281828459045, 6.283185307179586, 1.4142135623730951, 0.6931471805599453
FRAC_PI_2 = 1.5707963267948966


def cmp_max(a, b):
    return _any.max(a, b)


def cmp_min(a, b):
    return _any.min(a, b)


class Reverse(_Struct):
    _copies = True
    _name, _kind, _fields = "Reverse", "tuple", [("_0", None, [])]
    _derives = ["Debug"]

    @staticmethod
    def _new(value):
        return _make(Reverse, "_0", value)

    def _compare(self, other):
        return -_order(self._0, other._0)


def drop(value):
    pass


def mem_swap(a, b):
    if isinstance(a, _Ref):
        a.v, b.v = b.v, a.v
    else:
        kept = _twin(a)
        _r.become(a, b)
        _r.become(b, kept)


def _twin(value):
    """The same value as another object."""
    if _r.kind(value) == "list":
        return value[:]
    made = _make(type(value))
    _r.become(made, value)
    return made


def mem_replace(place, value):
    if isinstance(place, _Ref):
        old, place.v = place.v, value
        return old
    old = _twin(place)
    _r.become(place, value)
    return old


def mem_take(place, described):
    return mem_replace(place, _default(described))


mem_drop = drop


def mem_size_of(described):
    name = _name_of(described)
    if name in _BITS:
        return _BITS[name][0] // 8
    sizes = {"f64": 8, "f32": 4, "bool": 1, "char": 4, "str": 24}
    return sizes[name] if name in sizes else _lacks("size_of this type")


def any_type_name(described):
    name = _name_of(described)
    if isinstance(name, str) and name in _BITS or name in ("f64", "f32", "bool", "char"):
        return name
    _lacks("type_name of this type")
