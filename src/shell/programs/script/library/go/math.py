import math as _math

Pi, E, Sqrt2 = _math.pi, _math.e, 1.4142135623730951
MaxInt, MinInt, MaxInt64, MinInt64 = (1 << 63) - 1, -(1 << 63), (1 << 63) - 1, -(1 << 63)
MaxInt32, MinInt32, MaxUint32, MaxInt16, MaxUint8 = (1 << 31) - 1, -(1 << 31), (1 << 32) - 1, 32767, 255
MaxFloat64 = 1.7976931348623157e308


def Sqrt(x):
    return float("nan") if x < 0 else _math.sqrt(x)


def Pow(x, y):
    return float(x) ** float(y)


def Abs(x):
    return abs(float(x))


def Floor(x):
    return float(_math.floor(x))


def Ceil(x):
    return float(_math.ceil(x))


def Round(x):
    return float(int(x + 0.5)) if x >= 0 else -float(int(-x + 0.5))


def Trunc(x):
    return float(int(x))


def Mod(x, y):
    return x - y * int(x / y)


def Max(x, y):
    return float(max(x, y))


def Min(x, y):
    return float(min(x, y))


def Inf(sign):
    return float("inf") if sign >= 0 else float("-inf")


def IsNaN(x):
    return x != x


def NaN():
    return float("nan")


def Log(x):
    return _math.log(x)


def Log2(x):
    return _math.log(x) / _math.log(2)


def Log10(x):
    return _math.log10(x)


def Exp(x):
    return _math.exp(x)


def Sin(x):
    return _math.sin(x)


def Cos(x):
    return _math.cos(x)


def Tan(x):
    return _math.tan(x)


def Hypot(x, y):
    return _math.sqrt(x * x + y * y)
