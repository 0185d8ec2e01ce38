# Web servers: axum and actix-web.
import _layercake as _l
import _rust as _r
import urllib.parse
from _rust_core import *
from _rust_core import _lacks, _deref, _default, _name_of, _inner, _make, _debug, _show, _await, _Future, _end, _said_of, _Struct
from _rust_system import _bind, _advance, _waiting, Duration
from _rust_text import _str, _convert
from _rust_json import _to_json, _written, serde_json_from_str, Value, _of_json, _Bad

_HANDLERS = {}


def _annotate(function, types, result):
    _HANDLERS[function] = types


class StatusCode:
    """A status, by its name or number."""

    def __init__(self, number):
        self.number = number

    def as_u16(self):
        return self.number

    def _display(self):
        return "%d %s" % (self.number, _REASONS.get(self.number, ""))

    def __eq__(self, other):
        return self.number == other.number


_REASONS = {200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
            303: "See Other", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
            405: "Method Not Allowed", 409: "Conflict", 415: "Unsupported Media Type", 422: "Unprocessable Entity",
            500: "Internal Server Error", 503: "Service Unavailable"}
for _number in _REASONS:
    setattr(StatusCode, _REASONS[_number].upper().replace(" ", "_"), StatusCode(_number))


class _Wrapped(_Struct):
    _kind, _fields = "tuple", [("_0", None, [])]
    _derives = ["Debug"]

    @classmethod
    def _new(kind, value):
        return _make(kind, "_0", value)

    new = _new

    def into_inner(self):
        return self._0

    def get_ref(self):
        return self._0

    def clone(self):
        return self

    def __getattr__(self, name):
        if name == "_0":
            return None
        return getattr(self._0, name)


class Json(_Wrapped):
    _name = "Json"


class Path(_Wrapped):
    _name = "Path"


class Query(_Wrapped):
    _name = "Query"


class State(_Wrapped):
    _name = "State"


class Html(_Wrapped):
    _name = "Html"


class Data(_Wrapped):
    _name = "Data"


class _Wrong(Exception):
    def __init__(self, status, text):
        self.status, self.text = status, text


def _scalar(text, described):
    name = _name_of(described)
    if name == "str":
        return text
    found = _str.parse(text, described)
    if found._v == "Err":
        raise _Wrong(400, "Invalid URL: Cannot parse `%s` to a `%s`" % (text, name))
    return found._0


def _of_path(values, described):
    if isinstance(described, tuple) and described[0] == "tuple":
        return tuple([_scalar(value, part) for value, part in zip(values.values(), described[1:])])
    if _name_of(described) in ("HashMap", "BTreeMap") or not isinstance(_name_of(described), str):
        return _of_texts(values, described)
    return _scalar(list(values.values())[0], described)


def _of_texts(values, described):
    """Texts by name as a value of a type with fields, or a map."""
    name = _name_of(described)
    if name in ("HashMap", "BTreeMap"):
        return _of_json(values, described)
    made = [name]
    for field, of, words in name._fields:
        of = of()
        made.append(field)
        optional = _name_of(of) == "Option"
        if field[1:] in values:
            found = _scalar(values[field[1:]], _inner(of) if optional else of)
            made.append(Some(found) if optional else found)
        elif optional:
            made.append(Nothing())
        else:
            raise _Wrong(400, "Failed to deserialize query string: missing field `%s`" % field[1:])
    return _make(*made)


def _query(request):
    query = request["target"].partition("?")[2]
    return dict(urllib.parse.parse_qsl(query, keep_blank_values=True))


def _argument(described, request, values, state):
    """What a handler is given, by the type of its parameter."""
    name, inner = _name_of(described), _inner(described)
    if name == "Path":
        return Path._new(_of_path(values, inner))
    if name == "Query":
        return Query._new(_of_texts(_query(request), inner))
    if name == "State" and state:
        return State._new(state[0])
    if name == "Data" and state:
        return state[0]
    if name == "Json":
        found = serde_json_from_str(request["body"], inner)
        if found._v == "Err":
            raise _Wrong(422 if "missing" in found._0.said or "invalid type" in found._0.said else 400,
                         "Failed to deserialize the JSON body into the target type: " + found._0.said)
        return Json._new(found._0)
    if name == "str":
        return request["body"]
    _lacks("a handler with a parameter of this type")


class _Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def into_response(self):
        return self


