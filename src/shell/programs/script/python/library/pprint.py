import sys


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    return _Printer(indent, width, depth, compact, sort_dicts).text(object, 0, 0, 1)


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True,
           underscore_numbers=False):
    (stream or sys.stdout).write(pformat(object, indent, width, depth, compact=compact, sort_dicts=sort_dicts) + "\n")


def pp(object, *values, sort_dicts=False, **how):
    pprint(object, *values, sort_dicts=sort_dicts, **how)


def saferepr(object):
    return repr(object)


def isreadable(object):
    return True


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True, **more):
        self._how, self._stream = dict(indent=indent, width=width, depth=depth, compact=compact,
                                       sort_dicts=sort_dicts), stream

    def pformat(self, object):
        return pformat(object, **self._how)

    def pprint(self, object):
        (self._stream or sys.stdout).write(self.pformat(object) + "\n")


def _key(pair):
    return (str(type(pair[0])), pair[0]) if not isinstance(pair[0], (int, float)) else ("", pair[0])


class _Printer:
    def __init__(self, indent, width, depth, compact, sorts):
        self.indent, self.width, self.depth, self.compact, self.sorts = indent, width, depth, compact, sorts

    def flat(self, value, level):
        kind = type(value)
        if kind is dict:
            if self.depth is not None and level > self.depth and value:
                return "{...}"
            pairs = sorted(value.items(), key=_key) if self.sorts else value.items()
            return "{" + ", ".join("%s: %s" % (self.flat(key, level + 1), self.flat(inner, level + 1))
                                   for key, inner in pairs) + "}"
        if kind in (list, tuple):
            marks = "[]" if kind is list else "()"
            if self.depth is not None and level > self.depth and value:
                return marks[0] + "..." + marks[1]
            inner = ", ".join(self.flat(one, level + 1) for one in value)
            return marks[0] + inner + ("," if kind is tuple and len(value) == 1 else "") + marks[1]
        if kind is set and value:
            return "{" + ", ".join(self.flat(one, level + 1) for one in sorted(value)) + "}"
        return repr(value)

    def text(self, value, column, after, level):
        flat = self.flat(value, level)
        if len(flat) <= self.width - column - after or self.depth is not None and level > self.depth:
            return flat
        kind = type(value)
        if kind is dict and value:
            return self.of_dict(value, column, after, level)
        if kind in (list, tuple, set, frozenset) and value:
            return self.of_items(value, column, after, level)
        if kind is str and value:
            return self.of_text(value, column, after, level)
        if hasattr(value, "__dataclass_fields__") and "__dataclass_fields__" in dir(value):
            return self.of_record(value, column, after, level)
        return flat

    def of_dict(self, value, column, after, level):
        pairs = sorted(value.items(), key=_key) if self.sorts else list(value.items())
        lead = column + self.indent
        rows = []
        for place, (key, inner) in enumerate(pairs):
            shown = self.flat(key, level + 1)
            last = after + 1 if place == len(pairs) - 1 else 1
            rows.append(shown + ": " + self.text(inner, lead + len(shown) + 2, last, level + 1))
        return "{" + " " * (self.indent - 1) + (",\n" + " " * lead).join(rows) + "}"

    def of_items(self, value, column, after, level):
        kind = type(value)
        open_mark, close = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), frozenset: ("frozenset({", "})")}[kind]
        items = sorted(value) if kind in (set, frozenset) else list(value)
        if kind is tuple and len(items) == 1:
            close = ",)"
        lead = column + self.indent + (len(open_mark) - 1)
        if self.compact:
            return open_mark + " " * (self.indent - 1) + self.packed(items, lead, after + len(close), level) + close
        rows = [self.text(one, lead, after + len(close) if place == len(items) - 1 else 1, level + 1)
                for place, one in enumerate(items)]
        return open_mark + " " * (self.indent - 1) + (",\n" + " " * lead).join(rows) + close

    def packed(self, items, lead, after, level):
        out, line = [], ""
        for place, one in enumerate(items):
            flat = self.flat(one, level + 1)
            room = self.width - lead - (after if place == len(items) - 1 else 1)
            if line and len(line) + 2 + len(flat) <= room:
                line += ", " + flat
            else:
                if line:
                    out.append(line)
                line = flat if len(flat) <= room else self.text(one, lead, 1, level + 1)
        return (",\n" + " " * lead).join(out + [line])

    def of_text(self, value, column, after, level):
        lines, out = value.splitlines(True), []
        if level == 1:
            column, after = column + 1, after + 1
        for number, line in enumerate(lines):
            last_line = number == len(lines) - 1
            room = self.width - column - (after if last_line else 0)
            if len(repr(line)) <= room:
                out.append(repr(line))
                continue
            parts, words, place = [], [], 0
            for at, letter in enumerate(line):
                if not letter.isspace() and at and line[at - 1].isspace():
                    words.append(line[place:at])
                    place = at
            words.append(line[place:])
            current = ""
            for at, word in enumerate(words):
                limit = self.width - column - (after if last_line and at == len(words) - 1 else 0)
                if current and len(repr(current + word)) > limit:
                    parts.append(repr(current))
                    current = word
                else:
                    current += word
            out += parts + [repr(current)]
        if len(out) == 1:
            return out[0]
        text = ("\n" + " " * column).join(out)
        return "(" + text + ")" if level == 1 else text

    def of_record(self, value, column, after, level):
        name = type(value).__name__
        lead = column + len(name) + 1
        rows = []
        shown = [one.name for one in value.__dataclass_fields__.values() if one.repr]
        for place, field in enumerate(shown):
            last = after + 1 if place == len(shown) - 1 else 1
            rows.append(field + "=" + self.text(getattr(value, field), lead + len(field) + 1, last, level + 1))
        return name + "(" + (",\n" + " " * lead).join(rows) + ")"
