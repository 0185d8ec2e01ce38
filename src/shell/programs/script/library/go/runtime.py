import _layercake as _l

GOOS, GOARCH, Compiler = "linux", "amd64", "gc"


def Version():
    return "go" + _l.environ().get("GOLANG_VERSION", "1.26.5")


def NumCPU():
    return 2


def NumGoroutine():
    return 1


def GOMAXPROCS(count):
    return 2


def GC():
    pass


def Gosched():
    from _go_core import _advance
    _advance()
