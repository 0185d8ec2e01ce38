# What every Go program has: structs, maps, channels, conversions, panics.
import _layercake as _l


class _Panic(Exception):
    def __init__(self, value):
        self.value = value


class _RuntimeError:
    def __init__(self, text):
        self.text = text

    def Error(self):
        return "runtime error: " + self.text


def _fails(text):
    raise _Panic(_RuntimeError(text))


class _Struct:
    _value = True
    _fields = []
    _name = ""
    _born_pointer = False

    def __init__(self, *plain, **named):
        place = 0
        for name, tag, zero, is_float, embedded in self._fields:
            if place < len(plain):
                value = plain[place]
            elif name in named:
                value = named[name]
            else:
                value = zero()
            if is_float and isinstance(value, int):
                value = float(value)
            place += 1
            if embedded and isinstance(value, _Struct):
                for inner in value._fields:
                    setattr(self, inner[0], getattr(value, inner[0]))
                setattr(self, name, self)
            else:
                setattr(self, name, value)

    def __eq__(self, other):
        if self is other:
            return True
        if type(self) != type(other) or self._born_pointer or other._born_pointer:
            return False
        return all(field[4] or getattr(self, field[0]) == getattr(other, field[0]) for field in self._fields)

    def __ne__(self, other):
        return not self == other


def _base(kind):
    return kind


def _copied(value):
    if not isinstance(value, _Struct) or not hasattr(value, "_fields"):
        return value
    other = type(value)()
    for field in value._fields:
        if field[4]:
            for inner in getattr(value, field[0])._fields:
                setattr(other, inner[0], getattr(value, inner[0]))
        else:
            setattr(other, field[0], getattr(value, field[0]))
    return other


class _Ref:
    def __init__(self, read, write):
        self._read, self._write = read, write

    @property
    def v(self):
        return self._read()

    @v.setter
    def v(self, value):
        self._write(value)


class _Box:
    def __init__(self, value):
        self.v = value


def _address(read, write):
    value = read()
    if hasattr(value, "_value"):
        return value
    return _Ref(read, write)


def _pointer(value):
    if isinstance(value, _Struct):
        value._born_pointer = True
        return value
    if hasattr(value, "_value"):
        return value
    return _Box(value)


def _new(value):
    return _pointer(value)


def _deref(pointer):
    if pointer is None:
        _fails("invalid memory address or nil pointer dereference")
    if isinstance(pointer, (_Ref, _Box)):
        return pointer.v
    return pointer


def _store(pointer, value):
    if isinstance(pointer, (_Ref, _Box)):
        pointer.v = value
    elif isinstance(pointer, _Struct):
        for field in pointer._fields:
            setattr(pointer, field[0], getattr(value, field[0]))
    else:
        _fails("invalid memory address or nil pointer dereference")


def _zero(kind):
    return kind() if hasattr(kind, "_value") else getattr(kind, "_zero", None)


def _converted(kind, value):
    made = getattr(kind, "_of", None)
    return made(value) if made else value


class _Map:
    def __init__(self, entries=None, zero=None):
        self.entries = {} if entries is None else entries
        self.zero = zero

    def __getitem__(self, key):
        if key in self.entries:
            return self.entries[key]
        return self.zero() if self.zero else None

    def __setitem__(self, key, value):
        self.entries[key] = value

    def __len__(self):
        return len(self.entries)


def _at(value, index):
    if isinstance(value, _Map):
        return value[index]
    if value is None and isinstance(index, int):
        _fails("index out of range [%d] with length 0" % index)
    if value is None:
        return None
    if isinstance(value, str):
        value = value.encode()
    if not isinstance(value, (list, bytes)):
        return value[index]
    if index < 0 or index >= len(value):
        _fails("index out of range [%d] with length %d" % (index, len(value)))
    return value[index]


def _at2(value, key):
    if value is None:
        return (None, False)
    return (value[key], key in value.entries)


def _slice(value, low, high):
    if value is None:
        return None
    whole = value.encode() if isinstance(value, str) else value
    low = 0 if low is None else low
    high = len(whole) if high is None else high
    if high > len(whole) or low > high or low < 0:
        _fails("slice bounds out of range [%d:%d]" % (low, high))
    part = whole[low:high]
    return part.decode() if isinstance(value, str) else part


