# github.com/stretchr/testify: assert and require, which ends the test.
import _layercake as _l
import _go_errors as errors
import _go_fmt as fmt
from _go_core import _Map, _Panic
from _go_reflect import DeepEqual


def _shown(value):
    return fmt._show(value, False, True)


def _length(value):
    try:
        return len(value.entries) if isinstance(value, _Map) else len(value)
    except TypeError:
        return None


def _is_empty(value):
    return value is None or value is False or value == 0 or value == "" or _length(value) == 0


def _has(whole, part):
    if isinstance(whole, str):
        return part in whole
    if isinstance(whole, _Map):
        return part in whole.entries
    return any(DeepEqual(item, part) for item in whole)


def _unlike(expected, actual):
    text = "Not equal: \nexpected: %s\nactual  : %s" % (_shown(expected), _shown(actual))
    if fmt._kind(expected) != fmt._kind(actual):
        text = "Not equal: \nexpected: %s(%s)\nactual  : %s(%s)" % (
            fmt._kind(expected), _shown(expected), fmt._kind(actual), _shown(actual))
    elif isinstance(expected, str) and "\n" not in expected + actual:
        text += "\n\nDiff:\n--- Expected\n+++ Actual\n@@ -1 +1 @@\n-%s\n+%s" % (expected, actual)
    return text


class Assertions:
    _value = True

    def __init__(self, t, ends):
        self.t, self.ends = t, ends

    def _check(self, holds, text, words):
        if holds:
            return True
        t = self.t
        rows = [("Error Trace", _l.getcwd().rstrip("/") + "/" + t._place()[:-2]), ("Error", text), ("Test", t.Name())]
        if words:
            rows.append(("Messages", fmt.Sprintf(words[0], *words[1:]) if isinstance(words[0], str) else fmt.Sprint(*words)))
        out = "\n"
        for name, value in rows:
            lines = value.split("\n")
            out += "\t" + (name + ":").ljust(12) + "\t" + ("\n\t" + " " * 12 + "\t").join(lines) + "\n"
        t._say(out)
        t.Fail()
        if self.ends:
            t.FailNow()
        return False

    def Equal(self, expected, actual, *words):
        return self._check(DeepEqual(expected, actual), _unlike(expected, actual), words)

    EqualValues = Equal

    def NotEqual(self, expected, actual, *words):
        return self._check(not DeepEqual(expected, actual), "Should not be: " + _shown(actual), words)

    def True_(self, value, *words):
        return self._check(value is True, "Should be true", words)

    def False_(self, value, *words):
        return self._check(value is False, "Should be false", words)

    def Nil(self, value, *words):
        return self._check(value is None, "Expected nil, but got: " + _shown(value), words)

    def NotNil(self, value, *words):
        return self._check(value is not None, "Expected value not to be nil.", words)

    def NoError(self, error, *words):
        text = "" if error is None else error.Error()
        return self._check(error is None, "Received unexpected error:\n" + text, words)

    def Error(self, error, *words):
        return self._check(error is not None, "An error is expected but got nil.", words)

    def EqualError(self, error, text, *words):
        if error is None:
            return self._check(False, "An error is expected but got nil.", words)
        said = 'Error message not equal:\nexpected: %s\nactual  : %s' % (_shown(text), _shown(error.Error()))
        return self._check(error.Error() == text, said, words)

    def ErrorIs(self, error, wanted, *words):
        text = "Target error should be in err chain:\nexpected: %s\nin chain: %s" % (
            _shown(wanted.Error()), _shown(error.Error()) if error is not None else "")
        return self._check(errors.Is(error, wanted), text, words)

    def ErrorContains(self, error, part, *words):
        if error is None:
            return self._check(False, "An error is expected but got nil.", words)
        text = "Error %s does not contain %s" % (_shown(error.Error()), _shown(part))
        return self._check(part in error.Error(), text, words)

    def Contains(self, whole, part, *words):
        return self._check(_has(whole, part), "%s does not contain %s" % (_shown(whole), _shown(part)), words)

    def NotContains(self, whole, part, *words):
        return self._check(not _has(whole, part), "%s should not contain %s" % (_shown(whole), _shown(part)), words)

    def Len(self, value, count, *words):
        text = '"%s" should have %d item(s), but has %s' % (fmt.Sprint(value), count, _length(value))
        return self._check(_length(value) == count, text, words)

    def Empty(self, value, *words):
        return self._check(_is_empty(value), "Should be empty, but was " + fmt.Sprint(value), words)

    def NotEmpty(self, value, *words):
        return self._check(not _is_empty(value), "Should NOT be empty, but was " + fmt.Sprint(value), words)

    def Zero(self, value, *words):
        return self._check(_is_empty(value), "Should be zero, but was " + fmt.Sprint(value), words)

    def Greater(self, one, other, *words):
        return self._check(one > other, '"%s" is not greater than "%s"' % (fmt.Sprint(one), fmt.Sprint(other)), words)

    def Less(self, one, other, *words):
        return self._check(one < other, '"%s" is not less than "%s"' % (fmt.Sprint(one), fmt.Sprint(other)), words)

    def InDelta(self, expected, actual, delta, *words):
        text = "Max difference between %s and %s allowed is %s, but difference was %s" % (
            fmt.Sprint(expected), fmt.Sprint(actual), fmt.Sprint(delta), fmt.Sprint(expected - actual))
        return self._check(abs(expected - actual) <= delta, text, words)

    def Fail(self, text, *words):
        return self._check(False, text, words)

    def Panics(self, function, *words):
        try:
            function()
        except _Panic:
            return True
        return self._check(False, "func (assert.PanicTestFunc)() should panic", words)


setattr(Assertions, "True", Assertions.True_)
setattr(Assertions, "False", Assertions.False_)

_NAMES = (
    "Equal", "EqualValues", "NotEqual", "True", "False", "Nil", "NotNil", "NoError", "Error", "EqualError", "ErrorIs",
    "ErrorContains", "Contains", "NotContains", "Len", "Empty", "NotEmpty", "Zero", "Greater", "Less", "InDelta", "Fail",
    "Panics",
)


def _fill(module, ends):
    """The functions of a package: each makes its assertions by the test that it is given first."""
    for name in _NAMES:
        setattr(module, name, _of(name, ends))


def _of(name, ends):
    def check(t, *words):
        return getattr(Assertions(t, ends), name)(*words)
    return check
