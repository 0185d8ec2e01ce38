# System, Math, threads, files, moments.
import _layercake as _l
import _time as _t
import math as _math
from _java_core import *
from _java_core import _str, _call, _number, _Object
from _java_util import ArrayList, HashMap, Stream
import _java_text as _text


class _Out:
    def __init__(self, stream):
        self.stream = stream

    def println(self, *given):
        value = given[0] if given else ""
        _l.put(self.stream, ("".join(_str(item) for item in value) if isinstance(value, list) and value and
                             type(value[0]).__name__ == "_Char" else _str(value)) + "\n")

    def print(self, value):
        _l.put(self.stream, _str(value))

    def printf(self, format, *values):
        _l.put(self.stream, _text._format(format, values))
        return self

    format = printf

    def flush(self):
        pass

    def write(self, data):
        _l.put(self.stream, data if isinstance(data, bytes) else bytes([data]))


class _In:
    def read(self):
        text = _l.read_line()
        return ord(text[0]) if text else -1


_properties = {"line.separator": "\n", "user.dir": _l.getcwd(), "user.name": _l.user_name(), "os.name": "Linux",
               "os.arch": "amd64", "file.separator": "/", "java.io.tmpdir": "/tmp", "java.vendor": "Eclipse Adoptium",
               "os.version": _l.kernel(), "user.home": _l.environ().get("HOME", "/root")}
_hooks = []


def _version():
    told = _l.environ().get("JAVA_VERSION", "21.0.11")
    return told.replace("jdk-", "").partition("+")[0].partition("_")[0]


_properties["java.version"] = _version()


class System:
    out, err = _Out(1), _Out(2)

    @staticmethod
    def getenv(*name):
        if name:
            return _l.environ().get(name[0])
        all = HashMap()
        for key, value in _l.environ().items():
            all.put(key, value)
        return all

    @staticmethod
    def getProperty(name, default=None):
        return _properties.get(name, default)

    @staticmethod
    def setProperty(name, value):
        _properties[name] = value

    @staticmethod
    def exit(code):
        _l.exit(code)

    @staticmethod
    def currentTimeMillis():
        return _t.now_ns() // 1000000

    @staticmethod
    def nanoTime():
        return _t.now_ns()

    @staticmethod
    def lineSeparator():
        return "\n"

    @staticmethod
    def identityHashCode(value):
        return 2027961269

    @staticmethod
    def arraycopy(source, start, target, place, count):
        target[place:place + count] = source[start:start + count]

    @staticmethod
    def gc():
        pass


setattr(System, "in", _In())


class Runtime:
    @staticmethod
    def getRuntime():
        return Runtime()

    def availableProcessors(self):
        return 2

    def maxMemory(self):
        return 2084569088

    def totalMemory(self):
        return 132120576

    def freeMemory(self):
        return 129400000

    def addShutdownHook(self, thread):
        pass

    def gc(self):
        pass

    @staticmethod
    def version():
        return _Version()


class _Version:
    def feature(self):
        return int(_version().partition(".")[0])

    def toString(self):
        return _version() + "+10-LTS"


class Math:
    PI, E = _math.pi, _math.e

    @staticmethod
    def sqrt(x):
        return float("nan") if x < 0 else _math.sqrt(x)

    @staticmethod
    def pow(x, y):
        return float(x) ** float(y)

    @staticmethod
    def abs(x):
        return abs(x)

    @staticmethod
    def max(a, b):
        return max(a, b)

    @staticmethod
    def min(a, b):
        return min(a, b)

    @staticmethod
    def floor(x):
        return float(_math.floor(x))

    @staticmethod
    def ceil(x):
        return float(_math.ceil(x))

    @staticmethod
    def round(x):
        return int(_math.floor(x + 0.5))

    @staticmethod
    def random():
        return (_l.random() >> 12) / float(1 << 52)

    @staticmethod
    def floorMod(a, b):
        return a % b

    @staticmethod
    def log(x):
        return _math.log(x)

    @staticmethod
    def log10(x):
        return _math.log10(x)

    @staticmethod
    def exp(x):
        return _math.exp(x)

    @staticmethod
    def sin(x):
        return _math.sin(x)

    @staticmethod
    def cos(x):
        return _math.cos(x)

    @staticmethod
    def hypot(x, y):
        return _math.sqrt(x * x + y * y)


