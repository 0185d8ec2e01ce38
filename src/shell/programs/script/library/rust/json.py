# serde_json: values as texts, and texts as values of a type.
import json as _j
import _layercake as _l
import _rust as _r
from _rust_core import *
from _rust_core import _lacks, _deref, _default, _name_of, _inner, _make, _debug, _show, _Enum, _BITS, _rows, _Ref, _DEFAULTS
from _rust_iter import _python, _COLLECTED
from _rust_collections import HashMap, HashSet, BTreeMap
from _rust_text import _CONVERTED


class JsonError:
    def __init__(self, said):
        self.said = said

    def _display(self):
        return self.said

    def _debug(self, pretty):
        return "Error(" + _r.quoted(self.said) + ")"


def _renamed(name, style):
    """A field's name in the style of `rename_all`."""
    parts = name.split("_")
    if style == "camelCase":
        return parts[0] + "".join(part[:1].upper() + part[1:] for part in parts[1:])
    if style == "PascalCase":
        return "".join(part[:1].upper() + part[1:] for part in parts)
    if style == "kebab-case":
        return "-".join(parts)
    if style == "SCREAMING_SNAKE_CASE":
        return name.upper()
    return name


def _renamed_variant(name, style):
    if style in ("lowercase", "UPPERCASE"):
        return name.lower() if style == "lowercase" else name.upper()
    if style == "camelCase":
        return name[:1].lower() + name[1:]
    if style in ("snake_case", "kebab-case", "SCREAMING_SNAKE_CASE"):
        made = name[:1].lower()
        for letter in name[1:]:
            made += ("-" if style == "kebab-case" else "_") + letter.lower() if letter.isupper() else letter
        return made.upper() if style.startswith("SCREAMING") else made
    return name


def _said(words, key):
    for name, own, value in words:
        if name == "serde" and own == key:
            return value
    return None


def _checked(words):
    for name, own, value in words:
        if name == "serde" and own not in ("rename", "rename_all", "default", "skip", "skip_serializing_if", "skip_serializing",
                                           "skip_deserializing", "deny_unknown_fields", "alias"):
            _lacks("serde's attribute " + own)


def _shown_fields(value, fields, style):
    made = {}
    for name, described, words in fields:
        _checked(words)
        own = getattr(value, name)
        unless = _said(words, "skip_serializing_if")
        if _said(words, "skip") or _said(words, "skip_serializing"):
            continue
        if unless == "Option::is_none" and own._v == "None":
            continue
        if unless not in (None, "Option::is_none"):
            _lacks("this condition of serde's")
        made[_said(words, "rename") or _renamed(name[1:], style)] = _to_json(own)
    return made


def _to_json(value):
    value = _deref(value)
    kind = _r.kind(value)
    if kind in ("int", "float", "str", "bool"):
        return value
    if kind == "char":
        return _r.letter_text(value)
    if kind == "unit":
        return _NULL
    if kind in ("list", "tuple"):
        return [_to_json(item) for item in value]
    if isinstance(value, Value):
        return value.json
    if isinstance(value, Option):
        return _NULL if value._v == "None" else _to_json(value._0)
    if isinstance(value, HashMap):
        made = {}
        for key, item in value._all():
            made[_show(key)] = _to_json(item)
        return made
    if isinstance(value, HashSet):
        return [_to_json(item) for item in value._all()]
    if hasattr(value, "_derives"):
        if "Serialize" not in value._derives:
            _lacks("a Serialize that is not derived")
        _checked(value._words)
        style = _said(value._words, "rename_all")
        if isinstance(value, _Enum):
            row = value._row()[1]
            name = _said(row[4], "rename") or _renamed_variant(row[0], style)
            if row[1] == "unit":
                return name
            if row[1] == "named":
                return {name: _shown_fields(value, row[2], None)}
            all = [_to_json(getattr(value, field[0])) for field in row[2]]
            return {name: all[0] if len(all) == 1 else all}
        if value._kind == "unit":
            return _NULL
        if value._kind == "tuple":
            all = [_to_json(getattr(value, field[0])) for field in value._fields]
            return all[0] if len(all) == 1 else all
        return _shown_fields(value, value._fields, style)
    _lacks("this value as JSON")


_NULL = ["null"]


