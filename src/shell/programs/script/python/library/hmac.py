import hashlib

_BLOCKS = {"md5": 64, "sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128}


class HMAC:
    def __init__(self, key, msg=None, digestmod=""):
        name = digestmod if isinstance(digestmod, str) else getattr(digestmod, "__name__", None) or digestmod().name
        if not name:
            raise TypeError("Missing required argument 'digestmod'.")
        self.name, self._kind = "hmac-" + name, name
        size = _BLOCKS[name]
        if len(key) > size:
            key = hashlib.new(name, key).digest()
        self._key, self._data = key + b"\0" * (size - len(key)), b"" if msg is None else bytes(msg)
        self.block_size = size

    def update(self, msg):
        self._data += bytes(msg)

    def copy(self):
        other = HMAC(b"", self._data, self._kind)
        other._key = self._key
        return other

    def digest(self):
        inner = hashlib.new(self._kind, bytes(byte ^ 0x36 for byte in self._key) + self._data).digest()
        return hashlib.new(self._kind, bytes(byte ^ 0x5c for byte in self._key) + inner).digest()

    def hexdigest(self):
        return self.digest().hex()

    @property
    def digest_size(self):
        return len(self.digest())


def new(key, msg=None, digestmod=""):
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    return HMAC(key, msg, digest).digest()


def compare_digest(a, b):
    if type(a) is not type(b):
        raise TypeError("unsupported operand types(s) or combination of types: %r and %r"
                        % (type(a).__name__, type(b).__name__))
    return a == b
