import re

_NAMES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0", "copy": "\xa9", "reg": "\xae",
          "euro": "\u20ac", "hellip": "\u2026", "mdash": "\u2014", "ndash": "\u2013", "lsquo": "\u2018",
          "rsquo": "\u2019", "ldquo": "\u201c", "rdquo": "\u201d", "times": "\xd7", "auml": "\xe4", "ouml": "\xf6",
          "uuml": "\xfc", "szlig": "\xdf", "eacute": "\xe9"}


def escape(text, quote=True):
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;") if quote else text


def _one(found):
    name = found.group(1)
    if name.startswith("#x") or name.startswith("#X"):
        return chr(int(name[2:], 16))
    if name.startswith("#"):
        return chr(int(name[1:]))
    return _NAMES.get(name, found.group(0))


def unescape(text):
    return re.sub("&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z]+);", _one, text)
