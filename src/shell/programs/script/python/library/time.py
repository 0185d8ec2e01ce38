import _time as _t

timezone = 0
tzname = ("UTC", "UTC")


class struct_time:
    def __init__(self, seconds):
        self._seconds = seconds
        fields = _t.fields(seconds)
        self.tm_year, self.tm_mon, self.tm_mday, self.tm_hour, self.tm_min, self.tm_sec = fields[:6]
        self.tm_wday = fields[7]
        self.tm_yday = fields[8]
        self.tm_isdst = 0

    def __getitem__(self, place):
        return (self.tm_year, self.tm_mon, self.tm_mday, self.tm_hour, self.tm_min, self.tm_sec, self.tm_wday,
                self.tm_yday, self.tm_isdst)[place]

    def __repr__(self):
        return ("time.struct_time(tm_year=%d, tm_mon=%d, tm_mday=%d, tm_hour=%d, tm_min=%d, tm_sec=%d, tm_wday=%d, "
                "tm_yday=%d, tm_isdst=0)" % (self.tm_year, self.tm_mon, self.tm_mday, self.tm_hour, self.tm_min,
                                              self.tm_sec, self.tm_wday, self.tm_yday))


def time():
    return _t.now()


def time_ns():
    return _t.now_ns()


perf_counter = monotonic = process_time = time


def sleep(seconds):
    _t.sleep(seconds)


def gmtime(seconds=None):
    return struct_time(time() if seconds is None else seconds)


localtime = gmtime


def mktime(when):
    return float(when._seconds)


def strftime(format, when=None):
    return _t.format(time() if when is None else when._seconds, format)


def ctime(seconds=None):
    return _t.format(time() if seconds is None else seconds, "%a %b %e %H:%M:%S %Y")


def asctime(when=None):
    return ctime(None if when is None else when._seconds)
