# Jinja's expressions: they are read and worked out at once.
import re
import _layercake as _l

_TOKEN = re.compile(r"""\s*(?:(\d+\.\d+|\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)|(==|!=|<=|>=|//|\*\*|[-+*/%~<>=()\[\]{},.:|]))""")


class Markup(str):
    pass


class Undefined:
    def __init__(self, name):
        self._name = name

    def __str__(self):
        return ""

    def __bool__(self):
        return False

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __eq__(self, other):
        return isinstance(other, Undefined)

    def __hash__(self):
        return 0

    def __call__(self, *values, **named):
        raise _undefined(self._name)


class UndefinedError(Exception):
    pass


class TemplateSyntaxError(Exception):
    pass


def _undefined(name):
    return UndefinedError("'%s' is undefined" % name)


def escape(value):
    if isinstance(value, Markup):
        return value
    text = str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(text.replace("'", "&#39;").replace('"', "&#34;"))


def member(value, name, attribute=True):
    if isinstance(value, Undefined):
        raise _undefined(value._name)
    if attribute and isinstance(name, str) and hasattr(value, name):
        return getattr(value, name)
    try:
        return value[name]
    except (KeyError, IndexError, TypeError):
        pass
    if isinstance(name, str) and hasattr(value, name):
        return getattr(value, name)
    return Undefined(str(name))


def _selected(values, test, scope, given, wanted, by=None):
    out = []
    for value in values:
        shown = value if by is None else _path(value, by)
        if bool(_test(test, shown, given)) == wanted:
            out.append(value)
    return out


def _path(value, path):
    for part in str(path).split("."):
        value = member(value, int(part) if part.isdigit() else part, False)
    return value


def _test(name, value, given):
    tests = {"defined": lambda: not isinstance(value, Undefined), "undefined": lambda: isinstance(value, Undefined),
             "none": lambda: value is None, "odd": lambda: value % 2 == 1, "even": lambda: value % 2 == 0,
             "string": lambda: isinstance(value, str), "mapping": lambda: isinstance(value, dict),
             "number": lambda: isinstance(value, (int, float)), "iterable": lambda: hasattr(value, "__iter__"),
             "sequence": lambda: hasattr(value, "__len__"), "true": lambda: value is True,
             "false": lambda: value is False, "divisibleby": lambda: value % given[0] == 0,
             "equalto": lambda: value == given[0], "eq": lambda: value == given[0], "ne": lambda: value != given[0],
             "gt": lambda: value > given[0], "lt": lambda: value < given[0], "ge": lambda: value >= given[0],
             "le": lambda: value <= given[0], "in": lambda: value in given[0], "callable": lambda: callable(value),
             "upper": lambda: str(value).isupper(), "lower": lambda: str(value).islower(),
             "truthy": lambda: bool(value)}
    if name not in tests:
        _l.unsimulated("the template test " + name)
    return tests[name]()


def _sorted(values, reverse=False, case_sensitive=False, attribute=None):
    def key(value):
        value = value if attribute is None else _path(value, attribute)
        return value.lower() if isinstance(value, str) and not case_sensitive else value
    return sorted(values, key=key, reverse=reverse)


def _truncated(text, length=255, killwords=False, end="...", leeway=5):
    if len(text) <= length + leeway:
        return text
    part = text[:length - len(end)]
    return (part if killwords else part.rsplit(" ", 1)[0]) + end


def _rounded(value, precision=0, method="common"):
    import math
    if method == "common":
        return round(float(value), precision)
    return getattr(math, method)(value * 10 ** precision) / 10 ** precision


