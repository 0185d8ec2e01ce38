# What statements stand for: `async for` and `match`.
import _layercake as _l


class _Step:
    def __init__(self, generator):
        self._generator = generator

    def __await__(self):
        while True:
            try:
                item = self._generator._step()
            except StopIteration:
                raise StopAsyncIteration
            is_value, value = _l.given(item)
            if is_value:
                return value
            yield value


def step(generator):
    return _Step(generator)


def aiter(value):
    if not hasattr(value, "__aiter__"):
        raise TypeError("'async for' requires an object with __aiter__ method, got " + type(value).__name__)
    return value.__aiter__()


def anext(iterator):
    return iterator.__anext__()


def is_sequence(value):
    return isinstance(value, (list, tuple, range)) or getattr(type(value), "_is_sequence", False)


def is_mapping(value):
    return isinstance(value, dict) or hasattr(value, "keys") and hasattr(value, "__getitem__")


def without(value, keys):
    return {key: value[key] for key in value if key not in keys}


def matched(value, kind, place):
    names = getattr(kind, "__match_args__", None)
    if names is None:
        if place == 0 and kind in (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple):
            return value
        names = ()
    if place >= len(names):
        raise TypeError("%s() accepts %d positional sub-pattern%s (%d given)"
                        % (kind.__name__, len(names), "" if len(names) == 1 else "s", place + 1))
    return getattr(value, names[place])
