# github.com/gofiber/fiber
import _layercake as _l
import _go_fmt as fmt
import _go_json as json
import _go_net_http as http
from _go_core import _Map, _Error
from _go_router import Routes

StatusOK, StatusCreated, StatusBadRequest, StatusNotFound, StatusInternalServerError = 200, 201, 400, 404, 500


class Map(_Map):
    def __init__(self, entries=None):
        _Map.__init__(self, entries)


class Config:
    def __init__(self, **fields):
        self.fields = fields


class Ctx:
    def __init__(self, writer, request, values, handlers):
        self.writer, self.request, self.values, self.handlers, self.at = writer, request, values, handlers, 0
        self.code = 200

    def _send(self, kind, data):
        if not self.writer.Header().Get("Content-Type"):
            self.writer.Header().Set("Content-Type", kind)
        self.writer.WriteHeader(self.code)
        self.writer.Write(data)
        return None

    def SendString(self, text):
        return self._send("text/plain; charset=utf-8", text.encode())

    def Send(self, data):
        return self._send("text/plain; charset=utf-8", data)

    def JSON(self, value):
        return self._send("application/json", json._text(value).encode())

    def SendStatus(self, status):
        self.code = status
        return self.SendString(http.StatusText(status))

    def SendFile(self, path):
        http.ServeFile(self.writer, self.request, path)
        return None

    def Status(self, status):
        self.code = status
        return self

    def Set(self, name, value):
        self.writer.Header().Set(name, value)

    def Get(self, name, *default):
        return self.request.Header.Get(name) or (default[0] if default else "")

    def Params(self, name, *default):
        return self.values.get(name, "") or (default[0] if default else "")

    def Query(self, name, *default):
        return self.request.URL.Query().Get(name) or (default[0] if default else "")

    def FormValue(self, name):
        return self.request.FormValue(name)

    def Body(self):
        return self.request.Body.data

    def BodyParser(self, target):
        return json.NewDecoder(self.request.Body).Decode(target)

    def Method(self):
        return self.request.Method

    def Path(self):
        return self.request.URL.Path

    def IP(self):
        return self.request.RemoteAddr.rpartition(":")[0]

    def Redirect(self, target, *status):
        self.writer.Header().Set("Location", target)
        self.writer.WriteHeader(status[0] if status else 302)
        return None

    def Next(self):
        self.at += 1
        return self.handlers[self.at](self) if self.at < len(self.handlers) else None


class App:
    def __init__(self, *config):
        self.routes, self.layers, self.prefix = Routes(), [], ""
        self.quiet = bool(config and config[0].fields.get("DisableStartupMessage"))

    def Use(self, *layers):
        self.layers.extend(layer for layer in layers if callable(layer))

    def Group(self, prefix, *layers):
        inner = App()
        inner.routes, inner.layers, inner.prefix = self.routes, self.layers + list(layers), self.prefix + prefix
        return inner

    def Add(self, method, path, *handlers):
        self.routes.add(method, self.prefix + path, list(handlers))

    def Get(self, path, *handlers):
        self.Add("GET", path, *handlers)

    def Post(self, path, *handlers):
        self.Add("POST", path, *handlers)

    def Put(self, path, *handlers):
        self.Add("PUT", path, *handlers)

    def Delete(self, path, *handlers):
        self.Add("DELETE", path, *handlers)

    def Patch(self, path, *handlers):
        self.Add("PATCH", path, *handlers)

    def All(self, path, *handlers):
        self.Add(None, path, *handlers)

    def Static(self, prefix, folder):
        files = http.StripPrefix(prefix.rstrip("/"), http.FileServer(http.Dir(folder)))
        self.Get(prefix.rstrip("/") + "/*", lambda c: files.ServeHTTP(c.writer, c.request))

    def ServeHTTP(self, writer, request):
        status, handlers, values = self.routes.find(request.Method, request.URL.Path)
        if handlers is None:
            context = Ctx(writer, request, {}, [])
            context.code = status
            return context.SendString("Cannot %s %s" % (request.Method, request.URL.Path) if status == 404 else
                                      "Method Not Allowed")
        all = self.layers + handlers
        context = Ctx(writer, request, values, all)
        error = all[0](context)
        if error is not None:
            context.code = getattr(error, "Code", 500)
            context.SendString(error.Error())

    def Listen(self, address):
        if not self.quiet:
            port = address.rpartition(":")[2]
            _l.put(1, "\n ┌───────────────────────────────────────────────────┐ \n"
                      " │                   Fiber v2.52.9                   │ \n"
                      " │ " + ("http://127.0.0.1:" + port).center(49) + " │ \n"
                      " │ " + ("(bound on host 0.0.0.0 and port " + port + ")").center(49) + " │ \n"
                      " └───────────────────────────────────────────────────┘ \n\n")
        return http.ListenAndServe(address, self)

    def Shutdown(self):
        return None


def New(*config):
    return App(*config)


class _Failure(_Error):
    pass


def NewError(code, *message):
    error = _Failure(message[0] if message else http.StatusText(code))
    error.Code = code
    return error