_TEXT = [["content-type", "text/plain; charset=utf-8"]]


def _answer(value):
    """A response, of whatever a handler gives."""
    value = _deref(_await(value))
    kind = _r.kind(value)
    if isinstance(value, _Answer):
        return value
    if hasattr(value, "into_response") and not isinstance(value, _Wrapped):
        return _answer(value.into_response())
    if kind == "str":
        return _Answer(200, _TEXT, value.encode())
    if kind == "unit":
        return _Answer(200, [], b"")
    if isinstance(value, StatusCode):
        return _Answer(value.number, [], b"")
    if isinstance(value, Json):
        return _Answer(200, [["content-type", "application/json"]], _written(_to_json(value._0), False).encode())
    if isinstance(value, Html):
        return _Answer(200, [["content-type", "text/html; charset=utf-8"]], value._0.encode())
    if isinstance(value, Value):
        return _Answer(200, [["content-type", "application/json"]], value._display().encode())
    if isinstance(value, Result):
        return _answer(value._0)
    if kind == "tuple" and isinstance(value[0], StatusCode):
        made = _answer(value[-1])
        return _Answer(value[0].number, made.headers, made.body)
    if kind == "list":
        return _Answer(200, [["content-type", "application/octet-stream"]], bytes(value))
    _lacks("a response of this type")


def _match(pattern, path):
    """The parts of a path that a pattern names; None: it is another."""
    wanted, given, values = pattern.split("/"), path.split("/"), {}
    for place, part in enumerate(wanted):
        if part.startswith("{*"):
            values[part[2:-1]] = "/".join(given[place:])
            return values
        if place >= len(given):
            return None
        named = part[1:-1] if part.startswith("{") else part[1:] if part.startswith(":") else part[1:-1] if part.startswith("<") else None
        if named is None:
            if part != given[place]:
                return None
        elif given[place] == "":
            return None
        else:
            values[named] = urllib.parse.unquote(given[place])
    return values if len(wanted) == len(given) else None


def _handled(function, types, request, values, state):
    given = [_argument(of, request, values, state) for of in types]
    return _answer(function(*given))


def _serve(port, answer, headers):
    while True:
        while _advance():
            pass
        _l.flush()
        request = _l.accept(port)
        try:
            made = answer(request)
        except _Wrong as fault:
            made = _Answer(fault.status, _TEXT, fault.text.encode())
        except OverflowError as fault:
            _said_of(fault, "tokio-runtime-worker")
            _l.respond(0, [], b"")
            continue
        body = b"" if request["method"] == "HEAD" else made.body
        _l.respond(made.status, made.headers + [["content-length", str(len(made.body))]] + headers, body)


def _date():
    import _time as _t
    return ["date", _t.format(_t.now(), "%a, %d %b %Y %H:%M:%S GMT")]


# axum

class MethodRouter:
    def __init__(self, verbs):
        self.verbs = verbs

    def _and(self, verb, function):
        verbs = dict(self.verbs)
        verbs[verb] = function
        return MethodRouter(verbs)

    def get(self, function):
        return self._and("GET", function)

    def post(self, function):
        return self._and("POST", function)

    def put(self, function):
        return self._and("PUT", function)

    def delete(self, function):
        return self._and("DELETE", function)

    def patch(self, function):
        return self._and("PATCH", function)


def axum_routing_get(function):
    return MethodRouter({"GET": function})


def axum_routing_post(function):
    return MethodRouter({"POST": function})


def axum_routing_put(function):
    return MethodRouter({"PUT": function})


def axum_routing_delete(function):
    return MethodRouter({"DELETE": function})


def axum_routing_patch(function):
    return MethodRouter({"PATCH": function})


class Router:
    def __init__(self):
        self.routes, self.state, self.other = [], [], None

    @staticmethod
    def new():
        return Router()

    def route(self, pattern, verbs):
        self.routes.append((pattern, verbs))
        return self

    def nest(self, prefix, other):
        for pattern, verbs in other.routes:
            self.routes.append((prefix + ("" if pattern == "/" else pattern), verbs))
        return self

    def merge(self, other):
        self.routes += other.routes
        return self

    def with_state(self, state):
        self.state = [state]
        return self

    def fallback(self, function):
        self.other = function
        return self

    def layer(self, layer):
        return self

    def into_make_service(self):
        return self

    def _answer(self, request):
        path = request["target"].partition("?")[0]
        for pattern, router in self.routes:
            values = _match(pattern, path)
            if values is None:
                continue
            verb = request["method"]
            function = router.verbs.get(verb) or (router.verbs.get("GET") if verb == "HEAD" else None)
            if function is None:
                return _Answer(405, [["allow", ",".join(verb + (",HEAD" if verb == "GET" else "") for verb in router.verbs)]], b"")
            return self._run(function, request, values)
        if self.other is not None:
            return self._run(self.other, request, {})
        return _Answer(404, [], b"")

    def _run(self, function, request, values):
        return _handled(function, _HANDLERS.get(function, []), request, values, self.state)


