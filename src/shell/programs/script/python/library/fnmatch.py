import re


def translate(pattern):
    out, place = "", 0
    while place < len(pattern):
        letter = pattern[place]
        place += 1
        if letter == "*":
            out += ".*"
        elif letter == "?":
            out += "."
        elif letter == "[":
            end = pattern.find("]", place + 1 if pattern[place:place + 1] in ("!", "]") else place)
            if end < 0:
                out += "\\["
            else:
                inner = pattern[place:end]
                out += "[" + ("^" + inner[1:] if inner.startswith("!") else inner) + "]"
                place = end + 1
        else:
            out += re.escape(letter)
    return "(?s)" + out


def fnmatchcase(name, pattern):
    return re.fullmatch(translate(pattern), name) is not None


fnmatch = fnmatchcase


def filter(names, pattern):
    return [name for name in names if fnmatchcase(name, pattern)]