def _array(size, zero, given=None):
    values = [] if given is None else given
    while len(values) < size:
        values.append(zero())
    return values


def _append(values, *more):
    if values is None:
        values = []
    if isinstance(values, bytes):
        return values + bytes(list(more))
    values = values[:]
    values.extend(more)
    return values


def _len(value):
    if value is None:
        return 0
    if isinstance(value, str):
        return len(value.encode())
    return len(value)


def _copy(target, source):
    values = list(source.encode()) if isinstance(source, str) else list(source)
    count = min(len(target), len(values))
    for place in range(count):
        target[place] = values[place]
    return count


def _delete(value, key):
    if value is not None and key in value.entries:
        del value.entries[key]


def _emptied(value):
    value.entries.clear()


_min = min
_max = max


def _keys(value):
    if value is None:
        return []
    if isinstance(value, int):
        return range(value)
    if isinstance(value, _Map):
        return list(value.entries)
    if isinstance(value, _Channel):
        return value.all()
    if isinstance(value, str):
        return [place for place, letter in _pairs(value)]
    if callable(value):
        _l.unsimulated("range over a function")
    return range(len(value))


def _pairs(value):
    if value is None:
        return []
    if isinstance(value, _Map):
        return list(value.entries.items())
    if isinstance(value, str):
        place, all = 0, []
        for letter in value:
            all.append((place, ord(letter)))
            place += len(letter.encode())
        return all
    return list(enumerate(value))


def _div(a, b):
    if isinstance(a, int) and isinstance(b, int):
        if b == 0:
            _fails("integer divide by zero")
        return a // b if (a < 0) == (b < 0) else -(-a // b)
    if b == 0:
        return float("nan") if a == 0 else float("inf") if a > 0 else float("-inf")
    return a / b


def _mod(a, b):
    if b == 0:
        _fails("integer divide by zero")
    return a - b * _div(a, b)


def _clear(a, b):
    return a & ~b


def _wrapped(bits, signed):
    def convert(value):
        value = int(value) & ((1 << bits) - 1)
        return value - (1 << bits) if signed and value >> (bits - 1) else value
    return convert


_int8, _int16, _int32 = _wrapped(8, True), _wrapped(16, True), _wrapped(32, True)
_uint8, _uint16, _uint32 = _wrapped(8, False), _wrapped(16, False), _wrapped(32, False)
_int, _uint64 = _wrapped(64, True), _wrapped(64, False)


def _float(value):
    return float(value)


def _bool(value):
    return value


def _same(value):
    return value


def _string(value):
    if isinstance(value, int):
        return chr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list):
        if all(item < 256 for item in value) and value:
            return bytes(value).decode("utf-8", "replace")
        return "".join(chr(item) for item in value)
    return "" if value is None else value


def _bytes(value):
    if isinstance(value, list):
        return bytes(value)
    return value.encode() if isinstance(value, str) else value


def _runes(value):
    return [ord(letter) for letter in value]


def _is(value, kind):
    if not isinstance(kind, str):
        return isinstance(value, kind)
    if kind == "nil":
        return value is None
    if kind == "any":
        return True
    if kind == "error":
        return hasattr(value, "Error")
    if kind == "string":
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("float64", "float32"):
        return isinstance(value, float)
    if "int" in kind or kind in ("rune", "byte"):
        return kind == "int" and isinstance(value, int) and not isinstance(value, bool)
    if kind == "[]":
        return isinstance(value, (list, bytes))
    if kind == "map":
        return isinstance(value, _Map)
    return value is not None


def _assert2(value, kind):
    return (value, True) if _is(value, kind) else (None, False)


def _assert(value, kind):
    if not _is(value, kind):
        shown = kind if isinstance(kind, str) else "main." + kind._name
        raise _Panic(_RuntimeError("interface conversion: interface {} is not " + shown))
    return value


def _method(kind, name, function):
    _l.unsimulated("a method of %s, which is no struct," % kind)


def _panic(value):
    raise _Panic(value)


