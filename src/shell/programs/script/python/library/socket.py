import _layercake as _l

AF_INET = 2
SOCK_STREAM = 1
SOL_SOCKET = 1
SO_REUSEADDR = 2


class gaierror(OSError):
    pass


error = OSError
timeout = TimeoutError


def gethostname():
    return _l.hostname()


getfqdn = gethostname


def gethostbyname(name):
    if name in ("localhost", "127.0.0.1"):
        return "127.0.0.1"
    if name == _l.hostname():
        return "172.17.0.2"
    raise gaierror(-2, "Name or service not known")


def socket(*arguments):
    _l.unsimulated("socket.socket()")


def create_connection(*arguments):
    _l.unsimulated("socket.create_connection()")
