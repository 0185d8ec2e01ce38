def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(values):
    values = list(values)
    while values:
        for value in values:
            yield value


def repeat(value, times=None):
    while times is None or times > 0:
        yield value
        if times is not None:
            times -= 1


def chain(*all):
    for values in all:
        for value in values:
            yield value


def islice(values, *bounds):
    start, stop = (0, bounds[0]) if len(bounds) == 1 else bounds[:2]
    at = 0
    for value in values:
        if stop is not None and at >= stop:
            return
        if at >= start:
            yield value
        at += 1


def product(first, *rest):
    for value in first:
        if rest:
            for others in product(*rest):
                yield (value,) + others
        else:
            yield (value,)


def combinations(values, size):
    values = list(values)
    if size == 0:
        yield ()
        return
    for place in range(len(values)):
        for others in combinations(values[place + 1:], size - 1):
            yield (values[place],) + others


def permutations(values, size=None):
    values = list(values)
    size = len(values) if size is None else size
    if size == 0:
        yield ()
        return
    for place in range(len(values)):
        for others in permutations(values[:place] + values[place + 1:], size - 1):
            yield (values[place],) + others


def accumulate(values):
    total = None
    for value in values:
        total = value if total is None else total + value
        yield total
