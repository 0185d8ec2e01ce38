class Int64:
    _value = True

    def __init__(self):
        self.v = 0

    def Add(self, by):
        self.v += by
        return self.v

    def Load(self):
        return self.v

    def Store(self, value):
        self.v = value


Int32 = Uint64 = Uint32 = Int64


class Bool(Int64):
    def __init__(self):
        self.v = False


def AddInt64(pointer, by):
    pointer.v = pointer.v + by
    return pointer.v


AddInt32 = AddUint64 = AddUint32 = AddInt64


def LoadInt64(pointer):
    return pointer.v


LoadInt32 = LoadUint64 = LoadUint32 = LoadInt64


def StoreInt64(pointer, value):
    pointer.v = value


StoreInt32 = StoreUint64 = StoreUint32 = StoreInt64
