import sys
import _layercake as _l
from _pytest_core import (
    Exit, Failed, Skipped, XFailed, MonkeyPatch, CaptureFixture, approx, fixture, mark, param, raises, importorskip,
)

__version__ = "8.4.2"


def fail(reason="", pytrace=True, msg=None):
    raise Failed(reason)


def skip(reason="", allow_module_level=False, msg=None):
    raise Skipped(reason)


def xfail(reason=""):
    raise XFailed(reason)


def exit(reason="", returncode=None):
    raise Exit(reason, returncode)


def warns(*kinds, match=None):
    _l.unsimulated("pytest.warns()")


def deprecated_call(*values, **named):
    _l.unsimulated("pytest.deprecated_call()")


def main(args=None, plugins=None):
    import _pytest_run
    return _pytest_run.main(list(sys.argv[1:] if args is None else args))


def console_main():
    return main()


if __name__ == "__main__":
    sys.exit(console_main())
