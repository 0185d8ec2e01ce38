# github.com/stretchr/testify/require
import _go_github_com_stretchr_testify_require as _own
from _go_testify import Assertions, _of

Equal = _of("Equal", True)
EqualValues = _of("EqualValues", True)
NotEqual = _of("NotEqual", True)
Nil = _of("Nil", True)
NotNil = _of("NotNil", True)
NoError = _of("NoError", True)
Error = _of("Error", True)
EqualError = _of("EqualError", True)
ErrorIs = _of("ErrorIs", True)
ErrorContains = _of("ErrorContains", True)
Contains = _of("Contains", True)
NotContains = _of("NotContains", True)
Len = _of("Len", True)
Empty = _of("Empty", True)
NotEmpty = _of("NotEmpty", True)
Zero = _of("Zero", True)
Greater = _of("Greater", True)
Less = _of("Less", True)
InDelta = _of("InDelta", True)
Fail = _of("Fail", True)
Panics = _of("Panics", True)
setattr(_own, "True", _of("True_", True))
setattr(_own, "False", _of("False_", True))


def New(t):
    return Assertions(t, True)
