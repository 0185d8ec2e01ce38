# net/http: a request at a time.
import _layercake as _l
import _time as _t
import urllib.parse
import _go_fmt as fmt
import _go_json as json
from _go_core import _Error, _Map, _Panic, _Struct, _settle, _end

ErrServerClosed = _Error("http: Server closed")
MethodGet, MethodPost, MethodPut, MethodDelete, MethodPatch = "GET", "POST", "PUT", "DELETE", "PATCH"
MethodHead, MethodOptions = "HEAD", "OPTIONS"
_STATUS = {
    200: ("OK", "OK"), 201: ("Created", "Created"), 202: ("Accepted", "Accepted"), 204: ("NoContent", "No Content"),
    301: ("MovedPermanently", "Moved Permanently"), 302: ("Found", "Found"), 303: ("SeeOther", "See Other"),
    304: ("NotModified", "Not Modified"), 307: ("TemporaryRedirect", "Temporary Redirect"),
    400: ("BadRequest", "Bad Request"), 401: ("Unauthorized", "Unauthorized"), 403: ("Forbidden", "Forbidden"),
    404: ("NotFound", "Not Found"), 405: ("MethodNotAllowed", "Method Not Allowed"), 409: ("Conflict", "Conflict"),
    418: ("Teapot", "I'm a teapot"), 422: ("UnprocessableEntity", "Unprocessable Entity"),
    429: ("TooManyRequests", "Too Many Requests"), 500: ("InternalServerError", "Internal Server Error"),
    501: ("NotImplemented", "Not Implemented"), 502: ("BadGateway", "Bad Gateway"),
    503: ("ServiceUnavailable", "Service Unavailable"),
}
StatusOK, StatusCreated, StatusAccepted, StatusNoContent = 200, 201, 202, 204
StatusMovedPermanently, StatusFound, StatusSeeOther, StatusNotModified, StatusTemporaryRedirect = 301, 302, 303, 304, 307
StatusBadRequest, StatusUnauthorized, StatusForbidden, StatusNotFound, StatusMethodNotAllowed = 400, 401, 403, 404, 405
StatusConflict, StatusTeapot, StatusUnprocessableEntity, StatusTooManyRequests = 409, 418, 422, 429
StatusInternalServerError, StatusNotImplemented, StatusBadGateway, StatusServiceUnavailable = 500, 501, 502, 503
_TYPES = {
    ".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".md": "text/markdown; charset=utf-8",
}


def StatusText(code):
    return _STATUS.get(code, ("", ""))[1]


def _canonical(name):
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


class Header(_Map):
    def Get(self, name):
        return (self.entries.get(_canonical(name)) or [""])[0]

    def Set(self, name, value):
        self.entries[_canonical(name)] = [value]

    def Add(self, name, value):
        self.entries.setdefault(_canonical(name), []).append(value)

    def Del(self, name):
        self.entries.pop(_canonical(name), None)

    def Values(self, name):
        return self.entries.get(_canonical(name))


class _Values(Header):
    def Get(self, name):
        return (self.entries.get(name) or [""])[0]

    def Has(self, name):
        return name in self.entries


def _parsed(query):
    values = _Values()
    for part in query.split("&"):
        if part:
            name, _, value = part.partition("=")
            unquote = urllib.parse.unquote_plus
            values.entries.setdefault(unquote(name), []).append(unquote(value))
    return values


class _Url:
    def __init__(self, target):
        path, _, query = target.partition("?")
        self.Path, self.RawQuery, self.target = urllib.parse.unquote(path), query, target

    def Query(self):
        return _parsed(self.RawQuery)

    def String(self):
        return self.target

    RequestURI = String


class _Body:
    def __init__(self, text):
        self.data = text.encode() if isinstance(text, str) else text

    def _read_all(self):
        data, self.data = self.data, b""
        return data

    def Close(self):
        return None


