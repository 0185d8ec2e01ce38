# github.com/stretchr/testify/require
import _go_github_com_stretchr_testify_require as _own
from _go_testify import Assertions, _fill

_fill(_own, True)


def New(t):
    return Assertions(t, True)
