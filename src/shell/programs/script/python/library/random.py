# As CPython draws them: the same seed gives the same numbers.
import _layercake as _l
import _twister
import math as _math

_TWO_PI = 2.0 * _math.pi


class Random:
    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None, version=2):
        self._gauss = None
        if a is None:
            key = [_l.random() % 4294967296 for _ in range(4)]
        else:
            if isinstance(a, (str, bytes, bytearray)):
                import hashlib
                data = a.encode() if isinstance(a, str) else bytes(a)
                data += hashlib.sha512(data).digest()
                key = []
                for end in range(len(data), 0, -4):
                    key.append(int.from_bytes(data[max(0, end - 4):end], "big"))
                while len(key) > 1 and key[-1] == 0:
                    key.pop()
            else:
                if isinstance(a, float):
                    a = hash(a)
                elif not isinstance(a, int):
                    raise TypeError("The only supported seed types are: None,\n"
                                    "int, float, str, bytes, and bytearray.")
                a, key = abs(a), []
                while a:
                    key.append(a % 4294967296)
                    a //= 4294967296
                key = key or [0]
        self._state, self._numbers = _twister.seed(key), []

    def _word(self):
        if not self._numbers:
            self._numbers = _twister.twist(self._state)
        return self._numbers.pop()

    def getstate(self):
        return (3, tuple(self._state), tuple(self._numbers), self._gauss)

    def setstate(self, state):
        self._state, self._numbers, self._gauss = list(state[1]), list(state[2]), state[3]

    def random(self):
        a, b = self._word() >> 5, self._word() >> 6
        return (a * 67108864 + b) / 9007199254740992

    def getrandbits(self, k):
        if k <= 32:
            return self._word() >> (32 - k) if k else 0
        value, shift = 0, 0
        while k > 0:
            word = self._word()
            if k < 32:
                word >>= 32 - k
            value |= word << shift
            shift += 32
            k -= 32
        return value

    def _below(self, n):
        bits = n.bit_length()
        value = self.getrandbits(bits)
        while value >= n:
            value = self.getrandbits(bits)
        return value

    def randbytes(self, n):
        return bytes(self.getrandbits(8) for _ in range(n))

    def randrange(self, start, stop=None, step=1):
        if stop is None:
            if start > 0:
                return self._below(start)
            raise ValueError("empty range for randrange()")
        width = stop - start
        if step == 1:
            if width > 0:
                return start + self._below(width)
            raise ValueError("empty range in randrange(%d, %d)" % (start, stop))
        count = (width + step - 1) // step if step > 0 else (width + step + 1) // step
        if count <= 0:
            raise ValueError("empty range in randrange(%d, %d, %d)" % (start, stop, step))
        return start + step * self._below(count)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def shuffle(self, x):
        for i in range(len(x) - 1, 0, -1):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if isinstance(population, (set, dict)) or not hasattr(population, "__getitem__"):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        if counts is not None:
            population = [value for value, count in zip(population, counts) for _ in range(count)]
        n = len(population)
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        result, size = [None] * k, 21
        if k > 5:
            size += 4 ** _math.ceil(_math.log(k * 3) / _math.log(4))
        if n <= size:
            pool = list(population)
            for i in range(k):
                j = self._below(n - i)
                result[i] = pool[j]
                pool[j] = pool[n - i - 1]
        else:
            taken = set()
            for i in range(k):
                j = self._below(n)
                while j in taken:
                    j = self._below(n)
                taken.add(j)
                result[i] = population[j]
        return result

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n = len(population)
        if cum_weights is None:
            if weights is None:
                return [population[int(self.random() * (n + 0.0))] for _ in range(k)]
            cum_weights, total = [], 0
            for weight in weights:
                total += weight
                cum_weights.append(total)
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        from bisect import bisect
        total = cum_weights[-1] + 0.0
        return [population[bisect(cum_weights, self.random() * total, 0, n - 1)] for _ in range(k)]

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        c = 0.5 if mode is None else (mode - low) / (high - low)
        if u > c:
            u, c, low, high = 1.0 - u, 1.0 - c, high, low
        return low + (high - low) * _math.sqrt(u * c)

    def normalvariate(self, mu=0.0, sigma=1.0):
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = 1.7155277699214135 * (u1 - 0.5) / u2
            if z * z / 4.0 <= -_math.log(u2):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        z, self._gauss = self._gauss, None
        if z is None:
            x2pi = self.random() * _TWO_PI
            g2rad = _math.sqrt(-2.0 * _math.log(1.0 - self.random()))
            z = _math.cos(x2pi) * g2rad
            self._gauss = _math.sin(x2pi) * g2rad
        return mu + z * sigma

    def expovariate(self, lambd=1.0):
        return -_math.log(1.0 - self.random()) / lambd

    def lognormvariate(self, mu=0.0, sigma=1.0):
        return _math.exp(self.normalvariate(mu, sigma))


class SystemRandom(Random):
    def seed(self, *given):
        self._gauss = None

    def _word(self):
        return _l.random() % 4294967296


_one = Random()
seed, random, uniform, randint, choice = _one.seed, _one.random, _one.uniform, _one.randint, _one.choice
randrange, sample, shuffle, choices, gauss = _one.randrange, _one.sample, _one.shuffle, _one.choices, _one.gauss
normalvariate, triangular, expovariate = _one.normalvariate, _one.triangular, _one.expovariate
lognormvariate, getrandbits, randbytes = _one.lognormvariate, _one.getrandbits, _one.randbytes
getstate, setstate = _one.getstate, _one.setstate
