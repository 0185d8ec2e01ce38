# github.com/labstack/echo
import _layercake as _l
import _go_fmt as fmt
import _go_json as json
import _go_log as log
import _go_net_http as http
from _go_core import _Map
from _go_router import Routes

HeaderContentType = "Content-Type"
MIMEApplicationJSON, MIMETextPlain, MIMETextHTML = "application/json", "text/plain", "text/html"
_BANNER = r"""
   ____    __
  / __/___/ /  ___
 / _// __/ _ \/ _ \
/___/\__/_//_/\___/ %s
High performance, minimalist Go web framework
https://echo.labstack.com
____________________________________O/_______
                                    O\
"""


class Map(_Map):
    def __init__(self, entries=None):
        _Map.__init__(self, entries)


class Context:
    _go_name = "*echo.context"

    def __init__(self, writer, request, values):
        self.writer, self.request, self.values, self.kept = writer, request, values, {}

    def Request(self):
        return self.request

    def Response(self):
        return self.writer

    def _send(self, status, kind, data):
        self.writer.Header().Set("Content-Type", kind)
        self.writer.WriteHeader(status)
        self.writer.Write(data)
        return None

    def String(self, status, text):
        return self._send(status, "text/plain; charset=UTF-8", text.encode())

    def HTML(self, status, text):
        return self._send(status, "text/html; charset=UTF-8", text.encode())

    def JSON(self, status, value):
        return self._send(status, "application/json", (json._text(value) + "\n").encode())

    def JSONPretty(self, status, value, indent):
        return self._send(status, "application/json", (json._text(value, indent) + "\n").encode())

    def NoContent(self, status):
        self.writer.WriteHeader(status)
        return None

    def Redirect(self, status, target):
        self.writer.Header().Set("Location", target)
        self.writer.WriteHeader(status)
        return None

    def File(self, path):
        http.ServeFile(self.writer, self.request, path)
        return None

    def Param(self, name):
        return self.values.get(name, "")

    def QueryParam(self, name):
        return self.request.URL.Query().Get(name)

    def FormValue(self, name):
        return self.request.FormValue(name)

    def RealIP(self):
        return self.request.RemoteAddr.rpartition(":")[0]

    def Bind(self, target):
        error = json.NewDecoder(self.request.Body).Decode(target)
        return NewHTTPError(400, error.Error()) if error else None

    def Set(self, key, value):
        self.kept[key] = value

    def Get(self, key):
        return self.kept.get(key)


class HTTPError:
    def __init__(self, code, message):
        self.Code, self.Message = code, message

    def Error(self):
        return "code=%d, message=%s" % (self.Code, self.Message)


def NewHTTPError(code, *message):
    return HTTPError(code, message[0] if message else http.StatusText(code))


class Group:
    def __init__(self, echo, prefix, layers):
        self.echo, self.prefix, self.layers = echo, prefix, layers

    def Use(self, *layers):
        self.layers.extend(layers)

    def Group(self, prefix, *layers):
        return Group(self.echo, self.prefix + prefix, self.layers + list(layers))

    def Add(self, method, path, handler, *layers):
        self.echo.routes.add(method, self.prefix + path, (handler, self.layers, list(layers)))

    def GET(self, path, handler, *layers):
        self.Add("GET", path, handler, *layers)

    def POST(self, path, handler, *layers):
        self.Add("POST", path, handler, *layers)

    def PUT(self, path, handler, *layers):
        self.Add("PUT", path, handler, *layers)

    def DELETE(self, path, handler, *layers):
        self.Add("DELETE", path, handler, *layers)

    def PATCH(self, path, handler, *layers):
        self.Add("PATCH", path, handler, *layers)

    def Static(self, prefix, folder):
        files = http.StripPrefix(prefix, http.FileServer(http.Dir(folder)))

        def serve(c):
            files.ServeHTTP(c.writer, c.request)
        self.GET(prefix.rstrip("/") + "/*", serve)


class Echo(Group):
    def __init__(self):
        self.routes, self.Logger = Routes(), log.Logger()
        self.HideBanner = self.HidePort = self.Debug = False
        Group.__init__(self, self, "", [])

    def ServeHTTP(self, writer, request):
        status, found, values = self.routes.find(request.Method, request.URL.Path)
        context = Context(writer, request, values)
        if found is None:
            error = HTTPError(status, http.StatusText(status))
        else:
            handler, layers, own = found
            for layer in reversed(layers + own):
                handler = layer(handler)
            error = handler(context)
        if error is not None and writer.status is None:
            if isinstance(error, HTTPError):
                context.JSON(error.Code, Map({"message": error.Message}))
            else:
                context.JSON(500, Map({"message": "Internal Server Error"}))

    def Start(self, address):
        if not self.HideBanner:
            _l.put(1, _BANNER % "v4.13.4")
        if not self.HidePort:
            _l.put(1, "⇨ http server started on " + ("[::]" if address.startswith(":") else "") + address + "\n")
        return http.ListenAndServe(address, self)

    def Shutdown(self, context):
        return None

    def Close(self):
        return None


def New():
    return Echo()
