# Standard input, which several packages read.
import _layercake as _l
from _go_core import _Error

EOF = _Error("EOF")


def line():
    """The next line without its end; None at the end."""
    text = _l.read_line()
    if text in ("", None):
        return None
    return text.rstrip("\n")