class Thread(_Object):
    _name = "Thread"

    def __init__(self, work=None, name="Thread-0"):
        self.work, self.label = work, name

    def start(self):
        self.run()

    def run(self):
        if self.work is not None:
            _call(self.work)

    def join(self, *time):
        pass

    def interrupt(self):
        pass

    def setDaemon(self, value):
        pass

    def getName(self):
        return self.label

    def getId(self):
        return 1

    threadId = getId

    @staticmethod
    def sleep(millis):
        _t.sleep(millis / 1000)

    @staticmethod
    def currentThread():
        current = Thread()
        current.label = "main"
        return current

    @staticmethod
    def startVirtualThread(work):
        _call(work)
        return Thread()


class _Future:
    def __init__(self, value):
        self.value = value

    def get(self, *time):
        return self.value

    join = get


class _Pool:
    def submit(self, work):
        return _Future(_call(work))

    def execute(self, work):
        _call(work)

    def shutdown(self):
        pass

    close = shutdownNow = shutdown

    def awaitTermination(self, time, unit):
        return True


class Executors:
    @staticmethod
    def newFixedThreadPool(count):
        return _Pool()

    newCachedThreadPool = newVirtualThreadPerTaskExecutor = newSingleThreadExecutor = staticmethod(lambda: _Pool())


class TimeUnit:
    SECONDS, MILLISECONDS, MINUTES = 1.0, 0.001, 60.0


class _Atomic:
    def __init__(self, value=0):
        self.value = value

    def incrementAndGet(self):
        self.value += 1
        return self.value

    def getAndIncrement(self):
        self.value += 1
        return self.value - 1

    def addAndGet(self, by):
        self.value += by
        return self.value

    def decrementAndGet(self):
        self.value -= 1
        return self.value

    def get(self):
        return self.value

    def set(self, value):
        self.value = value

    def toString(self):
        return _str(self.value)


AtomicInteger = AtomicLong = AtomicReference = AtomicBoolean = _Atomic


class File:
    def __init__(self, path, child=None):
        path = path.path if isinstance(path, File) else path
        self.path = path if child is None else path.rstrip("/") + "/" + child

    def _stat(self):
        try:
            return _l.stat(self.path)
        except OSError:
            return None

    def exists(self):
        return self._stat() is not None

    def isDirectory(self):
        found = self._stat()
        return found is not None and found[5]

    def isFile(self):
        found = self._stat()
        return found is not None and not found[5]

    def length(self):
        return self._stat()[1] if self.exists() else 0

    def getName(self):
        return self.path.rstrip("/").split("/")[-1]

    def getPath(self):
        return self.path

    def getAbsolutePath(self):
        return self.path if self.path.startswith("/") else _l.getcwd().rstrip("/") + "/" + self.path

    def list(self):
        return sorted(_l.listdir(self.path)) if self.isDirectory() else None

    def listFiles(self):
        return [File(self, name) for name in self.list()] if self.isDirectory() else None

    def mkdirs(self):
        _l.makedirs(self.path)
        return True

    def toString(self):
        return self.path

    toPath = toFile = lambda self: self
    toAbsolutePath = lambda self: File(self.getAbsolutePath())
    getFileName = lambda self: File(self.getName())

    def resolve(self, child):
        return File(self.path, _str(child))


class Path(File):
    @staticmethod
    def of(first, *rest):
        return File("/".join((first,) + rest))


class Paths:
    get = staticmethod(Path.of)


def _reading(path):
    path = _str(path)
    try:
        return _l.read(path)
    except OSError as fault:
        raise NoSuchFileException(path)


class Files:
    @staticmethod
    def readString(path):
        return _reading(path).decode("utf-8", "replace")

    @staticmethod
    def readAllLines(path):
        text = Files.readString(path)
        return ArrayList((text[:-1] if text.endswith("\n") else text).split("\n") if text else [])

    @staticmethod
    def readAllBytes(path):
        return _reading(path)

    @staticmethod
    def lines(path):
        return Stream(Files.readAllLines(path).v)

    @staticmethod
    def exists(path):
        return path.exists()

    @staticmethod
    def isDirectory(path):
        return path.isDirectory()

    @staticmethod
    def size(path):
        return path.length()

    @staticmethod
    def writeString(path, text, *options):
        Files.write(path, text.encode())
        return path

    @staticmethod
    def write(path, data, *options):
        if not isinstance(data, bytes):
            data = "".join(_str(line) + "\n" for line in data._values()).encode()
        try:
            _l.write(_str(path), data)
        except OSError:
            raise NoSuchFileException(_str(path))
        return path

    @staticmethod
    def createDirectories(path):
        path.mkdirs()
        return path


