import logging
import os


class BaseRotatingHandler(logging.FileHandler):
    def _names(self):
        return [self.baseFilename] + ["%s.%d" % (self.baseFilename, n) for n in range(1, self.backupCount + 1)]

    def doRollover(self):
        self._stream.close()
        names = self._names()
        for place in range(len(names) - 1, 0, -1):
            if os.path.exists(names[place - 1]):
                os.replace(names[place - 1], names[place])
        self._stream = open(self.baseFilename, "w" if not self.backupCount else "a")


class RotatingFileHandler(BaseRotatingHandler):
    def __init__(self, filename, mode="a", maxBytes=0, backupCount=0, encoding=None, delay=False, errors=None):
        self.maxBytes, self.backupCount = maxBytes, backupCount
        super().__init__(filename, mode)

    def emit(self, record):
        size = os.path.getsize(self.baseFilename) if os.path.exists(self.baseFilename) else 0
        if self.maxBytes and size + len(self.format(record)) + 1 >= self.maxBytes:
            self.doRollover()
        super().emit(record)


class TimedRotatingFileHandler(BaseRotatingHandler):
    def __init__(self, filename, when="h", interval=1, backupCount=0, **more):
        self.backupCount = backupCount
        super().__init__(filename)


class MemoryHandler(logging.Handler):
    def __init__(self, capacity, flushLevel=logging.ERROR, target=None, flushOnClose=True):
        super().__init__()
        self.capacity, self.flushLevel, self.target, self.buffer = capacity, flushLevel, target, []

    def emit(self, record):
        self.buffer.append(record)
        if len(self.buffer) >= self.capacity or record.levelno >= self.flushLevel:
            self.flush()

    def flush(self):
        for record in self.buffer:
            self.target.handle(record)
        self.buffer = []
