import math as _math
from collections import Counter as _Counter


class StatisticsError(ValueError):
    pass


def _given(data, least, name):
    values = list(data)
    if len(values) < least:
        words = {"mean": "mean requires at least one data point", "median": "no median for empty data",
                 "mode": "no mode for empty data"}
        raise StatisticsError(words.get(name, "%s requires at least %s data point%s" % (
            name, ("zero", "one", "two")[least], "" if least == 1 else "s")))
    return values


def _whole(value, values):
    kind = type(values[0])
    if kind is int or kind is bool:
        return int(value) if value == int(value) and all(isinstance(one, int) for one in values) else value
    return value


def _sum(values):
    return sum(values) if all(isinstance(value, int) for value in values) else \
        _math.fsum(values) if all(isinstance(value, (int, float)) for value in values) else sum(values)


def mean(data):
    values = _given(data, 1, "mean")
    return _whole(_sum(values) / len(values), values)


def fmean(data, weights=None):
    values = [float(value) for value in _given(data, 1, "fmean")]
    if weights is not None:
        weights = list(weights)
        return _math.fsum(a * b for a, b in zip(values, weights)) / _math.fsum(weights)
    return _math.fsum(values) / len(values)


def geometric_mean(data):
    values = _given(data, 1, "geometric_mean")
    return _math.exp(_math.fsum(_math.log(value) for value in values) / len(values))


def harmonic_mean(data, weights=None):
    values = _given(data, 1, "harmonic_mean")
    return len(values) / _math.fsum(1 / value for value in values)


def median(data):
    values = sorted(_given(data, 1, "median"))
    n = len(values)
    return values[n // 2] if n % 2 else (values[n // 2 - 1] + values[n // 2]) / 2


def median_low(data):
    values = sorted(_given(data, 1, "median"))
    return values[(len(values) - 1) // 2]


def median_high(data):
    values = sorted(_given(data, 1, "median"))
    return values[len(values) // 2]


def mode(data):
    return _Counter(_given(data, 1, "mode")).most_common(1)[0][0]


def multimode(data):
    counts = _Counter(data)
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def _squares(values, center):
    if center is None:
        total, n = _sum(values), len(values)
        if all(isinstance(value, int) for value in values):
            return (n * sum(value * value for value in values) - total * total) / n
        center = total / n
    return _sum([(value - center) ** 2 for value in values])


def variance(data, xbar=None):
    values = _given(data, 2, "variance")
    return _whole(_squares(values, xbar) / (len(values) - 1), values)


def pvariance(data, mu=None):
    values = _given(data, 1, "pvariance")
    return _whole(_squares(values, mu) / len(values), values)


def stdev(data, xbar=None):
    return _math.sqrt(_squares(_given(data, 2, "stdev"), xbar) / (len(data) - 1))


def pstdev(data, mu=None):
    return _math.sqrt(_squares(_given(data, 1, "pstdev"), mu) / len(data))


def quantiles(data, *, n=4, method="exclusive"):
    values = sorted(_given(data, 2, "quantiles"))
    size, out = len(values), []
    if method == "inclusive":
        for i in range(1, n):
            j, delta = divmod(i * (size - 1), n)
            out.append((values[j] * (n - delta) + values[min(j + 1, size - 1)] * delta) / n)
        return out
    for i in range(1, n):
        j = min(max(i * (size + 1) // n, 1), size - 1)
        delta = i * (size + 1) - j * n
        out.append((values[j - 1] * (n - delta) + values[j] * delta) / n)
    return out


def _pairs(x, y):
    if len(x) != len(y):
        raise StatisticsError("covariance requires that both inputs have same number of data points")
    a, b = fmean(x), fmean(y)
    return _math.fsum((p - a) * (q - b) for p, q in zip(x, y)), _squares(x, a), _squares(y, b)


def covariance(x, y):
    return _pairs(x, y)[0] / (len(x) - 1)


def correlation(x, y):
    both, xx, yy = _pairs(x, y)
    return both / _math.sqrt(xx * yy)


def linear_regression(x, y, *, proportional=False):
    from collections import namedtuple
    both, xx, _ = _pairs(x, y)
    slope = both / xx
    return namedtuple("LinearRegression", "slope intercept")(slope, fmean(y) - slope * fmean(x))
