import sys
import _time as _t

DEBUG, INFO, WARNING, ERROR, CRITICAL = 10, 20, 30, 40, 50
_NAMES = {10: "DEBUG", 20: "INFO", 30: "WARNING", 40: "ERROR", 50: "CRITICAL"}
_settings = {"level": WARNING, "format": "%(levelname)s:%(name)s:%(message)s", "datefmt": None, "stream": None}
_loggers = {}


def basicConfig(level=None, format=None, datefmt=None, stream=None, handlers=None, force=False, filename=None):
    if level is not None:
        _settings["level"] = _level(level)
    if format is not None:
        _settings["format"] = format
    _settings["datefmt"] = datefmt
    _settings["stream"] = stream


class Logger:
    def __init__(self, name):
        self.name = name
        self.level = 0
        self.handlers = []

    def setLevel(self, level):
        self.level = _level(level)

    def addHandler(self, handler):
        self.handlers.append(handler)

    def isEnabledFor(self, level):
        return level >= (self.level or _settings["level"])

    def log(self, level, message, *values):
        if not self.isEnabledFor(level):
            return
        now = _t.now()
        when = _t.format(now, _settings["datefmt"] or "%Y-%m-%d %H:%M:%S")
        if not _settings["datefmt"]:
            when += ",%03d" % (int(now * 1000) % 1000)
        text = str(message) % values if values else str(message)
        line = _settings["format"] % {"levelname": _NAMES.get(level, str(level)), "name": self.name, "message": text,
                                      "asctime": when, "process": 1, "filename": "app.py", "lineno": 1,
                                      "funcName": "<module>", "module": "app", "threadName": "MainThread"}
        (_settings["stream"] or sys.stderr).write(line + "\n")

    def debug(self, message, *values, **more):
        self.log(DEBUG, message, *values)

    def info(self, message, *values, **more):
        self.log(INFO, message, *values)

    def warning(self, message, *values, **more):
        self.log(WARNING, message, *values)

    def error(self, message, *values, **more):
        self.log(ERROR, message, *values)

    def critical(self, message, *values, **more):
        self.log(CRITICAL, message, *values)

    def exception(self, message, *values, **more):
        self.log(ERROR, message, *values)


class StreamHandler:
    def __init__(self, stream=None):
        _settings["stream"] = stream

    def setLevel(self, level):
        pass

    def setFormatter(self, formatter):
        _settings["format"] = formatter.format


class Formatter:
    def __init__(self, format="%(message)s", datefmt=None):
        self.format = format


def _level(level):
    if isinstance(level, str):
        for number, name in _NAMES.items():
            if name == level.upper():
                return number
    return level


def getLogger(name="root"):
    if name not in _loggers:
        _loggers[name] = Logger(name)
    return _loggers[name]


root = getLogger("root")


def debug(message, *values):
    root.debug(message, *values)


def info(message, *values):
    root.info(message, *values)


def warning(message, *values):
    root.warning(message, *values)


def error(message, *values):
    root.error(message, *values)


def critical(message, *values):
    root.critical(message, *values)


def exception(message, *values):
    root.exception(message, *values)
