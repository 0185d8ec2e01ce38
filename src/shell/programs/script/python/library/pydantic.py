import json as _json


class ValidationError(ValueError):
    pass


def _names(cls):
    names = {}
    for base in getattr(cls, "__bases__", ()):
        if base is not object:
            names.update(_names(base))
    names.update(cls.__dict__.get("__annotations__", {}))
    return names


class BaseModel:
    def __init__(self, **values):
        missing = []
        for name, kind in _names(type(self)).items():
            if name in values:
                value = values[name]
                if kind in (int, float, str, bool) and not isinstance(value, kind):
                    try:
                        value = kind(value)
                    except (ValueError, TypeError):
                        raise ValidationError("1 validation error for %s\n%s\n  Input should be a valid %s" % (
                            type(self).__name__, name, {"int": "integer", "str": "string"}.get(kind.__name__, kind.__name__)))
                setattr(self, name, value)
            elif not hasattr(type(self), name):
                missing.append(name)
        if missing:
            raise ValidationError("%d validation error%s for %s\n%s" % (
                len(missing), "" if len(missing) == 1 else "s", type(self).__name__,
                "\n".join("%s\n  Field required" % name for name in missing)))

    def model_dump(self):
        return {name: getattr(self, name) for name in _names(type(self))}

    dict = model_dump

    def model_dump_json(self):
        return _json.dumps(self.model_dump(), separators=(",", ":"))

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join("%s=%r" % pair for pair in self.model_dump().items()))

    def __str__(self):
        return " ".join("%s=%r" % pair for pair in self.model_dump().items())


def Field(default=None, **options):
    return default
