import _layercake as _l


def Sum256(data):
    digits = _l.digest("sha256", bytes(data) if isinstance(data, list) else data)
    return [int(digits[place:place + 2], 16) for place in range(0, len(digits), 2)]
