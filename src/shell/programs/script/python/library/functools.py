def wraps(wrapped):
    def decorator(wrapper):
        wrapper.__name__ = wrapped.__name__
        wrapper.__wrapped__ = wrapped
        return wrapper
    return decorator


def partial(function, *given, **named):
    def call(*rest, **more):
        return function(*given, *rest, **{**named, **more})
    return call


def reduce(function, values, *start):
    values = iter(values)
    result = start[0] if start else next(values)
    for value in values:
        result = function(result, value)
    return result


def lru_cache(maxsize=128, typed=False):
    def decorator(function):
        known = {}

        def call(*given):
            if given not in known:
                known[given] = function(*given)
            return known[given]
        call.__name__ = function.__name__
        return call
    if callable(maxsize):
        return decorator(maxsize)
    return decorator


cache = lru_cache()
cached_property = property


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

    return Key