def _json_null():
    return _NULL


def _quoted(text):
    return _j.dumps(text, ensure_ascii=False)


def _written(json, pretty, indent=""):
    if json is _NULL:
        return "null"
    kind = _r.kind(json)
    if kind == "str":
        return _quoted(json)
    if kind == "float":
        return _r.float_text(json, "?") if json == json else "null"
    if kind in ("int", "bool"):
        return _show(json)
    inner = indent + "  "
    if kind == "list":
        rows = [_written(item, pretty, inner) for item in json]
        opens, closes = "[", "]"
    else:
        rows = [_quoted(key) + (": " if pretty else ":") + _written(json[key], pretty, inner) for key in json]
        opens, closes = "{", "}"
    if not rows or not pretty:
        return opens + ",".join(rows) + closes
    return opens + "\n" + ",\n".join(inner + row for row in rows) + "\n" + indent + closes


class Value:
    """A value of JSON's, of any kind."""

    def __init__(self, json):
        self.json = json

    def _display(self):
        return _written(_sorted(self.json), False)

    def _debug(self, pretty):
        _lacks("{:?} of a JSON value")

    def index(self, key):
        found = self.get(key)
        return found._0 if found._v == "Some" else Value(_NULL)

    def get(self, key):
        key, json = _deref(key), self.json
        if json is _NULL:
            return Nothing()
        if _r.kind(json) == "list" and _r.kind(key) == "int":
            return Some(Value(json[key])) if key < len(json) else Nothing()
        if _r.kind(json) == "other" and key in json:
            return Some(Value(json[key]))
        return Nothing()

    def _is(self, *kinds):
        return self.json is not _NULL and _r.kind(self.json) in kinds

    def as_str(self):
        return Some(self.json) if self._is("str") else Nothing()

    def as_i64(self):
        return Some(self.json) if self._is("int") else Nothing()

    def as_u64(self):
        return Some(self.json) if self._is("int") and self.json >= 0 else Nothing()

    def as_f64(self):
        return Some(float(self.json)) if self._is("int", "float") else Nothing()

    def as_bool(self):
        return Some(self.json) if self._is("bool") else Nothing()

    def as_array(self):
        return Some([Value(item) for item in self.json]) if self._is("list") else Nothing()

    def is_null(self):
        return self.json is _NULL

    def is_string(self):
        return self._is("str")

    def is_number(self):
        return self._is("int", "float")

    def is_array(self):
        return self._is("list")

    def is_object(self):
        return self._is("other")

    def clone(self):
        return self

    def __eq__(self, other):
        return self.json == (other.json if isinstance(other, Value) else other)


def _sorted(json):
    """Keys in order: a map of serde_json's own is sorted."""
    if json is not _NULL and _r.kind(json) == "list":
        return [_sorted(item) for item in json]
    if _r.kind(json) != "other":
        return json
    made = {}
    for key in sorted(json):
        made[key] = _sorted(json[key])
    return made


def _json_value(json):
    return Value(_sorted(json))


def serde_json_to_string(value):
    return Ok(_written(_to_json(value), False))


def serde_json_to_string_pretty(value):
    return Ok(_written(_to_json(value), True))


def serde_json_to_value(value):
    return Ok(Value(_sorted(_to_json(value))))


def serde_json_to_vec(value):
    return Ok(list(_written(_to_json(value), False).encode()))


class _Bad(Exception):
    pass


def _kept(json):
    if json is None:
        return _NULL
    if _r.kind(json) == "list":
        return [_kept(item) for item in json]
    if _r.kind(json) == "other":
        made = {}
        for key in json:
            made[key] = _kept(json[key])
        return made
    return json


def _words_of(json):
    if json is _NULL:
        return "null"
    kind = _r.kind(json)
    return {"str": "string " + _quoted(json) if kind == "str" else "", "int": "integer `%s`" % json if kind == "int" else "",
            "float": "floating point `%s`" % json if kind == "float" else "", "bool": "boolean `%s`" % _show(json) if kind == "bool"
            else "", "list": "sequence"}.get(kind, "map")


def _wrong(json, wanted):
    raise _Bad("invalid type: %s, expected %s" % (_words_of(json), wanted))


