# github.com/gorilla/mux
import _go_net_http as http
from _go_router import Routes, match
from _go_core import _Map


class _Route:
    def __init__(self, router, pattern, handler):
        self.router, self.pattern, self.handler, self.methods = router, pattern, handler, None

    def Methods(self, *methods):
        self.methods = list(methods)
        return self

    def Handler(self, handler):
        self.handler = handler
        return self

    def HandlerFunc(self, function):
        self.handler = http.HandlerFunc(function)
        return self

    def Name(self, name):
        return self

    def Subrouter(self):
        return Router(self.router, self.pattern)


class Router:
    _value = True

    def __init__(self, parent=None, prefix=""):
        self.routes = parent.routes if parent else []
        self.layers = [] if parent is None else parent.layers
        self.prefix = prefix
        self.NotFoundHandler = None

    def HandleFunc(self, pattern, function):
        return self.Handle(pattern, http.HandlerFunc(function))

    def Handle(self, pattern, handler):
        route = _Route(self, self.prefix + pattern, handler)
        self.routes.append(route)
        return route

    def PathPrefix(self, pattern):
        route = _Route(self, self.prefix + pattern, None)
        route.is_prefix = True
        self.routes.append(route)
        return route

    def Use(self, *layers):
        self.layers.extend(layers)

    def StrictSlash(self, value):
        return self

    def ServeHTTP(self, writer, request):
        status = 404
        for route in self.routes:
            path = request.URL.Path
            if getattr(route, "is_prefix", False):
                values = {} if path.startswith(route.pattern) else None
            else:
                values = match(route.pattern, path)
            if values is None or route.handler is None:
                continue
            if route.methods and request.Method not in route.methods:
                status = 405
                continue
            request.values = values
            handler = route.handler
            for layer in reversed(self.layers):
                handler = http._handler(layer(handler))
            return handler.ServeHTTP(writer, request)
        if status == 405:
            writer.WriteHeader(405)
        elif self.NotFoundHandler:
            self.NotFoundHandler.ServeHTTP(writer, request)
        else:
            http.NotFound(writer, request)


def NewRouter():
    return Router()


def Vars(request):
    return _Map(request.values, lambda: "")
