# What every Java program has: objects, texts, numbers, exceptions.
import _layercake as _l
import _time as _t
import math as _math


class _Object:
    _name = "Object"
    _annotations = {}
    _routes = []

    def equals(self, other):
        return self is other

    def hashCode(self):
        return 2027961269

    def toString(self):
        return _full(type(self)) + "@" + "%x" % self.hashCode()

    def getClass(self):
        return _Class(type(self))

    def _init(self, *given):
        self.__init__(*given)


def _full(kind):
    return getattr(kind, "_package", "") + kind._name


class _Class:
    def __init__(self, kind):
        self.kind = kind

    def getSimpleName(self):
        return self.kind._name

    def getName(self):
        return _full(self.kind)

    def toString(self):
        return "class " + self.getName()


def _class(kind):
    return _Class(kind)


class _Enum(_Object):
    _all = None

    def name(self):
        return self._label

    def ordinal(self):
        return self._ordinal

    def toString(self):
        return self._label

    def compareTo(self, other):
        return self._ordinal - other._ordinal

    @classmethod
    def values(kind):
        return list(kind._constants)

    @classmethod
    def valueOf(kind, name):
        for constant in kind._constants:
            if constant._label == name:
                return constant
        raise IllegalArgumentException("No enum constant " + _full(kind) + "." + name)


def _constant(kind, name, *given):
    constant = kind(*given)
    known = kind.__dict__.get("_constants")
    if known is None:
        known = []
        kind._constants = known
    constant._label, constant._ordinal = name, len(known)
    known.append(constant)
    return constant


def _subject(value):
    if isinstance(value, _Char):
        return "'" + chr(value.code)
    return value


def _label(subject, name):
    return getattr(type(subject), name) if isinstance(subject, _Enum) else None


class _Record(_Object):
    _components = ()

    def toString(self):
        return self._name + "[" + ", ".join(name + "=" + _str(getattr(self, name)) for name in self._components) + "]"

    def equals(self, other):
        return type(self) == type(other) and all(
            _equals(getattr(self, name), getattr(other, name)) for name in self._components)


class Throwable(Exception):
    _name = "Throwable"
    _package = "java.lang."
    _annotations = {}
    _routes = []

    def __init__(self, message=None, cause=None):
        if isinstance(message, Throwable):
            cause, message = message, message.toString()
        self._message, self._cause = message, cause

    def getMessage(self):
        return self._message

    getLocalizedMessage = getMessage

    def getCause(self):
        return self._cause

    def toString(self):
        message = self.getMessage()
        return _full(type(self)) + (": " + message if message is not None else "")

    def printStackTrace(self):
        _l.put(2, self.toString() + "\n")

    def getClass(self):
        return _Class(type(self))

    def _init(self, *given):
        self.__init__(*given)

    def getStackTrace(self):
        return []


class Error(Throwable):
    _name = "Error"


class StackOverflowError(Error):
    _name = "StackOverflowError"


class OutOfMemoryError(Error):
    _name = "OutOfMemoryError"


_exception = Exception


class Exception(Throwable):
    _name = "Exception"


class RuntimeException(Exception):
    _name = "RuntimeException"


class IllegalArgumentException(RuntimeException):
    _name = "IllegalArgumentException"


class NumberFormatException(IllegalArgumentException):
    _name = "NumberFormatException"


class IllegalStateException(RuntimeException):
    _name = "IllegalStateException"


class UnsupportedOperationException(RuntimeException):
    _name = "UnsupportedOperationException"


class ArithmeticException(RuntimeException):
    _name = "ArithmeticException"


class NullPointerException(RuntimeException):
    _name = "NullPointerException"


class ClassCastException(RuntimeException):
    _name = "ClassCastException"


class IndexOutOfBoundsException(RuntimeException):
    _name = "IndexOutOfBoundsException"


class ArrayIndexOutOfBoundsException(IndexOutOfBoundsException):
    _name = "ArrayIndexOutOfBoundsException"


class StringIndexOutOfBoundsException(IndexOutOfBoundsException):
    _name = "StringIndexOutOfBoundsException"


