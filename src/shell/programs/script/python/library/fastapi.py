# FastAPI's routes as an application that uvicorn's stand-in calls.
import json as _json
import re
import urllib.parse
import _layercake as _l


class HTTPException(Exception):
    def __init__(self, status_code, detail=None, headers=None):
        self.status_code = status_code
        self.detail = detail or {404: "Not Found", 400: "Bad Request", 403: "Forbidden"}.get(status_code, "Error")


class Response:
    media_type = "text/plain"

    def __init__(self, content="", status_code=200, headers=None, media_type=None):
        self.status_code = status_code
        self.media_type = media_type or self.media_type
        self.headers = dict(headers or {})
        self.body = self.render(content)

    def render(self, content):
        return content if isinstance(content, bytes) else str(content).encode()


class PlainTextResponse(Response):
    pass


class HTMLResponse(Response):
    media_type = "text/html"


class JSONResponse(Response):
    media_type = "application/json"

    def render(self, content):
        return _json.dumps(content, separators=(",", ":"), ensure_ascii=False, default=_plain).encode()


def _plain(value):
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


class Request:
    def __init__(self, request):
        self.method = request["method"]
        self.headers = {name.lower(): value for name, value in request["headers"].items()}
        path, _, query = request["target"].partition("?")
        self.query_params = dict(urllib.parse.parse_qsl(query, True))
        self._body = request["body"]

    async def json(self):
        return _json.loads(self._body)

    async def body(self):
        return self._body.encode()


class APIRouter:
    def __init__(self, prefix="", **options):
        self.prefix = prefix
        self._routes = []

    def _route(self, method, path, options):
        def decorator(function):
            self._routes.append((method, self.prefix + path, function, options))
            return function
        return decorator

    def get(self, path, **options):
        return self._route("GET", path, options)

    def post(self, path, **options):
        return self._route("POST", path, options)

    def put(self, path, **options):
        return self._route("PUT", path, options)

    def patch(self, path, **options):
        return self._route("PATCH", path, options)

    def delete(self, path, **options):
        return self._route("DELETE", path, options)

    def include_router(self, router, prefix="", **options):
        for method, path, function, more in router._routes:
            self._routes.append((method, prefix + path, function, more))


class FastAPI(APIRouter):
    def __init__(self, title="FastAPI", version="0.1.0", **options):
        APIRouter.__init__(self)
        self.title = title
        self.version = version
        self._starts = []

    def on_event(self, name):
        def decorator(function):
            if name == "startup":
                self._starts.append(function)
            return function
        return decorator

    def mount(self, path, app, name=None):
        _l.unsimulated("FastAPI.mount()")

    def add_middleware(self, *given, **options):
        pass

    def _start(self):
        for function in self._starts:
            _call(function, {})

    def _answer(self, request):
        path, _, query = request["target"].partition("?")
        allowed = False
        for method, rule, function, options in self._routes:
            names = re.findall(r"\{(\w+)(?::\w+)?\}", rule)
            found = re.fullmatch(re.sub(r"\{\w+\}", "([^/]+)", rule.replace(":path}", "}")), path)
            if not found:
                continue
            allowed = True
            if request["method"] not in (method, "HEAD" if method == "GET" else method):
                continue
            values = dict(zip(names, [urllib.parse.unquote(group) for group in found.groups()]))
            return self._run(function, request, values, dict(urllib.parse.parse_qsl(query, True)), options)
        if allowed:
            return JSONResponse({"detail": "Method Not Allowed"}, 405)
        return JSONResponse({"detail": "Not Found"}, 404)

    def _run(self, function, request, path, query, options):
        kinds = function.__annotations__
        given, wrong = {}, []
        for name in function.__parameters__:
            kind = kinds.get(name)
            place = "path" if name in path else "query"
            text = path.get(name, query.get(name))
            if kind is Request:
                given[name] = Request(request)
            elif hasattr(kind, "model_dump"):
                try:
                    given[name] = kind(**_json.loads(request["body"]))
                except ValueError as error:
                    wrong.append({"type": "missing", "loc": ["body"], "msg": str(error).splitlines()[0], "input": None})
            elif text is not None:
                try:
                    given[name] = kind(text) if kind in (int, float) else text
                except ValueError:
                    wrong.append({"type": kind.__name__ + "_parsing", "loc": [place, name],
                                  "msg": "Input should be a valid %s, unable to parse string as a%s" % (
                                      {"int": "integer", "float": "number"}[kind.__name__],
                                      {"int": "n integer", "float": " number"}[kind.__name__]), "input": text})
        if wrong:
            return JSONResponse({"detail": wrong}, 422)
        try:
            result = _call(function, given)
        except HTTPException as error:
            return JSONResponse({"detail": error.detail}, error.status_code)
        if isinstance(result, Response):
            return result
        kind = options.get("response_class", JSONResponse)
        return kind(result, options.get("status_code", 200))


def _call(function, given):
    result = function(**given)
    if type(result).__name__ == "coroutine":
        import asyncio
        return asyncio._wait(result)
    return result


def Query(default=None, **options):
    return default


Path = Body = Form = Header = Query


def Depends(function=None):
    _l.unsimulated("FastAPI's Depends()")
