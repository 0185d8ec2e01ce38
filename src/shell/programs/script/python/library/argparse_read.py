# How a command line becomes values.
import argparse as _a
from _argparse_help import shown_values


def convert(action, text):
    kind = action.type or str
    try:
        value = kind(text)
    except _a.ArgumentTypeError as error:
        raise _a.ArgumentError(action, str(error))
    except (TypeError, ValueError):
        name = getattr(kind, "__name__", repr(kind))
        raise _a.ArgumentError(action, "invalid %s value: %r" % (name, text))
    check(action, value)
    return value


def check(action, value):
    if action.choices is not None and not isinstance(action, _a._SubParsers) and value not in action.choices:
        import sys
        show = str if sys.version_info >= (3, 12) else repr
        choices = ", ".join(show(choice) for choice in action.choices)
        raise _a.ArgumentError(action, "invalid choice: %r (choose from %s)" % (value, choices))


def values_of(action, words):
    if action.nargs == _a.PARSER:
        if words[0] not in action._parsers:
            import sys
            show = str if sys.version_info >= (3, 12) else repr
            raise _a.ArgumentError(action, "invalid choice: %r (choose from %s)"
                                   % (words[0], ", ".join(show(name) for name in action._parsers)))
        return words
    if action.nargs is None:
        return convert(action, words[0])
    if action.nargs == "?":
        if not words:
            value = action.const if action.option_strings else action.default
            return convert(action, value) if isinstance(value, str) else value
        return convert(action, words[0])
    if action.nargs == "*" and not words and not action.option_strings:
        return action.default if action.default is not None else []
    return [convert(action, word) for word in words]


def bounds(action):
    nargs = action.nargs
    if nargs is None:
        return 1, 1
    if isinstance(nargs, int):
        return nargs, nargs
    return {"?": (0, 1), "*": (0, None), "+": (1, None), "...": (0, None), "A...": (1, None)}[nargs]


def is_option(parser, word):
    if not word.startswith("-") or word == "-":
        return False
    if find(parser, word.partition("=")[0], True):
        return True
    if word.startswith("--"):
        return " " not in word
    try:
        float(word)
    except ValueError:
        return " " not in word
    return any(name[1:2].isdigit() for action in parser._actions for name in action.option_strings)


def find(parser, name, exact=False):
    for action in parser._actions:
        if name in action.option_strings:
            return action, name
    if exact or not name.startswith("--") or not parser.allow_abbrev:
        return None
    near = [(action, known) for action in parser._actions for known in action.option_strings if known.startswith(name)]
    if len(near) > 1:
        raise _a.ArgumentError(None, "ambiguous option: %s could match %s"
                               % (name, ", ".join(known for _, known in near)))
    return near[0] if near else None


def shares(waiting, count):
    # As a regular expression would give them: each takes as many as leave enough for the rest.
    taken = []
    for place, action in enumerate(waiting):
        least, most = bounds(action)
        later = sum(bounds(other)[0] for other in waiting[place + 1:])
        room = count - sum(taken) - later
        if room < least:
            break
        taken.append(room if most is None else min(most, room))
    return taken


def read(parser, words, result):
    for action in parser._actions:
        if action.dest is not _a.SUPPRESS and action.default is not _a.SUPPRESS and not hasattr(result, action.dest):
            setattr(result, action.dest, action.default)
    for name, value in parser._defaults.items():
        if not hasattr(result, name):
            setattr(result, name, value)
    waiting = [action for action in parser._actions if not action.option_strings]
    seen, extra, plain = [], [], []

    def take(action, given, name=None):
        seen.append(action)
        for group in parser._exclusive:
            if action in group._group_actions:
                for other in group._group_actions:
                    if other is not action and other in seen:
                        raise _a.ArgumentError(action, "not allowed with argument %s" % other._title())
        value = values_of(action, given)
        if value is not _a.SUPPRESS:
            action(parser, result, value, name)

    def feed(last):
        # Positional words that stand together go to as many arguments as they fill.
        nonlocal plain, waiting
        if not plain and not last:
            return
        counts = shares(waiting, len(plain))
        if not last:
            while counts and counts[-1] == 0:
                counts.pop()
        for count in counts:
            action, given, plain = waiting.pop(0), plain[:count], plain[count:]
            take(action, given)
        extra.extend(plain)
        plain = []

    while words:
        word = words.pop(0)
        if word == "--":
            plain += words
            words = []
            break
        if not is_option(parser, word):
            plain.append(word)
            if waiting and waiting[0].nargs in (_a.PARSER, _a.REMAINDER) or \
                    len(shares(waiting, len(plain))) and any(action.nargs in (_a.PARSER, _a.REMAINDER) for action in
                                                             waiting[:len(shares(waiting, len(plain)))]):
                plain += words
                words = []
            continue
        feed(False)
        name, mark, value = word.partition("=")
        found = find(parser, name if mark else word)
        if found is None and not word.startswith("--"):
            found = find(parser, word[:2])
            if found and len(word) > 2:
                if bounds(found[0])[1] == 0:
                    words.insert(0, "-" + word[2:])
                    if find(parser, "-" + word[2]) is None:
                        raise _a.ArgumentError(found[0], "ignored explicit argument %r" % word[2:])
                    mark = ""
                else:
                    mark, value = "=", word[2:].lstrip("=") if word[2:3] == "=" else word[2:]
        if found is None:
            extra.append(word)
            continue
        action, name = found
        least, most = bounds(action)
        if mark:
            if most == 0:
                raise _a.ArgumentError(action, "ignored explicit argument %r" % value)
            given = [value]
        else:
            given = []
            while words and (most is None or len(given) < most) and words[0] != "--" and not is_option(parser, words[0]):
                given.append(words.pop(0))
        if len(given) < least:
            raise _a.ArgumentError(action, {None: "expected one argument", "+": "expected at least one argument"}.get(
                action.nargs, "expected %s argument%s" % (action.nargs, "" if action.nargs == 1 else "s")))
        take(action, given, name)
    feed(True)
    finish(parser, result, seen)
    if hasattr(result, "_unrecognized_args"):
        extra += result._unrecognized_args
        delattr(result, "_unrecognized_args")
    return result, extra


def finish(parser, result, seen):
    missing = [action for action in parser._actions if action.required and action not in seen]
    if missing:
        names = [shown_values(action) if isinstance(action, _a._SubParsers) and action.dest is _a.SUPPRESS else
                 action._title() for action in missing]
        raise _a.ArgumentError(None, "the following arguments are required: " + ", ".join(names))
    for group in parser._exclusive:
        if group.required and not any(action in seen for action in group._group_actions):
            raise _a.ArgumentError(None, "one of the arguments %s is required"
                                   % " ".join(action._title() for action in group._group_actions))
    for action in parser._actions:
        if action not in seen and isinstance(action.default, str) and action.dest is not _a.SUPPRESS and \
                getattr(result, action.dest, None) is action.default and action.type is not None:
            setattr(result, action.dest, convert(action, action.default))
