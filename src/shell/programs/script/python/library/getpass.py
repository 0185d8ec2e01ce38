import _layercake as _l


def getuser():
    return _l.user_name()


def getpass(prompt="Password: "):
    return input(prompt)
