import _layercake as _l


def system():
    return "Linux"


def node():
    return _l.hostname()


def release():
    return _l.kernel()


def machine():
    return "x86_64"


def processor():
    return ""


def python_version():
    return _l.version()


def python_implementation():
    return "CPython"


def version():
    return "#1 SMP PREEMPT_DYNAMIC Debian"


def architecture():
    return ("64bit", "ELF")


def platform():
    return "Linux-" + _l.kernel() + "-x86_64-with-glibc2.41"


def uname():
    import os
    return os.uname()
