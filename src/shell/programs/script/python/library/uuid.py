import _layercake as _l


class UUID:
    def __init__(self, hex):
        self.hex = hex.replace("-", "")

    def __str__(self):
        text = self.hex
        return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])

    def __repr__(self):
        return "UUID('" + str(self) + "')"


def uuid4():
    digits = "%016x%016x" % (_l.random(), _l.random())
    return UUID(digits[:12] + "4" + digits[13:16] + "89ab"[int(digits[16], 16) % 4] + digits[17:])


uuid1 = uuid4
