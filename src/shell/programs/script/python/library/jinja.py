# Jinja's templates: what is printed, and the tags.
import os
import re
import _layercake as _l
from _jinja_values import Markup, Undefined, TemplateSyntaxError, UndefinedError, escape, value_of

_TAG = re.compile(r"\{%([-+]?)\s*(.*?)\s*([-+]?)%\}|\{\{([-+]?)\s*(.*?)\s*([-+]?)\}\}|\{#.*?#\}", re.S)
_ENDS = {"for": "endfor", "if": "endif", "block": "endblock", "macro": "endmacro", "with": "endwith",
         "filter": "endfilter", "call": "endcall", "autoescape": "endautoescape", "raw": "endraw"}


class TemplateNotFound(Exception):
    pass


def _tokens(source):
    tokens, place, strips = [], 0, False
    if source.endswith("\n"):
        source = source[:-1]

    def text(part, left, right):
        part = part.lstrip() if left else part
        part = part.rstrip() if right else part
        if part:
            tokens.append(("text", part))

    while True:
        found = _TAG.search(source, place)
        if not found:
            text(source[place:], strips, False)
            return tokens
        before = source[place:found.start()]
        comment = found.group(2) is None and found.group(5) is None
        inner = found.group(0)
        opens = inner[2:3] == "-" if comment else "-" in (found.group(1), found.group(4))
        text(before, strips, opens)
        strips = inner[-3:-2] == "-" if comment else "-" in (found.group(3), found.group(6))
        place = found.end()
        if comment:
            continue
        if found.group(2) is not None:
            if found.group(2) == "raw":
                end = re.search(r"\{%-?\s*endraw\s*-?%\}", source[place:])
                if not end:
                    raise TemplateSyntaxError("Unexpected end of template.")
                text(source[place:place + end.start()], False, False)
                place += end.end()
                continue
            tokens.append(("tag", found.group(2)))
        else:
            tokens.append(("value", found.group(5)))


def _end(tokens, at, ends):
    open_tags = []
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "tag":
            word = text.split(None, 1)[0]
            if not open_tags and word in ends:
                return at
            if word in _ENDS:
                open_tags.append(_ENDS[word])
            elif open_tags and word == open_tags[-1]:
                open_tags.pop()
        at += 1
    raise TemplateSyntaxError("Unexpected end of template.")


class Loop:
    def __init__(self, values, at, above):
        self.index, self.index0, self.length = at + 1, at, len(values)
        self.revindex, self.revindex0 = len(values) - at, len(values) - at - 1
        self.first, self.last = at == 0, at == len(values) - 1
        self.previtem = values[at - 1] if at else Undefined("previtem")
        self.nextitem = values[at + 1] if at + 1 < len(values) else Undefined("nextitem")
        self.depth = above.depth + 1 if isinstance(above, Loop) else 1

    def cycle(self, *values):
        return values[self.index0 % len(values)]