class NoSuchElementException(RuntimeException):
    _name = "NoSuchElementException"
    _package = "java.util."


class InterruptedException(Exception):
    _name = "InterruptedException"


class CloneNotSupportedException(Exception):
    _name = "CloneNotSupportedException"


class IOException(Exception):
    _name = "IOException"
    _package = "java.io."


class FileNotFoundException(IOException):
    _name = "FileNotFoundException"


class NoSuchFileException(IOException):
    _name = "NoSuchFileException"
    _package = "java.nio.file."


class UncheckedIOException(RuntimeException):
    _name = "UncheckedIOException"
    _package = "java.io."


def _caught(kind):
    """The classes of exceptions that a catch is for."""
    if not isinstance(kind, str):
        return kind
    found = _named_throwables().get(kind)
    if found is None:
        return Throwable if kind in ("Throwable",) else _Never
    if kind in ("Exception", "Throwable", "RuntimeException", "NullPointerException"):
        return (found, AttributeError, TypeError)
    if kind == "StackOverflowError":
        return (found, RecursionError)
    return found


class _Never(_exception):
    pass


def _named_throwables():
    all = [Throwable, Error, StackOverflowError, OutOfMemoryError, Exception, RuntimeException,
           IllegalArgumentException, NumberFormatException, IllegalStateException, UnsupportedOperationException,
           ArithmeticException, NullPointerException, ClassCastException, IndexOutOfBoundsException,
           ArrayIndexOutOfBoundsException, StringIndexOutOfBoundsException, NoSuchElementException,
           InterruptedException, CloneNotSupportedException, IOException, FileNotFoundException, NoSuchFileException,
           UncheckedIOException]
    return {kind._name: kind for kind in all}


def _thrown(fault):
    """A fault as Java has it."""
    if isinstance(fault, Throwable):
        return fault
    if isinstance(fault, RecursionError):
        return StackOverflowError()
    if "NoneType" in str(fault):
        return NullPointerException()
    raise fault


def _close(resource):
    if resource is not None and hasattr(resource, "close"):
        resource.close()


class _Char:
    def __init__(self, code):
        self.code = code

    def __eq__(self, other):
        return self.code == (other.code if isinstance(other, _Char) else other)

    def __lt__(self, other):
        return self.code < (other.code if isinstance(other, _Char) else other)

    def __le__(self, other):
        return self.code <= (other.code if isinstance(other, _Char) else other)

    def __gt__(self, other):
        return self.code > (other.code if isinstance(other, _Char) else other)

    def __ge__(self, other):
        return self.code >= (other.code if isinstance(other, _Char) else other)

    def __pos__(self):
        return self

    def __add__(self, other):
        return _Char(self.code + other)

    __radd__ = __add__


def _number(value):
    return value.code if isinstance(value, _Char) else value


