from _json import dump as _dump, dumps as _dumps, load as _load, loads as _loads, JSONDecodeError


class JSONEncoder:
    def __init__(self, **options):
        options.pop("default", None)
        self._options = options

    def default(self, value):
        raise TypeError("Object of type " + type(value).__name__ + " is not JSON serializable")

    def encode(self, value):
        return _dumps(value, default=self.default, **self._options)

    def iterencode(self, value):
        yield self.encode(value)


class JSONDecoder:
    def __init__(self, **options):
        self._options = options

    def decode(self, text):
        return loads(text, **self._options)


def _encoding(options):
    kind = options.pop("cls", None)
    options.pop("skipkeys", None)
    options.pop("check_circular", None)
    options.pop("allow_nan", None)
    if kind is not None and kind is not JSONEncoder:
        options["default"] = kind().default
    return options


def dumps(value, **options):
    return _dumps(value, **_encoding(options))


def dump(value, file, **options):
    file.write(_dumps(value, **_encoding(options)))


def _hooked(value, hook, pairs):
    if isinstance(value, dict):
        items = [(key, _hooked(inner, hook, pairs)) for key, inner in value.items()]
        return pairs(items) if pairs else hook(dict(items))
    if isinstance(value, list):
        return [_hooked(inner, hook, pairs) for inner in value]
    return value


def loads(text, cls=None, object_hook=None, object_pairs_hook=None, parse_float=None, parse_int=None, **options):
    if isinstance(text, (bytes, bytearray)):
        text = text.decode()
    value = _loads(text)
    if object_hook or object_pairs_hook:
        return _hooked(value, object_hook, object_pairs_hook)
    if parse_float or parse_int:
        return _converted(value, parse_float or float, parse_int or int)
    return value


def _converted(value, of_float, of_int):
    if isinstance(value, dict):
        return {key: _converted(inner, of_float, of_int) for key, inner in value.items()}
    if isinstance(value, list):
        return [_converted(inner, of_float, of_int) for inner in value]
    if isinstance(value, float):
        return of_float(repr(value))
    return of_int(repr(value)) if isinstance(value, int) and not isinstance(value, bool) else value


def load(file, **options):
    return loads(file.read(), **options)
