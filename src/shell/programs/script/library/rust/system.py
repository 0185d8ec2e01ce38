# The environment, files, streams, threads, time, sockets.
import _layercake as _l
import _rust as _r
import _time as _t
import _io
from _rust_core import *
from _rust_core import (_panic, _lacks, _deref, _clone, _order, _ordering, _default, _name_of, _make, _debug, _show, _rows, _Enum,
                        _Future, _await, _said_of, _write, _Panic, _DEFAULTS, _member_ref, _key)
from _rust_iter import *
from _rust_iter import _python, _IterMethods
from _rust_text import _list_of, _CONVERTED, _any, _TextError

_environ = _l.environ()
OS, ARCH, FAMILY = "linux", "x86_64", "unix"


class ErrorKind(_Enum):
    _copies = True
    _name = "ErrorKind"
    _derives = ["Debug"]
    _variants = [(name, "unit", [], 0, []) for name in [
        "NotFound", "PermissionDenied", "AlreadyExists", "InvalidInput", "InvalidData", "UnexpectedEof", "WouldBlock",
        "Interrupted", "AddrInUse", "ConnectionRefused", "TimedOut", "Other", "IsADirectory", "NotADirectory",
        "DirectoryNotEmpty", "ReadOnlyFilesystem"]]

    def _display(self):
        return {"NotFound": "entity not found", "PermissionDenied": "permission denied", "AlreadyExists": "entity already exists",
                "InvalidInput": "invalid input parameter", "InvalidData": "invalid data", "Other": "other error",
                "TimedOut": "timed out", "UnexpectedEof": "unexpected end of file"}.get(self._v, self._v)


_KINDS = {2: ("NotFound", "No such file or directory"), 13: ("PermissionDenied", "Permission denied"),
          17: ("AlreadyExists", "File exists"), 20: ("NotADirectory", "Not a directory"), 21: ("IsADirectory", "Is a directory"),
          39: ("DirectoryNotEmpty", "Directory not empty"), 30: ("ReadOnlyFilesystem", "Read-only file system"),
          1: ("PermissionDenied", "Operation not permitted"), 98: ("AddrInUse", "Address already in use"),
          111: ("ConnectionRefused", "Connection refused")}


class IoError:
    def __init__(self, kind, said, number=None):
        self.of, self.said, self.number = kind, said, number

    @staticmethod
    def new(kind, said):
        return IoError(kind._v, said)

    @staticmethod
    def other(said):
        return IoError("Other", said)

    def kind(self):
        return _make(ErrorKind, "_v", self.of)

    def raw_os_error(self):
        return Nothing() if self.number is None else Some(self.number)

    def _display(self):
        return _show(self.said) + ("" if self.number is None else " (os error %d)" % self.number)

    def _debug(self, pretty):
        if self.number is not None:
            return _rows("Os", "named", ["code: %d" % self.number, "kind: " + self.of, "message: " + _r.quoted(self.said)], pretty)
        return _rows("Custom", "named", ["kind: " + self.of, "error: " + _debug(self.said)], pretty)


def _os_error(fault):
    kind, said = _KINDS.get(fault.errno, ("Other", str(fault)))
    return Err(IoError(kind, said, fault.errno))


def _attempt(act, *given):
    try:
        return Ok(act(*given))
    except OSError as fault:
        return _os_error(fault)


class FmtError:
    def _display(self):
        return "an error occurred when formatting an argument"

    def _debug(self, pretty):
        return "Error"


class VarError:
    _v = "NotPresent"

    def _display(self):
        return "environment variable not found"

    def _debug(self, pretty):
        return "NotPresent"


# std::env and std::process

def env_args():
    return Iter(iter(_l.argv()))


def env_var(name):
    name = _text(name)
    return Ok(_environ[name]) if name in _environ else Err(VarError())


def env_vars():
    return Iter(iter([(name, _environ[name]) for name in _environ]))


def env_set_var(name, value):
    _environ[name] = _text(value)
    _l.setenv(name, _text(value))


def env_remove_var(name):
    _environ.pop(name, None)


