import sys
import _layercake as _l


class FrameSummary:
    def __init__(self, filename, lineno, name, line=None):
        self.filename, self.lineno, self.name, self.line = filename, lineno, name, line

    def __iter__(self):
        return iter((self.filename, self.lineno, self.name, self.line))

    def __getitem__(self, place):
        return (self.filename, self.lineno, self.name, self.line)[place]

    def __repr__(self):
        return "<FrameSummary file %s, line %d in %s>" % (self.filename, self.lineno, self.name)


class StackSummary(list):
    def format(self):
        return format_list(self)


def _error(kind, value):
    return value if isinstance(value, BaseException) else kind


def format_exc(limit=None, chain=True):
    error = _l.handled()
    return "NoneType: None\n" if error is None else _l.traced(error)


def print_exc(limit=None, file=None, chain=True):
    (file or sys.stderr).write(format_exc())


def print_exception(kind, value=None, tb=None, limit=None, file=None, chain=True):
    (file or sys.stderr).write(_l.traced(_error(kind, value)))


def format_exception(kind, value=None, tb=None, limit=None, chain=True):
    lines = []
    for line in _l.traced(_error(kind, value)).splitlines(True):
        if lines and line.startswith("    "):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def format_exception_only(kind, value=None):
    return _l.traced(_error(kind, value)).splitlines(True)[-1:]


def _summary(tb):
    rows = _l.places(tb._error) if tb is not None else []
    return StackSummary([FrameSummary(*row[:4]) for row in rows])


def extract_tb(tb, limit=None):
    return _summary(tb)


def format_list(frames):
    return ['  File "%s", line %d, in %s\n%s' % (file, line, name, "    " + text.strip() + "\n" if text else "")
            for file, line, name, text in frames]


def format_tb(tb, limit=None):
    return format_list(_summary(tb))


def print_tb(tb, limit=None, file=None):
    (file or sys.stderr).write("".join(format_tb(tb)))


def extract_stack(f=None, limit=None):
    return StackSummary([FrameSummary(*row) for row in _l.stack()])


def format_stack(f=None, limit=None):
    return format_list(extract_stack())


def print_stack(f=None, limit=None, file=None):
    (file or sys.stderr).write("".join(format_stack()))


class TracebackException:
    def __init__(self, kind, value, tb, **more):
        self._error, self.exc_type = value, kind

    @classmethod
    def from_exception(cls, error, **more):
        return cls(type(error), error, None)

    def format(self, chain=True):
        return iter(format_exception(self._error))

    def format_exception_only(self):
        return iter(format_exception_only(self._error))

    def __str__(self):
        return str(self._error)
