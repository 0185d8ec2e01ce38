# github.com/go-chi/chi
import _go_net_http as http
from _go_router import Routes


class Mux:
    def __init__(self, parent=None, prefix=""):
        self.routes = parent.routes if parent else Routes()
        self.layers = parent.layers if parent else []
        self.prefix = prefix

    def _add(self, method, pattern, function):
        handler = http._handler(function)
        self.routes.add(method, self.prefix + pattern, handler)

    def Use(self, *layers):
        self.layers.extend(layers)

    def Handle(self, pattern, handler):
        self._add(None, pattern, handler)

    HandleFunc = Handle

    def Get(self, pattern, function):
        self._add("GET", pattern, function)

    def Post(self, pattern, function):
        self._add("POST", pattern, function)

    def Put(self, pattern, function):
        self._add("PUT", pattern, function)

    def Delete(self, pattern, function):
        self._add("DELETE", pattern, function)

    def Patch(self, pattern, function):
        self._add("PATCH", pattern, function)

    def Route(self, prefix, function):
        inner = Mux(self, self.prefix + prefix)
        function(inner)
        return inner

    def Group(self, function):
        return self.Route("", function)

    def ServeHTTP(self, writer, request):
        status, handler, values = self.routes.find(request.Method, request.URL.Path)
        if handler is None:
            if status == 405:
                return writer.WriteHeader(405)
            return http.NotFound(writer, request)
        request.values = values
        for layer in reversed(self.layers):
            handler = http._handler(layer(handler))
        handler.ServeHTTP(writer, request)


def NewRouter():
    return Mux()


def URLParam(request, name):
    return request.values.get(name, "")
