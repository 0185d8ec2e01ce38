import _layercake as _l

SIGHUP, SIGINT, SIGTERM = 1, 2, 15
SIG_DFL, SIG_IGN = 0, 1


def signal(number, handler):
    if number == SIGTERM and handler != SIG_IGN:
        _l.graceful()


def pause():
    import time
    while True:
        time.sleep(3600)
