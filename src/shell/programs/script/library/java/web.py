# Servers: com.sun.net.httpserver, and the smallest part of Spring.
import _layercake as _l
import _time as _t
import json as _json
import urllib.parse
from _java_core import *
from _java_core import _str, _call, _Object, _Record, _Enum, _Char, _full
from _java_util import ArrayList, HashMap, LinkedHashMap

_REASONS = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 500: "Internal Server Error"}


def _date():
    return _t.format(_t.now(), "%a, %d %b %Y %H:%M:%S GMT")


class InetSocketAddress:
    def __init__(self, *given):
        self.port = given[-1]

    def getPort(self):
        return self.port


class _Headers:
    def __init__(self, pairs=()):
        self.pairs = [list(pair) for pair in pairs]

    def set(self, name, value):
        self.pairs = [pair for pair in self.pairs if pair[0].lower() != name.lower()]
        self.add(name, value)

    def add(self, name, value):
        self.pairs.append([name[:1].upper() + name[1:].lower(), _str(value)])

    def getFirst(self, name):
        for known, value in self.pairs:
            if known.lower() == name.lower():
                return value
        return None


class _Bytes:
    def __init__(self, data=b""):
        self.data = data

    def write(self, data, *place):
        self.data = self.data + (data if isinstance(data, bytes) else bytes(data) if isinstance(data, list) else bytes([data]))

    def readAllBytes(self):
        return self.data

    def close(self):
        pass

    flush = close


class _Uri:
    def __init__(self, target):
        self.target = target

    def getPath(self):
        return urllib.parse.unquote(self.target.partition("?")[0])

    def getQuery(self):
        return urllib.parse.unquote(self.target.partition("?")[2]) if "?" in self.target else None

    getRawQuery = getQuery

    def toString(self):
        return self.target


class _Exchange:
    def __init__(self, request):
        self.request, self.out, self.status, self.headers = request, _Bytes(), 0, _Headers()

    def getRequestMethod(self):
        return self.request["method"]

    def getRequestURI(self):
        return _Uri(self.request["target"])

    def getRequestHeaders(self):
        return _Headers(self.request["headers"].items())

    def getRequestBody(self):
        return _Bytes(self.request["body"].encode())

    def getResponseHeaders(self):
        return self.headers

    def sendResponseHeaders(self, status, length):
        self.status = status

    def getResponseBody(self):
        return self.out

    def getRemoteAddress(self):
        return InetSocketAddress(54321)

    def close(self):
        pass


class HttpServer:
    @staticmethod
    def create(address, backlog=0):
        server = HttpServer()
        server.port, server.contexts = address.port, []
        return server

    def createContext(self, path, handler=None):
        context = [path, handler]
        self.contexts.append(context)
        return _Context(context)

    def setExecutor(self, executor):
        pass

    def getAddress(self):
        return InetSocketAddress(self.port)

    def start(self):
        _servers.append(self)

    def stop(self, delay):
        if self in _servers:
            _servers.remove(self)

    def _serve(self, request):
        path = request["target"].partition("?")[0]
        best = None
        for known, handler in self.contexts:
            if path.startswith(known) and (best is None or len(known) > len(best[0])):
                best = (known, handler)
        if best is None:
            text = "<h1>404 Not Found</h1>No context found for request"
            return _l.respond(404, [["Date", _date()], ["Content-Type", "text/html"]], text)
        exchange = _Exchange(request)
        try:
            _call(best[1], exchange)
        except Throwable as fault:
            return _l.respond(0, [], b"")
        headers = [["Date", _date()]] + exchange.headers.pairs + [["Content-Length", str(len(exchange.out.data))]]
        _l.respond(exchange.status, headers, exchange.out.data)


class _Context:
    def __init__(self, context):
        self.context = context

    def setHandler(self, handler):
        self.context[1] = handler


_servers = []


def _stay():
    """What a program with servers does after main."""
    while _servers:
        server = _servers[0]
        server._serve(_l.accept(server.port))


# Spring

