import _go_input
import _go_io as io

ScanLines, ScanWords = "lines", "words"


class _Lines:
    """What is read piece by piece: standard input as it comes, anything else at once."""

    def __init__(self, reader):
        self.reader = reader
        self.is_input = getattr(reader, "stream", None) == 0
        self.rest = None

    def next(self):
        if self.is_input:
            return _go_input.line()
        if self.rest is None:
            text = self.reader._read_all().decode("utf-8", "replace")
            self.rest = text.split("\n")
            if self.rest[-1] == "":
                self.rest.pop()
        return self.rest.pop(0) if self.rest else None


class _Scanner:
    def __init__(self, reader):
        self.lines, self.mode, self.words, self.text = _Lines(reader), ScanLines, [], ""

    def Split(self, mode):
        self.mode = mode

    def Buffer(self, buffer, size):
        pass

    def Scan(self):
        while True:
            if self.mode == ScanWords and self.words:
                self.text = self.words.pop(0)
                return True
            line = self.lines.next()
            if line is None:
                return False
            if self.mode == ScanLines:
                self.text = line
                return True
            self.words = line.split()

    def Text(self):
        return self.text

    def Bytes(self):
        return self.text.encode()

    def Err(self):
        return None


def NewScanner(reader):
    return _Scanner(reader)


class _Reader:
    def __init__(self, reader):
        self.lines = _Lines(reader)

    def ReadString(self, end):
        line = self.lines.next()
        return ("", io.EOF) if line is None else (line + chr(end), None)

    def ReadLine(self):
        line = self.lines.next()
        return (None, False, io.EOF) if line is None else (line.encode(), False, None)


def NewReader(reader):
    return _Reader(reader)


class _Writer:
    def __init__(self, writer):
        self.writer = writer

    def Write(self, data):
        return self.writer.Write(data)

    def WriteString(self, text):
        return self.writer.Write(text.encode())

    def Flush(self):
        return None


def NewWriter(writer):
    return _Writer(writer)
