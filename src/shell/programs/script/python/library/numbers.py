import collections.abc as _abc

_Kind = type(_abc.Sized)


class Number(metaclass=_Kind):
    _kinds = (int, float, bool)


class Complex(Number):
    _kinds = (int, float, bool)


class Real(Complex):
    _kinds = (int, float, bool)


class Rational(Real):
    _kinds = (int, bool)


class Integral(Rational):
    _kinds = (int, bool)