class Request:
    _value = True
    _go_name = "*http.Request"

    def __init__(self, request=None):
        request = request or {"method": "GET", "target": "/", "headers": {}, "body": "", "from": "127.0.0.1"}
        self.Method, self.RequestURI, self.Proto = request["method"], request["target"], "HTTP/1.1"
        self.URL, self.Body, self.Header = _Url(request["target"]), _Body(request["body"]), Header()
        self.Host = ""
        for name, value in request["headers"].items():
            if name.lower() == "host":
                self.Host = value
            else:
                self.Header.Add(name, value)
        self.RemoteAddr = request["from"] + ":54321"
        self.ContentLength = len(request["body"].encode())
        self.values, self._form, self.TLS = {}, None, None

    def _all(self):
        if self._form is None:
            self._form = _parsed(self.URL.RawQuery)
            if "urlencoded" in self.Header.Get("Content-Type"):
                for name, value in _parsed(self.Body._read_all().decode()).entries.items():
                    self._form.entries.setdefault(name, [])[0:0] = value
        return self._form

    def ParseForm(self):
        self.Form = self.PostForm = self._all()
        return None

    def FormValue(self, name):
        return self._all().Get(name)

    PostFormValue = FormValue

    def PathValue(self, name):
        return self.values.get(name, "")

    def UserAgent(self):
        return self.Header.Get("User-Agent")

    def Context(self):
        import _go_context
        return _go_context.Background()

    def WithContext(self, context):
        return self

    def Cookie(self, name):
        for part in self.Header.Get("Cookie").split(";"):
            known, _, value = part.strip().partition("=")
            if known == name:
                return (Cookie(Name=known, Value=value), None)
        return (None, _Error("http: named cookie not present"))


class Cookie:
    def __init__(self, **fields):
        self.Name, self.Value, self.Path = "", "", ""
        for name, value in fields.items():
            setattr(self, name, value)


def SetCookie(writer, cookie):
    path = "; Path=" + cookie.Path if cookie.Path else ""
    writer.Header().Add("Set-Cookie", cookie.Name + "=" + cookie.Value + path)


class ResponseWriter:
    def __init__(self):
        self.header, self.status, self.data = Header(), None, b""

    def Header(self):
        return self.header

    def WriteHeader(self, status):
        if self.status is None:
            self.status = status

    def Write(self, data):
        if isinstance(data, list):
            data = bytes(data)
        self.WriteHeader(200)
        self.data = self.data + (data or b"")
        return (len(data or b""), None)

    def WriteString(self, text):
        return self.Write(text.encode())

    def Flush(self):
        pass


def DetectContentType(data):
    start = data[:512].decode("utf-8", "replace").lstrip().lower()
    for mark in ("<!doctype html", "<html", "<head", "<script", "<h1", "<div", "<title", "<body", "<p", "<br", "<a ",
                 "<!--", "<table", "<style", "<b>", "<b "):
        if start.startswith(mark) and start[len(mark):len(mark) + 1] in (" ", ">", "", "\n") or \
                mark[-1] in " >-" and start.startswith(mark):
            return "text/html; charset=utf-8"
    if start.startswith("<?xml"):
        return "text/xml; charset=utf-8"
    return "text/plain; charset=utf-8"


class _Function:
    def __init__(self, function):
        self.function = function

    def ServeHTTP(self, writer, request):
        self.function(writer, request)


def HandlerFunc(function):
    return _Function(function)


def _handler(value):
    return value if hasattr(value, "ServeHTTP") else _Function(value)


