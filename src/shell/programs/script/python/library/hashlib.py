import _layercake as _l


class _Hash:
    def __init__(self, name, data=b""):
        self.name = name
        self._data = data

    def update(self, data):
        self._data = self._data + data

    def hexdigest(self):
        return _l.digest(self.name, self._data)

    def digest(self):
        return bytes.fromhex(self.hexdigest())


def new(name, data=b""):
    return _Hash(name, data)


def md5(data=b""):
    return _Hash("md5", data)


def sha1(data=b""):
    return _Hash("sha1", data)


def sha224(data=b""):
    return _Hash("sha224", data)


def sha256(data=b""):
    return _Hash("sha256", data)


def sha384(data=b""):
    return _Hash("sha384", data)


def sha512(data=b""):
    return _Hash("sha512", data)
