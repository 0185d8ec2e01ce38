# github.com/gin-gonic/gin
import _layercake as _l
import _time as _t
import _go_fmt as fmt
import _go_json as json
import _go_net_http as http
from _go_core import _Map, _Error, _Struct, _string
from _go_router import Routes

DebugMode, ReleaseMode, TestMode = "debug", "release", "test"
_mode = [_l.environ().get("GIN_MODE", "debug")]


def SetMode(mode):
    _mode[0] = mode


def _debug(text):
    if _mode[0] == "debug":
        _l.put(1, "[GIN-debug] " + text + "\n")


class H(_Map):
    def __init__(self, entries=None):
        _Map.__init__(self, entries)


class Context:
    _go_name = "*gin.Context"

    def __init__(self, writer, request, values, handlers):
        self.Writer, self.Request, self.values, self.handlers, self.at = writer, request, values, handlers, -1
        self.kept = {}

    def Next(self):
        self.at += 1
        while self.at < len(self.handlers):
            self.handlers[self.at](self)
            self.at += 1

    def Abort(self):
        self.at = len(self.handlers)

    def AbortWithStatus(self, status):
        self.Status(status)
        self.Abort()

    def AbortWithStatusJSON(self, status, value):
        self.Abort()
        self.JSON(status, value)

    def Set(self, key, value):
        self.kept[key] = value

    def Get(self, key):
        return (self.kept.get(key), key in self.kept)

    def _send(self, status, kind, data):
        self.Writer.Header().Set("Content-Type", kind)
        self.Writer.WriteHeader(status)
        self.Writer.Write(data)

    def JSON(self, status, value):
        self._send(status, "application/json; charset=utf-8", json._text(value).encode())

    def IndentedJSON(self, status, value):
        self._send(status, "application/json; charset=utf-8", json._text(value, "    ").encode())

    def PureJSON(self, status, value):
        self.JSON(status, value)

    def String(self, status, format, *values):
        self._send(status, "text/plain; charset=utf-8", (fmt.Sprintf(format, *values) if values else format).encode())

    def Data(self, status, kind, data):
        self._send(status, kind, data)

    def HTML(self, status, name, value):
        _l.unsimulated("gin's templates")

    def Status(self, status):
        self.Writer.WriteHeader(status)

    def Redirect(self, status, target):
        http.Redirect(self.Writer, self.Request, target, status)

    def File(self, path):
        http.ServeFile(self.Writer, self.Request, path)

    def Header(self, name, value):
        self.Writer.Header().Set(name, value)

    def GetHeader(self, name):
        return self.Request.Header.Get(name)

    def Param(self, name):
        return self.values.get(name, "")

    def Query(self, name):
        return self.Request.URL.Query().Get(name)

    def DefaultQuery(self, name, default):
        values = self.Request.URL.Query()
        return values.Get(name) if values.Has(name) else default

    def PostForm(self, name):
        return self.Request.FormValue(name)

    def ClientIP(self):
        return self.Request.RemoteAddr.rpartition(":")[0]

    def FullPath(self):
        return self.Request.URL.Path

    def ShouldBindJSON(self, target):
        return json.NewDecoder(self.Request.Body).Decode(target)

    ShouldBind = ShouldBindJSON

    def BindJSON(self, target):
        error = self.ShouldBindJSON(target)
        if error is not None:
            self.AbortWithStatus(400)
        return error

    Bind = BindJSON


class RouterGroup:
    def __init__(self, engine, prefix, layers):
        self.engine, self.prefix, self.layers = engine, prefix, layers

    def Use(self, *layers):
        self.layers.extend(layers)
        return self

    def Group(self, prefix, *layers):
        return RouterGroup(self.engine, self.prefix + prefix, self.layers + list(layers))

    def Handle(self, method, path, *handlers):
        whole = self.layers + list(handlers)
        full = (self.prefix + path).replace("//", "/")
        self.engine.routes.add(method, full, whole)
        name = "main.main.func%d" % len(self.engine.routes.rows)
        own = getattr(handlers[-1], "__name__", "")
        if own:
            name = "main." + own
        _debug("%-6s %-25s --> %s (%d handlers)" % (method, full, name, len(whole)))

    def GET(self, path, *handlers):
        self.Handle("GET", path, *handlers)

    def POST(self, path, *handlers):
        self.Handle("POST", path, *handlers)

    def PUT(self, path, *handlers):
        self.Handle("PUT", path, *handlers)

    def DELETE(self, path, *handlers):
        self.Handle("DELETE", path, *handlers)

    def PATCH(self, path, *handlers):
        self.Handle("PATCH", path, *handlers)

    def Any(self, path, *handlers):
        for method in ("GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS", "DELETE"):
            self.Handle(method, path, *handlers)

    def Static(self, path, folder):
        files = http.StripPrefix(path, http.FileServer(http.Dir(folder)))
        self.GET(path.rstrip("/") + "/*filepath", lambda c: files.ServeHTTP(c.Writer, c.Request))

    def StaticFile(self, path, file):
        self.GET(path, lambda c: c.File(file))


class Engine(RouterGroup):
    def __init__(self):
        self.routes, self.logs, self.missing = Routes(), False, None
        RouterGroup.__init__(self, self, "", [])

    def NoRoute(self, *handlers):
        self.missing = list(handlers)

    def SetTrustedProxies(self, proxies):
        return None

    def LoadHTMLGlob(self, pattern):
        _l.unsimulated("gin's templates")

    def ServeHTTP(self, writer, request):
        status, handlers, values = self.routes.find(request.Method, request.URL.Path)
        if handlers is None:
            if self.missing:
                Context(writer, request, {}, self.layers + self.missing).Next()
            else:
                writer.Header().Set("Content-Type", "text/plain")
                writer.WriteHeader(404)
                writer.Write(b"404 page not found")
        else:
            Context(writer, request, values, handlers).Next()
        if self.logs:
            _l.put(1, "[GIN] %s | %d |      41.208µs | %15s | %-8s \"%s\"\n" % (
                _t.format(_t.now(), "%Y/%m/%d - %H:%M:%S"), writer.status or 200,
                request.RemoteAddr.rpartition(":")[0], request.Method, request.RequestURI))

    def Run(self, *addresses):
        address = addresses[0] if addresses else ":" + _l.environ().get("PORT", "8080")
        _debug("[WARNING] You trusted all proxies, this is NOT safe. We recommend you to set a value.\n"
               "Please check https://github.com/gin-gonic/gin/blob/master/docs/doc.md#dont-trust-all-proxies for details.")
        _debug("Listening and serving HTTP on " + address)
        return http.ListenAndServe(address, self)


def New():
    return Engine()


def Logger():
    return lambda c: None


def Recovery():
    return lambda c: None


def Default():
    engine = Engine()
    engine.logs = True
    engine.layers.extend([Logger(), Recovery()])
    _debug("[WARNING] Creating an Engine instance with the Logger and Recovery middleware already attached.\n")
    if _mode[0] == "debug":
        _debug("[WARNING] Running in \"debug\" mode. Switch to \"release\" mode in production.\n"
               " - using env:\texport GIN_MODE=release\n - using code:\tgin.SetMode(gin.ReleaseMode)\n")
    return engine
