import _re


_FLAGS = ((2, "IGNORECASE"), (4, "LOCALE"), (8, "MULTILINE"), (16, "DOTALL"), (32, "UNICODE"), (64, "VERBOSE"),
          (256, "ASCII"))


class RegexFlag(int):
    def _names(self):
        return [name for bit, name in _FLAGS if int(self) & bit]

    @property
    def value(self):
        return int(self)

    @property
    def name(self):
        return "|".join(self._names())

    def __or__(self, other):
        return RegexFlag(int(self) | int(other))

    def __and__(self, other):
        return RegexFlag(int(self) & int(other))

    __ror__, __rand__ = __or__, __and__

    def __repr__(self):
        return "|".join("re." + name for name in self._names()) or "re.NOFLAG"


NOFLAG, I, IGNORECASE, L, LOCALE, M, MULTILINE, S, DOTALL, U, UNICODE, X, VERBOSE, A, ASCII = (
    RegexFlag(value) for value in (0, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64, 256, 256))


class error(Exception):
    def __init__(self, msg, pattern=None, pos=None):
        super().__init__(msg if pos is None else "%s at position %d" % (msg, pos))
        self.msg, self.pattern, self.pos = msg, pattern, pos


PatternError = error
_special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"


def escape(pattern):
    if isinstance(pattern, bytes):
        return escape(pattern.decode("latin-1")).encode("latin-1")
    return "".join("\\" + letter if letter in _special else letter for letter in pattern)


def _checked(text):
    depth, place, inside = 0, 0, False
    opened = []
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            if place + 1 >= len(text):
                raise error("bad escape (end of pattern)", text, place)
            place += 1
        elif inside:
            if letter == "]" and place > start:
                inside = False
        elif letter == "[":
            inside, start = True, place + 1 if text[place + 1:place + 2] != "^" else place + 2
            begin = place
        elif letter == "(":
            opened.append(place)
        elif letter == ")":
            if not opened:
                raise error("unbalanced parenthesis", text, place)
            opened.pop()
        elif letter in "*+?" and (place == 0 or text[place - 1] in "(|" and text[place - 2:place - 1] != "\\") and \
                not (letter == "?" and place and text[place - 1] == "("):
            raise error("nothing to repeat", text, place)
        place += 1
    if inside:
        raise error("unterminated character set", text, begin)
    if opened:
        raise error("missing ), unterminated subpattern", text, opened[-1])


