# github.com/stretchr/testify/assert
import _go_github_com_stretchr_testify_assert as _own
from _go_testify import Assertions, _of

Equal = _of("Equal", False)
EqualValues = _of("EqualValues", False)
NotEqual = _of("NotEqual", False)
Nil = _of("Nil", False)
NotNil = _of("NotNil", False)
NoError = _of("NoError", False)
Error = _of("Error", False)
EqualError = _of("EqualError", False)
ErrorIs = _of("ErrorIs", False)
ErrorContains = _of("ErrorContains", False)
Contains = _of("Contains", False)
NotContains = _of("NotContains", False)
Len = _of("Len", False)
Empty = _of("Empty", False)
NotEmpty = _of("NotEmpty", False)
Zero = _of("Zero", False)
Greater = _of("Greater", False)
Less = _of("Less", False)
InDelta = _of("InDelta", False)
Fail = _of("Fail", False)
Panics = _of("Panics", False)
setattr(_own, "True", _of("True_", False))
setattr(_own, "False", _of("False_", False))


def New(t):
    return Assertions(t, False)
