# encoding/json: structs by their tags.
import json as _json
from _go_core import _Struct, _Map, _Error, _Ref, _Box


def _fields(value):
    """Of a struct: names in JSON, names of its own, and whether an empty one is left out."""
    all = []
    for name, tag, zero, is_float, embedded in value._fields:
        if embedded and getattr(value, name) is value:
            base = [base for base in type(value).__bases__ if getattr(base, "_name", "") == name]
            all += _fields_of(base[0]._fields) if base else []
        else:
            all += _fields_of([(name, tag, zero, is_float, embedded)])
    return all


def _fields_of(fields):
    all = []
    for name, tag, zero, is_float, embedded in fields:
        if not name[:1].isupper():
            continue
        given = ""
        if 'json:"' in tag:
            given = tag.partition('json:"')[2].partition('"')[0]
        shown, _, options = given.partition(",")
        if given == "-":
            continue
        all.append((shown or name, name, "omitempty" in options))
    return all


def _plain(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return int(value) if value == int(value) and abs(value) < 1e21 else value
    if isinstance(value, bytes):
        import _go_encoding_base64
        return _go_encoding_base64.StdEncoding.EncodeToString(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, _Map):
        return {str(key): _plain(value.entries[key]) for key in sorted(value.entries)}
    if isinstance(value, _Struct):
        out = {}
        for shown, name, omitted in _fields(value):
            field = getattr(value, name)
            if omitted and (field is None or field is False or field == 0 or field == "" or field == []):
                continue
            out[shown] = _plain(field)
        return out
    if isinstance(value, (_Ref, _Box)):
        return _plain(value.v)
    if hasattr(value, "UnixNano"):
        return value.Format("2006-01-02T15:04:05.999999999Z07:00")
    if hasattr(value, "n"):
        return value.n
    return {}


def _escaped(text):
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _text(value, indent=None):
    if indent is None:
        return _escaped(_json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False))
    return _escaped(_json.dumps(_plain(value), indent=indent, ensure_ascii=False))


def Marshal(value):
    return (_text(value).encode(), None)


def MarshalIndent(value, prefix, indent):
    return (_text(value, indent).encode(), None)


def _dynamic(value):
    """What JSON is where a program says nothing about its type."""
    if isinstance(value, dict):
        return _Map({key: _dynamic(item) for key, item in value.items()})
    if isinstance(value, list):
        return [_dynamic(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _filled(before, value):
    if isinstance(before, _Struct) and isinstance(value, dict):
        lower = {key.lower(): item for key, item in value.items()}
        for shown, name, omitted in _fields(before):
            if shown.lower() in lower:
                setattr(before, name, _filled(getattr(before, name), lower[shown.lower()]))
        return before
    if isinstance(before, _Map) and isinstance(value, dict):
        for key, item in value.items():
            before.entries[key] = _filled(before.zero() if before.zero else None, item)
        return before
    if isinstance(before, int) and isinstance(value, int) or isinstance(before, (bool, str)):
        if type(before) != type(value):
            raise ValueError("json: cannot unmarshal %s into Go value of type %s" % (
                {"str": "string", "int": "number", "bool": "bool", "dict": "object", "list": "array"}.get(
                    type(value).__name__, "null"), {"str": "string", "int": "int", "bool": "bool"}[type(before).__name__]))
        return value
    return _dynamic(value)


def Unmarshal(data, target):
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    if not text.strip():
        return _Error("unexpected end of JSON input")
    try:
        value = _json.loads(text)
    except ValueError:
        first = text.strip()[:1]
        if first in "{[\"":
            return _Error("unexpected end of JSON input" if text.strip()[-1:] not in "}]" else
                          "invalid character in JSON input")
        return _Error("invalid character '%s' looking for beginning of value" % first)
    try:
        if isinstance(target, (_Ref, _Box)):
            target.v = _filled(target.v, value)
        else:
            _filled(target, value)
    except ValueError as fault:
        return _Error(str(fault))
    return None


class _Encoder:
    def __init__(self, writer):
        self.writer, self.indent = writer, None

    def SetIndent(self, prefix, indent):
        self.indent = indent

    def Encode(self, value):
        return self.writer.Write((_text(value, self.indent) + "\n").encode())[1]


def NewEncoder(writer):
    return _Encoder(writer)


class _Decoder:
    def __init__(self, reader):
        self.reader = reader

    def DisallowUnknownFields(self):
        pass

    def Decode(self, target):
        import _go_input
        data = self.reader._read_all()
        return Unmarshal(data, target) if data.strip() else _go_input.EOF


def NewDecoder(reader):
    return _Decoder(reader)