class _Defers:
    stack = []

    def __init__(self):
        self.calls = []
        self.fault = None
        self.recovered = False

    def add(self, function, *given):
        self.calls.append((function, given))

    def panicked(self, fault):
        self.fault = fault

    def run(self):
        _Defers.stack.append(self)
        while self.calls:
            function, given = self.calls.pop()
            function(*given)
        _Defers.stack.pop()
        if self.fault is not None:
            raise self.fault


def _recover():
    for defers in reversed(_Defers.stack):
        if defers.fault is not None:
            fault, defers.fault = defers.fault, None
            if isinstance(fault, _Panic):
                return fault.value
            return _RuntimeError(_meaning(fault))
    return None


def _meaning(fault):
    if isinstance(fault, (AttributeError, TypeError)) and "None" in str(fault):
        return "invalid memory address or nil pointer dereference"
    raise fault


_waiting = []


def _go(function, *given):
    _waiting.append((function, given))


def _advance():
    """Lets the goroutine run that waits longest; whether there was one."""
    if not _waiting:
        return False
    function, given = _waiting.pop(0)
    function(*given)
    return True


def _settle():
    while _advance():
        pass


class _Deadlock(Exception):
    pass


class _Channel:
    def __init__(self, size=0):
        self.values = []
        self.closed = False
        self.signal = False

    def __len__(self):
        return len(self.values)

    def ready(self):
        return bool(self.values) or self.closed

    def take(self):
        while not self.ready():
            if _advance():
                continue
            if self.signal:
                _l.pause()
                continue
            raise _Deadlock()
        return (self.values.pop(0), True) if self.values else (None, False)

    def all(self):
        while True:
            value, more = self.take()
            if not more:
                return
            yield value


def _send(channel, value):
    if channel.closed:
        raise _Panic(_RuntimeError("send on closed channel"))
    channel.values.append(value)


def _receive(channel):
    return channel.take()[0]


def _receive2(channel):
    return channel.take()


def _close(channel):
    channel.closed = True


def _select(ways, waits):
    while True:
        for place, way in enumerate(ways):
            if len(way) == 2:
                _send(way[0], way[1])
                return (place, None, None)
            if way[0] is not None and way[0].ready():
                got = way[0].take()
                return (place, got[0], got)
        if not waits:
            return (-1, None, None)
        if _advance():
            continue
        timers = [way[0] for way in ways if getattr(way[0], "due", None) is not None]
        if timers:
            timers.sort(key=lambda timer: timer.due)
            timers[0].ring()
            continue
        if not ways or any(way[0] is not None and way[0].signal for way in ways):
            _l.pause()
            continue
        raise _Deadlock()


def _shown_plain(value):
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _print(*values):
    _l.put(2, "".join(_shown_plain(value) for value in values))


def _println(*values):
    _l.put(2, " ".join(_shown_plain(value) for value in values) + "\n")


class _Error:
    def __init__(self, text, inner=None):
        self.text, self.inner = text, inner

    def Error(self):
        return self.text

    def Unwrap(self):
        return self.inner


def _failure(fault, operation, path):
    """An error of the system's as Go has it."""
    words = {2: "no such file or directory", 13: "permission denied", 17: "file exists", 20: "not a directory",
             21: "is a directory", 39: "directory not empty", 30: "read-only file system", 1: "operation not permitted"}
    error = _Error("%s %s: %s" % (operation, path, words.get(fault.errno, str(fault))))
    error.errno = fault.errno
    return error


def _end(fault):
    """What a program that ends with a fault says: the text, or None if the sandbox lacks something."""
    if isinstance(fault, _Deadlock):
        return "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\n"
    if isinstance(fault, _Panic):
        value = fault.value
        if isinstance(value, _RuntimeError):
            text = value.Error()
            if "nil pointer" in text:
                text += "\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x49d1b2]"
        elif hasattr(value, "Error"):
            text = value.Error()
        elif isinstance(value, str):
            text = value
        else:
            text = "%s(%s)" % ("int" if isinstance(value, int) else "main.T", _shown_plain(value))
        return "panic: " + text + "\n\ngoroutine 1 [running]:\n"
    if isinstance(fault, RecursionError):
        return "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n"
    if isinstance(fault, AttributeError) and "NoneType" in str(fault):
        return ("panic: runtime error: invalid memory address or nil pointer dereference\n"
                "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x49d1b2]\n\ngoroutine 1 [running]:\n")
    return None
