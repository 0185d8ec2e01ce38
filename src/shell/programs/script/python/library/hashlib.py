import _layercake as _l


class _Hash:
    def __init__(self, name, data=b""):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        self.name = name
        self._data = bytes(data)

    def update(self, data):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        self._data = self._data + bytes(data)

    def hexdigest(self):
        return _l.digest(self.name, self._data)

    def digest(self):
        return bytes.fromhex(self.hexdigest())

    def copy(self):
        return _Hash(self.name, self._data)

    @property
    def digest_size(self):
        return len(self.digest())

    @property
    def block_size(self):
        return 128 if self.name in ("sha384", "sha512") else 64


algorithms_guaranteed = algorithms_available = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}


def new(name, data=b"", **more):
    return _Hash(name, data)


def md5(data=b"", **more):
    return _Hash("md5", data)


def sha1(data=b"", **more):
    return _Hash("sha1", data)


def sha224(data=b"", **more):
    return _Hash("sha224", data)


def sha256(data=b"", **more):
    return _Hash("sha256", data)


def sha384(data=b"", **more):
    return _Hash("sha384", data)


def sha512(data=b"", **more):
    return _Hash("sha512", data)
