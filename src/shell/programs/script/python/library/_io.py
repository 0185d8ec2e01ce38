# Files and the three standard streams.
import _layercake as _l


def _unsupported(text):
    import io
    return io.UnsupportedOperation(text)


class TextIOWrapper:
    def __init__(self, name, mode="r", text=None, newline=None):
        self.name = name
        self.encoding, self.errors, self.newlines, self._newline = "utf-8", "strict", None, newline
        self.mode = mode
        self.closed = False
        self._binary = "b" in mode
        self._reads = text is not None
        self._text = text
        self._at = 0

    def _check(self, reads):
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        if reads and not self._reads:
            raise _unsupported("not readable")
        if not reads and self.mode[0] == "r" and "+" not in self.mode:
            raise _unsupported("not writable")

    def read(self, size=-1):
        self._check(True)
        start = self._at
        self._at = len(self._text) if size is None or size < 0 else min(len(self._text), start + size)
        return self._text[start:self._at]

    def readline(self, size=-1):
        self._check(True)
        place = self._text.find(b"\n" if self._binary else "\n", self._at)
        line = self._text[self._at:] if place < 0 else self._text[self._at:place + 1]
        self._at = self._at + len(line)
        return line

    def readlines(self, hint=-1):
        rest = self.read()
        return rest.splitlines(True)

    def write(self, text):
        self._check(False)
        if self._binary and isinstance(text, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if not self._binary and not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        if self._text is None:
            _l.append(self.name, text)
            return len(text)
        # What can be read and written is written where it stands.
        at = len(self._text) if self.mode[0] == "a" else self._at
        self._text = self._text[:at] + text + self._text[at + len(text):]
        self._at = at + len(text)
        _l.write(self.name, self._text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def seek(self, place, whence=0):
        self._at = place + (0 if whence == 0 else self._at if whence == 1 else len(self._text or ""))
        return self._at

    def truncate(self, size=None):
        self._check(False)
        data = _l.read(self.name)
        size = (self._at if self._text is not None else len(data)) if size is None else size
        if self._text is not None:
            self._text = self._text[:size]
        _l.write(self.name, data[:size])
        return size

    def readable(self):
        return self._reads

    def writable(self):
        return self.mode[0] != "r" or "+" in self.mode

    def seekable(self):
        return True

    def isatty(self):
        return False

    @property
    def buffer(self):
        return self

    def __repr__(self):
        if self._binary:
            return "<_io.BufferedReader name=%r>" % self.name
        return "<_io.TextIOWrapper name=%r mode=%r encoding='UTF-8'>" % (self.name, self.mode)

    def tell(self):
        return self._at

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def fileno(self):
        return 3

    def __iter__(self):
        self._check(True)
        return self._each()

    def _each(self):
        for line in self._text[self._at:].splitlines(True):
            self._at += len(line)
            yield line

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()


class Stream:
    def __init__(self, number, name):
        self.number = number
        self.name = name
        self.encoding = "utf-8"
        self.buffer = self

    def write(self, text):
        return _l.put(self.number, text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def read(self, size=-1):
        return _l.read_stdin()

    def readline(self):
        return _l.read_line()

    def readlines(self):
        return _l.read_stdin().splitlines(True)

    def flush(self):
        if self.number == 1:
            _l.flush()

    def isatty(self):
        return _l.isatty(self.number)

    def fileno(self):
        return self.number

    def reconfigure(self, **options):
        if self.number != 1:
            return
        if options.get("write_through"):
            _l.hold(-1)
        elif "line_buffering" in options:
            _l.hold(0 if options["line_buffering"] else 8192)

    def __iter__(self):
        return iter(self.readlines())


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
    name = str(file)
    kind = mode[0]
    reads = "+" in mode
    if kind == "r":
        data = _l.read(name)
        text = data if "b" in mode else data.decode()
        if newline is None and "b" not in mode and "\r" in text:
            text = text.replace("\r\n", "\n")
        return TextIOWrapper(name, mode, text)
    if kind == "w":
        _l.write(name, "")
    elif kind == "a":
        _l.append(name, "")
    elif kind == "x":
        try:
            _l.stat(name)
        except FileNotFoundError:
            _l.write(name, "")
        else:
            raise FileExistsError(17, "File exists", name)
    else:
        raise ValueError("invalid mode: '" + mode + "'")
    if "b" not in mode and kind not in "wax":
        raise ValueError("invalid mode: '" + mode + "'")
    if not reads:
        return TextIOWrapper(name, mode, None, newline)
    data = _l.read(name)
    file = TextIOWrapper(name, mode, data if "b" in mode else data.decode())
    file._at = len(file._text)
    return file
