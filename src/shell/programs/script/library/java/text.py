# Texts and numbers: their methods, String.format, and the classes that go with them.
from _java_core import *
from _java_core import _str, _number, _Char, _plain, _equals, _wrap


def _length(text):
    return len(text)


def _isEmpty(text):
    return text == ""


def _isBlank(text):
    return text.strip() == ""


def _charAt(text, place):
    if place < 0 or place >= len(text):
        raise StringIndexOutOfBoundsException("Index %d out of bounds for length %d" % (place, len(text)))
    return _Char(ord(text[place]))


def _substring(text, start, end=None):
    end = len(text) if end is None else end
    if start < 0 or end > len(text) or start > end:
        raise StringIndexOutOfBoundsException("begin %d, end %d, length %d" % (start, end, len(text)))
    return text[start:end]


def _indexOf(text, part, start=0):
    return text.find(_str(part), start)


def _lastIndexOf(text, part):
    return text.rfind(_str(part))


def _contains(text, part):
    return _str(part) in text


def _startsWith(text, part):
    return text.startswith(part)


def _endsWith(text, part):
    return text.endswith(part)


def _equalsIgnoreCase(text, other):
    return other is not None and text.lower() == other.lower()


def _compareTo(text, other):
    for a, b in zip(text, other):
        if a != b:
            return ord(a) - ord(b)
    return len(text) - len(other)


def _compareToIgnoreCase(text, other):
    return _compareTo(text.lower(), other.lower())


def _toUpperCase(text, locale=None):
    return text.upper()


def _toLowerCase(text, locale=None):
    return text.lower()


def _trim(text):
    return text.strip()


_strip = _trim


def _replace(text, old, new):
    return text.replace(_str(old), _str(new))


def _replaceAll(text, pattern, new):
    import re
    return re.sub(pattern, new.replace("$", "\\"), text)


def _matches(text, pattern):
    import re
    return re.fullmatch(pattern, text) is not None


def _split(text, pattern, limit=0):
    import re
    if len(pattern) == 1 and pattern not in ".$|()[{^?*+\\" or len(pattern) == 2 and pattern[0] == "\\" and not pattern[1].isalnum():
        parts = text.split(pattern[-1], limit - 1) if limit > 0 else text.split(pattern[-1])
    elif pattern == "":
        parts = list(text)
    else:
        parts = re.split(pattern, text, limit - 1 if limit > 0 else 0)
    while limit == 0 and len(parts) > 1 and parts[-1] == "":
        parts.pop()
    return parts


def _concat(text, other):
    return text + other


def _repeat(text, count):
    return text * count


def _chars(text):
    import _java_util
    return _java_util.Stream([ord(letter) for letter in text])


def _toCharArray(text):
    return [_Char(ord(letter)) for letter in text]


def _getBytes(text, charset=None):
    return text.encode()


def _lines(text):
    import _java_util
    return _java_util.Stream(text.split("\n"))


def _hashCode(text):
    value = 0
    for letter in text:
        value = (value * 31 + ord(letter)) & 0xffffffff
    return _wrap(value, 32)


def _toString(text):
    return text


def _formatted(text, *values):
    return _format(text, values)


def _intern(text):
    return text


def _getClass(text):
    return StringClass


class _Named:
    def getSimpleName(self):
        return "String"

    def getName(self):
        return "java.lang.String"


StringClass = _Named()


def _of_number(value, name, *given):
    if name == "equals":
        return _equals(value, given[0]) if not isinstance(value, _Char) else isinstance(given[0], _Char) and value == given[0]
    if name == "toString":
        return _str(value)
    if name == "compareTo":
        other = given[0]
        return (value > other) - (value < other)
    if name == "hashCode":
        return _number(value) if not isinstance(value, float) else int(value)
    if name in ("intValue", "longValue", "ordinal"):
        return int(_number(value))
    if name in ("doubleValue", "floatValue"):
        return float(value)
    if name in ("booleanValue", "charValue"):
        return value
    raise AttributeError(name)


def _grouped(digits):
    out = ""
    while len(digits) > 3:
        out = "," + digits[-3:] + out
        digits = digits[:-3]
    return digits + out


