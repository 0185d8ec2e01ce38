import sys

_SIZES = {"x": 1, "c": 1, "b": 1, "B": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 4, "L": 4, "q": 8, "Q": 8,
          "n": 8, "N": 8, "f": 4, "d": 8, "e": 2, "s": 1, "p": 1}


class error(Exception):
    pass


def _read(format):
    format = format.decode() if isinstance(format, bytes) else format
    order, native = "little", True
    if format[:1] in ("<", ">", "!", "=", "@"):
        native = format[0] == "@"
        order = "big" if format[0] in (">", "!") else "little"
        format = format[1:]
    fields, count = [], ""
    for letter in format:
        if letter.isdigit():
            count += letter
            continue
        if letter.isspace():
            continue
        if letter not in _SIZES:
            raise error("bad char in struct format")
        fields.append((letter, int(count) if count else None))
        count = ""
    return fields, order, native


def _size(letter, native):
    return 8 if native and letter in "lL" else _SIZES[letter]


def _pad(place, letter, native):
    size = _size(letter, native)
    return -place % size if native and letter not in "xcbB?sp" else 0


def calcsize(format):
    fields, order, native = _read(format)
    place = 0
    for letter, count in fields:
        place += _pad(place, letter, native) + _size(letter, native) * (1 if count is None else count)
    return place


def _float_bytes(value, size):
    value = float(value)
    bits, bias = (52, 1023) if size == 8 else (23, 127)
    sign = 1 if str(value).startswith("-") else 0
    value = abs(value)
    top = 2 * bias + 1
    if value != value:
        number = (top << bits) | 1 << (bits - 1)
    elif value == float("inf"):
        number = top << bits
    elif value == 0:
        number = 0
    else:
        power = 0
        while value >= 2 and power < bias + 1:
            value /= 2
            power += 1
        while value < 1 and power > 1 - bias:
            value *= 2
            power -= 1
        if value < 1:
            number = round(value * (1 << bits))
        else:
            number = ((power + bias) << bits) + round((value - 1) * (1 << bits))
        if number >= top << bits:
            raise OverflowError("float too large to pack with f format")
    return (number | sign << (size * 8 - 1)).to_bytes(size, "big")


def _float_of(data):
    size = len(data)
    bits, bias = (52, 1023) if size == 8 else (23, 127)
    number = int.from_bytes(data, "big")
    sign = -1.0 if number >> (size * 8 - 1) else 1.0
    power, rest = number >> bits & (2 * bias + 1), number & ((1 << bits) - 1)
    if power == 2 * bias + 1:
        return sign * float("inf") if rest == 0 else float("nan")
    if power == 0:
        return sign * rest / (1 << bits) * 2.0 ** (1 - bias)
    return sign * (1 + rest / (1 << bits)) * 2.0 ** (power - bias)


def pack(format, *values):
    fields, order, native = _read(format)
    wanted = sum(1 if letter in "sp" else 0 if letter == "x" else 1 if count is None else count for letter, count in fields)
    if wanted != len(values):
        raise error("pack expected %d items for packing (got %d)" % (wanted, len(values)))
    out, values = b"", list(values)
    for letter, count in fields:
        out += b"\0" * _pad(len(out), letter, native)
        if letter == "s":
            data = values.pop(0)
            if not isinstance(data, (bytes, bytearray)):
                raise error("argument for 's' must be a bytes object")
            size = 1 if count is None else count
            out += (data + b"\0" * size)[:size]
            continue
        for _ in range(1 if count is None else count):
            if letter == "x":
                out += b"\0"
                continue
            value, size = values.pop(0), _size(letter, native)
            if letter == "c":
                out += value
            elif letter == "?":
                out += b"\1" if value else b"\0"
            elif letter in "fd":
                data = _float_bytes(value, size)
                out += data if order == "big" else data[::-1]
            else:
                signed = letter in "bhilqn"
                if not isinstance(value, int):
                    raise error("required argument is not an integer")
                low, high = (-(1 << size * 8 - 1), (1 << size * 8 - 1) - 1) if signed else (0, (1 << size * 8) - 1)
                if not low <= value <= high:
                    raise error("'%s' format requires %d <= number <= %d" % (letter, low, high))
                out += value.to_bytes(size, order, signed=signed)
    return out


def unpack_from(format, data, offset=0):
    return unpack(format, data[offset:offset + calcsize(format)])


def unpack(format, data):
    fields, order, native = _read(format)
    if len(data) != calcsize(format):
        raise error("unpack requires a buffer of %d bytes" % calcsize(format))
    out, place = [], 0
    for letter, count in fields:
        place += _pad(place, letter, native)
        size = _size(letter, native)
        if letter == "s":
            size = 1 if count is None else count
            out.append(bytes(data[place:place + size]))
            place += size
            continue
        for _ in range(1 if count is None else count):
            part = bytes(data[place:place + size])
            place += size
            if letter == "x":
                continue
            if letter == "c":
                out.append(part)
            elif letter == "?":
                out.append(part != b"\0")
            elif letter in "fd":
                out.append(_float_of(part if order == "big" else part[::-1]))
            else:
                out.append(int.from_bytes(part, order, signed=letter in "bhilqn"))
    return tuple(out)


def iter_unpack(format, data):
    size = calcsize(format)
    for place in range(0, len(data), size):
        yield unpack(format, data[place:place + size])


class Struct:
    def __init__(self, format):
        self.format, self.size = format, calcsize(format)

    def pack(self, *values):
        return pack(self.format, *values)

    def unpack(self, data):
        return unpack(self.format, data)

    def unpack_from(self, data, offset=0):
        return unpack_from(self.format, data, offset)