class ServeMux:
    _value = True

    def __init__(self):
        self.routes = []

    def Handle(self, pattern, handler):
        method, space, path = pattern.partition(" ")
        if not space:
            method, path = "", pattern
        host, _, rest = path.partition("/")
        for known in self.routes:
            if known[0] == method and known[1] == "/" + rest:
                raise _Panic("http: multiple registrations for " + pattern)
        self.routes.append((method, "/" + rest, _handler(handler)))

    def HandleFunc(self, pattern, function):
        self.Handle(pattern, _Function(function))

    def _match(self, pattern, path):
        """How well a pattern fits, and the values of its names."""
        if "{" not in pattern:
            if pattern == path:
                return (1000000 + len(pattern), {})
            return (len(pattern), {}) if pattern.endswith("/") and path.startswith(pattern) else None
        names, parts, given = {}, pattern.strip("/").split("/"), path.strip("/").split("/")
        if pattern.endswith("/{$}"):
            return (2000000, {}) if path == pattern[:-3] else None
        score = 0
        for place, part in enumerate(parts):
            if part.startswith("{") and part.endswith("...}"):
                names[part[1:-4]] = "/".join(given[place:])
                return (score, names)
            if place >= len(given) or given[place] == "":
                return None
            if part.startswith("{"):
                names[part[1:-1]] = given[place]
            elif part != given[place]:
                return None
            else:
                score += len(part) + 1
        return (score, names) if len(parts) == len(given) else None

    def ServeHTTP(self, writer, request):
        best, allowed = None, []
        for method, pattern, handler in self.routes:
            found = self._match(pattern, request.URL.Path)
            if found is None:
                continue
            if method and method != request.Method and not (method == "GET" and request.Method == "HEAD"):
                allowed.append(method)
                continue
            rank = (found[0], len(method))
            if best is None or rank > best[0]:
                best = (rank, handler, found[1])
        if best:
            request.values = best[2]
            return best[1].ServeHTTP(writer, request)
        if allowed:
            writer.Header().Set("Allow", ", ".join(sorted(allowed)))
            return Error(writer, "Method Not Allowed", 405)
        for method, pattern, handler in self.routes:
            if pattern == request.URL.Path + "/":
                return Redirect(writer, request, pattern, 301)
        NotFound(writer, request)


DefaultServeMux = ServeMux()


def NewServeMux():
    return ServeMux()


def HandleFunc(pattern, function):
    DefaultServeMux.HandleFunc(pattern, function)


def Handle(pattern, handler):
    DefaultServeMux.Handle(pattern, handler)


def Error(writer, text, status):
    writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
    writer.Header().Set("X-Content-Type-Options", "nosniff")
    writer.WriteHeader(status)
    fmt.Fprintln(writer, text)


def NotFound(writer, request):
    Error(writer, "404 page not found", 404)


def NotFoundHandler():
    return _Function(NotFound)


def Redirect(writer, request, target, status):
    writer.Header().Set("Location", target)
    if request.Method == "GET":
        writer.Header().Set("Content-Type", "text/html; charset=utf-8")
        writer.WriteHeader(status)
        fmt.Fprintln(writer, '<a href="%s">%s</a>.\n' % (target, StatusText(status)))
    else:
        writer.WriteHeader(status)


def RedirectHandler(target, status):
    return _Function(lambda writer, request: Redirect(writer, request, target, status))


class Dir:
    def __init__(self, path):
        self.path = path


def FS(files):
    return files


def ServeFile(writer, request, path):
    try:
        found = _l.stat(path)
        if found[5]:
            path = path.rstrip("/") + "/index.html"
        data = _l.read(path)
    except OSError:
        return NotFound(writer, request)
    ending = path[path.rfind("."):] if "." in path.split("/")[-1] else ""
    if not writer.Header().Get("Content-Type"):
        writer.Header().Set("Content-Type", _TYPES.get(ending, None) or DetectContentType(data))
    writer.Header().Set("Accept-Ranges", "bytes")
    writer.Header().Set("Last-Modified", _t.format(_l.stat(path)[2], "%a, %d %b %Y %H:%M:%S GMT"))
    writer.Write(data)


