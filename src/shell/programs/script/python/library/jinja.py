# Jinja's templates as far as tutorials use them: {{ value|filter }}, {% for %}, {% if %}, {% block %}, {% extends %}.
import os
import re
import _layercake as _l


def _escape(text):
    text = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def _tokens(source):
    tokens = []
    while source:
        places = [(source.find(mark), mark) for mark in ("{{", "{%", "{#") if mark in source]
        if not places:
            tokens.append(("text", source))
            break
        at, mark = min(places)
        if at:
            tokens.append(("text", source[:at]))
        end = {"{{": "}}", "{%": "%}", "{#": "#}"}[mark]
        inside, _, source = source[at + 2:].partition(end)
        if mark != "{#":
            tokens.append(("value" if mark == "{{" else "tag", inside.strip().strip("-").strip()))
    return tokens


def _value(text, scope):
    text = text.strip()
    parts = text.split("|")
    value = _plain(parts[0].strip(), scope)
    for name in parts[1:]:
        name = name.strip()
        if name in ("safe", "e", "escape"):
            continue
        elif name == "upper":
            value = str(value).upper()
        elif name == "lower":
            value = str(value).lower()
        elif name == "title":
            value = str(value).title()
        elif name == "length":
            value = len(value)
        elif name == "tojson":
            import json
            value = json.dumps(value)
        elif name.startswith("default("):
            value = _plain(name[8:-1], scope) if value in ("", None) else value
        else:
            _l.unsimulated("the template filter " + name)
    return value


def _plain(text, scope):
    for mark in (" == ", " != ", " in ", " > ", " < "):
        if mark in text:
            left, _, right = text.partition(mark)
            a, b = _value(left, scope), _value(right, scope)
            return {" == ": a == b, " != ": a != b}[mark] if mark in (" == ", " != ") else (
                a in b if mark == " in " else a > b if mark == " > " else a < b)
    if text.startswith("not "):
        return not _value(text[4:], scope)
    if text[:1] in ("'", '"'):
        return text[1:-1]
    if text.lstrip("-").isdigit():
        return int(text)
    if text.endswith(")"):
        name, _, inside = text[:-1].partition("(")
        plain, named = [], {}
        for part in [part.strip() for part in inside.split(",") if part.strip()]:
            key, mark, value = part.partition("=")
            if mark:
                named[key.strip()] = _value(value, scope)
            else:
                plain.append(_value(part, scope))
        return _plain(name, scope)(*plain, **named)
    value = None
    for place, name in enumerate(re.findall("[A-Za-z_0-9]+", text)):
        if place == 0:
            value = scope.get(name, {"true": True, "false": False, "none": None}.get(name, ""))
        elif isinstance(value, dict):
            value = value.get(name, getattr(value, name, ""))
        elif isinstance(value, list) and name.isdigit():
            value = value[int(name)]
        else:
            value = getattr(value, name, "")
    return value


def _find_end(tokens, at, ends):
    depth = 0
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "tag":
            word = text.split(" ")[0]
            if depth == 0 and word in ends:
                return at
            if word in ("for", "if", "block"):
                depth += 1
            elif word in ("endfor", "endif", "endblock"):
                depth -= 1
        at += 1
    raise ValueError("Unexpected end of template.")


def _render(tokens, scope, blocks, folder):
    out = []
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        at += 1
        if kind == "text":
            out.append(text)
        elif kind == "value":
            value = _value(text, scope)
            safe = "|safe" in text.replace(" ", "") or "|tojson" in text.replace(" ", "")
            out.append(str(value) if safe else _escape(value))
        else:
            word, _, rest = text.partition(" ")
            if word == "for":
                end = _find_end(tokens, at, ("endfor",))
                target, _, values = rest.partition(" in ")
                names = [name.strip() for name in target.split(",")]
                for value in _value(values, scope):
                    inner = dict(scope)
                    inner.update(zip(names, value) if len(names) > 1 else {names[0]: value})
                    out.append(_render(tokens[at:end], inner, blocks, folder))
                at = end + 1
            elif word == "if":
                done = False
                while True:
                    end = _find_end(tokens, at, ("elif", "else", "endif"))
                    holds = word == "else" or (not done and _value(rest, scope))
                    if holds and not done:
                        out.append(_render(tokens[at:end], scope, blocks, folder))
                        done = True
                    word, _, rest = tokens[end][1].partition(" ")
                    at = end + 1
                    if word == "endif":
                        break
            elif word == "block":
                end = _find_end(tokens, at, ("endblock",))
                out.append(_render(blocks.get(rest.strip(), tokens[at:end]), scope, blocks, folder))
                at = end + 1
            elif word == "include":
                out.append(render(_l.read(os.path.join(folder, rest.strip("'\""))).decode(), scope, folder))
            elif word == "set":
                name, _, value = rest.partition("=")
                scope[name.strip()] = _value(value, scope)
            else:
                _l.unsimulated("the template tag " + word)
    return "".join(out)


def render(source, scope, folder):
    tokens = _tokens(source)
    blocks = {}
    first = [text for kind, text in tokens if kind == "tag"][:1]
    if first and first[0].startswith("extends"):
        at = 0
        while at < len(tokens):
            kind, text = tokens[at]
            at += 1
            if kind == "tag" and text.startswith("block"):
                end = _find_end(tokens, at, ("endblock",))
                blocks[text.split(" ")[1]] = tokens[at:end]
                at = end + 1
        tokens = _tokens(_l.read(os.path.join(folder, first[0].split(" ")[1].strip("'\""))).decode())
    return _render(tokens, scope, blocks, folder)