class AsyncListener:
    def __init__(self, address):
        self.address = address

    @staticmethod
    def bind(address):
        return _Future(lambda: _bind(address).map(AsyncListener))

    def local_addr(self):
        return Ok(self.address)


class _Serving(_Future):
    def __init__(self, listener, router):
        self.done = False
        self.run = lambda: _serve(listener.address.number, router._answer, [_date()])

    def with_graceful_shutdown(self, signal):
        _l.graceful()
        return self


def axum_serve(listener, router):
    return _Serving(listener, router)


# actix-web

class _Route:
    """A handler with what its attribute says."""

    def __init__(self, function, verb, pattern, names):
        self.function, self.verb, self.pattern, self.names = function, verb, pattern, names

    def __call__(self, *given):
        return self.function(*given)


def _route(function, verb, words, names):
    if verb == "launch":
        return function
    pattern = [word for key, word in words if key == ""]
    return _Route(function, verb.upper(), pattern[0] if pattern else "/", names)


class HttpResponse:
    def __init__(self, status):
        self.status, self.headers = status, []

    def body(self, text):
        text = _deref(text)
        return _Answer(self.status, self.headers + ([] if self._typed() else _TEXT), _show(text).encode())

    def _typed(self):
        return any(name.lower() == "content-type" for name, value in self.headers)

    def json(self, value):
        return _Answer(self.status, [["content-type", "application/json"]], _written(_to_json(value), False).encode())

    def content_type(self, kind):
        self.headers.append(["content-type", kind])
        return self

    def finish(self):
        return _Answer(self.status, self.headers, b"")

    into_response = finish


def _responder(status):
    return staticmethod(lambda: HttpResponse(status))


for _name, _number in [("Ok", 200), ("Created", 201), ("Accepted", 202), ("NoContent", 204), ("BadRequest", 400),
                       ("Unauthorized", 401), ("Forbidden", 403), ("NotFound", 404), ("Conflict", 409),
                       ("InternalServerError", 500)]:
    setattr(HttpResponse, _name, _responder(_number))


class ActixRoute:
    def __init__(self, verb):
        self.verb, self.function = verb, None

    def to(self, function):
        self.function = function
        return self


def actix_web_web_get():
    return ActixRoute("GET")


def actix_web_web_post():
    return ActixRoute("POST")


def actix_web_web_put():
    return ActixRoute("PUT")


def actix_web_web_delete():
    return ActixRoute("DELETE")


class App:
    def __init__(self):
        self.routes, self.state = [], []

    @staticmethod
    def new():
        return App()

    def service(self, route):
        if not isinstance(route, _Route):
            _lacks("this service")
        self.routes.append((route.pattern, route.verb, route.function, [of for name, of in route.names]))
        return self

    def route(self, pattern, route):
        self.routes.append((pattern, route.verb, route.function, _HANDLERS.get(route.function, [])))
        return self

    def app_data(self, data):
        self.state = [data]
        return self

    def wrap(self, layer):
        return self

    def _answer(self, request):
        path = request["target"].partition("?")[0]
        for pattern, verb, function, types in self.routes:
            values = _match(pattern, path)
            if values is not None and verb == request["method"]:
                return _handled(function, types, request, values, self.state)
        return _Answer(404, [], b"")


class HttpServer:
    def __init__(self, make):
        self.make = make

    @staticmethod
    def new(make):
        return HttpServer(make)

    def bind(self, address):
        bound = _bind(address)
        if bound._v == "Err":
            return bound
        self.port = bound._0.number
        return Ok(self)

    def workers(self, count):
        return self

    def run(self):
        _l.graceful()
        return _Future(lambda: _serve(self.port, self.make()._answer, [_date()]))
