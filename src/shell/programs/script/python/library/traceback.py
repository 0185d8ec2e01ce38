import sys
import _layercake as _l


def format_exc():
    return ""


def print_exc():
    sys.stderr.write(format_exc())


def print_exception(error, *rest):
    sys.stderr.write(_l.trace(error))


def format_exception(error, *rest):
    return _l.trace(error).splitlines(True)