def env_current_dir():
    return Ok(PathBuf(_l.getcwd()))


def env_set_current_dir(path):
    return _attempt(_l.chdir, _text(path))


def env_temp_dir():
    return PathBuf("/tmp")


def process_exit(code):
    _l.flush()
    _l.exit(code & 255)


def process_abort():
    process_exit(134)


def process_id():
    return _l.getpid()


class ExitCode:
    def __init__(self, code):
        self.code = code

    @staticmethod
    def from_(code):
        return ExitCode(code)


ExitCode.SUCCESS, ExitCode.FAILURE = ExitCode(0), ExitCode(1)


def _main(function):
    """Runs `main`; gives the exit code."""
    result = _await(function())
    _l.flush()
    if isinstance(result, Result):
        if result._v == "Err":
            _write(2, "Error: " + _debug(result._0) + "\n")
            return 1
        result = result._0
    return result.code if isinstance(result, ExitCode) else 0


# std::path and std::fs

def _text(value):
    value = _deref(value)
    return value.path if isinstance(value, PathBuf) else _show(value)


class PathBuf:
    def __init__(self, path):
        self.path = path

    @staticmethod
    def new(path=""):
        return PathBuf(_text(path))

    @staticmethod
    def from_(path):
        return PathBuf(_text(path))

    def join(self, path):
        path = _text(path)
        if path.startswith("/") or not self.path:
            return PathBuf(path)
        return PathBuf(self.path.rstrip("/") + "/" + path if self.path != "/" else "/" + path)

    def push(self, path):
        self.path = self.join(path).path

    def pop(self):
        found = self.parent()
        if found._v == "Some":
            self.path = found._0.path
        return found._v == "Some"

    def _stat(self):
        try:
            return _l.stat(self.path)
        except OSError:
            return None

    def exists(self):
        return self._stat() is not None

    def is_dir(self):
        stat = self._stat()
        return stat is not None and stat[5]

    def is_file(self):
        stat = self._stat()
        return stat is not None and not stat[5]

    def is_absolute(self):
        return self.path.startswith("/")

    def display(self):
        return self.path

    to_string_lossy = _display = display

    def to_str(self):
        return Some(self.path)

    def into_string(self):
        return Ok(self.path)

    def _name(self):
        return self.path.rstrip("/").rpartition("/")[2]

    def file_name(self):
        name = self._name()
        return Some(PathBuf(name)) if name and name != ".." else Nothing()

    def _parts(self):
        stem, dot, extension = self._name().rpartition(".")
        return (stem, extension) if dot and stem else (self._name(), None)

    def file_stem(self):
        return Some(PathBuf(self._parts()[0]))

    def extension(self):
        extension = self._parts()[1]
        return Nothing() if extension is None else Some(PathBuf(extension))

    def parent(self):
        path = self.path.rstrip("/")
        if not path:
            return Nothing()
        before, slash, _ = path.rpartition("/")
        return Some(PathBuf(before or ("/" if slash else "")))

    def to_path_buf(self):
        return PathBuf(self.path)

    as_path = to_owned = clone = to_path_buf

    def starts_with(self, path):
        return (self.path.rstrip("/") + "/").startswith(_text(path).rstrip("/") + "/")

    def __eq__(self, other):
        return self.path == _text(other)

    def _compare(self, other):
        return _order(self.path, other.path)

    def _own_key(self):
        return self.path

    def _debug(self, pretty):
        return _r.quoted(self.path)


_CONVERTED["PathBuf"] = lambda value: PathBuf(_text(value))


def _bytes(value):
    value = _deref(value)
    return bytes(value) if _r.kind(value) == "list" else _text(value).encode()


def fs_read_to_string(path):
    try:
        return Ok(_l.read(_text(path)).decode())
    except OSError as fault:
        return _os_error(fault)
    except UnicodeDecodeError:
        return Err(IoError("InvalidData", "stream did not contain valid UTF-8"))


def fs_read(path):
    return _attempt(lambda: list(_l.read(_text(path))))


