import sys
import _layercake as _l

_filters, _seen, _recorders = [], set(), []


class WarningMessage:
    def __init__(self, message, category, filename, lineno):
        self.message, self.category, self.filename, self.lineno = message, category, filename, lineno


def formatwarning(message, category, filename, lineno, line=None):
    text = "%s:%s: %s: %s\n" % (filename, lineno, category.__name__, message)
    return text + ("  " + line.strip() + "\n" if line else "")


def showwarning(message, category, filename, lineno, file=None, line=None):
    (file or sys.stderr).write(formatwarning(message, category, filename, lineno, line))


def _action(category, text):
    import re
    for action, message, kind in _filters:
        if issubclass(category, kind) and (not message or re.match(message, text)):
            return action
    if issubclass(category, (PendingDeprecationWarning, ImportWarning, ResourceWarning)):
        return "ignore"
    return "default"


def warn(message, category=None, stacklevel=1, source=None, **more):
    if isinstance(message, Warning):
        category = type(message)
    category = category or UserWarning
    places = _l.stack()
    place = places[max(0, len(places) - stacklevel)] if places else ("<sys>", 1, "", "")
    action = _action(category, str(message))
    if category is DeprecationWarning and action == "default" and place[2] != "<module>":
        action = "ignore"
    error = message if isinstance(message, Warning) else category(message)
    if action == "error":
        raise error
    if _recorders and action != "ignore":
        _recorders[-1].append(WarningMessage(error, category, place[0], place[1]))
        return
    key = (str(message), category, place[0], place[1])
    if action == "ignore" or action != "always" and key in _seen:
        return
    _seen.add(key)
    showwarning(error, category, place[0], place[1], None, place[3])


def warn_explicit(message, category, filename, lineno, **more):
    showwarning(message, category, filename, lineno)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    entry = (action, message, category)
    _filters.append(entry) if append else _filters.insert(0, entry)


def simplefilter(action, category=Warning, lineno=0, append=False):
    filterwarnings(action, "", category, append=append)


def resetwarnings():
    _filters.clear()


class catch_warnings:
    def __init__(self, record=False, **how):
        self._record, self._how = record, how

    def __enter__(self):
        self._before = list(_filters)
        if self._how.get("action"):
            simplefilter(self._how["action"], self._how.get("category", Warning))
        if self._record:
            _recorders.append([])
            return _recorders[-1]

    def __exit__(self, kind, error, trace):
        _filters[:] = self._before
        if self._record:
            _recorders.pop()


def deprecated(message, category=DeprecationWarning, stacklevel=1):
    def decorator(function):
        def inner(*values, **named):
            warn(message, category, stacklevel + 1)
            return function(*values, **named)
        inner.__name__ = function.__name__
        return inner
    return decorator
