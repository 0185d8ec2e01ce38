import io
import os
import sys
import _layercake as _l
import _time as _t

CRITICAL = FATAL = 50
ERROR, WARNING, INFO, DEBUG, NOTSET = 40, 30, 20, 10, 0
WARN = WARNING
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_numbers = {name: level for level, name in _names.items()}
_numbers.update(WARN=30, FATAL=50)
raiseExceptions = True
_disabled = [0]
_handlers = []
_begun = _t.now()


def getLevelName(level):
    if level in _names:
        return _names[level]
    return _numbers.get(level, "Level %s" % level)


def getLevelNamesMapping():
    return dict(_numbers)


def addLevelName(level, name):
    _names[level], _numbers[name] = name, level


def _level(level):
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError("Level not an integer or a valid string: %r" % (level,))
    if level not in _numbers:
        raise ValueError("Unknown level: %r" % (level,))
    return _numbers[level]


class LogRecord:
    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None):
        self.name, self.msg, self.args = name, msg, args
        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            self.args = args[0]
        self.levelno, self.levelname = level, getLevelName(level)
        self.pathname, self.lineno, self.funcName = pathname, lineno, func
        self.filename = os.path.basename(pathname)
        self.module = self.filename[:-3] if self.filename.endswith(".py") else self.filename
        self.exc_info, self.exc_text, self.stack_info = exc_info, None, sinfo
        self.created = _t.now()
        self.msecs = int(self.created * 1000) % 1000 + 0.0
        self.relativeCreated = (self.created - _begun) * 1000
        self.thread, self.threadName = 140000000000000, "MainThread"
        self.process, self.processName, self.taskName = os.getpid(), "MainProcess", None

    def getMessage(self):
        text = str(self.msg)
        return text % self.args if self.args else text

    def __repr__(self):
        return '<LogRecord: %s, %s, %s, %s, "%s">' % (self.name, self.levelno, self.pathname, self.lineno, self.msg)


def makeLogRecord(values):
    record = LogRecord(None, 0, "", 0, "", (), None)
    for name, value in values.items():
        setattr(record, name, value)
    return record


class Formatter:
    default_time_format, default_msec_format = "%Y-%m-%d %H:%M:%S", "%s,%03d"

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        if style not in ("%", "{", "$"):
            raise ValueError("Style must be one of: %,{,$")
        self._style = style
        self._fmt = fmt or {"%": "%(message)s", "{": "{message}", "$": "${message}"}[style]
        self.datefmt, self._defaults = datefmt, defaults or {}

    def usesTime(self):
        return "asctime" in self._fmt

    def formatTime(self, record, datefmt=None):
        if datefmt:
            return _t.format(record.created, datefmt)
        text = _t.format(record.created, self.default_time_format)
        return self.default_msec_format % (text, record.msecs) if self.default_msec_format else text

    def formatException(self, info):
        text = _l.traced(info[1])
        return text[:-1] if text.endswith("\n") else text

    def formatMessage(self, record):
        values = {**self._defaults, **record.__dict__}
        if self._style == "%":
            return self._fmt % values
        if self._style == "{":
            return self._fmt.format(**values)
        import string
        return string.Template(self._fmt).substitute(**values)

    def format(self, record):
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            text += ("" if text.endswith("\n") else "\n") + record.exc_text
        if record.stack_info:
            text += "\n" + record.stack_info
        return text


class Filter:
    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return not self.name or record.name == self.name or record.name.startswith(self.name + ".")


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        for filter in self.filters:
            if not (filter.filter(record) if hasattr(filter, "filter") else filter(record)):
                return False
        return True


class Handler(Filterer):
    def __init__(self, level=NOTSET):
        super().__init__()
        self.level, self.formatter, self.name = _level(level), None, None
        _handlers.append(self)

    def setLevel(self, level):
        self.level = _level(level)

    def setFormatter(self, formatter):
        self.formatter = formatter

    def format(self, record):
        return (self.formatter or _default).format(record)

    def handle(self, record):
        allowed = self.filter(record)
        if allowed:
            self.emit(record)
        return allowed

    def acquire(self):
        pass

    def release(self):
        pass

    def flush(self):
        pass

    def close(self):
        pass

    def handleError(self, record):
        import traceback
        sys.stderr.write("--- Logging error ---\n")
        traceback.print_exc()

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def __repr__(self):
        return "<%s (%s)>" % (type(self).__name__, getLevelName(self.level))


class StreamHandler(Handler):
    terminator = "\n"

    def __init__(self, stream=None):
        super().__init__()
        self._stream = stream

    @property
    def stream(self):
        return self._stream if self._stream is not None else sys.stderr

    def setStream(self, stream):
        self._stream = stream

    def flush(self):
        if hasattr(self.stream, "flush"):
            self.stream.flush()

    def emit(self, record):
        try:
            self.stream.write(self.format(record) + self.terminator)
            self.flush()
        except (TypeError, ValueError, KeyError):
            self.handleError(record)


class FileHandler(StreamHandler):
    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        self.baseFilename = os.path.abspath(str(filename))
        super().__init__(open(self.baseFilename, mode))

    def close(self):
        self._stream.close()


class NullHandler(Handler):
    def emit(self, record):
        pass

    def handle(self, record):
        pass


