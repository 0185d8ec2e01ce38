import _layercake as _l


def token_hex(count=32):
    return "".join("%02x" % (_l.random() % 256) for _ in range(count))


def token_urlsafe(count=32):
    return token_hex(count)


def choice(values):
    return values[_l.random() % len(values)]


def randbelow(limit):
    return _l.random() % limit
