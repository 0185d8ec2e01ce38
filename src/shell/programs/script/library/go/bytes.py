class Buffer:
    _value = True

    def __init__(self, data=b""):
        self.data = data

    def Write(self, data):
        self.data = self.data + data
        return (len(data), None)

    def WriteString(self, text):
        return self.Write(text.encode())

    def WriteByte(self, byte):
        return self.Write(bytes([byte]))[1]

    def String(self):
        return self.data.decode("utf-8", "replace")

    def Bytes(self):
        return self.data

    def Len(self):
        return len(self.data)

    def Reset(self):
        self.data = b""

    def _read_all(self):
        data, self.data = self.data, b""
        return data


def NewBuffer(data):
    return Buffer(data or b"")


def NewBufferString(text):
    return Buffer(text.encode())


NewReader = NewBuffer


def Contains(data, part):
    return part in data


def Equal(one, other):
    return one == other
