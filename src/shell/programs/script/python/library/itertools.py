import operator as _operator


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(values):
    values = list(values)
    while values:
        yield from values


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


class chain:
    def __init__(self, *all):
        self._values = _chained(all)

    @classmethod
    def from_iterable(cls, all):
        return _chained(all)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._values)


def _chained(all):
    for values in all:
        for value in values:
            yield value


def islice(values, *bounds):
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (tuple(bounds) + (None,))[:3]
    start, step = start or 0, step or 1
    if stop is not None and stop <= start:
        return
    wanted = start
    for at, value in enumerate(values):
        if at == wanted:
            yield value
            wanted += step
        if stop is not None and (at + 1 >= stop or wanted >= stop):
            return


def product(*all, repeat=1):
    pools = [tuple(values) for values in all] * repeat
    if any(not pool for pool in pools):
        return
    places = [0] * len(pools)
    while True:
        yield tuple(pool[place] for pool, place in zip(pools, places))
        at = len(pools) - 1
        while at >= 0:
            places[at] += 1
            if places[at] < len(pools[at]):
                break
            places[at] = 0
            at -= 1
        if at < 0:
            return


def combinations(values, r):
    pool = tuple(values)
    n = len(pool)
    if r > n:
        return
    places = list(range(r))
    while True:
        yield tuple(pool[place] for place in places)
        at = r - 1
        while at >= 0 and places[at] == at + n - r:
            at -= 1
        if at < 0:
            return
        places[at] += 1
        for after in range(at + 1, r):
            places[after] = places[after - 1] + 1


def combinations_with_replacement(values, r):
    pool = tuple(values)
    for places in product(range(len(pool)), repeat=r):
        if list(places) == sorted(places):
            yield tuple(pool[place] for place in places)


def permutations(values, r=None):
    pool = tuple(values)
    n = len(pool)
    r = n if r is None else r
    if r > n:
        return
    places, turns = list(range(n)), list(range(n, n - r, -1))
    yield tuple(pool[place] for place in places[:r])
    while n:
        for at in range(r - 1, -1, -1):
            turns[at] -= 1
            if turns[at] == 0:
                places[at:] = places[at + 1:] + places[at:at + 1]
                turns[at] = n - at
            else:
                other = n - turns[at]
                places[at], places[other] = places[other], places[at]
                yield tuple(pool[place] for place in places[:r])
                break
        else:
            return


def accumulate(values, func=_operator.add, *, initial=None):
    values = iter(values)
    if initial is None:
        try:
            total = next(values)
        except StopIteration:
            return
    else:
        total = initial
    yield total
    for value in values:
        total = func(total, value)
        yield total


def takewhile(test, values):
    for value in values:
        if not test(value):
            return
        yield value


def dropwhile(test, values):
    dropping = True
    for value in values:
        if dropping and test(value):
            continue
        dropping = False
        yield value


def filterfalse(test, values):
    for value in values:
        if not (test(value) if test else value):
            yield value


def starmap(function, values):
    for value in values:
        yield function(*value)


def compress(values, selectors):
    for value, keep in zip(values, selectors):
        if keep:
            yield value


def pairwise(values):
    values = iter(values)
    for before in values:
        break
    else:
        return
    for value in values:
        yield before, value
        before = value


def batched(values, n, *, strict=False):
    batch = []
    for value in values:
        batch.append(value)
        if len(batch) == n:
            yield tuple(batch)
            batch = []
    if batch:
        if strict:
            raise ValueError("batched(): incomplete batch")
        yield tuple(batch)


def zip_longest(*all, fillvalue=None):
    iterators, left, nothing = [iter(values) for values in all], len(all), object()
    ended = [False] * len(all)
    while left:
        row = []
        for place, values in enumerate(iterators):
            value = nothing if ended[place] else next(values, nothing)
            if value is nothing and not ended[place]:
                ended[place] = True
                left -= 1
            row.append(fillvalue if value is nothing else value)
        if left:
            yield tuple(row)


def groupby(values, key=None):
    started, group = False, []
    for value in values:
        by = value if key is None else key(value)
        if started and by == last:
            group.append(value)
            continue
        if started:
            yield last, iter(group)
        started, last, group = True, by, [value]
    if started:
        yield last, iter(group)


def tee(values, n=2):
    values = list(values)
    return tuple(iter(list(values)) for _ in range(n))
