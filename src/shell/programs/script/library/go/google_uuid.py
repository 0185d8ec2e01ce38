import uuid as _uuid


class _Uuid:
    def __init__(self):
        self.text = str(_uuid.uuid4())

    def String(self):
        return self.text


def New():
    return _Uuid()


def NewString():
    return _Uuid().text