def _plain(value):
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, _Char):
        return chr(value.code)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, _Enum):
        return value.name()
    if hasattr(value, "_pairs"):
        return {_str(key): _plain(item) for key, item in value._pairs()}
    if hasattr(value, "_values"):
        return [_plain(item) for item in value._values()]
    if isinstance(value, _Record):
        return {name: _plain(getattr(value, name)) for name in value._components}
    out = {}
    for name in list(type(value).__dict__):
        if name.startswith("get") and name != "getClass" and len(name) > 3:
            out[name[3:4].lower() + name[4:]] = _plain(getattr(value, name)())
        elif name.startswith("is") and name[2:3].isupper():
            out[name[2:3].lower() + name[3:]] = _plain(getattr(value, name)())
    return out


class ResponseEntity:
    def __init__(self, body=None, status=200):
        self.body, self.status = body, status

    @staticmethod
    def ok(*body):
        return ResponseEntity(body[0], 200) if body else _Builder(200)

    @staticmethod
    def notFound():
        return _Builder(404)

    @staticmethod
    def badRequest():
        return _Builder(400)

    @staticmethod
    def noContent():
        return _Builder(204)

    @staticmethod
    def status(status):
        return _Builder(status)


class _Builder:
    def __init__(self, status):
        self.status = status

    def body(self, body):
        return ResponseEntity(body, self.status)

    def build(self):
        return ResponseEntity(None, self.status)


class HttpStatus:
    OK, CREATED, NO_CONTENT, BAD_REQUEST, NOT_FOUND, INTERNAL_SERVER_ERROR = 200, 201, 204, 400, 404, 500


class MediaType:
    TEXT_PLAIN_VALUE, APPLICATION_JSON_VALUE, TEXT_HTML_VALUE = "text/plain", "application/json", "text/html"


_METHODS = {"GetMapping": "GET", "PostMapping": "POST", "PutMapping": "PUT", "DeleteMapping": "DELETE",
            "PatchMapping": "PATCH", "RequestMapping": None}


def _path_of(values):
    path = values.get("value", values.get("path", ""))
    return path[0] if isinstance(path, list) else path


class _Springs:
    def __init__(self):
        self.routes = []

    def add(self, kind):
        base = _path_of(kind._annotations.get("RequestMapping", {}))
        own = None
        for name, notes, parameters in kind._routes:
            for note, values in notes.items():
                if note in _METHODS:
                    own = own or kind()
                    method = _METHODS[note] or (values.get("method") if isinstance(values.get("method"), str) else None)
                    path = "/" + (base.strip("/") + "/" + _path_of(values).strip("/")).strip("/")
                    self.routes.append((method, path, own, name, parameters, values.get("produces")))

    def _match(self, pattern, path):
        parts, given = pattern.strip("/").split("/"), path.strip("/").split("/")
        if len(parts) != len(given):
            return None
        names = {}
        for part, value in zip(parts, given):
            if part.startswith("{"):
                names[part.strip("{}")] = value
            elif part != value:
                return None
        return names

    def _given(self, request, names, parameters, query):
        given = []
        for name, kind, notes in parameters:
            if "PathVariable" in notes:
                value = names.get(notes["PathVariable"].get("value", name))
            elif "RequestBody" in notes:
                value = _bound(kind, _json.loads(request["body"]) if kind != "String" else request["body"])
            elif "RequestParam" in notes:
                rule = notes["RequestParam"]
                value = query.get(rule.get("value", rule.get("name", name)), rule.get("defaultValue"))
                if value is None and rule.get("required") is not False:
                    raise _Missing()
            elif kind in ("Model", "HttpServletRequest"):
                _l.unsimulated("a parameter of the type " + kind)
            else:
                value = query.get(name)
            if isinstance(value, str) and kind in ("int", "long", "Integer", "Long"):
                value = int(value)
            elif isinstance(value, str) and kind in ("double", "Double"):
                value = float(value)
            given.append(value)
        return given

    def serve(self, request):
        path, _, query = request["target"].partition("?")
        path = urllib.parse.unquote(path)
        values = {}
        for part in query.split("&"):
            name, _, value = part.partition("=")
            if name:
                values[urllib.parse.unquote_plus(name)] = urllib.parse.unquote_plus(value)
        status = 404
        for method, pattern, own, name, parameters, produces in self.routes:
            names = self._match(pattern, path)
            if names is None:
                continue
            if method is not None and method != request["method"] and not (method == "GET" and request["method"] == "HEAD"):
                status = 405
                continue
            try:
                result = getattr(own, name)(*self._given(request, names, parameters, values))
            except _Missing:
                return self._fail(request, 400, path)
            except Throwable as fault:
                _l.put(1, fault.toString() + "\n")
                return self._fail(request, 500, path)
            return self._send(request, result, produces)
        if path == "/actuator/health":
            return self._send(request, HashMap(), "application/json", b'{"status":"UP"}')
        self._fail(request, status, path)

    def _send(self, request, result, produces, data=None):
        status = 200
        if isinstance(result, ResponseEntity):
            status, result = result.status, result.body
        kind = produces
        if data is None:
            if isinstance(result, str):
                data, kind = result.encode(), kind or "text/plain;charset=UTF-8"
            elif result is None:
                data = b""
            else:
                data, kind = _json.dumps(_plain(result), separators=(",", ":"), ensure_ascii=False).encode(), kind or "application/json"
        headers = ([["Content-Type", kind]] if kind else []) + [["Content-Length", str(len(data))], ["Date", _date()]]
        _l.respond(status, headers, b"" if request["method"] == "HEAD" else data)

    def _fail(self, request, status, path):
        text = '{"timestamp":"%s","status":%d,"error":"%s","path":"%s"}' % (
            _t.format(_t.now(), "%Y-%m-%dT%H:%M:%S.000+00:00"), status, _REASONS[status], path)
        _l.respond(status, [["Content-Type", "application/json"], ["Date", _date()]], text)


