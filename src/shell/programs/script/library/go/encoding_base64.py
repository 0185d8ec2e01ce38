_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class _Encoding:
    def __init__(self, letters):
        self.letters = letters

    def EncodeToString(self, data):
        out = ""
        for place in range(0, len(data), 3):
            part = data[place:place + 3]
            number = 0
            for byte in list(part) + [0] * (3 - len(part)):
                number = number * 256 + byte
            four = "".join(self.letters[number >> shift & 63] for shift in (18, 12, 6, 0))
            out += four[:len(part) + 1] + "=" * (3 - len(part))
        return out


StdEncoding = _Encoding(_LETTERS)
URLEncoding = _Encoding(_LETTERS[:62] + "-_")
