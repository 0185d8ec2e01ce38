from _io import TextIOWrapper, open

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    pass


class IOBase:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()


class RawIOBase(IOBase):
    pass


class BufferedIOBase(IOBase):
    pass


class TextIOBase(IOBase):
    pass


class _Memory(IOBase):
    def __init__(self, initial=None):
        self._data = self._none if initial is None else initial
        self._at, self.closed = 0, False

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file" + ("." if self._none == b"" else ""))

    def getvalue(self):
        self._check()
        return self._data

    def read(self, size=-1):
        self._check()
        end = len(self._data) if size is None or size < 0 else self._at + size
        part = self._data[self._at:end]
        self._at += len(part)
        return part

    def readline(self, size=-1):
        self._check()
        place = self._data.find(self._newline, self._at)
        return self.read(-1 if place < 0 else place + 1 - self._at)

    def readlines(self, hint=-1):
        return list(self)

    def write(self, part):
        self._check()
        if self._at > len(self._data):
            self._data += self._zero * (self._at - len(self._data))
        self._data = self._data[:self._at] + part + self._data[self._at + len(part):]
        self._at += len(part)
        return len(part)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def seek(self, place, whence=0):
        self._check()
        self._at = place + (0 if whence == 0 else self._at if whence == 1 else len(self._data))
        return self._at

    def tell(self):
        return self._at

    def truncate(self, size=None):
        self._data = self._data[:self._at if size is None else size]
        return len(self._data)

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def readable(self):
        return True

    writable = seekable = readable

    def isatty(self):
        return False

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class StringIO(_Memory, TextIOBase):
    _none, _zero, _newline = "", "\0", "\n"

    def __init__(self, initial_value="", newline="\n"):
        super().__init__(initial_value or "")

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("string argument expected, got '" + type(text).__name__ + "'")
        return super().write(text)


class BytesIO(_Memory, BufferedIOBase):
    _none, _zero, _newline = b"", b"\0", b"\n"

    def write(self, data):
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        return super().write(bytes(data))

    def getbuffer(self):
        return self._data

    read1 = _Memory.read
