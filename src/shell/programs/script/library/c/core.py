# What the C library has that small programs call.
import os as _os
import random as _random
import sys as _sys
import time as _time

import _layercake as _l

NULL = None
EXIT_SUCCESS = 0
EXIT_FAILURE = 1
true = True
false = False
RAND_MAX = 2147483647
INT_MAX = 2147483647
INT_MIN = -2147483648
stdout = "stdout"
stderr = "stderr"
_IOFBF, _IOLBF, _IONBF = 0, 1, 2


def _div(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return a / b
    if b == 0:
        raise ZeroDivisionError("division by zero")
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _mod(a, b):
    return a - _div(a, b) * b


def _int(value):
    if isinstance(value, float):
        return int(value)
    if isinstance(value, bool):
        return 1 if value else 0
    return value


def _float(value):
    return float(value) if isinstance(value, (int, bool)) else value


def _letters(value, length):
    """A char array: its letters' numbers, up to its length, or one more for the end."""
    letters = [ord(letter) for letter in value] if isinstance(value, str) else list(value)
    return _filled_up(letters, length or len(letters) + 1, 0)


def _filled_up(values, length, zero):
    """An array with so many values at least."""
    return list(values) + [zero] * (length - len(values))


def _string(value):
    """The text in a char array: up to its end."""
    if not isinstance(value, list):
        return value
    text = ""
    for letter in value:
        if letter == 0:
            break
        text += chr(letter & 255)
    return text


def _put(target, text):
    """Puts a text and its end into a char array."""
    for place in range(len(text)):
        target[place] = ord(text[place])
    target[len(text)] = 0
    return target


def _at(array, place):
    if isinstance(array, str):
        return ord(array[place]) if place < len(array) else 0
    return array[place]


def _truth(value):
    return value is not None and value != 0


def _filled(format, arguments):
    format = _string(format)
    text = ""
    place = 0
    rest = iter(arguments)
    while place < len(format):
        letter = format[place]
        place += 1
        if letter != "%":
            text += letter
            continue
        spec = "%"
        while place < len(format) and format[place] in "-+ #0123456789.*":
            mark = format[place]
            spec += str(next(rest)) if mark == "*" else mark
            place += 1
        while place < len(format) and format[place] in "hlLzjtq":
            place += 1
        kind = format[place] if place < len(format) else ""
        place += 1
        if kind == "%":
            text += "%"
            continue
        value = next(rest)
        if kind == "c":
            text += chr(value) if isinstance(value, int) else value
        elif kind == "s":
            text += (spec + "s") % ("(null)" if value is None else _string(value))
        elif kind in "diu":
            text += (spec + "d") % _int(value)
        elif kind == "p":
            text += "0x7ffd5e8a1b40"
        else:
            text += (spec + kind) % value
    return text


def printf(format, *arguments):
    text = _filled(format, arguments)
    _sys.stdout.write(text)
    return len(text)


def fprintf(stream, format, *arguments):
    text = _filled(format, arguments)
    (_sys.stderr if stream == "stderr" else _sys.stdout).write(text)
    return len(text)


def puts(text):
    _sys.stdout.write(_string(text) + "\n")
    return len(_string(text)) + 1


def fputs(text, stream):
    (_sys.stderr if stream == "stderr" else _sys.stdout).write(_string(text))
    return 0


def putchar(letter):
    _sys.stdout.write(chr(letter))
    return letter


def perror(text):
    _sys.stderr.write(text + ": Success\n")


def fflush(stream):
    _sys.stdout.flush()
    return 0


def setbuf(stream, buffer):
    if stream == "stdout" and not buffer:
        _l.hold(-1)


def setvbuf(stream, buffer, mode, size):
    if stream == "stdout":
        _l.hold({0: size or 4096, 1: 0}.get(mode, -1))
    return 0


def getenv(name):
    return _os.environ.get(name)


def exit(status):
    _sys.exit(status & 255)


def sleep(seconds):
    _time.sleep(seconds)
    return 0


def usleep(micros):
    _time.sleep(micros / 1000000)
    return 0


def getpid():
    return _os.getpid()


def getuid():
    return _os.getuid()


def time(place):
    return int(_time.time())


def srand(seed):
    return None


def rand():
    return _random.randint(0, RAND_MAX)


def sprintf(target, format, *arguments):
    text = _filled(format, arguments)
    _put(target, text)
    return len(text)


def snprintf(target, size, format, *arguments):
    text = _filled(format, arguments)
    if size > 0:
        _put(target, text[:size - 1])
    return len(text)


def strcpy(target, text):
    return _put(target, _string(text))


def strncpy(target, text, size):
    text = _string(text)[:size]
    for place in range(size):
        target[place] = ord(text[place]) if place < len(text) else 0
    return target


def strcat(target, text):
    return _put(target, _string(target) + _string(text))


def strlen(text):
    return len(_string(text))


def strcmp(a, b):
    a, b = _string(a), _string(b)
    return (a > b) - (a < b)


def strncmp(a, b, size):
    return strcmp(_string(a)[:size], _string(b)[:size])


def strstr(text, part):
    text, part = _string(text), _string(part)
    place = text.find(part)
    return None if place < 0 else text[place:]


def atoi(text):
    digits = ""
    for letter in _string(text).strip():
        if letter.isdigit() or (letter in "+-" and not digits):
            digits += letter
        else:
            break
    return int(digits) if digits and digits not in "+-" else 0


def atof(text):
    return float(_string(text))


def abs(value):
    return -value if value < 0 else value


def toupper(letter):
    return ord(chr(letter).upper())


def tolower(letter):
    return ord(chr(letter).lower())


def isdigit(letter):
    return 48 <= letter <= 57


def isalpha(letter):
    return chr(letter).isalpha()


def sqrt(value):
    return value ** 0.5


def pow(base, exponent):
    return float(base) ** exponent


# C++: streams, strings and vectors.
nullptr = None


class _Manner:
    def __init__(self, name, value):
        self.name = name
        self.value = value


endl = _Manner("end", "\n")
flush = _Manner("end", "")
fixed = _Manner("fixed", True)
boolalpha = _Manner("alpha", True)
noboolalpha = _Manner("alpha", False)
left = _Manner("left", True)
right = _Manner("left", False)


def setprecision(digits):
    return _Manner("digits", digits)


def setw(width):
    return _Manner("width", width)


def setfill(letter):
    return _Manner("fill", letter)


class _Stream:
    def __init__(self, file):
        self.file = file
        self.manners = {"fixed": False, "alpha": False, "left": False, "digits": 6, "width": 0, "fill": " "}

    def __lshift__(self, value):
        if isinstance(value, _Manner) and value.name == "end":
            self.file.write(value.value)
            self.file.flush()
            return self
        if isinstance(value, _Manner):
            self.manners[value.name] = value.value
            return self
        text = self.shown(value)
        missing = self.manners["width"] - len(text)
        self.manners["width"] = 0
        if missing > 0:
            filling = self.manners["fill"] * missing
            text = text + filling if self.manners["left"] else filling + text
        self.file.write(text)
        return self

    def shown(self, value):
        if isinstance(value, bool):
            if self.manners["alpha"]:
                return "true" if value else "false"
            return "1" if value else "0"
        if isinstance(value, float):
            return ("%." + str(self.manners["digits"]) + ("f" if self.manners["fixed"] else "g")) % value
        if isinstance(value, list):
            return _string(value)
        return "" if value is None else str(value)


cout = _Stream(_sys.stdout)
cerr = _Stream(_sys.stderr)
clog = cerr


def _element(array, place):
    return array[place]


def _vector(count, value=0):
    return list(count) if isinstance(count, list) else [value] * count


def string(text, letter=None):
    return _string(text) if letter is None else letter * text


def to_string(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    return "%f" % value if isinstance(value, float) else str(value)


def stoi(text):
    return atoi(text)


def stod(text):
    return atof(text)


def max(a, b):
    return b if a < b else a


def min(a, b):
    return b if b < a else a


def sort(first, last):
    first.sort()


def _of_begin(value):
    return value


def _of_end(value):
    return None


def _of_size(value):
    return len(value)


def _of_length(value):
    return len(value)


def _of_empty(value):
    return len(value) == 0


def _of_c_str(value):
    return value


def _of_at(value, place):
    return value[place]


def _of_front(value):
    return value[0]


def _of_back(value):
    return value[-1]


def _of_substr(value, first, count=None):
    return value[first:] if count is None else value[first:first + count]


def _of_find(value, part):
    place = value.find(part)
    return npos if place < 0 else place


npos = 18446744073709551615


def _of_push_back(value, one):
    value.append(one)


def _of_pop_back(value):
    value.pop()


def _of_clear(value):
    value.clear()


def _end(fault):
    """How a program ends with a fault: exit code and text, or None if the sandbox lacks something."""
    if isinstance(fault, ZeroDivisionError):
        return "136 Floating point exception (core dumped)\n"
    if isinstance(fault, RecursionError):
        return "139 Segmentation fault (core dumped)\n"
    return None
