from _math import *
import _math


def prod(values, start=1):
    for value in values:
        start = start * value
    return start


def fsum(values):
    parts = []
    for value in values:
        x, kept = float(value), 0
        for y in parts:
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low:
                parts[kept] = low
                kept += 1
            x = high
        parts[kept:] = [x]
    return sum(parts, 0.0)


def comb(n, k):
    if n < 0 or k < 0:
        raise ValueError("%s must be a non-negative integer" % ("n" if n < 0 else "k"))
    if k > n:
        return 0
    result = 1
    for i in range(min(k, n - k)):
        result = result * (n - i) // (i + 1)
    return result


def perm(n, k=None):
    if k is None:
        return _math.factorial(n)
    result = 1
    for i in range(k):
        result *= n - i
    return max(result, 0)


def gcd(*values):
    result = 0
    for value in values:
        result = _math.gcd(result, value)
    return result


def lcm(*values):
    result = 1
    for value in values:
        if value == 0:
            return 0
        result = abs(result * value) // _math.gcd(result, value)
    return result


def isfinite(x):
    return not _math.isnan(x) and not _math.isinf(x)


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    if a == b:
        return True
    if _math.isinf(a) or _math.isinf(b):
        return False
    return abs(a - b) <= max(rel_tol * max(abs(a), abs(b)), abs_tol)


def copysign(x, y):
    minus = str(float(y)).startswith("-")
    return -abs(float(x)) if minus else abs(float(x))


def fmod(x, y):
    if y == 0:
        raise ValueError("math domain error")
    return copysign(abs(float(x)) % abs(float(y)), x)


def modf(x):
    whole = float(_math.trunc(x))
    return copysign(x - whole, x), copysign(whole, x)


def dist(p, q):
    return _math.sqrt(fsum((a - b) ** 2 for a, b in zip(p, q)))


def hypot(*values):
    if len(values) == 2:
        return _math.hypot(*values)
    return _math.sqrt(fsum(value * value for value in values))


def cbrt(x):
    root = round(abs(x) ** (1 / 3), 12)
    whole = round(root)
    return copysign(float(whole) if whole ** 3 == abs(x) else abs(x) ** (1 / 3), x)


def exp2(x):
    return 2.0 ** x


def expm1(x):
    return x + x * x / 2 if abs(x) < 1e-5 else _math.exp(x) - 1.0


def log1p(x):
    return x - x * x / 2 if abs(x) < 1e-5 else _math.log(1.0 + x)


def sinh(x):
    return (_math.exp(x) - _math.exp(-x)) / 2


def cosh(x):
    return (_math.exp(x) + _math.exp(-x)) / 2


def tanh(x):
    if abs(x) > 20:
        return copysign(1.0, x)
    a, b = _math.exp(x), _math.exp(-x)
    return (a - b) / (a + b)
