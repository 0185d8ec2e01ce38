# Files and the three standard streams.
import _layercake as _l


class TextIOWrapper:
    def __init__(self, name, mode="r", text=None):
        self.name = name
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
            raise OSError("not readable")
        if not reads and self.mode[0] == "r" and "+" not in self.mode:
            raise OSError("not writable")

    def read(self, size=-1):
        self._check(True)
        start = self._at
        self._at = len(self._text) if size is None or size < 0 else min(len(self._text), start + size)
        return self._text[start:self._at]

    def readline(self):
        self._check(True)
        rest = self._text[self._at:]
        if self._binary:
            rest = rest.decode()
        place = rest.find("\n")
        line = rest if place < 0 else rest[:place + 1]
        self._at = self._at + len(line)
        return line.encode() if self._binary else line

    def readlines(self):
        rest = self.read()
        return rest.splitlines(True)

    def write(self, text):
        self._check(False)
        if self._binary and isinstance(text, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if not self._binary and not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        _l.append(self.name, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def seek(self, place, whence=0):
        self._at = place
        return place

    def tell(self):
        return self._at

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def fileno(self):
        return 3

    def __iter__(self):
        return iter(self.readlines())

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
    if kind == "r":
        data = _l.read(name)
        text = data if "b" in mode else data.decode()
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
    return TextIOWrapper(name, mode)
