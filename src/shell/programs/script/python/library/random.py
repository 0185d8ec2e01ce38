# Numbers from the sandbox's own source of chance, or after seed() from a small generator.
import _layercake as _l

_state = None


def _next():
    global _state
    if _state is None:
        return _l.random() >> 11
    _state = (_state * 6364136223846793005 + 1442695040888963407) % 18446744073709551616
    return _state >> 11


def seed(value=None):
    global _state
    _state = None if value is None else hash(value) % 18446744073709551616


def random():
    return _next() / 9007199254740992


def randrange(start, stop=None, step=1):
    if stop is None:
        start, stop = 0, start
    count = (stop - start + step - 1) // step
    if count <= 0:
        raise ValueError("empty range in randrange(%d, %d)" % (start, stop))
    return start + step * (_next() % count)


def randint(low, high):
    return randrange(low, high + 1)


def uniform(low, high):
    return low + (high - low) * random()


def choice(values):
    if not values:
        raise IndexError("Cannot choose from an empty sequence")
    return values[_next() % len(values)]


def choices(values, weights=None, k=1):
    return [choice(values) for _ in range(k)]


def shuffle(values):
    for place in range(len(values) - 1, 0, -1):
        other = _next() % (place + 1)
        values[place], values[other] = values[other], values[place]


def sample(values, k):
    pool = list(values)
    shuffle(pool)
    return pool[:k]


def getrandbits(count):
    return _next() % (1 << min(count, 53))


def gauss(mean=0.0, deviation=1.0):
    return mean + deviation * (sum([random() for _ in range(12)]) - 6.0)