def fs_write(path, content):
    return _attempt(lambda: _l.write(_text(path), _bytes(content)))


def fs_create_dir(path):
    return _attempt(lambda: _l.mkdir(_text(path)))


def fs_create_dir_all(path):
    return _attempt(lambda: _l.makedirs(_text(path)))


def fs_remove_file(path):
    return _attempt(lambda: _l.unlink(_text(path)))


def fs_remove_dir(path):
    return _attempt(lambda: _l.rmdir(_text(path)))


def _remove_all(path):
    for name in _l.listdir(path):
        inner = path.rstrip("/") + "/" + name
        if _l.stat(inner)[5]:
            _remove_all(inner)
        else:
            _l.unlink(inner)
    _l.rmdir(path)


def fs_remove_dir_all(path):
    return _attempt(lambda: _remove_all(_text(path)))


def fs_rename(start, end):
    return _attempt(lambda: _l.rename(_text(start), _text(end)))


def _copy(start, end):
    data = _l.read(start)
    _l.write(end, data)
    return len(data)


def fs_copy(start, end):
    return _attempt(lambda: _copy(_text(start), _text(end)))


def fs_exists(path):
    return Ok(PathBuf(_text(path)).exists())


def fs_metadata(path):
    return _attempt(lambda: Metadata(_l.stat(_text(path))))


def fs_read_dir(path):
    path = _text(path)
    return _attempt(lambda: Iter(iter([Ok(DirEntry(path, name)) for name in _l.listdir(path)])))


class Metadata:
    def __init__(self, stat):
        self.stat = stat

    def len(self):
        return self.stat[1]

    def is_dir(self):
        return self.stat[5]

    def is_file(self):
        return not self.stat[5]

    def file_type(self):
        return self


class DirEntry:
    def __init__(self, folder, name):
        self.folder, self.name = folder, name

    def path(self):
        return PathBuf(self.folder).join(self.name)

    def file_name(self):
        return PathBuf(self.name)

    def metadata(self):
        return fs_metadata(self.path())

    file_type = metadata


# std::io

class _Writes:
    def write_fmt(self, text):
        return self._put(text.encode())

    write_str = write_fmt

    def write_all(self, data):
        return self._put(_bytes(data))

    def write(self, data):
        data = _bytes(data)
        found = self._put(data)
        return found if found._v == "Err" else Ok(len(data))

    def flush(self):
        return Ok(None)

    sync_all = flush


class Stdout(_Writes):
    def __init__(self, stream):
        self.stream = stream

    def _put(self, data):
        _write(self.stream, data)
        return Ok(None)

    def lock(self):
        return self

    def flush(self):
        _l.flush()
        return Ok(None)

    def is_terminal(self):
        return _l.isatty(self.stream)


def io_stdout():
    return Stdout(1)


def io_stderr():
    return Stdout(2)


def _input_lines():
    while True:
        line = _l.read_line()
        if line in ("", None):
            return
        yield Ok(line.rstrip("\n").rstrip("\r"))


class Stdin:
    def lock(self):
        return self

    def read_line(self, text):
        _l.flush()
        line = _l.read_line() or ""
        text.v = text.v + line
        return Ok(_r.length(line))

    def lines(self):
        return Iter(_input_lines())

    def read_to_string(self, text):
        data = _l.read_stdin()
        text.v = text.v + data
        return Ok(_r.length(data))

    def is_terminal(self):
        return _l.isatty(0)


def io_stdin():
    return Stdin()


def io_read_to_string(source):
    text = _box("")
    found = source.read_to_string(text)
    return found if found._v == "Err" else Ok(text.v)


from _rust_core import _box