def _plain(value):
    """A decimal as Double.toString has it."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    size = abs(value)
    if size == 0 or 1e-3 <= size < 1e7:
        text = repr(value)
        return text if "." in text else text + ".0"
    digits, _, power = ("%.16e" % value).partition("e")
    for count in range(17):
        text = ("%." + str(count) + "e") % value
        if float(text) == value:
            digits, _, power = text.partition("e")
            break
    return digits + ("" if "." in digits else ".0") + "E" + str(int(power))


def _str(value):
    if value is None:
        return "null"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _plain(value)
    if isinstance(value, _Char):
        return chr(value.code)
    if hasattr(value, "toString"):
        return value.toString()
    if isinstance(value, list):
        return "[Ljava.lang.Object;@7a81197d"
    if isinstance(value, bytes):
        return "[B@7a81197d"
    if callable(value):
        return "Main$$Lambda@7a81197d"
    return str(value)


def _add(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return a + b
    if isinstance(a, _Char) and isinstance(b, (int, float, _Char)) or isinstance(b, _Char) and isinstance(a, (int, float)):
        return _number(a) + _number(b)
    return _str(a) + _str(b)


def _sub(a, b):
    return _number(a) - _number(b)


def _mul(a, b):
    return _number(a) * _number(b)


def _div(a, b):
    a, b = _number(a), _number(b)
    if isinstance(a, int) and isinstance(b, int):
        if b == 0:
            raise ArithmeticException("/ by zero")
        return a // b if (a < 0) == (b < 0) else -(-a // b)
    if b == 0:
        return float("nan") if a == 0 or a != a else float("inf") if (a > 0) else float("-inf")
    return a / b


def _mod(a, b):
    a, b = _number(a), _number(b)
    if isinstance(a, int) and isinstance(b, int):
        return a - b * _div(a, b)
    return _math.fmod(a, b)


def _left(a, b):
    return _wrap(a << (b & 63), 64) if abs(a) >> 31 else _wrap(a << (b & 31), 32)


def _right(a, b):
    return (a & 0xffffffff) >> b if a < 0 else a >> b


def _wrap(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def _same(a, b):
    if isinstance(a, _Object) or isinstance(b, _Object):
        return a is b
    return a == b


def _differs(a, b):
    return not _same(a, b)


def _equals(a, b):
    if a is None or b is None:
        return a is b
    if hasattr(a, "equals"):
        return a.equals(b)
    return type(a) == type(b) and a == b


def _double(value):
    return value if value is None else float(_number(value))


def _int(value):
    return _wrap(_number(value), 32) if isinstance(value, (int, _Char)) and not isinstance(value, bool) else value


def _long(value):
    return _wrap(_number(value), 64) if isinstance(value, (int, _Char)) and not isinstance(value, bool) else value


def _char(value):
    return _Char(value) if isinstance(value, int) else value


def _clamped(value, bits):
    value = _number(value)
    if isinstance(value, float):
        most = (1 << (bits - 1)) - 1
        return 0 if value != value else max(-most - 1, min(most, int(value)))
    return _wrap(value, bits)


def _to_int(value):
    return _clamped(value, 32)


def _to_long(value):
    return _clamped(value, 64)


def _to_short(value):
    return _clamped(value, 16)


def _to_byte(value):
    return _clamped(value, 8)


def _to_char(value):
    return _Char(_number(value) if not isinstance(value, float) else int(value))


def _to_double(value):
    return float(_number(value))


_to_float = _to_double


def _to_boolean(value):
    return value


def _array(sizes, zero):
    if sizes[0] < 0:
        raise RuntimeException(str(sizes[0]))
    if len(sizes) == 1:
        return [zero() for place in range(sizes[0])]
    return [_array(sizes[1:], zero) for place in range(sizes[0])]


def _spread(given):
    given = list(given)
    return given[0] if len(given) == 1 and isinstance(given[0], list) else given


def _at(values, index):
    if values is None:
        raise NullPointerException()
    index = _number(index)
    if index < 0 or index >= len(values):
        raise ArrayIndexOutOfBoundsException("Index %d out of bounds for length %d" % (index, len(values)))
    return values[index]


def _length(value):
    if value is None:
        raise NullPointerException()
    return len(value) if isinstance(value, (list, bytes)) else value.length


def _each(value):
    if value is None:
        raise NullPointerException()
    return value if isinstance(value, list) else value._values()


def _instance(value, kind):
    if value is None:
        return False
    if not isinstance(kind, str):
        return isinstance(value, kind)
    if kind == "Object":
        return True
    if kind == "String":
        return isinstance(value, str)
    if kind in ("Integer", "Long", "Number", "Short", "Byte"):
        return isinstance(value, int) and not isinstance(value, bool) and kind != "Long" or \
            kind == "Number" and isinstance(value, float)
    if kind in ("Double", "Float"):
        return isinstance(value, float)
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "Character":
        return isinstance(value, _Char)
    if kind in ("List", "Collection", "ArrayList", "Iterable"):
        return getattr(type(value), "_name", "") in ("ArrayList", "LinkedList")
    if kind in ("Map", "HashMap"):
        return getattr(type(value), "_name", "").endswith("Map")
    for base in type(value).__mro__ if hasattr(type(value), "__mro__") else [type(value)]:
        if getattr(base, "_name", None) == kind:
            return True
    return getattr(type(value), "_name", None) == kind


def _overloaded(rows, has_instance):
    skip = 1 if has_instance else 0

    def choose(*given):
        own = given[skip:]
        best = None
        for types, function in rows:
            if len(types) != len(own) and not (types and types[-1] == "..." and len(own) >= len(types) - 1):
                continue
            fits = all(_fits(value, kind) for value, kind in zip(own, types))
            if fits:
                return function(*given)
            best = best or function
        if best is None:
            best = rows[0][1]
        return best(*given)
    return choose


def _fits(value, kind):
    if kind in ("int", "long", "short", "byte", "Integer", "Long"):
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in ("double", "float", "Double"):
        return isinstance(value, float)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("char", "Character"):
        return isinstance(value, _Char)
    if kind == "String":
        return isinstance(value, str) or value is None
    if kind == "...":
        return True
    return value is None or not isinstance(value, (int, float, str)) or kind == "Object"


def _reference(object, name):
    if name == "new":
        return lambda *given: object(*given)
    if isinstance(object, type) or hasattr(object, "_is_class"):
        found = getattr(object, name, None)
        methods = getattr(object, "_of_values", None)

        def apply(*given):
            if methods and name in methods and (found is None or len(given) == 1):
                return _m(given[0], name, *given[1:])
            if found is None:
                return _m(given[0], name, *given[1:])
            return found(*given)
        return apply
    return lambda *given: _m(object, name, *given)


def _m(object, name, *given):
    """Calls a method of what may be a text, a number or a function."""
    if object is None:
        raise NullPointerException('Cannot invoke "%s()" because value is null' % name)
    if isinstance(object, str):
        import _java_text
        return getattr(_java_text, "_" + name)(object, *given)
    if isinstance(object, (int, float, _Char)):
        import _java_text
        return _java_text._of_number(object, name, *given)
    method = getattr(object, name, None)
    if method is not None and not callable(method):
        # A field of the same name; a record's is what its method gives.
        own = getattr(type(object), name, None)
        return own(object, *given) if callable(own) else method
    if method is not None:
        return method(*given)
    if callable(object):
        if name in ("andThen",):
            return lambda *values: _m(given[0], "apply", object(*values))
        if name == "negate":
            return lambda *values: not object(*values)
        if name == "reversed":
            return lambda a, b: object(b, a)
        if name == "thenComparing":
            import _java_util
            return lambda a, b: object(a, b) or _java_util.Comparator.comparing(given[0])(a, b)
        if name == "getClass":
            return _Class(_Object)
        return object(*given)
    if isinstance(object, list):
        if name == "clone":
            return object[:]
        if name == "equals":
            return object is given[0]
        if name == "getClass":
            return _Class(_Object)
    # One method of an interface's: what an anonymous class has.
    return getattr(object, name)(*given)


def _call(function, *given):
    """A function, or an object with one method."""
    if not isinstance(function, _Object):
        return function(*given)
    for name in ("apply", "accept", "test", "run", "get", "compare", "call", "handle", "applyAsInt", "applyAsDouble"):
        if hasattr(function, name):
            return getattr(function, name)(*given)
    return function(*given)


def _key(value):
    if isinstance(value, _Char):
        return ("char", value.code)
    if isinstance(value, _Record):
        return (value._name,) + tuple(_key(getattr(value, name)) for name in value._components)
    return value


def _end(fault):
    """What a program that ends with a fault says, or None if the sandbox lacks something."""
    if isinstance(fault, Throwable):
        text = 'Exception in thread "main" ' + fault.toString()
        cause = fault.getCause()
        return text + ("\nCaused by: " + cause.toString() if cause is not None else "")
    if isinstance(fault, RecursionError):
        return 'Exception in thread "main" java.lang.StackOverflowError'
    if isinstance(fault, AttributeError) and "NoneType" in str(fault):
        return 'Exception in thread "main" java.lang.NullPointerException'
    return None
