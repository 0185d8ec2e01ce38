def bisect_left(values, x, lo=0, hi=None, key=None):
    hi = len(values) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        value = values[middle] if key is None else key(values[middle])
        if value < x:
            lo = middle + 1
        else:
            hi = middle
    return lo


def bisect_right(values, x, lo=0, hi=None, key=None):
    hi = len(values) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        value = values[middle] if key is None else key(values[middle])
        if x < value:
            hi = middle
        else:
            lo = middle + 1
    return lo


bisect = bisect_right


def insort_left(values, x, lo=0, hi=None, key=None):
    values.insert(bisect_left(values, x if key is None else key(x), lo, hi, key), x)


def insort_right(values, x, lo=0, hi=None, key=None):
    values.insert(bisect_right(values, x if key is None else key(x), lo, hi, key), x)


insort = insort_right