class File(_Writes):
    def __init__(self, path, data=b""):
        self.path, self.data, self.at = path, data, 0

    @staticmethod
    def open(path):
        return OpenOptions().read(True).open(path)

    @staticmethod
    def create(path):
        return OpenOptions().write(True).create(True).truncate(True).open(path)

    @staticmethod
    def options():
        return OpenOptions()

    def _put(self, data):
        return _attempt(lambda: _l.append(self.path, data)).map(lambda _: None)

    def _rest(self):
        rest, self.at = self.data[self.at:], len(self.data)
        return rest

    def read_to_string(self, text):
        data = self._rest().decode("utf-8", "replace")
        text.v = text.v + data
        return Ok(_r.length(data))

    def read_to_end(self, into):
        data = list(self._rest())
        into.extend(data)
        return Ok(len(data))

    def _line(self):
        found = self.data.find(b"\n", self.at)
        end = len(self.data) if found < 0 else found + 1
        line, self.at = self.data[self.at:end], end
        return line.decode("utf-8", "replace")

    def metadata(self):
        return fs_metadata(self.path)


class OpenOptions:
    def __init__(self):
        self.flags = {}

    @staticmethod
    def new():
        return OpenOptions()

    def _set(self, name, value):
        self.flags[name] = value
        return self

    def read(self, value):
        return self._set("read", value)

    def write(self, value):
        return self._set("write", value)

    def append(self, value):
        return self._set("append", value)

    def create(self, value):
        return self._set("create", value)

    def create_new(self, value):
        return self._set("create_new", value)

    def truncate(self, value):
        return self._set("truncate", value)

    def _open(self, path):
        there, flags = PathBuf(path).exists(), self.flags
        if flags.get("create_new") and there:
            return Err(IoError("AlreadyExists", "File exists", 17))
        writes = flags.get("write") or flags.get("append")
        if writes and not there and (flags.get("create") or flags.get("create_new")) or writes and flags.get("truncate"):
            _l.write(path, b"")
        elif writes and not flags.get("append") and there and not flags.get("read"):
            _lacks("writing over a part of a file")
        data = _l.read(path)
        return Ok(File(path, data))

    def open(self, path):
        path = _text(path)
        try:
            return self._open(path)
        except OSError as fault:
            return _os_error(fault)


def _file_lines(file):
    while True:
        line = file._line()
        if line == "":
            return
        yield Ok(line.rstrip("\n").rstrip("\r"))


class BufReader:
    def __init__(self, inner):
        self.inner = inner

    @staticmethod
    def new(inner):
        return BufReader(_deref(inner))

    def read_line(self, text):
        if isinstance(self.inner, Stdin):
            return self.inner.read_line(text)
        line = self.inner._line()
        text.v = text.v + line
        return Ok(_r.length(line))

    def lines(self):
        return self.inner.lines() if isinstance(self.inner, Stdin) else Iter(_file_lines(self.inner))

    def read_to_string(self, text):
        return self.inner.read_to_string(text)

    def get_mut(self):
        return self.inner

    def read_exact(self, into):
        return self.inner.read_exact(into)


class BufWriter(_Writes):
    def __init__(self, inner):
        self.inner = inner

    @staticmethod
    def new(inner):
        return BufWriter(inner)

    def _put(self, data):
        return self.inner._put(data)


# std::time