class Template:
    # A rendering: the blocks of the templates that extend each other, the innermost first.
    def __init__(self, load, escapes, filters=None):
        self.load, self.escapes, self.filters, self.blocks = load, escapes, filters or {}, {}

    def value(self, text, scope):
        return value_of(text, scope, self.filters)

    def shown(self, value):
        if self.escapes:
            return escape(value)
        return str(value)

    def whole(self, source, scope):
        tokens = _tokens(source)
        for at, (kind, text) in enumerate(tokens):
            if kind == "tag" and text.startswith("block"):
                name = text.split()[1]
                end = _end(tokens, at + 1, ("endblock",))
                self.blocks.setdefault(name, []).append(tokens[at + 1:end])
        for at, (kind, text) in enumerate(tokens):
            if kind == "tag" and text.startswith("extends"):
                self.render(tokens[:at], scope)
                outside, place = [], at + 1
                while place < len(tokens):
                    kind, inner = tokens[place]
                    if kind == "tag" and inner.startswith("block"):
                        place = _end(tokens, place + 1, ("endblock",))
                    elif kind == "tag":
                        outside.append(tokens[place])
                    place += 1
                if outside and all(text.split()[0] in ("set", "import", "from") for _, text in outside):
                    self.render(outside, scope)
                return self.whole(self.load(self.value(text[7:], scope)), scope)
        return self.render(tokens, scope)

    def block(self, name, depth, scope):
        bodies = self.blocks[name]
        inner = dict(scope)
        if depth + 1 < len(bodies):
            inner["super"] = lambda: Markup(self.block(name, depth + 1, scope))
        else:
            inner["super"] = Undefined("super")
        return self.render(bodies[depth], inner)

    def render(self, tokens, scope):
        out, at = [], 0
        while at < len(tokens):
            kind, text = tokens[at]
            at += 1
            if kind == "text":
                out.append(text)
            elif kind == "value":
                out.append(self.shown(self.value(text, scope)))
            else:
                at = self.tag(text, tokens, at, scope, out)
        return "".join(["%s" % part for part in out])

    def tag(self, text, tokens, at, scope, out):
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if word == "for":
            return self.loop(rest, tokens, at, scope, out)
        if word == "if":
            done = False
            while True:
                end = _end(tokens, at, ("elif", "else", "endif"))
                if not done and (word == "else" or self.value(rest, scope)):
                    out.append(self.render(tokens[at:end], scope))
                    done = True
                word, _, rest = tokens[end][1].partition(" ")
                at = end + 1
                if word == "endif":
                    return at
        if word == "block":
            end = _end(tokens, at, ("endblock",))
            out.append(self.block(rest.split()[0], 0, scope))
            return end + 1
        if word == "macro":
            end = _end(tokens, at, ("endmacro",))
            self.macro(rest, tokens[at:end], scope)
            return end + 1
        if word == "set":
            if "=" not in rest:
                _l.unsimulated("the template tag set with a body")
            names, _, value = rest.partition("=")
            self.bind(names, self.value(value, scope), scope)
            return at
        if word == "with":
            end, inner = _end(tokens, at, ("endwith",)), dict(scope)
            for part in rest.split(",") if rest else []:
                name, _, value = part.partition("=")
                inner[name.strip()] = self.value(value, scope)
            out.append(self.render(tokens[at:end], inner))
            return end + 1
        if word == "include":
            name = re.sub(r"\s+(ignore missing|with context|without context)", "", rest)
            for one in [self.value(name, scope)]:
                try:
                    out.append(Template(self.load, self.escapes, self.filters).whole(self.load(one), dict(scope)))
                except TemplateNotFound:
                    if "ignore missing" not in rest:
                        raise
            return at
        if word in ("import", "from"):
            self.imported(word, rest, scope)
            return at
        _l.unsimulated("the template tag " + word)

    def bind(self, names, value, scope):
        names = [name.strip() for name in names.strip().strip("()").split(",")]
        if len(names) == 1:
            if "." in names[0]:
                holder, _, name = names[0].partition(".")
                setattr(scope[holder], name, value)
            else:
                scope[names[0]] = value
            return
        for name, one in zip(names, value):
            scope[name] = one

    def loop(self, rest, tokens, at, scope, out):
        names, _, values = rest.partition(" in ")
        end = _end(tokens, at, ("else", "endfor"))
        body, otherwise = tokens[at:end], []
        if tokens[end][1].startswith("else"):
            last = _end(tokens, end + 1, ("endfor",))
            otherwise, end = tokens[end + 1:last], last
        test = None
        found = re.search(r"\sif\s", values)
        if found and " else " not in values:
            values, test = values[:found.start()], values[found.end():]
        rows = list(self.value(values, scope))
        if test is not None:
            kept = []
            for row in rows:
                inner = dict(scope)
                self.bind(names, row, inner)
                if self.value(test, inner):
                    kept.append(row)
            rows = kept
        for place, row in enumerate(rows):
            inner = dict(scope)
            self.bind(names, row, inner)
            inner["loop"] = Loop(rows, place, scope.get("loop"))
            out.append(self.render(body, inner))
        if not rows:
            out.append(self.render(otherwise, scope))
        return end + 1

    def macro(self, head, body, scope):
        name, _, inside = head.partition("(")
        parameters = []
        for part in inside.rstrip(")").split(","):
            if part.strip():
                one, mark, value = part.partition("=")
                parameters.append((one.strip(), mark, value))

        def call(*values, **named):
            inner = dict(scope)
            for place, (one, mark, value) in enumerate(parameters):
                inner[one] = values[place] if place < len(values) else named[one] if one in named else \
                    self.value(value, scope) if mark else Undefined(one)
            text = self.render(body, inner)
            return Markup(text) if self.escapes else text
        scope[name.strip()] = call

    def imported(self, word, rest, scope):
        rest = re.sub(r"\s+with(out)? context$", "", rest)
        if word == "import":
            name, _, shown = rest.partition(" as ")
        else:
            name, _, shown = rest.partition(" import ")
        inner = dict(scope)
        Template(self.load, self.escapes, self.filters).whole(self.load(self.value(name, scope)), inner)
        if word == "import":
            import types
            scope[shown.strip()] = types.SimpleNamespace(**{key: value for key, value in inner.items()
                                                           if key not in scope})
            return
        for part in shown.split(","):
            one, _, other = part.strip().partition(" as ")
            scope[(other or one).strip()] = inner[one.strip()]


class _Space:
    def __init__(self, **values):
        for name in values:
            setattr(self, name, values[name])


def render(source, scope, folder, escapes=True, filters=None):
    def load(name):
        try:
            return _l.read(os.path.join(folder, name)).decode()
        except FileNotFoundError:
            raise TemplateNotFound(name)
    base = {"range": range, "dict": dict, "namespace": _Space}
    base.update(scope)
    return Template(load, escapes, filters).whole(source, base)