def _rounded(value, digits):
    """With so many decimals, halves of what is shown rounded up."""
    shown = repr(value)
    whole, point, rest = shown.partition(".")
    if "e" in shown or not point or len(rest) <= digits:
        return ("%." + str(digits) + "f") % value
    number = int(whole + rest[:digits]) + (1 if rest[digits] >= "5" else 0)
    text = str(number).rjust(digits + 1, "0")
    return text[:len(text) - digits] + ("." + text[len(text) - digits:] if digits else "")


def _one(flags, width, precision, kind, value):
    if kind in "sS":
        text = _str(value)
        text = text[:precision] if precision is not None else text
    elif kind in "d":
        if isinstance(value, float) or isinstance(value, str):
            raise RuntimeException("d != java.lang." + ("Double" if isinstance(value, float) else "String"))
        text = "null" if value is None else str(abs(value))
        text = _grouped(text) if "," in flags else text
        text = "-" + text if value is not None and value < 0 else "+" + text if "+" in flags else text
    elif kind in "fe":
        number = float(value)
        digits = 6 if precision is None else precision
        text = _rounded(abs(number), digits) if kind == "f" else ("%." + str(digits) + kind) % abs(number)
        if "," in flags:
            whole, _, rest = text.partition(".")
            text = _grouped(whole) + ("." + rest if rest else "")
        text = "-" + text if number < 0 else "+" + text if "+" in flags else text
    elif kind in "xX":
        number = value if value >= 0 else value & 0xffffffff
        text = ("%" + kind) % number
    elif kind in "bB":
        text = "false" if value is None or value is False else "true"
    elif kind in "cC":
        text = _str(value) if not isinstance(value, int) else chr(value)
    elif kind == "o":
        text = "%o" % value
    else:
        raise AttributeError("%" + kind)
    if kind in "SXBC":
        text = text.upper()
    if width is not None and len(text) < width:
        if "-" in flags:
            text = text.ljust(width)
        elif "0" in flags:
            sign = text[:1] if text[:1] in "+-" else ""
            text = sign + text[len(sign):].rjust(width - len(sign), "0")
        else:
            text = text.rjust(width)
    return text


def _format(format, values):
    values = list(values)
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    out, place, at = "", 0, 0
    while place < len(format):
        if format[place] != "%":
            out += format[place]
            place += 1
            continue
        place += 1
        spec = ""
        while place < len(format) and format[place] in "-+ 0,#123456789.$":
            spec += format[place]
            place += 1
        kind = format[place] if place < len(format) else "%"
        place += 1
        if kind == "n":
            out += "\n"
            continue
        if kind == "%":
            out += "%"
            continue
        number, dollar, rest = spec.partition("$")
        spec = rest if dollar else spec
        flags = ""
        while spec and spec[0] in "-+ 0,#":
            flags, spec = flags + spec[0], spec[1:]
        width, point, digits = spec.partition(".")
        use = int(number) - 1 if dollar else at
        at += 0 if dollar else 1
        if use >= len(values):
            raise IllegalArgumentException("Format specifier '%" + kind + "'")
        out += _one(flags, int(width) if width else None, int(digits or 0) if point else None, kind, values[use])
    return out


def _parse(text, low, high):
    digits = text[1:] if text is not None and text[:1] in ("-", "+") else text
    if text is None or not digits or not all("0" <= letter <= "9" for letter in digits):
        shown = "Cannot parse null string: null" if text is None else 'For input string: "%s"' % text
        raise NumberFormatException(shown)
    value = int(text)
    if not low <= value <= high:
        raise NumberFormatException('For input string: "%s"' % text)
    return value


def _new_string(value="", *rest):
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "".join(_str(item) for item in value) if isinstance(value, list) else value


class String:
    _is_class = True
    _of_values = ("length", "toUpperCase", "toLowerCase", "trim", "strip", "isEmpty", "isBlank", "compareTo",
                  "equals", "concat", "chars", "compareToIgnoreCase")

    @staticmethod
    def format(format, *values):
        return _format(format, values)

    @staticmethod
    def valueOf(value):
        return "".join(_str(item) for item in value) if isinstance(value, list) else _str(value)

    copyValueOf = valueOf

    @staticmethod
    def join(separator, *values):
        if len(values) == 1 and not isinstance(values[0], str):
            values = values[0] if isinstance(values[0], list) else values[0]._values()
        return separator.join(_str(value) for value in values)