class _Missing(RuntimeException):
    pass


def _bound(kind, value):
    import _java_program
    made = _java_program.classes.get(kind)
    if made is None or not isinstance(value, dict):
        if isinstance(value, dict):
            own = LinkedHashMap()
            for name, item in value.items():
                own.put(name, item)
            return own
        return value
    if issubclass(made, _Record):
        return made(*[value.get(name) for name in made._components])
    own = made()
    for name, item in value.items():
        setter = getattr(own, "set" + name[:1].upper() + name[1:], None)
        if setter:
            setter(item)
    return own


_BANNER = r"""
  .   ____          _            __ _ _
 /\\ / ___'_ __ _ _(_)_ __  __ _ \ \ \ \
( ( )\___ | '_ | '_| | '_ \/ _` | \ \ \ \
 \\/  ___)| |_)| | | | | || (_| |  ) ) ) )
  '  |____| .__|_| |_|_| |_\__, | / / / /
 =========|_|==============|___/=/_/_/_/

 :: Spring Boot ::                (v3.5.7)

"""


def _line(kind, text):
    _l.put(1, "%s  INFO %d --- [           main] %-40s : %s\n" % (
        _t.format(_t.now(), "%Y-%m-%dT%H:%M:%S.000Z"), _l.getpid(), kind, text))


class SpringApplication:
    @staticmethod
    def run(kind, *given):
        import _java_program
        from _java_system import _version
        kind = getattr(kind, "kind", kind)
        _l.put(1, _BANNER)
        name = _full(kind)
        _line(name, "Starting %s using Java %s with PID %d (/app.jar started by %s in %s)" % (
            kind._name, _version(), _l.getpid(), _l.user_name(), _l.getcwd()))
        spring = _Springs()
        for made in _java_program.classes.values():
            if "RestController" in made._annotations:
                spring.add(made)
            elif "Controller" in made._annotations:
                _l.unsimulated("the templates of @Controller (%s)" % made._name)
        port = int(_l.environ().get("SERVER_PORT", _java_program.properties.get("server.port", "8080")))
        _line("o.s.b.w.embedded.tomcat.TomcatWebServer", "Tomcat initialized with port %d (http)" % port)
        _line("o.s.b.w.embedded.tomcat.TomcatWebServer", "Tomcat started on port %d (http) with context path '/'" % port)
        _line(name, "Started %s in 1.847 seconds (process running for 2.213)" % kind._name)
        spring.port, spring._serve = port, spring.serve
        _servers.append(spring)
        return None
