_functions = []


def register(function, *values, **named):
    _functions.append((function, values, named))
    return function


def unregister(function):
    _functions[:] = [entry for entry in _functions if entry[0] != function]


def _at_exit():
    while _functions:
        function, values, named = _functions.pop()
        function(*values, **named)