_default = Formatter()
lastResort = StreamHandler()
lastResort.level = WARNING
_handlers.clear()


class Logger(Filterer):
    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name, self.level, self.parent = name, _level(level), None
        self.propagate, self.handlers, self.disabled = True, [], False

    def setLevel(self, level):
        self.level = _level(level)

    def addHandler(self, handler):
        if handler not in self.handlers:
            self.handlers.append(handler)

    def removeHandler(self, handler):
        if handler in self.handlers:
            self.handlers.remove(handler)

    def hasHandlers(self):
        logger = self
        while logger:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def getEffectiveLevel(self):
        logger = self
        while logger:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        return not self.disabled and level > _disabled[0] and level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        return getLogger(suffix if self is root else self.name + "." + suffix)

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if exc_info:
            error = exc_info if isinstance(exc_info, BaseException) else \
                exc_info[1] if isinstance(exc_info, tuple) else _l.handled()
            exc_info = (type(error), error, None) if error is not None else None
        places = _l.stack()
        place = places[-min(stacklevel, len(places))] if places else ("app.py", 1, "<module>", "")
        record = LogRecord(self.name, level, place[0], place[1], msg, args, exc_info, place[2])
        for name, value in (extra or {}).items():
            if name in ("message", "asctime") or name in record.__dict__:
                raise KeyError("Attempt to overwrite %r in LogRecord" % name)
            setattr(record, name, value)
        self.handle(record)

    def handle(self, record):
        if not self.disabled and self.filter(record):
            self.callHandlers(record)

    def callHandlers(self, record):
        logger, found = self, False
        while logger:
            for handler in logger.handlers:
                found = True
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and record.levelno >= lastResort.level:
            lastResort.handle(record)

    def log(self, level, msg, *args, **how):
        if self.isEnabledFor(level):
            self._log(level, msg, args, **how)

    def debug(self, msg, *args, **how):
        self.log(DEBUG, msg, *args, **how)

    def info(self, msg, *args, **how):
        self.log(INFO, msg, *args, **how)

    def warning(self, msg, *args, **how):
        self.log(WARNING, msg, *args, **how)

    warn = warning

    def error(self, msg, *args, **how):
        self.log(ERROR, msg, *args, **how)

    def critical(self, msg, *args, **how):
        self.log(CRITICAL, msg, *args, **how)

    fatal = critical

    def exception(self, msg, *args, exc_info=True, **how):
        self.log(ERROR, msg, *args, exc_info=exc_info, **how)

    def __repr__(self):
        return "<%s %s (%s)>" % (type(self).__name__, self.name, getLevelName(self.getEffectiveLevel()))


class RootLogger(Logger):
    pass


root = RootLogger("root", WARNING)


class _Manager:
    def __init__(self):
        self.loggerDict, self.loggerClass = {}, Logger


Logger.root, Logger.manager = root, _Manager()


def getLogger(name=None):
    if not name or name == "root":
        return root
    known = Logger.manager.loggerDict
    if name not in known:
        logger = known[name] = Logger.manager.loggerClass(name)
        logger.parent = root
        parts = name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            if ".".join(parts[:end]) in known:
                logger.parent = known[".".join(parts[:end])]
                break
        for other in known.values():
            if other.name.startswith(name + ".") and len(other.parent.name) < len(name) or other.parent is root and \
                    other.name.startswith(name + "."):
                other.parent = logger
    return known[name]


def setLoggerClass(kind):
    Logger.manager.loggerClass = kind


def getLoggerClass():
    return Logger.manager.loggerClass


class LoggerAdapter:
    def __init__(self, logger, extra=None, merge_extra=False):
        self.logger, self.extra = logger, extra

    def process(self, msg, how):
        how["extra"] = self.extra
        return msg, how

    def log(self, level, msg, *args, **how):
        if self.logger.isEnabledFor(level):
            msg, how = self.process(msg, how)
            self.logger.log(level, msg, *args, **how)

    debug, info, warning, error = Logger.debug, Logger.info, Logger.warning, Logger.error
    critical, exception = Logger.critical, Logger.exception



def basicConfig(*, filename=None, filemode="a", format=None, datefmt=None, style="%", level=None, stream=None,
                handlers=None, force=False, encoding=None, errors=None):
    if force:
        root.handlers.clear()
    if root.handlers:
        return
    if handlers is None:
        handlers = [FileHandler(filename, filemode) if filename else StreamHandler(stream)]
    formatter = Formatter(format or {"%": BASIC_FORMAT, "{": "{levelname}:{name}:{message}",
                                     "$": "$levelname:$name:$message"}[style], datefmt, style)
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(formatter)
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level)


def disable(level=CRITICAL):
    _disabled[0] = level


def captureWarnings(capture):
    pass


def shutdown():
    pass


def _of_root(name):
    def function(msg, *args, **how):
        if not root.handlers:
            basicConfig()
        getattr(root, name)(msg, *args, **how)
    function.__name__ = name
    return function


debug, info, warning, warn = _of_root("debug"), _of_root("info"), _of_root("warning"), _of_root("warning")
error, critical, exception, fatal = _of_root("error"), _of_root("critical"), _of_root("exception"), _of_root("critical")


def log(level, msg, *args, **how):
    if not root.handlers:
        basicConfig()
    root.log(level, msg, *args, **how)
