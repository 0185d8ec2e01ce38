def New(*config):
    return lambda c: c.Next()


class Config:
    def __init__(self, **fields):
        pass
