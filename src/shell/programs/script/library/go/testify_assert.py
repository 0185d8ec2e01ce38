# github.com/stretchr/testify/assert
import _go_github_com_stretchr_testify_assert as _own
from _go_testify import Assertions, _fill

_fill(_own, False)


def New(t):
    return Assertions(t, False)
