import _time as _t
from _go_core import _Error, _Channel, _settle

RFC3339, RFC1123, Kitchen = "2006-01-02T15:04:05Z07:00", "Mon, 02 Jan 2006 15:04:05 MST", "3:04PM"
ANSIC, UnixDate, RFC822 = "Mon Jan _2 15:04:05 2006", "Mon Jan _2 15:04:05 MST 2006", "02 Jan 06 15:04 MST"
DateTime, DateOnly, TimeOnly = "2006-01-02 15:04:05", "2006-01-02", "15:04:05"
RFC3339Nano, Stamp = "2006-01-02T15:04:05.999999999Z07:00", "Jan _2 15:04:05"
RFC1123Z, RFC850 = "Mon, 02 Jan 2006 15:04:05 -0700", "Monday, 02-Jan-06 15:04:05 MST"


class Duration:
    _go_name = "time.Duration"
    _zero = 0

    def __init__(self, nanos):
        self.n = nanos

    @staticmethod
    def _of(value):
        return value if isinstance(value, Duration) else Duration(int(value))

    def __mul__(self, other):
        return Duration(int(self.n * (other.n if isinstance(other, Duration) else other)))

    __rmul__ = __mul__

    def __add__(self, other):
        return Duration(self.n + (other.n if isinstance(other, Duration) else other))

    __radd__ = __add__

    def __sub__(self, other):
        return Duration(self.n - (other.n if isinstance(other, Duration) else other))

    def __truediv__(self, other):
        return Duration(int(self.n / (other.n if isinstance(other, Duration) else other)))

    def __neg__(self):
        return Duration(-self.n)

    def __eq__(self, other):
        return self.n == (other.n if isinstance(other, Duration) else other)

    def __lt__(self, other):
        return self.n < (other.n if isinstance(other, Duration) else other)

    def __gt__(self, other):
        return self.n > (other.n if isinstance(other, Duration) else other)

    def __le__(self, other):
        return self.n <= (other.n if isinstance(other, Duration) else other)

    def __ge__(self, other):
        return self.n >= (other.n if isinstance(other, Duration) else other)

    def __int__(self):
        return self.n

    def Seconds(self):
        return self.n / 1e9

    def Minutes(self):
        return self.n / 6e10

    def Hours(self):
        return self.n / 3.6e12

    def Milliseconds(self):
        return self.n // 1000000

    def Microseconds(self):
        return self.n // 1000

    def Nanoseconds(self):
        return self.n

    def Round(self, unit):
        return Duration(int((self.n + unit.n // 2) // unit.n * unit.n))

    def Truncate(self, unit):
        return Duration(self.n // unit.n * unit.n)

    def String(self):
        n = abs(self.n)
        if n == 0:
            return "0s"
        for size, unit in ((1000, "ns"), (1000000, "\u00b5s"), (1000000000, "ms")):
            if n < size:
                text = ("%.6f" % (n * 1000 / size)).rstrip("0").rstrip(".") + unit
                break
        else:
            seconds, hours, minutes = n / 1e9, n // 3600000000000, n // 60000000000 % 60
            text = ("%.9f" % (seconds - 3600 * hours - 60 * minutes)).rstrip("0").rstrip(".") + "s"
            if hours:
                text = "%dh%dm%s" % (hours, minutes, text)
            elif minutes:
                text = "%dm%s" % (minutes, text)
        return ("-" if self.n < 0 else "") + text


Nanosecond, Microsecond, Millisecond = Duration(1), Duration(1000), Duration(1000000)
Second, Minute, Hour = Duration(1000000000), Duration(60000000000), Duration(3600000000000)


class Month:
    def __init__(self, number):
        self.number = number

    def String(self):
        return ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December"][self.number - 1]

    def __int__(self):
        return self.number


class Weekday(Month):
    def String(self):
        return ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][self.number]


_LAYOUT = [("2006", "%Y"), ("January", "%B"), ("Jan", "%b"), ("Monday", "%A"), ("Mon", "%a"), ("MST", "UTC"),
           ("Z07:00", "Z"), ("-07:00", "+00:00"), ("-0700", "+0000"), ("01", "%m"), ("02", "%d"), ("_2", "%e"),
           ("15", "%H"), ("03", "%I"), ("04", "%M"), ("05", "%S"), ("06", "%y"), ("PM", "%p")]


class Time:
    _value = True
    _go_name = "time.Time"

    def __init__(self, nanos=-62135596800000000000):
        self.n = nanos

    def _field(self, place):
        return _t.fields(self.n / 1e9)[place]

    def Format(self, layout):
        out, place = "", 0
        while place < len(layout):
            for mark, meaning in _LAYOUT:
                if layout.startswith(mark, place):
                    out += _t.format(self.n // 1000000000, meaning) if "%" in meaning else meaning
                    place += len(mark)
                    break
            else:
                rest = layout[place:]
                if rest.startswith(".000") or rest.startswith(".999"):
                    digits = len(rest) - len(rest[1:].lstrip("09")) - 1
                    fraction = "%09d" % (self.n % 1000000000)
                    shown = "." + fraction[:digits]
                    out += shown.rstrip("0").rstrip(".") if rest[1] == "9" else shown
                    place += digits + 1
                elif rest[0] == "2" or rest[0] == "1" and not rest.startswith("15"):
                    out += str(self._field(2 if rest[0] == "2" else 1))
                    place += 1
                elif rest[0] == "3":
                    out += str((self._field(3) - 1) % 12 + 1)
                    place += 1
                else:
                    out += layout[place]
                    place += 1
        return out

    def String(self):
        text = self.Format("2006-01-02 15:04:05.999999999 -0700 MST")
        return text

    def Unix(self):
        return self.n // 1000000000

    def UnixNano(self):
        return self.n

    def UnixMilli(self):
        return self.n // 1000000

    def Year(self):
        return self._field(0)

    def Month(self):
        return Month(self._field(1))

    def Day(self):
        return self._field(2)

    def Hour(self):
        return self._field(3)

    def Minute(self):
        return self._field(4)

    def Second(self):
        return self._field(5)

    def Nanosecond(self):
        return self.n % 1000000000

    def Weekday(self):
        return Weekday((self._field(7) + 1) % 7)

    def YearDay(self):
        return self._field(8)

    def Sub(self, other):
        return Duration(self.n - other.n)

    def Add(self, duration):
        return Time(self.n + int(duration))

    def AddDate(self, years, months, days):
        import _layercake
        if years or months:
            _layercake.unsimulated("AddDate with years or months")
        return Time(self.n + days * 86400000000000)

    def After(self, other):
        return self.n > other.n

    def Before(self, other):
        return self.n < other.n

    def Equal(self, other):
        return self.n == other.n

    def IsZero(self):
        return self.n == -62135596800000000000

    def UTC(self):
        return self

    Local = UTC

    def In(self, zone):
        return self

    def Truncate(self, unit):
        return Time(self.n // unit.n * unit.n)


UTC = Local = None


def Now():
    return Time(_t.now_ns())


def Unix(seconds, nanos):
    return Time(seconds * 1000000000 + nanos)


def Since(moment):
    return Duration(_t.now_ns() - moment.n)


def Until(moment):
    return Duration(moment.n - _t.now_ns())


def Sleep(duration):
    _settle()
    _t.sleep(int(duration) / 1e9)


class _Timer(_Channel):
    def __init__(self, nanos, every):
        _Channel.__init__(self)
        self.nanos, self.every = nanos, every
        self.due = _t.now_ns() + nanos

    def ring(self):
        wait = self.due - _t.now_ns()
        if wait > 0:
            _t.sleep(wait / 1e9)
        self.values.append(Time(_t.now_ns()))
        self.due = self.due + self.nanos if self.every else None

    def take(self):
        if not self.values and self.due is not None:
            _settle()
            self.ring()
        return _Channel.take(self)


class _Ticker:
    def __init__(self, channel):
        self.C = channel

    def Stop(self):
        self.C.due = None
        return True

    def Reset(self, duration):
        self.C.nanos, self.C.due = int(duration), _t.now_ns() + int(duration)


def After(duration):
    return _Timer(int(duration), False)


def Tick(duration):
    return _Timer(int(duration), True)


def NewTicker(duration):
    return _Ticker(_Timer(int(duration), True))


def NewTimer(duration):
    return _Ticker(_Timer(int(duration), False))


def ParseDuration(text):
    units = {"ns": 1, "us": 1000, "ms": 1000000, "s": 1000000000, "m": 60000000000, "h": 3600000000000}
    import re
    parts = re.findall(r"([0-9.]+)(ns|us|ms|s|m|h)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return (Duration(0), _Error('time: invalid duration "%s"' % text))
    return (Duration(int(sum(float(number) * units[unit] for number, unit in parts))), None)
