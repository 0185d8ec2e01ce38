import _layercake as _l
from _go_core import _Struct, _Map, _Error, _Ref, _Box, _Channel
import _go_input


def _number(value):
    """A number with a fraction as %v has it."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    size = abs(value)
    if size != 0 and (size < 1e-4 or size >= 1e21):
        text = repr(value)
        if "e" not in text:
            text = "%e" % value
        digits, _, power = text.partition("e")
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        sign = "-" if power.startswith("-") else "+"
        return digits + "e" + sign + power.lstrip("+-").rjust(2, "0")
    if value == int(value) and size < 1e21:
        return str(int(value))
    return repr(value)


def _quoted(text):
    out = '"'
    for letter in text:
        if letter in '"\\':
            out += "\\" + letter
        elif letter == "\n":
            out += "\\n"
        elif letter == "\t":
            out += "\\t"
        elif letter == "\r":
            out += "\\r"
        else:
            out += letter
    return out + '"'


def _show(value, plus=False, sharp=False, top=True):
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return _quoted(value) if sharp else value
    if hasattr(value, "Error") and not sharp:
        return value.Error()
    if hasattr(value, "String") and not sharp:
        return value.String()
    if isinstance(value, (list, bytes)):
        inner = [_show(item, plus, sharp, False) for item in value]
        if sharp:
            return _kind(value) + "{" + ", ".join(inner) + "}"
        return "[" + " ".join(inner) + "]"
    if isinstance(value, _Map):
        keys = sorted(value.entries)
        inner = [_show(key, plus, sharp, False) + ":" + _show(value.entries[key], plus, sharp, False) for key in keys]
        if sharp:
            return _kind(value) + "{" + ", ".join(inner) + "}"
        return "map[" + " ".join(inner) + "]"
    if isinstance(value, _Struct):
        if value._born_pointer and not top:
            return "0xc000012345"
        inner = []
        for name, tag, zero, is_float, embedded in value._fields:
            field = getattr(value, name)
            if embedded and field is value:
                base = [base for base in type(value).__bases__ if getattr(base, "_name", "") == name]
                parts = []
                for own in base[0]._fields if base else []:
                    parts.append(_named(own[0], _show(getattr(value, own[0]), plus, sharp, False), plus, sharp))
                shown = "{" + (", " if sharp else " ").join(parts) + "}"
            else:
                shown = _show(field, plus, sharp, False)
            inner.append(_named(name, shown, plus, sharp))
        start = "&" if value._born_pointer else ""
        if sharp:
            return start + "main." + value._name + "{" + ", ".join(inner) + "}"
        return start + "{" + " ".join(inner) + "}"
    if isinstance(value, (_Ref, _Box, _Channel)):
        return "0xc000012345"
    return "0x47b0e0"


def _named(name, shown, plus, sharp):
    return name + ":" + shown if plus or sharp else shown


def _kind(value):
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float64"
    if isinstance(value, str):
        return "string"
    if isinstance(value, bytes):
        return "[]uint8"
    if isinstance(value, list):
        return "[]" + (_kind(value[0]) if value else "interface {}")
    if isinstance(value, _Map):
        keys = list(value.entries)
        if not keys:
            return "map[string]interface {}"
        return "map[%s]%s" % (_kind(keys[0]), _kind(value.entries[keys[0]]))
    if isinstance(value, _Struct):
        return ("*" if value._born_pointer else "") + "main." + value._name
    return getattr(type(value), "_go_name", "*errors.errorString" if isinstance(value, _Error) else "func()")


def _padded(text, flags, width):
    if width is None or len(text) >= width:
        return text
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and text[:1] in "+-":
        return text[:1] + text[1:].rjust(width - 1, "0")
    return text.rjust(width, "0" if "0" in flags else " ")


def _verb(verb, flags, precision, value):
    if verb == "v":
        return _show(value, "+" in flags, "#" in flags)
    if verb == "T":
        return _kind(value)
    if verb == "t":
        return "true" if value else "false" if value is False else "%!t(" + _kind(value) + "=" + _show(value) + ")"
    if verb in "sq" and (isinstance(value, (str, bytes)) or hasattr(value, "Error") or hasattr(value, "String")):
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else _show(value)
        if precision is not None:
            text = text[:precision]
        return _quoted(text) if verb == "q" else text
    if verb in "sq" and isinstance(value, (list, _Map, _Struct)):
        return _show(value)
    if verb == "q" and isinstance(value, int):
        return "'" + chr(value) + "'"
    number = isinstance(value, int) and not isinstance(value, bool)
    if number and verb in "dxXobcU":
        if verb == "c":
            return chr(value)
        if verb == "U":
            return "U+%04X" % value
        text = {"d": "%d", "x": "%x", "X": "%X", "o": "%o"}[verb] % value if verb != "b" else format(value, "b")
        if "#" in flags and verb in "xX":
            text = "0" + verb + text
        return "+" + text if "+" in flags and value >= 0 else text
    if verb in "xX" and isinstance(value, (str, bytes)):
        data = value.encode() if isinstance(value, str) else value
        text = "".join("%02x" % byte for byte in data)
        return text.upper() if verb == "X" else text
    if isinstance(value, float) and verb in "feEgG":
        if verb in "gG" and precision is None:
            return _number(value)
        text = ("%." + str(6 if precision is None else precision) + verb) % value
        return "+" + text if "+" in flags and value >= 0 else text
    if verb == "d" and isinstance(value, list):
        return "[" + " ".join(str(item) for item in value) + "]"
    if verb == "p":
        return "0xc000012345"
    if verb == "w":
        return _show(value)
    return "%!" + verb + "(" + _kind(value) + ("" if value is None else "=" + _show(value)) + ")"


def Sprintf(format, *values):
    out, place, at = [], 0, 0
    while place < len(format):
        start = format.find("%", place)
        if start < 0:
            out.append(format[place:])
            break
        out.append(format[place:start])
        place = start + 1
        flags, width, precision = "", None, None
        while place < len(format) and format[place] in "+-# 0":
            flags += format[place]
            place += 1
        digits = ""
        while place < len(format) and (format[place].isdigit() or format[place] == "*"):
            if format[place] == "*":
                digits = str(values[at])
                at += 1
            else:
                digits += format[place]
            place += 1
        if digits:
            width = int(digits)
        if place < len(format) and format[place] == ".":
            place += 1
            digits = "0"
            while place < len(format) and format[place].isdigit():
                digits += format[place]
                place += 1
            precision = int(digits)
        if place >= len(format):
            out.append("%!(NOVERB)")
            break
        verb = format[place]
        place += 1
        if verb == "%":
            out.append("%")
        elif at >= len(values):
            out.append("%!" + verb + "(MISSING)")
        else:
            out.append(_padded(_verb(verb, flags, precision, values[at]), flags, width))
            at += 1
    if at < len(values):
        extra = [_kind(value) + "=" + _show(value) for value in values[at:]]
        out.append("%!(EXTRA " + ", ".join(extra) + ")")
    return "".join(out)


def Sprint(*values):
    out = ""
    for place, value in enumerate(values):
        if place and not isinstance(value, str) and not isinstance(values[place - 1], str):
            out += " "
        out += _show(value)
    return out


def Sprintln(*values):
    return " ".join(_show(value) for value in values) + "\n"


def _write(text):
    _l.put(1, text)
    return (len(text.encode()), None)


def Println(*values):
    return _write(Sprintln(*values))


def Printf(format, *values):
    return _write(Sprintf(format, *values))


def Print(*values):
    return _write(Sprint(*values))


def Fprintln(writer, *values):
    return writer.Write(Sprintln(*values).encode())


def Fprintf(writer, format, *values):
    return writer.Write(Sprintf(format, *values).encode())


def Fprint(writer, *values):
    return writer.Write(Sprint(*values).encode())


def Errorf(format, *values):
    wrapped = [value for value in values if hasattr(value, "Error")] if "%w" in format else []
    return _Error(Sprintf(format, *values), wrapped[0] if wrapped else None)


def _scanned(words, targets):
    count = 0
    for word, target in zip(words, targets):
        before = target.v
        if isinstance(before, int):
            try:
                target.v = int(word)
            except ValueError:
                return (count, _Error("expected integer"))
        elif isinstance(before, float):
            target.v = float(word)
        else:
            target.v = word
        count += 1
    return (count, None if count == len(targets) else _Error("unexpected newline"))


def Scanln(*targets):
    line = _go_input.line()
    if line is None:
        return (0, _go_input.EOF)
    return _scanned(line.split(), targets)


def Scan(*targets):
    words = []
    while len(words) < len(targets):
        line = _go_input.line()
        if line is None:
            return (0, _go_input.EOF)
        words += line.split()
    return _scanned(words, targets)


def Sscanf(text, format, *targets):
    return _scanned(text.split(), targets)


def Sscan(text, *targets):
    return _scanned(text.split(), targets)