class Duration:
    def __init__(self, nanos):
        self.nanos = nanos

    @staticmethod
    def new(secs, nanos):
        return Duration(secs * 1000000000 + nanos)

    @staticmethod
    def from_secs(count):
        return Duration(count * 1000000000)

    @staticmethod
    def from_millis(count):
        return Duration(count * 1000000)

    @staticmethod
    def from_micros(count):
        return Duration(count * 1000)

    @staticmethod
    def from_nanos(count):
        return Duration(count)

    @staticmethod
    def from_secs_f64(count):
        return Duration(_r.cast(_r.float("round", count * 1e9), 64, False))

    from_secs_f32 = from_secs_f64

    def as_secs(self):
        return self.nanos // 1000000000

    def as_millis(self):
        return self.nanos // 1000000

    def as_micros(self):
        return self.nanos // 1000

    def as_nanos(self):
        return self.nanos

    def as_secs_f64(self):
        return self.nanos / 1000000000

    as_secs_f32 = as_secs_f64

    def subsec_nanos(self):
        return self.nanos % 1000000000

    def subsec_millis(self):
        return self.nanos % 1000000000 // 1000000

    def subsec_micros(self):
        return self.nanos % 1000000000 // 1000

    def is_zero(self):
        return self.nanos == 0

    def add(self, other):
        return Duration(self.nanos + other.nanos)

    def sub(self, other):
        if other.nanos > self.nanos:
            _panic("overflow when subtracting durations")
        return Duration(self.nanos - other.nanos)

    def mul(self, by):
        return Duration(self.nanos * by)

    def div(self, by):
        return Duration(self.nanos // by)

    def mul_f64(self, by):
        return Duration.from_secs_f64(self.as_secs_f64() * by)

    def clone(self):
        return self

    def __eq__(self, other):
        return self.nanos == other.nanos

    def _compare(self, other):
        return self.nanos - other.nanos

    def _own_key(self):
        return self.nanos

    def _debug(self, pretty):
        for size, unit in ((1000000000, "s"), (1000000, "ms"), (1000, "µs"), (1, "ns")):
            if self.nanos >= size or size == 1:
                whole, rest = self.nanos // size, self.nanos % size
                if rest == 0:
                    return "%d%s" % (whole, unit)
                digits = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0")
                return "%d.%s%s" % (whole, digits, unit)


Duration.ZERO, Duration.SECOND = Duration(0), Duration(1000000000)


def _now():
    return _t.now_ns()


class Instant:
    def __init__(self, nanos):
        self.nanos = nanos

    @classmethod
    def now(kind):
        return kind(_now())

    def elapsed(self):
        return Duration(max(0, _now() - self.nanos))

    def duration_since(self, other):
        return Duration(max(0, self.nanos - other.nanos))

    sub = duration_since

    def add(self, other):
        return type(self)(self.nanos + other.nanos)

    def _compare(self, other):
        return self.nanos - other.nanos

    def __eq__(self, other):
        return self.nanos == other.nanos


class SystemTime(Instant):
    def duration_since(self, other):
        return Ok(Duration(self.nanos - other.nanos))

    def elapsed(self):
        return Ok(Duration(max(0, _now() - self.nanos)))


SystemTime.UNIX_EPOCH = SystemTime(0)
UNIX_EPOCH = SystemTime.UNIX_EPOCH


# std::thread and std::sync::mpsc: a thread runs when others wait.

_waiting = []
_thread = [("main", 1)]
_count = [1]


def _advance():
    if not _waiting:
        return False
    _waiting.pop(0)._run()
    return True


class JoinHandle:
    def __init__(self, function):
        _count[0] += 1
        self.function, self.result, self.number = function, None, _count[0]
        _waiting.append(self)

    def _run(self):
        _thread.append(("<unnamed>", self.number))
        try:
            self.result = Ok(_await(self.function()))
        except OverflowError as fault:
            _said_of(fault, "<unnamed>")
            self.result = Err(_TextError(str(fault)))
        _thread.pop()

    def join(self):
        if self in _waiting:
            _waiting.remove(self)
            self._run()
        if self.result is None:
            _lacks("a thread that waits for itself")
        return self.result

    get = join

    def thread(self):
        return Thread("<unnamed>", self.number)

    def is_finished(self):
        return self.result is not None

    def abort(self):
        if self in _waiting:
            _waiting.remove(self)


class Thread:
    def __init__(self, name, number):
        self.shown, self.number = name, number

    def id(self):
        return ThreadId(self.number)

    def name(self):
        return Some(self.shown) if self.shown == "main" else Nothing()


class ThreadId:
    def __init__(self, number):
        self.number = number

    def _debug(self, pretty):
        return "ThreadId(%d)" % self.number

    def __eq__(self, other):
        return self.number == other.number


def thread_spawn(function):
    return JoinHandle(function)


def thread_current():
    return Thread(_thread[-1][0], _thread[-1][1])


def thread_sleep(time):
    if len(_thread) == 1:
        while _advance():
            pass
    _l.flush()
    _t.sleep(time.nanos / 1000000000)


def thread_yield_now():
    _advance()


def thread_available_parallelism():
    return Ok(2)


class _Channel:
    def __init__(self):
        self.values = []


class Sender:
    def __init__(self, channel):
        self.channel = channel

    def send(self, value):
        self.channel.values.append(value)
        return Ok(None)

    try_send = send

    def clone(self):
        return Sender(self.channel)


class RecvError:
    def _display(self):
        return "receiving on a closed channel"

    def _debug(self, pretty):
        return "RecvError"


def _received(receiver):
    while True:
        found = receiver.recv()
        if found._v == "Err":
            return
        yield found._0


class Receiver(_IterMethods):
    def __init__(self, channel):
        self.channel = channel

    def recv(self):
        while not self.channel.values:
            if not _advance():
                # Nobody is left who could send: the senders are thought to be gone.
                return Err(RecvError())
        return Ok(self.channel.values.pop(0))

    def try_recv(self):
        return Ok(self.channel.values.pop(0)) if self.channel.values else Err(RecvError())

    def recv_timeout(self, time):
        return self.recv()

    def _all(self):
        return _received(self)

    def iter(self):
        return Iter(_received(self))

    into_iter = iter


def sync_mpsc_channel():
    channel = _Channel()
    return (Sender(channel), Receiver(channel))


def sync_mpsc_sync_channel(size):
    return sync_mpsc_channel()


# rand

class ThreadRng:
    def _number(self):
        return _l.random() & 0xffffffffffffffff

    def gen_range(self, range, described=None):
        if _r.kind(range.start) == "float":
            return range.start + (range.end - range.start) * (self._number() / 18446744073709551616.0)
        size = range.end - range.start + (1 if range.inclusive else 0)
        if size <= 0:
            _panic("cannot sample empty range")
        return range.start + self._number() % size

    random_range = gen_range

    def gen(self, described):
        name = _name_of(described)
        if name == "bool":
            return self._number() % 2 == 1
        if name in ("f64", "f32"):
            return (self._number() >> 11) / 9007199254740992.0
        if name in _BITS:
            return _r.cast(self._number(), _BITS[name][0], _BITS[name][1])
        _lacks("a random value of this type")

    random = gen

    def gen_bool(self, chance):
        return self._number() / 18446744073709551616.0 < chance

    random_bool = gen_bool


from _rust_core import _BITS


def rand_thread_rng():
    return ThreadRng()


rand_rng = rand_prelude_thread_rng = rand_prelude_rng = rand_thread_rng


def rand_random_range(range, described):
    return ThreadRng().gen_range(range)


# Loggers

_logger = [None]


def env_logger_init():
    _logger[0] = "env_logger"


def tracing_subscriber_fmt_init():
    _logger[0] = "tracing"


def _log(level, said):
    if _logger[0] is None:
        return
    order = ["error", "warn", "info", "debug", "trace"]
    wanted = _environ.get("RUST_LOG", "error" if _logger[0] == "env_logger" else "info").lower()
    if wanted not in order:
        _lacks("this RUST_LOG")
    if order.index(level) > order.index(wanted):
        return
    now = _t.now()
    if _logger[0] == "env_logger":
        _write(2, "[%sZ %-5s %s] %s\n" % (_t.format(now, "%Y-%m-%dT%H:%M:%S"), level.upper(), "app", said))
    else:
        _write(1, "%sZ %5s app: %s\n" % (_t.format(now, "%Y-%m-%dT%H:%M:%S.000000"), level.upper(), said))


def dotenvy_dotenv():
    try:
        text = _l.read(".env").decode()
    except OSError as fault:
        return _os_error(fault)
    for line in text.split("\n"):
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#") and name not in _environ:
            env_set_var(name, value.strip("\"'"))
    return Ok(PathBuf(".env"))


# tokio

def tokio_spawn(future):
    return JoinHandle(lambda: _await(future))


def tokio_time_sleep(time):
    return _Future(lambda: thread_sleep(time))


def tokio_task_spawn_blocking(function):
    return JoinHandle(function)


class AsyncMutex:
    def __init__(self, value):
        self.value = value

    @staticmethod
    def new(value):
        return AsyncMutex(value)

    def lock(self):
        return _Future(lambda: _member_ref(self, "value"))

    read = write = lock


def tokio_fs_read_to_string(path):
    return _Future(lambda: fs_read_to_string(path))


# std::net

class SocketAddr:
    def __init__(self, ip, port):
        self.host, self.number = ip, port

    @staticmethod
    def new(ip, port):
        return SocketAddr(_show(ip), port)

    @staticmethod
    def from_(parts):
        return SocketAddr(".".join(str(part) for part in parts[0]), parts[1])

    def port(self):
        return self.number

    def ip(self):
        return self.host

    def _display(self):
        return self.host + ":" + str(self.number)

    def _debug(self, pretty):
        return self._display()


def _socket(value):
    value = _deref(value)
    if isinstance(value, SocketAddr):
        return value
    if _r.kind(value) == "tuple":
        return SocketAddr.from_(value) if _r.kind(value[0]) == "list" else SocketAddr(_show(value[0]), value[1])
    host, _, port = value.rpartition(":")
    return SocketAddr(host, int(port)) if port.isdigit() else None


_bound = []


def _bind(address):
    address = _socket(address)
    if address is None:
        return Err(IoError("InvalidInput", "invalid socket address"))
    if address.number in _bound:
        return Err(IoError("AddrInUse", "Address already in use", 98))
    _bound.append(address.number)
    return Ok(address)


def _connections(listener):
    while True:
        yield Ok(listener._next())


class TcpListener:
    """Every connection is a request of HTTP's: other clients there are none."""

    def __init__(self, address):
        self.address = address

    @staticmethod
    def bind(address):
        return _bind(address).map(TcpListener)

    def _next(self):
        while _advance():
            pass
        return TcpStream(_l.accept(self.address.number))

    def incoming(self):
        return Iter(_connections(self))

    def accept(self):
        stream = self._next()
        return Ok((stream, stream._peer()))

    def local_addr(self):
        return Ok(self.address)

    def set_nonblocking(self, value):
        return Ok(None)


class TcpStream(_Writes):
    open_streams = []

    def __init__(self, request):
        head = request["method"] + " " + request["target"] + " HTTP/1.1\r\n"
        for name in request["headers"]:
            head += name + ": " + request["headers"][name] + "\r\n"
        self.request, self.data, self.at, self.out = request, (head + "\r\n" + request["body"]).encode(), 0, b""
        self.answered = False
        TcpStream.open_streams.append(self)

    @staticmethod
    def connect(address):
        _lacks("a connection to another host")

    _line, _rest = File._line, File._rest

    def read(self, into):
        part = self.data[self.at:self.at + len(into)]
        self.at += len(part)
        for place, byte in enumerate(part):
            into[place] = byte
        return Ok(len(part))

    def read_exact(self, into):
        self.read(into)
        return Ok(None)

    def read_to_string(self, text):
        return File.read_to_string(self, text)

    def _put(self, data):
        self.out += data
        self._answer()
        return Ok(None)

    def _answer(self):
        """Answers as soon as a whole response was written."""
        head, end, body = self.out.partition(b"\r\n\r\n")
        if not end or self.answered:
            return
        lines = head.decode("utf-8", "replace").split("\r\n")
        headers = [line.partition(": ") for line in lines[1:]]
        length = [int(value) for name, _, value in headers if name.lower() == "content-length"]
        if not length or len(body) >= length[0]:
            self._send(lines[0], headers, body)

    def _send(self, first, headers, body):
        self.answered = True
        words = first.split(" ")
        status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        _l.respond(status, [[name, value] for name, _, value in headers], body)

    def flush(self):
        return Ok(None)

    def shutdown(self, how):
        return Ok(None)

    def set_read_timeout(self, time):
        return Ok(None)

    def try_clone(self):
        return Ok(self)

    def _peer(self):
        return SocketAddr(self.request["from"], 54321)

    def peer_addr(self):
        return Ok(self._peer())
