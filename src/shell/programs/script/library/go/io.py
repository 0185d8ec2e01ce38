import _go_input
from _go_core import _Error

EOF = _go_input.EOF
ErrUnexpectedEOF = _Error("unexpected EOF")


class _Discard:
    def Write(self, data):
        return (len(data), None)


Discard = _Discard()


def ReadAll(reader):
    return (reader._read_all(), None)


def WriteString(writer, text):
    return writer.Write(text.encode())


def Copy(writer, reader):
    data = reader._read_all()
    writer.Write(data)
    return (len(data), None)


class _Several:
    def __init__(self, writers):
        self.writers = writers

    def Write(self, data):
        for writer in self.writers:
            writer.Write(data)
        return (len(data), None)


def MultiWriter(*writers):
    return _Several(writers)
