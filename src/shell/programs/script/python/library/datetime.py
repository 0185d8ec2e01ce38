import _time as _t

MINYEAR = 1
MAXYEAR = 9999


class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        whole = ((weeks * 7 + days) * 86400 + hours * 3600 + minutes * 60 + seconds) * 1000000
        whole = int(round(whole + milliseconds * 1000 + microseconds))
        self._micros = whole
        self.days = whole // 86400000000
        self.seconds = whole // 1000000 % 86400
        self.microseconds = whole % 1000000

    def total_seconds(self):
        return self._micros / 1000000

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._micros + other._micros)
        return other + self

    def __sub__(self, other):
        return timedelta(microseconds=self._micros - other._micros)

    def __mul__(self, by):
        return timedelta(microseconds=self._micros * by)

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._micros == other._micros

    def __lt__(self, other):
        return self._micros < other._micros

    def __str__(self):
        text = "%d:%02d:%02d" % (self.seconds // 3600, self.seconds // 60 % 60, self.seconds % 60)
        if self.microseconds:
            text += ".%06d" % self.microseconds
        if self.days:
            text = "%d day%s, %s" % (self.days, "" if abs(self.days) == 1 else "s", text)
        return text

    def __repr__(self):
        return "datetime.timedelta(days=%d, seconds=%d)" % (self.days, self.seconds)


class timezone:
    def __init__(self, offset, name="UTC"):
        self._offset = offset
        self._name = name

    def __repr__(self):
        return "datetime.timezone.utc"

    def __str__(self):
        return self._name


timezone.utc = timezone(timedelta(0))
UTC = timezone.utc


class date:
    def __init__(self, year, month, day):
        self.year, self.month, self.day = year, month, day
        self._seconds = _t.seconds(year, month, day, 0, 0, 0)

    @classmethod
    def today(cls):
        fields = _t.fields(_t.now())
        return date(fields[0], fields[1], fields[2])

    def isoformat(self):
        return "%04d-%02d-%02d" % (self.year, self.month, self.day)

    def strftime(self, format):
        return _t.format(self._seconds, format)

    def weekday(self):
        return _t.fields(self._seconds)[7]

    def isoweekday(self):
        return self.weekday() + 1

    def __add__(self, delta):
        fields = _t.fields(self._seconds + delta.days * 86400)
        return date(fields[0], fields[1], fields[2])

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(days=-other.days)
        return timedelta(seconds=self._seconds - other._seconds)

    def __eq__(self, other):
        return isinstance(other, date) and self._seconds == other._seconds

    def __lt__(self, other):
        return self._seconds < other._seconds

    def __str__(self):
        return self.isoformat()

    def __format__(self, spec):
        return self.strftime(spec)

    def __repr__(self):
        return "datetime.date(%d, %d, %d)" % (self.year, self.month, self.day)


class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0):
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond

    def isoformat(self):
        text = "%02d:%02d:%02d" % (self.hour, self.minute, self.second)
        return text + ".%06d" % self.microsecond if self.microsecond else text

    def strftime(self, format):
        return _t.format(self.hour * 3600 + self.minute * 60 + self.second, format)

    def __str__(self):
        return self.isoformat()


class datetime:
    def __init__(self, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None):
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self.tzinfo = tzinfo
        self._seconds = _t.seconds(year, month, day, hour, minute, second)

    @classmethod
    def fromtimestamp(cls, seconds, tz=None):
        f = _t.fields(seconds)
        return datetime(f[0], f[1], f[2], f[3], f[4], f[5], f[6], tz)

    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(_t.now(), tz)

    @classmethod
    def strptime(cls, text, format):
        import _strptime
        return cls(*_strptime.read(text, format))

    @classmethod
    def combine(cls, day, clock, tzinfo=None):
        return cls(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond, tzinfo)

    @classmethod
    def utcfromtimestamp(cls, seconds):
        return cls.fromtimestamp(seconds)

    @classmethod
    def utcnow(cls):
        return datetime.now()

    @classmethod
    def today(cls):
        return datetime.now()

    @classmethod
    def fromisoformat(cls, text):
        day, _, clock = text.replace("T", " ").partition(" ")
        numbers = [int(part) for part in day.split("-")]
        if clock:
            numbers += [int(part) for part in clock[:8].split(":")]
        return datetime(*numbers)

    def timestamp(self):
        return self._seconds + self.microsecond / 1000000

    def date(self):
        return date(self.year, self.month, self.day)

    def time(self):
        return time(self.hour, self.minute, self.second, self.microsecond)

    def weekday(self):
        return _t.fields(self._seconds)[7]

    def isoformat(self, sep="T", timespec="auto"):
        text = "%04d-%02d-%02d%s%02d:%02d:%02d" % (self.year, self.month, self.day, sep, self.hour, self.minute,
                                                     self.second)
        if self.microsecond and timespec == "auto":
            text += ".%06d" % self.microsecond
        if self.tzinfo is not None:
            text += "+00:00"
        return text

    def strftime(self, format):
        format = format.replace("%f", "%06d" % self.microsecond)
        format = format.replace("%Z", "UTC" if self.tzinfo else "").replace("%z", "+0000" if self.tzinfo else "")
        return _t.format(self._seconds, format)

    def replace(self, **fields):
        given = dict(year=self.year, month=self.month, day=self.day, hour=self.hour, minute=self.minute,
                     second=self.second, microsecond=self.microsecond, tzinfo=self.tzinfo)
        given.update(fields)
        return datetime(**given)

    def astimezone(self, tz=None):
        return self.replace(tzinfo=tz or timezone.utc)

    def __add__(self, delta):
        micros = self.microsecond + delta._micros
        made = datetime.fromtimestamp(self._seconds + micros // 1000000, self.tzinfo)
        made.microsecond = micros % 1000000
        return made

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(microseconds=-other._micros)
        return timedelta(seconds=self._seconds - other._seconds, microseconds=self.microsecond - other.microsecond)

    def __eq__(self, other):
        return isinstance(other, datetime) and self.timestamp() == other.timestamp()

    def __lt__(self, other):
        return self.timestamp() < other.timestamp()

    def __str__(self):
        return self.isoformat(" ")

    def __format__(self, spec):
        return self.strftime(spec)

    def __repr__(self):
        return "datetime.datetime(%d, %d, %d, %d, %d, %d, %d)" % (
            self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond)
