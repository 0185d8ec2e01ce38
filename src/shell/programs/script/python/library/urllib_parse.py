def unquote(text):
    out = b""
    data = text.encode()
    at = 0
    while at < len(data):
        if data[at] == 37 and at + 2 < len(data):
            out += bytes([int(data[at + 1:at + 3].decode(), 16)])
            at += 3
        else:
            out += bytes([data[at]])
            at += 1
    return out.decode()


def unquote_plus(text):
    return unquote(text.replace("+", " "))


def quote(text, safe="/"):
    kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~" + safe
    return "".join(chr(byte) if chr(byte) in kept else "%%%02X" % byte for byte in text.encode())


def quote_plus(text):
    return quote(text, "").replace("%20", "+")


def urlencode(values):
    pairs = values.items() if hasattr(values, "items") else values
    return "&".join(quote_plus(str(name)) + "=" + quote_plus(str(value)) for name, value in pairs)


def parse_qsl(text, keep_blank_values=False):
    pairs = []
    for part in text.split("&"):
        name, mark, value = part.partition("=")
        if mark and (value or keep_blank_values):
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def parse_qs(text, keep_blank_values=False):
    values = {}
    for name, value in parse_qsl(text, keep_blank_values):
        values.setdefault(name, []).append(value)
    return values


class ParseResult:
    def __init__(self, scheme, netloc, path, query, fragment):
        self.scheme, self.netloc, self.path, self.params = scheme, netloc, path, ""
        self.query, self.fragment = query, fragment
        self.hostname = netloc.rpartition("@")[2].partition(":")[0] or None
        port = netloc.rpartition("@")[2].partition(":")[2]
        self.port = int(port) if port else None


def urlparse(url):
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    scheme, netloc = "", ""
    if "://" in rest:
        scheme, _, rest = rest.partition("://")
        netloc, slash, path = rest.partition("/")
        rest = slash + path
    return ParseResult(scheme, netloc, rest, query, fragment)


urlsplit = urlparse