def FileServer(root):
    def serve(writer, request):
        parts = [part for part in request.URL.Path.split("/") if part not in ("", ".", "..")]
        path = root.path.rstrip("/") + "/" + "/".join(parts)
        try:
            is_folder = _l.stat(path)[5]
        except OSError:
            return NotFound(writer, request)
        if is_folder:
            names = sorted(_l.listdir(path))
            if "index.html" not in names:
                writer.Header().Set("Content-Type", "text/html; charset=utf-8")
                rows = ""
                for name in names:
                    name += "/" if _l.stat(path.rstrip("/") + "/" + name)[5] else ""
                    rows += '<a href="%s">%s</a>\n' % (name, name)
                writer.Write(("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n"
                              + rows + "</pre>\n").encode())
                return
        ServeFile(writer, request, path)
    return _Function(serve)


def StripPrefix(prefix, handler):
    def serve(writer, request):
        if not request.URL.Path.startswith(prefix):
            return NotFound(writer, request)
        request.URL.Path = request.URL.Path[len(prefix):]
        handler.ServeHTTP(writer, request)
    return _Function(serve)


def _port(address):
    name = address.rpartition(":")[2]
    if name in ("http", ""):
        return 80
    return int(name) if name.isdigit() else None


def _answer(request, handle):
    """Gives a request to a handler, and the answer to who asked."""
    writer = ResponseWriter()
    try:
        handle(writer, Request(request))
    except Exception as fault:
        text = _end(fault)
        if text is None:
            raise
        _l.put(2, _t.format(_t.now(), "%Y/%m/%d %H:%M:%S ") + "http: panic serving "
               + request["from"] + ":54321: " + text.partition(": ")[2].partition("\n")[0] + "\n")
        return _l.respond(0, [], b"")
    headers = []
    status = writer.status or 200
    if not writer.header.Get("Content-Type") and writer.data and status not in (204, 304):
        writer.header.Set("Content-Type", DetectContentType(writer.data))
    for name in sorted(writer.header.entries):
        for value in writer.header.entries[name]:
            headers.append([name, value])
    headers.append(["Date", _t.format(_t.now(), "%a, %d %b %Y %H:%M:%S GMT")])
    headers.append(["Content-Length", str(len(writer.data))])
    _l.respond(status, headers, b"" if request["method"] == "HEAD" else writer.data)


_taken = []


def _serve(address, handle):
    port = _port(address)
    if port is None:
        return _Error("listen tcp: address " + address + ": missing port in address")
    if port in _taken:
        return _Error("listen tcp :%d: bind: address already in use" % port)
    _taken.append(port)
    _settle()
    while True:
        _answer(_l.accept(port, address.rpartition(":")[0]), handle)
        _settle()


def ListenAndServe(address, handler):
    return _serve(address, (handler or DefaultServeMux).ServeHTTP)


def ListenAndServeTLS(address, certificate, key, handler):
    _l.unsimulated("http.ListenAndServeTLS")


class Server:
    _value = True

    def __init__(self, **fields):
        self.Addr, self.Handler = "", None
        for name, value in fields.items():
            setattr(self, name, value)

    def ListenAndServe(self):
        return ListenAndServe(self.Addr or ":80", self.Handler)

    def Shutdown(self, context):
        return None

    def Close(self):
        return None

    def SetKeepAlivesEnabled(self, value):
        pass


class _Response:
    def __init__(self, status, headers, body):
        self.StatusCode, self.Status = status, "%d %s" % (status, StatusText(status))
        self.Body, self.Header = _Body(body), Header()
        for name, value in headers:
            self.Header.Add(name, value)


def _ask(method, url):
    try:
        status, headers, body = _l.fetch(method, url)
        return (_Response(status, headers, body), None)
    except OSError as fault:
        return (None, _Error('%s "%s": %s' % (method[:1] + method[1:].lower(), url, fault)))


def Get(url):
    return _ask("GET", url)


class Client:
    _value = True

    def __init__(self, **fields):
        self.Timeout = fields.get("Timeout", 0)

    def Get(self, url):
        return _ask("GET", url)

    def Do(self, request):
        return _ask(request.Method, request.target)


DefaultClient = Client()


def NewRequest(method, url, body):
    request = Request()
    request.Method, request.target = method, url
    return (request, None)
