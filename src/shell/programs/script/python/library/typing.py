# Types are not looked at; anything can stand here.
class _Type:
    def __init__(self, name):
        self.__name__ = name

    def __getitem__(self, inner):
        return self

    def __or__(self, other):
        return self

    def __call__(self, *values):
        return self

    def __repr__(self):
        return "typing." + self.__name__


Any = _Type("Any")
List = _Type("List")
Dict = _Type("Dict")
Set = _Type("Set")
Tuple = _Type("Tuple")
Optional = _Type("Optional")
Union = _Type("Union")
Callable = _Type("Callable")
Iterable = _Type("Iterable")
Iterator = _Type("Iterator")
Generator = _Type("Generator")
Sequence = _Type("Sequence")
Mapping = _Type("Mapping")
Annotated = _Type("Annotated")
Literal = _Type("Literal")
TYPE_CHECKING = False


class NamedTuple:
    pass


def TypeVar(name, *bounds):
    return _Type(name)


def cast(kind, value):
    return value
