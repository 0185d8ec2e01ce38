# reflect: whether values are alike, and what they are called.
from _go_core import _Map, _Struct
import _go_fmt as fmt


def DeepEqual(one, other):
    if isinstance(one, _Map) and isinstance(other, _Map):
        return len(one.entries) == len(other.entries) and all(
            key in other.entries and DeepEqual(value, other.entries[key]) for key, value in one.entries.items())
    if isinstance(one, (list, bytes)) and isinstance(other, (list, bytes)):
        return len(one) == len(other) and all(DeepEqual(a, b) for a, b in zip(one, other))
    if isinstance(one, _Struct) and isinstance(other, _Struct):
        return type(one) == type(other) and all(
            field[4] or DeepEqual(getattr(one, field[0]), getattr(other, field[0])) for field in one._fields)
    if one is None or other is None:
        return one is other
    return isinstance(one, bool) == isinstance(other, bool) and one == other


class _Type:
    _value = True

    def __init__(self, name):
        self.name = name

    def String(self):
        return self.name

    def Name(self):
        return self.name.split(".")[-1]

    def __eq__(self, other):
        return isinstance(other, _Type) and self.name == other.name


def TypeOf(value):
    return _Type(fmt._kind(value))