class Pattern:
    _deepcopy = True

    def __init__(self, pattern, flags):
        self.pattern, self._bytes = pattern, isinstance(pattern, bytes)
        text = pattern.decode("latin-1") if self._bytes else pattern
        _checked(text)
        self.flags = int(flags) | (0 if self._bytes else 32)
        self._letters = "".join(letter for bit, letter in ((2, "i"), (8, "m"), (16, "s"), (64, "x")) if flags & bit)
        self._text = text.replace("\\Z", "\\z")
        self._known = {}
        names = _re.names(self._of("anywhere"))
        self.groups = len(names) - 1
        self.groupindex = {name: place for place, name in enumerate(names) if name}

    def _of(self, how):
        if how not in self._known:
            text = self._text
            if how != "anywhere":
                flags = ""
                if text.startswith("(?") and text[2:3].isalpha() and ")" in text and \
                        text[2:text.index(")")].isalpha() and text[2] != "P":
                    flags, text = text[:text.index(")") + 1], text[text.index(")") + 1:]
                end = "\n)" if "x" in self._letters or "x" in flags else ")"
                text = flags + "\\A(?:" + text + end + ("\\z" if how == "whole" else "")
            self._known[how] = _re.compile(text, self._letters)
        return self._known[how]

    def _given(self, string, pos=0, endpos=None):
        if isinstance(string, (bytes, bytearray)) != self._bytes:
            if not isinstance(string, (str, bytes, bytearray)):
                raise TypeError("expected string or bytes-like object, got '%s'" % type(string).__name__)
            raise TypeError("cannot use a bytes pattern on a string-like object" if self._bytes else
                            "cannot use a string pattern on a bytes-like object")
        text = string.decode("latin-1") if self._bytes else str(string)
        return text if endpos is None else text[:endpos]

    def _first(self, how, string, pos, endpos):
        text = self._given(string, pos, endpos)
        if how != "anywhere" and pos:
            places = _re.search(self._of(how), text[pos:], 0)
            places = places and tuple(place + pos if place >= 0 else place for place in places)
        else:
            places = _re.search(self._of(how), text, pos)
        return places and Match(self, string, places, pos, len(text))

    def search(self, string, pos=0, endpos=None):
        return self._first("anywhere", string, pos, endpos)

    def match(self, string, pos=0, endpos=None):
        return self._first("start", string, pos, endpos)

    def fullmatch(self, string, pos=0, endpos=None):
        return self._first("whole", string, pos, endpos)

    def _every(self, string, pos=0, endpos=None):
        text = self._given(string, pos, endpos)
        return [Match(self, string, places, pos, len(text)) for places in _re.every(self._of("anywhere"), text, pos)]

    def finditer(self, string, pos=0, endpos=None):
        return iter(self._every(string, pos, endpos))

    def findall(self, string, pos=0, endpos=None):
        none = b"" if self._bytes else ""
        if self.groups == 0:
            return [match.group() for match in self._every(string, pos, endpos)]
        if self.groups == 1:
            return [match.groups(none)[0] for match in self._every(string, pos, endpos)]
        return [match.groups(none) for match in self._every(string, pos, endpos)]

    def subn(self, repl, string, count=0):
        out, last, done = [], 0, 0
        make = repl if callable(repl) else None
        plain = make is None and (b"\\" if self._bytes else "\\") not in repl
        for match in self._every(string):
            if count and done >= count:
                break
            out.append(string[last:match.start()])
            out.append(make(match) if make else repl if plain else match.expand(repl))
            last, done = match.end(), done + 1
        out.append(string[last:])
        return (b"" if self._bytes else "").join(out), done

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def split(self, string, maxsplit=0):
        out, last, done = [], 0, 0
        for match in self._every(string):
            if maxsplit and done >= maxsplit:
                break
            out.append(string[last:match.start()])
            out += match.groups()
            last, done = match.end(), done + 1
        return out + [string[last:]]

    def __eq__(self, other):
        return isinstance(other, Pattern) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self):
        return hash(self.pattern)

    def __repr__(self):
        shown = self.flags & ~32
        return "re.compile(%r%s)" % (self.pattern, ", " + repr(RegexFlag(shown)) if shown else "")


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class Match:
    def __init__(self, pattern, string, places, pos, endpos):
        self.re, self.string, self.pos, self.endpos, self._places = pattern, string, pos, endpos, places

    def _number(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError("no such group")
            return self.re.groupindex[group]
        if not 0 <= group <= self.re.groups:
            raise IndexError("no such group")
        return group

    def span(self, group=0):
        number = self._number(group) * 2
        return self._places[number], self._places[number + 1]

    def start(self, group=0):
        return self.span(group)[0]

    def end(self, group=0):
        return self.span(group)[1]

    def _one(self, group, default=None):
        start, end = self.span(group)
        return default if start < 0 else self.string[start:end]

    def group(self, *groups):
        if len(groups) < 2:
            return self._one(groups[0] if groups else 0)
        return tuple(self._one(group) for group in groups)

    def __getitem__(self, group):
        return self._one(group)

    def groups(self, default=None):
        return tuple(self._one(group, default) for group in range(1, self.re.groups + 1))

    def groupdict(self, default=None):
        return {name: self._one(name, default) for name in self.re.groupindex}

    @property
    def lastindex(self):
        found = [group for group in range(1, self.re.groups + 1) if self.span(group)[0] >= 0]
        return max(found, key=lambda group: self.span(group)[1]) if found else None

    @property
    def lastgroup(self):
        for name, group in self.re.groupindex.items():
            if group == self.lastindex:
                return name
        return None

    @property
    def regs(self):
        return tuple(self.span(group) for group in range(self.re.groups + 1))

    def expand(self, template):
        if isinstance(template, bytes):
            return self.expand(template.decode("latin-1")).encode("latin-1")
        out, place = [], 0
        none = b"" if self.re._bytes else ""
        while place < len(template):
            letter, after = template[place], template[place + 1:place + 2]
            if letter != "\\" or not after:
                out.append(letter)
                place += 1
                continue
            place += 2
            if after == "g":
                end = template.index(">", place)
                name = template[place + 1:end]
                value, place = self._one(int(name) if name.isdigit() else name, none), end + 1
            elif after.isdigit():
                if template[place:place + 1].isdigit() and after != "0":
                    after += template[place]
                    place += 1
                if int(after) > self.re.groups:
                    raise error("invalid group reference " + after, template, place - len(after))
                value = self._one(int(after), none)
            elif after in _ESCAPES:
                value = _ESCAPES[after]
            elif after.isalpha():
                raise error("bad escape \\" + after, template, place - 2)
            else:
                value = "\\" + after
            out.append(value.decode("latin-1") if isinstance(value, bytes) else value)
        return "".join(out)

    def __bool__(self):
        return True

    def __repr__(self):
        return "<re.Match object; span=%r, match=%r>" % (self.span(), self.group())


_known = {}


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    key = (pattern, int(flags))
    if key not in _known:
        if not isinstance(pattern, (str, bytes)):
            raise TypeError("first argument must be string or compiled pattern")
        _known[key] = Pattern(pattern, int(flags))
    return _known[key]


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def purge():
    _known.clear()
