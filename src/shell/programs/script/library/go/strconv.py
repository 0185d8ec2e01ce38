from _go_core import _Error
import _go_fmt as fmt


def _wrong(function, text, why):
    return _Error("strconv.%s: parsing %s: %s" % (function, fmt._quoted(text), why))


def Itoa(number):
    return str(number)


def _parsed(function, text, base=10):
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or any(not letter.isalnum() for letter in digits):
        return (0, _wrong(function, text, "invalid syntax"))
    try:
        value = int(text, base if base else 10)
    except ValueError:
        return (0, _wrong(function, text, "invalid syntax"))
    if not -(1 << 63) <= value < 1 << 63:
        return ((1 << 63) - 1 if value > 0 else -(1 << 63), _wrong(function, text, "value out of range"))
    return (value, None)


def Atoi(text):
    return _parsed("Atoi", text)


def ParseInt(text, base, bits):
    return _parsed("ParseInt", text, base)


def ParseUint(text, base, bits):
    if text.startswith("-"):
        return (0, _wrong("ParseUint", text, "invalid syntax"))
    return _parsed("ParseUint", text, base)


def ParseFloat(text, bits):
    try:
        return (float(text), None)
    except ValueError:
        return (0.0, _wrong("ParseFloat", text, "invalid syntax"))


def ParseBool(text):
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return (True, None)
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return (False, None)
    return (False, _wrong("ParseBool", text, "invalid syntax"))


def FormatInt(number, base):
    if base == 10:
        return str(number)
    digits, out, size = "0123456789abcdefghijklmnopqrstuvwxyz", "", abs(number)
    while size or not out:
        out = digits[size % base] + out
        size //= base
    return ("-" if number < 0 else "") + out


def FormatFloat(number, verb, precision, bits):
    if precision < 0:
        return fmt._number(number)
    return ("%." + str(precision) + chr(verb)) % number


def FormatBool(value):
    return "true" if value else "false"


def Quote(text):
    return fmt._quoted(text)