def _json(value, indent=None):
    import json
    text = json.dumps(value, indent=indent, sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'", "\\u0027"))


def _plain(value, attribute=None):
    return value if attribute is None else _path(value, attribute)


def _default(value, other="", boolean=False):
    return other if isinstance(value, Undefined) or boolean and not value else value


def _grouped(values, attribute):
    rows = {}
    for value in _sorted(values, attribute=attribute):
        rows.setdefault(_path(value, attribute), []).append(value)
    return list(rows.items())


def _unique(values):
    seen, out = [], []
    for value in values:
        key = value.lower() if isinstance(value, str) else value
        if key not in seen:
            seen.append(key)
            out.append(value)
    return out


def _size(value):
    value = float(value)
    if value < 1000:
        return "%d Byte%s" % (value, "" if value == 1 else "s")
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 1000:
            break
    return "%.1f %s" % (value, unit)


FILTERS = {
    "safe": lambda value: Markup(value), "escape": escape, "e": escape, "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(), "title": lambda value: str(value).title(), "string": lambda value: str(value),
    "capitalize": lambda value: str(value).capitalize(), "trim": lambda value, chars=None: str(value).strip(chars),
    "length": lambda value: len(value), "count": lambda value: len(value), "tojson": _json, "default": _default,
    "d": _default, "int": lambda value, default=0: _number(int, value, default), "list": lambda value: list(value),
    "float": lambda value, default=0.0: _number(float, value, default), "abs": lambda value: abs(value),
    "first": lambda value: next(iter(value), Undefined("first")), "round": _rounded, "truncate": _truncated,
    "last": lambda value: list(value)[-1] if len(value) else Undefined("last"), "sort": _sorted,
    "join": lambda values, mark="", attribute=None: mark.join(str(_plain(value, attribute)) for value in values),
    "reverse": lambda value: value[::-1] if isinstance(value, str) else list(value)[::-1], "unique": _unique,
    "sum": lambda values, attribute=None, start=0: sum([_plain(value, attribute) for value in values], start),
    "replace": lambda value, old, new, count=-1: str(value).replace(old, new, count), "groupby": _grouped,
    "items": lambda value: list(value.items()), "dictsort": lambda value: sorted(value.items()),
    "min": lambda values, attribute=None: min(values, key=lambda value: _plain(value, attribute)),
    "max": lambda values, attribute=None: max(values, key=lambda value: _plain(value, attribute)),
    "wordcount": lambda value: len(str(value).split()), "center": lambda value, width=80: str(value).center(width),
    "format": lambda value, *given, **named: str(value) % (named or given), "filesizeformat": _size,
    "striptags": lambda value: " ".join(re.sub("<[^>]*>", "", str(value)).split()),
    "urlencode": lambda value: __import__("urllib.parse").parse.quote(str(value)),
    "batch": lambda values, count: [list(values)[at:at + count] for at in range(0, len(values), count)],
    "attr": lambda value, name: getattr(value, name, Undefined(name)),
    "indent": lambda value, width=4, first=False: (" " * width if first else "") + str(value).replace("\n", "\n" + " " * width),
    "nl2br": lambda value: Markup(str(value).replace("\n", "<br>\n")),
}


def _number(kind, value, default):
    try:
        return kind(float(value)) if kind is int and isinstance(value, str) else kind(value)
    except (TypeError, ValueError):
        return default


class Reader:
    def __init__(self, text, scope, filters=None):
        self.words, self.at, self.scope, self.filters = [], 0, scope, filters or {}
        text, place = text.strip(), 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if not found:
                raise TemplateSyntaxError("unexpected char %r at %d" % (text[place], place))
            kind = found.lastindex
            self.words.append((kind, found.group(kind)))
            place = found.end()

    def peek(self, ahead=0):
        return self.words[self.at + ahead] if self.at + ahead < len(self.words) else (0, None)

    def take(self, *wanted):
        kind, word = self.peek()
        if kind in (3, 4) and word in wanted:
            self.at += 1
            return word

    def need(self, word):
        if not self.take(word):
            raise TemplateSyntaxError("expected token %r" % word)

    def whole(self):
        value = self.tuple() if self.words else ""
        if self.at < len(self.words):
            raise TemplateSyntaxError("expected token 'end of print statement', got %r" % self.peek()[1])
        return value

    def tuple(self):
        value = self.value()
        if self.peek()[1] != "," or self.peek()[0] != 4:
            return value
        values = [value]
        while self.take(","):
            if self.peek()[1] is None:
                break
            values.append(self.value())
        return tuple(values)

    def value(self):
        value = self.either()
        if not self.take("if"):
            return value
        if self.either():
            if self.take("else"):
                self.value()
            return value
        return self.value() if self.take("else") else Undefined("")

    def either(self):
        value = self.both()
        while self.take("or"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.negated()
        while self.take("and"):
            other = self.negated()
            value = value and other
        return value

    def negated(self):
        return not self.negated() if self.take("not") else self.compared()

    def compared(self):
        left, holds, asked = self.joined(), True, False
        while True:
            word = self.take("==", "!=", "<=", ">=", "<", ">", "in")
            if word is None and self.peek()[1] == "not" and self.peek(1)[1] == "in":
                self.at += 2
                word = "not in"
            if word is None:
                return holds if asked else left
            right, asked = self.joined(), True
            holds = holds and {"==": lambda: left == right, "!=": lambda: left != right, "<": lambda: left < right,
                               ">": lambda: left > right, "<=": lambda: left <= right, ">=": lambda: left >= right,
                               "in": lambda: left in right, "not in": lambda: left not in right}[word]()
            left = right

    def joined(self):
        value = self.added()
        while self.take("~"):
            value = str(value) + str(self.added())
        return value

    def added(self):
        value = self.multiplied()
        while True:
            word = self.take("+", "-")
            if word is None:
                return value
            other = self.multiplied()
            value = value + other if word == "+" else value - other

    def multiplied(self):
        value = self.signed()
        while True:
            word = self.take("*", "/", "//", "%")
            if word is None:
                return value
            other = self.signed()
            value = {"*": lambda: value * other, "/": lambda: value / other, "//": lambda: value // other,
                     "%": lambda: value % other}[word]()

    def signed(self):
        word = self.take("-", "+")
        if word:
            value = self.signed()
            return -value if word == "-" else value
        value = self.filtered(self.atom())
        if self.take("**"):
            value = value ** self.signed()
        return value

    def filtered(self, value):
        while True:
            if self.take("."):
                kind, name = self.peek()
                self.at += 1
                value = member(value, int(name) if kind == 1 else name)
            elif self.take("["):
                value = self.placed(value)
            elif self.take("("):
                plain, named = self.given()
                value = value(*plain, **named)
            elif self.take("|"):
                name = self.peek()[1]
                self.at += 1
                plain, named = self.given() if self.take("(") else ([], {})
                value = self.filter(name, value, plain, named)
            elif self.take("is"):
                wrong = self.take("not")
                name = self.peek()[1]
                self.at += 1
                given = []
                if self.take("("):
                    given = self.given()[0]
                elif self.peek()[0] in (1, 2) or self.peek()[0] == 3 and self.peek()[1] not in (
                        "and", "or", "else", "if", "is", "in", "not"):
                    given = [self.atom()]
                value = bool(_test(name, value, given)) != bool(wrong)
            else:
                return value

    def filter(self, name, value, plain, named):
        if name in ("map", "select", "reject", "selectattr", "rejectattr"):
            values = list(value)
            if name == "map":
                if "attribute" in named:
                    return [_path(one, named["attribute"]) for one in values]
                return [self.filter(plain[0], one, plain[1:], {}) for one in values]
            by = plain.pop(0) if name.endswith("attr") else None
            test = plain.pop(0) if plain else "truthy"
            return _selected(values, test, self.scope, plain, name.startswith("select"), by)
        function = self.filters.get(name) or FILTERS.get(name)
        if function is None:
            _l.unsimulated("the template filter " + name)
        return function(value, *plain, **named)

    def placed(self, value):
        bounds, slices = [None, None, None], 0
        while not self.take("]"):
            if self.take(":"):
                slices += 1
            else:
                bounds[slices] = self.value()
        if slices:
            return value[bounds[0]:bounds[1]:bounds[2]]
        return member(value, bounds[0], False)

    def given(self):
        plain, named = [], {}
        while not self.take(")"):
            kind, name = self.peek()
            if kind == 3 and self.peek(1) == (4, "="):
                self.at += 2
                named[name] = self.value()
            else:
                plain.append(self.value())
            self.take(",")
        return plain, named

    def atom(self):
        kind, word = self.peek()
        self.at += 1
        if kind == 1:
            return float(word) if "." in word else int(word)
        if kind == 2:
            text = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found.group(1), found.group(1)), word[1:-1])
            while self.peek()[0] == 2:
                text += self.atom()
            return text
        if kind == 3:
            if word in ("true", "True", "false", "False", "none", "None"):
                return {"t": True, "f": False, "n": None}[word[0].lower()]
            if word not in self.scope:
                return Undefined(word)
            return self.scope[word]
        if word == "(":
            if self.take(")"):
                return ()
            value = self.tuple()
            self.need(")")
            return value
        if word == "[":
            values = []
            while not self.take("]"):
                values.append(self.value())
                self.take(",")
            return values
        if word == "{":
            values = {}
            while not self.take("}"):
                key = self.value()
                self.need(":")
                values[key] = self.value()
                self.take(",")
            return values
        raise TemplateSyntaxError("unexpected %r" % (word or "end of template"))


def value_of(text, scope, filters=None):
    return Reader(text, scope, filters).whole()