class FileReader:
    def __init__(self, path):
        try:
            self.text = _l.read(_str(path)).decode("utf-8", "replace")
        except OSError:
            raise FileNotFoundException(_str(path) + " (No such file or directory)")

    def close(self):
        pass


class InputStreamReader(FileReader):
    def __init__(self, source, *charset):
        self.text = None if isinstance(source, _In) else source.readAllBytes().decode("utf-8", "replace")


class BufferedReader:
    def __init__(self, reader):
        text = reader.text
        self.rest = None if text is None else (text[:-1] if text.endswith("\n") else text).split("\n") if text else []

    def readLine(self):
        if self.rest is None:
            text = _l.read_line()
            return None if text in ("", None) else text.rstrip("\n")
        return self.rest.pop(0) if self.rest else None

    def lines(self):
        return Stream(list(self.rest))

    def close(self):
        pass


class FileWriter:
    def __init__(self, path, append=False):
        self.path = _str(path)
        if not append:
            _l.write(self.path, b"")

    def write(self, text):
        _l.append(self.path, _str(text).encode())

    append = write

    def newLine(self):
        self.write("\n")

    def println(self, text=""):
        self.write(_str(text) + "\n")

    print = write

    def close(self):
        pass

    flush = close


class BufferedWriter(FileWriter):
    def __init__(self, writer):
        self.path = writer.path


PrintWriter = BufferedWriter


class StandardCharsets:
    UTF_8 = US_ASCII = ISO_8859_1 = "UTF-8"


class _Host:
    def getHostName(self):
        return _l.hostname()

    def getHostAddress(self):
        return "172.17.0.2"

    def toString(self):
        return self.getHostName() + "/" + self.getHostAddress()


class InetAddress:
    @staticmethod
    def getLocalHost():
        return _Host()


class _Pid:
    def pid(self):
        return _l.getpid()


class ProcessHandle:
    @staticmethod
    def current():
        return _Pid()


class _Moment:
    def __init__(self, seconds, pattern):
        self.seconds, self.pattern = seconds, pattern

    def format(self, formatter):
        return _t.format(self.seconds, formatter.pattern)

    def toString(self):
        return _t.format(self.seconds, self.pattern)

    def _field(self, place):
        return _t.fields(self.seconds)[place]

    def getYear(self):
        return self._field(0)

    def getMonthValue(self):
        return self._field(1)

    def getDayOfMonth(self):
        return self._field(2)

    def getHour(self):
        return self._field(3)

    def getMinute(self):
        return self._field(4)

    def getSecond(self):
        return self._field(5)

    def toEpochMilli(self):
        return int(self.seconds * 1000)

    def getEpochSecond(self):
        return int(self.seconds)


class LocalDateTime:
    @staticmethod
    def now(*zone):
        return _Moment(_t.now(), "%Y-%m-%dT%H:%M:%S")


class LocalDate:
    @staticmethod
    def now(*zone):
        return _Moment(_t.now(), "%Y-%m-%d")


class LocalTime:
    @staticmethod
    def now(*zone):
        return _Moment(_t.now(), "%H:%M:%S")


class Instant:
    @staticmethod
    def now():
        return _Moment(_t.now(), "%Y-%m-%dT%H:%M:%SZ")


class DateTimeFormatter:
    def __init__(self, pattern):
        self.pattern = pattern

    @staticmethod
    def ofPattern(pattern):
        for mark, meaning in (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S")):
            pattern = pattern.replace(mark, meaning)
        return DateTimeFormatter(pattern.replace("'", ""))



class _Logger:
    def __init__(self, name):
        self.name = name

    def _say(self, level, text, values):
        for value in values:
            text = text.replace("{}", _str(value), 1)
        _l.put(1, "%s  %s 1 --- [main] %s : %s\n" % (_t.format(_t.now(), "%Y-%m-%dT%H:%M:%S.000Z"), level, self.name, text))

    def info(self, text, *values):
        self._say("INFO", text, values)

    def warn(self, text, *values):
        self._say("WARN", text, values)

    def error(self, text, *values):
        self._say("ERROR", text, values)

    def debug(self, text, *values):
        pass


class LoggerFactory:
    @staticmethod
    def getLogger(kind):
        return _Logger(kind if isinstance(kind, str) else kind.getName())
