_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL = _LETTERS[:62] + "-_"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _data(value):
    if isinstance(value, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(value)


def _encoded(value, letters):
    data, out = _data(value), []
    for place in range(0, len(data), 3):
        part = data[place:place + 3]
        number = int.from_bytes(part + b"\0" * (3 - len(part)), "big")
        four = [letters[number >> 18], letters[number >> 12 & 63], letters[number >> 6 & 63], letters[number & 63]]
        for missing in range(3 - len(part)):
            four[3 - missing] = "="
        out += four
    return "".join(out).encode()


def _decoded(value, letters):
    import binascii
    text = value if isinstance(value, str) else bytes(value).decode("latin-1")
    known = {letter: place for place, letter in enumerate(letters)}
    digits = [known[letter] for letter in text if letter in known]
    padding = text.count("=")
    if len(digits) % 4 == 1:
        raise binascii.Error("Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than a "
                             "multiple of 4" % len(digits))
    if len(digits) % 4 and padding < 4 - len(digits) % 4:
        raise binascii.Error("Incorrect padding")
    out = []
    for place in range(0, len(digits), 4):
        part = digits[place:place + 4]
        number = 0
        for digit in part + [0] * (4 - len(part)):
            number = number * 64 + digit
        out += list(number.to_bytes(3, "big"))[:len(part) * 6 // 8]
    return bytes(out)


def b64encode(value, altchars=None):
    letters = _LETTERS if altchars is None else _LETTERS[:62] + altchars.decode()
    return _encoded(value, letters)


def b64decode(value, altchars=None, validate=False):
    letters = _LETTERS if altchars is None else _LETTERS[:62] + altchars.decode()
    return _decoded(value, letters)


def urlsafe_b64encode(value):
    return _encoded(value, _URL)


def urlsafe_b64decode(value):
    return _decoded(value, _URL)


standard_b64encode, standard_b64decode = b64encode, b64decode


def encodebytes(value):
    text = b64encode(value)
    return b"".join(text[place:place + 76] + b"\n" for place in range(0, len(text), 76))


decodebytes = b64decode


def b16encode(value):
    return _data(value).hex().upper().encode()


def b16decode(value, casefold=False):
    return bytes.fromhex(value if isinstance(value, str) else value.decode())


def b32encode(value):
    data, out = _data(value), ""
    for place in range(0, len(data), 5):
        part = data[place:place + 5]
        number = int.from_bytes(part + b"\0" * (5 - len(part)), "big")
        eight = "".join(_BASE32[number >> shift & 31] for shift in range(35, -1, -5))
        used = (len(part) * 8 + 4) // 5
        out += eight[:used] + "=" * (8 - used)
    return out.encode()


def b32decode(value, casefold=False):
    text = (value if isinstance(value, str) else value.decode()).rstrip("=")
    bits = "".join("{:05b}".format(_BASE32.index(letter)) for letter in (text.upper() if casefold else text))
    return bytes(int(bits[place:place + 8], 2) for place in range(0, len(bits) // 8 * 8, 8))
