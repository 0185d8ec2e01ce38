import _layercake as _l
import _time as _t
import _go_fmt as fmt
from _go_core import _panic

LstdFlags, Ldate, Ltime, Lmicroseconds, Lshortfile, Llongfile, LUTC, Lmsgprefix = 3, 1, 2, 4, 16, 8, 32, 64


class Logger:
    def __init__(self, writer=None, prefix="", flags=3):
        self.writer, self.prefix, self.flags = writer, prefix, flags

    def _say(self, text):
        head = self.prefix
        if self.flags & 1:
            head += _t.format(_t.now(), "%Y/%m/%d ")
        if self.flags & 6:
            head += _t.format(_t.now(), "%H:%M:%S")
            head += ".%06d " % (_t.now_ns() // 1000 % 1000000) if self.flags & 4 else " "
        if self.flags & 24:
            head += "main.go: "
        text = head + text + ("" if text.endswith("\n") else "\n")
        if self.writer is None:
            _l.put(2, text)
        else:
            self.writer.Write(text.encode())

    def Println(self, *values):
        self._say(fmt.Sprintln(*values))

    def Printf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))

    def Print(self, *values):
        self._say(fmt.Sprint(*values))

    def Fatal(self, *values):
        self._say(fmt.Sprint(*values))
        _l.exit(1)

    def Fatalf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))
        _l.exit(1)

    def Fatalln(self, *values):
        self._say(fmt.Sprintln(*values))
        _l.exit(1)

    def Panic(self, *values):
        self._say(fmt.Sprint(*values))
        _panic(fmt.Sprint(*values))

    def Panicf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))
        _panic(fmt.Sprintf(format, *values))

    def SetFlags(self, flags):
        self.flags = flags

    def SetPrefix(self, prefix):
        self.prefix = prefix

    def SetOutput(self, writer):
        self.writer = writer


_standard = Logger()
Println, Printf, Print = _standard.Println, _standard.Printf, _standard.Print
Fatal, Fatalf, Fatalln = _standard.Fatal, _standard.Fatalf, _standard.Fatalln
Panic, Panicf = _standard.Panic, _standard.Panicf
SetFlags, SetPrefix, SetOutput = _standard.SetFlags, _standard.SetPrefix, _standard.SetOutput


def New(writer, prefix, flags):
    return Logger(writer, prefix, flags)


def Default():
    return _standard
