class Error(Exception):
    pass


error = Error


def _whole(value):
    return value is None or isinstance(value, (bool, int, float, str, bytes, type, range, frozenset)) and \
        type(value).__module__ == "builtins" or callable(value) and not hasattr(value, "__dict__")


def copy(value):
    if hasattr(type(value), "__copy__"):
        return value.__copy__()
    kind = type(value)
    if kind in (list, dict, set, bytearray):
        return kind(value)
    if kind in (tuple, frozenset) or _whole(value) or isinstance(value, type) or not hasattr(value, "__dict__"):
        return value
    return _instance(value, lambda inner: inner)


def _instance(value, each):
    kind = type(value)
    if hasattr(value, "__reduce_copy__"):
        return value.__reduce_copy__(each)
    plain = [base for base in (dict, list, set, str, int, float, tuple) if isinstance(value, base)]
    if plain and plain[0] in (str, int, float, tuple):
        made = object.__new__(kind, plain[0](value))
    else:
        made = object.__new__(kind)
    if plain and plain[0] is dict:
        for key, inner in dict.items(value):
            dict.__setitem__(made, key, each(inner))
    elif plain and plain[0] is list:
        list.extend(made, [each(inner) for inner in value])
    elif plain and plain[0] is set:
        set.update(made, value)
    for name, inner in value.__dict__.items():
        object.__setattr__(made, name, each(inner))
    return made


def deepcopy(value, memo=None):
    memo = {} if memo is None else memo
    kind = type(value)
    if value is None or kind in (bool, int, float, str, bytes, range) or isinstance(value, type):
        return value
    if id(value) in memo:
        return memo[id(value)][0]
    if hasattr(kind, "__deepcopy__"):
        made = value.__deepcopy__(memo)
    elif kind is list:
        made = []
        memo[id(value)] = (made, value)
        for inner in value:
            made.append(deepcopy(inner, memo))
    elif kind is dict:
        made = {}
        memo[id(value)] = (made, value)
        for key, inner in value.items():
            made[deepcopy(key, memo)] = deepcopy(inner, memo)
    elif kind in (tuple, set, frozenset):
        made = kind([deepcopy(inner, memo) for inner in value])
    elif not hasattr(value, "__dict__") or callable(value) and not hasattr(kind, "__call__"):
        made = value
    else:
        made = _instance(value, lambda inner: deepcopy(inner, memo))
    memo[id(value)] = (made, value)
    return made


def replace(value, **changes):
    return value.__replace__(**changes)