class Integer:
    _is_class = True
    _of_values = ("intValue", "doubleValue", "toString", "compareTo", "equals")
    MAX_VALUE, MIN_VALUE = 2147483647, -2147483648

    @staticmethod
    def parseInt(text, radix=10):
        if radix != 10:
            return int(text, radix)
        return _parse(text, -2147483648, 2147483647)

    @staticmethod
    def valueOf(value):
        return _parse(value, -2147483648, 2147483647) if isinstance(value, str) else value

    @staticmethod
    def toString(value, radix=10):
        return str(value)

    @staticmethod
    def toBinaryString(value):
        return format(value & 0xffffffff, "b")

    @staticmethod
    def toHexString(value):
        return "%x" % (value & 0xffffffff)

    @staticmethod
    def compare(a, b):
        return (a > b) - (a < b)

    @staticmethod
    def max(a, b):
        return max(a, b)

    @staticmethod
    def min(a, b):
        return min(a, b)

    @staticmethod
    def sum(a, b):
        return a + b


class Long(Integer):
    MAX_VALUE, MIN_VALUE = 9223372036854775807, -9223372036854775808

    @staticmethod
    def parseLong(text):
        return _parse(text, -9223372036854775808, 9223372036854775807)

    @staticmethod
    def valueOf(value):
        return Long.parseLong(value) if isinstance(value, str) else value


class Double:
    _is_class = True
    _of_values = ("intValue", "doubleValue", "toString", "compareTo", "equals")
    MAX_VALUE = 1.7976931348623157e308

    @staticmethod
    def parseDouble(text):
        try:
            return float(text)
        except ValueError:
            raise NumberFormatException('For input string: "%s"' % text)

    @staticmethod
    def valueOf(value):
        return Double.parseDouble(value) if isinstance(value, str) else float(value)

    @staticmethod
    def toString(value):
        return _plain(value)

    @staticmethod
    def compare(a, b):
        return (a > b) - (a < b)

    @staticmethod
    def sum(a, b):
        return a + b

    @staticmethod
    def isNaN(value):
        return value != value


Float = Double


class Boolean:
    _is_class = True
    TRUE, FALSE = True, False

    @staticmethod
    def parseBoolean(text):
        return text is not None and text.lower() == "true"

    valueOf = parseBoolean

    @staticmethod
    def toString(value):
        return _str(value)


class Character:
    _is_class = True

    @staticmethod
    def isDigit(c):
        return chr(_number(c)).isdigit()

    @staticmethod
    def isLetter(c):
        return chr(_number(c)).isalpha()

    @staticmethod
    def isLetterOrDigit(c):
        return chr(_number(c)).isalnum()

    @staticmethod
    def isUpperCase(c):
        return chr(_number(c)).isupper()

    @staticmethod
    def isLowerCase(c):
        return chr(_number(c)).islower()

    @staticmethod
    def isWhitespace(c):
        return chr(_number(c)).isspace()

    @staticmethod
    def toUpperCase(c):
        return _Char(ord(chr(_number(c)).upper()))

    @staticmethod
    def toLowerCase(c):
        return _Char(ord(chr(_number(c)).lower()))

    @staticmethod
    def toString(c):
        return chr(_number(c))

    @staticmethod
    def getNumericValue(c):
        return int(chr(_number(c))) if chr(_number(c)).isdigit() else -1


class StringBuilder:
    _name = "StringBuilder"

    def __init__(self, text=""):
        self.data = text if isinstance(text, str) else ""

    def append(self, value):
        self.data += "".join(_str(item) for item in value) if isinstance(value, list) else _str(value)
        return self

    def insert(self, place, value):
        self.data = self.data[:place] + _str(value) + self.data[place:]
        return self

    def reverse(self):
        self.data = "".join(reversed(self.data))
        return self

    def deleteCharAt(self, place):
        self.data = self.data[:place] + self.data[place + 1:]
        return self

    def delete(self, start, end):
        self.data = self.data[:start] + self.data[end:]
        return self

    def setLength(self, length):
        self.data = self.data[:length]

    def setCharAt(self, place, value):
        self.data = self.data[:place] + _str(value) + self.data[place + 1:]

    def length(self):
        return len(self.data)

    def charAt(self, place):
        return _charAt(self.data, place)

    def indexOf(self, part):
        return self.data.find(part)

    def isEmpty(self):
        return self.data == ""

    def toString(self):
        return self.data


StringBuffer = StringBuilder
