import _layercake as _l


def Intn(count):
    return _l.random() % count


IntN = Int63n = Int31n = Int64N = N = Intn


def Int():
    return _l.random() >> 2


Int63 = Int64 = Int


def Float64():
    return (_l.random() >> 12) / float(1 << 52)


def Seed(seed):
    pass


def Perm(count):
    values = list(range(count))
    Shuffle(count, lambda a, b: _swap(values, a, b))
    return values


def _swap(values, a, b):
    values[a], values[b] = values[b], values[a]


def Shuffle(count, swap):
    for place in range(count - 1, 0, -1):
        swap(place, _l.random() % (place + 1))


class _Source:
    pass


def NewSource(seed):
    return _Source()


class _Rand:
    Intn, Int, Float64, Perm, Shuffle = (staticmethod(Intn), staticmethod(Int), staticmethod(Float64),
                                         staticmethod(Perm), staticmethod(Shuffle))


def New(source):
    return _Rand()