def _of_json(json, described):
    name = _name_of(described)
    if name is None:
        _lacks("a value of a type that is not told here")
    if name == "Value":
        return Value(_sorted(json))
    if name == "Option":
        return Nothing() if json is _NULL else Some(_of_json(json, _inner(described)))
    kind = "null" if json is _NULL else _r.kind(json)
    if not isinstance(name, str):
        return _record(json, kind, name)
    if name in _BITS:
        if kind != "int":
            _wrong(json, name)
        if _r.cast(json, _BITS[name][0], _BITS[name][1]) != json:
            raise _Bad("invalid value: integer `%d`, expected %s" % (json, name))
        return json
    if name in ("f64", "f32"):
        return float(json) if kind in ("int", "float") else _wrong(json, name)
    if name == "str":
        return json if kind == "str" else _wrong(json, "a string")
    if name == "bool":
        return json if kind == "bool" else _wrong(json, "a boolean")
    if name == "Vec":
        return [_of_json(item, _inner(described)) for item in json] if kind == "list" else _wrong(json, "a sequence")
    if name in ("HashMap", "BTreeMap"):
        if kind != "other":
            _wrong(json, "a map")
        return _COLLECTED[name]([(key, _of_json(json[key], _inner(described, 1))) for key in json])
    _lacks("a value of this type from JSON")


def _fields_of(json, name, fields, style):
    made = []
    for field, described, words in fields:
        _checked(words)
        key = _said(words, "rename") or _renamed(field[1:], style)
        made.append(field)
        of = described()
        if key in json:
            made.append(_of_json(json[key], of))
        elif _name_of(of) == "Option":
            made.append(Nothing())
        elif _said(words, "default") or _said(words, "skip"):
            if _said(words, "default") not in (None, "default"):
                _lacks("a default of serde's with a function")
            made.append(_default(of))
        else:
            raise _Bad("missing field `%s`" % key)
    return made


def _record(json, kind, name):
    if "Deserialize" not in name._derives:
        _lacks("a Deserialize that is not derived")
    style = _said(name._words, "rename_all")
    if issubclass(name, _Enum):
        key = json if kind == "str" else list(json)[0] if kind == "other" and len(json) == 1 else None
        for row in name._variants:
            if key is not None and key == (_said(row[4], "rename") or _renamed_variant(row[0], style)):
                if row[1] == "unit":
                    return _make(name, "_v", row[0])
                inner = json[key]
                if row[1] == "named":
                    return _make(name, "_v", row[0], *_fields_of(inner, row[0], row[2], None))
                inner = [inner] if len(row[2]) == 1 else inner
                given = []
                for place, field in enumerate(row[2]):
                    given += [field[0], _of_json(inner[place], field[1]())]
                return _make(name, "_v", row[0], *given)
        known = ", ".join("`%s`" % (_said(row[4], "rename") or _renamed_variant(row[0], style)) for row in name._variants)
        raise _Bad("unknown variant `%s`, expected %s%s" % (key, "one of " if len(name._variants) > 1 else "", known))
    if name._kind == "tuple" and len(name._fields) == 1:
        return _make(name, "_0", _of_json(json, name._fields[0][1]()))
    if kind != "other":
        _wrong(json, "struct " + name._name)
    return _make(name, *_fields_of(json, name._name, name._fields, style))


def serde_json_from_str(text, described):
    try:
        json = _kept(_j.loads(text))
    except _j.JSONDecodeError as fault:
        # Its own words depend on where the parser stood: they are said only where they are surely the same.
        if text.strip() == "":
            return Err(JsonError("EOF while parsing a value at line 1 column %d" % len(text)))
        return Err(JsonError("expected value at line 1 column 1") if text[:1] not in "{[\"0123456789-tfn " else
                   JsonError("expected `,` or `}` at line %d column %d" % (fault.lineno, fault.colno)))
    try:
        return Ok(_of_json(json, described))
    except _Bad as fault:
        lines = text.split("\n")
        return Err(JsonError("%s at line %d column %d" % (str(fault), len(lines), len(lines[-1]))))


def serde_json_from_slice(data, described):
    return serde_json_from_str(bytes(data).decode(), described)


def serde_json_from_value(value, described):
    try:
        return Ok(_of_json(value.json, described))
    except _Bad as fault:
        return Err(JsonError(str(fault)))
