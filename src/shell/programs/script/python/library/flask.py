# Flask over Werkzeug's development server: routes, requests, answers, in the words of the real ones.
import json as _json
import os
import re
import sys
import time
import urllib.parse
import _layercake as _l

_REASONS = {
    200: "OK", 201: "CREATED", 202: "ACCEPTED", 204: "NO CONTENT", 301: "MOVED PERMANENTLY", 302: "FOUND",
    303: "SEE OTHER", 304: "NOT MODIFIED", 308: "PERMANENT REDIRECT", 400: "BAD REQUEST", 401: "UNAUTHORIZED",
    403: "FORBIDDEN", 404: "NOT FOUND", 405: "METHOD NOT ALLOWED", 409: "CONFLICT", 415: "UNSUPPORTED MEDIA TYPE",
    418: "I'M A TEAPOT", 422: "UNPROCESSABLE ENTITY", 429: "TOO MANY REQUESTS", 500: "INTERNAL SERVER ERROR",
    503: "SERVICE UNAVAILABLE",
}
_NAMES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    409: "Conflict", 415: "Unsupported Media Type", 418: "I'm a teapot", 422: "Unprocessable Entity",
    500: "Internal Server Error", 503: "Service Unavailable",
}
_WORDS = {
    400: "The browser (or proxy) sent a request that this server could not understand.",
    401: "The server could not verify that you are authorized to access the URL requested. You either supplied the "
         "wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials "
         "required.",
    403: "You don't have the permission to access the requested resource. It is either read-protected or not readable "
         "by the server.",
    404: "The requested URL was not found on the server. If you entered the URL manually please check your spelling "
         "and try again.",
    405: "The method is not allowed for the requested URL.",
    415: "Did not attempt to load JSON data because the request Content-Type was not &#39;application/json&#39;.",
    500: "The server encountered an internal error and was unable to complete your request. Either the server is "
         "overloaded or there is an error in the application.",
}


def _escaped(text):
    text = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;").replace("\n", "<br>")


class HTTPException(Exception):
    def __init__(self, code, description=None):
        self.code = code
        self.name = _NAMES.get(code, "Unknown Error")
        self.description = description or _WORDS.get(code, "")
        self.allowed = ()

    def get_response(self):
        response = Response("<!doctype html>\n<html lang=en>\n<title>%d %s</title>\n<h1>%s</h1>\n<p>%s</p>\n" % (
            self.code, self.name, self.name, _escaped(self.description)), self.code)
        if self.allowed:
            response.headers["Allow"] = ", ".join(sorted(self.allowed))
        return response

    def __str__(self):
        return "%d %s: %s" % (self.code, self.name, self.description)


class _Values:
    def __init__(self, pairs):
        self._pairs = pairs

    def get(self, name, default=None, type=None):
        for known, value in self._pairs:
            if known == name:
                try:
                    return type(value) if type else value
                except ValueError:
                    return default
        return default

    def getlist(self, name):
        return [value for known, value in self._pairs if known == name]

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            raise HTTPException(400)
        return value

    def __contains__(self, name):
        return self.get(name) is not None

    def __iter__(self):
        return iter([name for name, value in self._pairs])

    def __len__(self):
        return len(self._pairs)

    def keys(self):
        return [name for name, value in self._pairs]

    def items(self):
        return list(self._pairs)

    def to_dict(self):
        return dict(self._pairs)


class Headers(_Values):
    def get(self, name, default=None, type=None):
        for known, value in self._pairs:
            if known.lower() == name.lower():
                return value
        return default

    def __setitem__(self, name, value):
        self._pairs[:] = [pair for pair in self._pairs if pair[0].lower() != name.lower()] + [(name, str(value))]

    def __str__(self):
        return "".join("%s: %s\r\n" % pair for pair in self._pairs) + "\r\n"


class _Request:
    def _take(self, environ):
        self.environ = environ
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]
        self.query_string = environ["QUERY_STRING"].encode()
        self.full_path = self.path + "?" + environ["QUERY_STRING"]
        self.remote_addr = environ["REMOTE_ADDR"]
        self.args = _Values(urllib.parse.parse_qsl(environ["QUERY_STRING"], True))
        pairs = [(name[5:].replace("_", "-").title(), value) for name, value in environ.items() if name[:5] == "HTTP_"]
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if name in environ:
                pairs.append((name.replace("_", "-").title(), environ[name]))
        self.headers = Headers(pairs)
        self.host = self.headers.get("Host", "localhost")
        self.scheme = "http"
        self.host_url = self.url_root = "http://" + self.host + "/"
        self.base_url = "http://" + self.host + self.path
        self.url = self.base_url + ("?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else "")
        self.mimetype = self.content_type = environ.get("CONTENT_TYPE", "").partition(";")[0]
        self._body = environ.get("layercake.body", "")
        self.data = self._body.encode()
        is_form = self.mimetype == "application/x-www-form-urlencoded"
        self.form = _Values(urllib.parse.parse_qsl(self._body, True) if is_form else [])
        self.values = _Values(list(self.args.items()) + list(self.form.items()))
        self.is_json = self.mimetype == "application/json"
        self.cookies = _Values([])
        self.files = _Values([])
        self.user_agent = self.headers.get("User-Agent", "")
        self.endpoint = None
        self.view_args = {}

    def get_data(self, as_text=False):
        return self._body if as_text else self.data

    def get_json(self, force=False, silent=False):
        if not (self.is_json or force):
            if silent:
                return None
            raise HTTPException(415)
        try:
            return _json.loads(self._body)
        except ValueError:
            if silent:
                return None
            raise HTTPException(400)

    @property
    def json(self):
        return self.get_json()


class _Namespace:
    pass


request = _Request()
g = _Namespace()
session = {}
_current = []


class Response:
    def __init__(self, response="", status=200, headers=None, mimetype=None, content_type=None):
        if isinstance(response, (list, tuple)):
            response = "".join(response)
        self.data = response if isinstance(response, bytes) else str(response).encode()
        self.status_code = int(str(status).split(" ")[0])
        kind = content_type or (mimetype or "text/html") + ("; charset=utf-8" if (mimetype or "text/").startswith("text/") else "")
        self.headers = Headers([("Content-Type", kind)])
        for name, value in dict(headers or {}).items():
            self.headers[name] = value

    def get_data(self, as_text=False):
        return self.data.decode() if as_text else self.data

    def set_cookie(self, name, value="", **more):
        self.headers["Set-Cookie"] = "%s=%s; Path=/" % (name, value)


class _Config:
    def __init__(self):
        self._values = {"DEBUG": False, "TESTING": False, "SECRET_KEY": None}

    def __getitem__(self, name):
        return self._values[name]

    def __setitem__(self, name, value):
        self._values[name] = value

    def __contains__(self, name):
        return name in self._values

    def get(self, name, default=None):
        return self._values.get(name, default)

    def update(self, *values, **named):
        self._values.update(*values, **named)

    def from_mapping(self, *values, **named):
        self._values.update(*values, **named)

    def from_object(self, value):
        for name in dir(value):
            if name.isupper():
                self._values[name] = getattr(value, name)

    def from_prefixed_env(self, prefix="FLASK"):
        for name, value in os.environ.items():
            if name.startswith(prefix + "_"):
                self._values[name[len(prefix) + 1:]] = value


_CONVERTERS = {"int": "[0-9]+", "float": "[0-9]+[.][0-9]+", "path": ".+", "string": "[^/]+"}


class _Rule:
    def __init__(self, rule, endpoint, function, methods):
        self.rule, self.endpoint, self.function, self.methods = rule, endpoint, function, methods
        self.names = []
        pattern = ""
        for part in _parts(rule):
            if part.startswith("<"):
                kind, mark, name = part[1:-1].rpartition(":")
                kind = (kind or "string").partition("(")[0]
                self.names.append((name, kind))
                pattern += "(" + _CONVERTERS.get(kind, "[^/]+") + ")"
            else:
                pattern += re.escape(part)
        self.pattern = re.compile(pattern)

    def match(self, path):
        found = self.pattern.fullmatch(path)
        if not found:
            return None
        values = {}
        for (name, kind), value in zip(self.names, found.groups()):
            values[name] = int(value) if kind == "int" else float(value) if kind == "float" else value
        return values


def _parts(rule):
    parts = []
    while "<" in rule:
        before, _, rest = rule.partition("<")
        inside, _, rule = rest.partition(">")
        parts += [before, "<" + inside + ">"]
    return parts + [rule]


class _Scaffold:
    def route(self, rule, methods=None, endpoint=None, **options):
        def decorator(function):
            self.add_url_rule(rule, endpoint, function, methods)
            return function
        return decorator

    def get(self, rule, **options):
        return self.route(rule, ["GET"])

    def post(self, rule, **options):
        return self.route(rule, ["POST"])

    def put(self, rule, **options):
        return self.route(rule, ["PUT"])

    def patch(self, rule, **options):
        return self.route(rule, ["PATCH"])

    def delete(self, rule, **options):
        return self.route(rule, ["DELETE"])

    def before_request(self, function):
        self._before.append(function)
        return function

    def after_request(self, function):
        self._after.append(function)
        return function

    def teardown_request(self, function):
        return function

    teardown_appcontext = teardown_request

    def errorhandler(self, code):
        def decorator(function):
            self._handlers.append((code, function))
            return function
        return decorator


class Blueprint(_Scaffold):
    def __init__(self, name, import_name, url_prefix="", **options):
        self.name = name
        self.url_prefix = url_prefix
        self._rules, self._before, self._after, self._handlers = [], [], [], []

    def add_url_rule(self, rule, endpoint=None, view_func=None, methods=None):
        self._rules.append((rule, endpoint, view_func, methods))


class Flask(_Scaffold):
    def __init__(self, import_name, static_folder="static", template_folder="templates", static_url_path=None, **options):
        import logging
        self.import_name = self.name = import_name
        if import_name == "__main__" and sys.argv[0]:
            self.name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
        self.root_path = _l.home()
        self.static_folder, self.template_folder = static_folder, template_folder
        self.static_url_path = static_url_path if static_url_path is not None else "/static"
        self.config = _Config()
        self.debug = False
        self.secret_key = None
        self.logger = logging.getLogger(self.name)
        self.url_map = []
        self._rules, self._before, self._after, self._handlers = [], [], [], []
        self.json = _Namespace()

    def add_url_rule(self, rule, endpoint=None, view_func=None, methods=None):
        methods = [method.upper() for method in methods or ["GET"]]
        if "GET" in methods:
            methods.append("HEAD")
        endpoint = endpoint or view_func.__name__
        for known in self._rules:
            if known.endpoint == endpoint and known.function is not view_func:
                raise AssertionError("View function mapping is overwriting an existing endpoint function: " + endpoint)
        self._rules.append(_Rule(rule, endpoint, view_func, methods))

    def register_blueprint(self, blueprint, url_prefix=None, **options):
        prefix = blueprint.url_prefix if url_prefix is None else url_prefix
        for rule, endpoint, function, methods in blueprint._rules:
            name = blueprint.name + "." + (endpoint or function.__name__)
            self.add_url_rule((prefix or "") + rule, name, function, methods)
        self._before += blueprint._before
        self._after += blueprint._after
        self._handlers += blueprint._handlers

    def _static(self, path):
        if not path.startswith(self.static_url_path + "/"):
            return None
        file = os.path.join(self.root_path, self.static_folder, path[len(self.static_url_path) + 1:])
        return send_file(file) if os.path.isfile(file) else None

    def _find(self, method, path):
        allowed = []
        for rule in self._rules:
            values = rule.match(path)
            if values is None and rule.rule.endswith("/") and rule.match(path + "/") is not None:
                return None, redirect(request.base_url + "/", 308)
            if values is not None:
                allowed += list(rule.methods) + ["OPTIONS"] + (["HEAD"] if "GET" in rule.methods else [])
                if method in rule.methods:
                    request.endpoint, request.view_args = rule.endpoint, values
                    return rule, values
        found = self._static(path)
        if found:
            return None, found
        error = HTTPException(405 if allowed else 404)
        error.allowed = set(allowed)
        raise error

    def _respond(self):
        for function in self._before:
            early = function()
            if early is not None:
                return make_response(early)
        rule, found = self._find(request.method, request.path)
        if rule is None:
            return found
        result = rule.function(**found)
        if result is None:
            raise TypeError("The view function for '%s' did not return a valid response. The function either returned "
                            "None or ended without a return statement." % rule.endpoint)
        return make_response(result)

    def _failed(self, error):
        code = error.code if isinstance(error, HTTPException) else 500
        for kind, function in self._handlers:
            if kind == code or (not isinstance(kind, int) and isinstance(error, kind)):
                return make_response(function(error))
        if isinstance(error, HTTPException):
            return error.get_response()
        when = time.strftime("%Y-%m-%d %H:%M:%S") + ",%03d" % (int(time.time() * 1000) % 1000)
        sys.stderr.write("[%s] ERROR in app: Exception on %s [%s]\n%s" % (
            when, request.path, request.method, _l.trace(error)))
        return HTTPException(500).get_response()

    def wsgi_app(self, environ, start_response):
        request._take(environ)
        _current.append(self)
        try:
            response = self._respond()
        except Exception as error:
            response = self._failed(error)
        for function in self._after:
            response = function(response)
        _current.pop()
        response.headers["Content-Length"] = len(response.data)
        status = "%d %s" % (response.status_code, _REASONS.get(response.status_code, "UNKNOWN"))
        start_response(status, response.headers.items())
        return [response.data]

    def __call__(self, environ, start_response):
        return self.wsgi_app(environ, start_response)

    def app_context(self):
        return _Context()

    def run(self, host=None, port=None, debug=None, **options):
        _serve(self, self.name, host or "127.0.0.1", int(port or 5000), self.debug if debug is None else debug)


class _Context:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        pass


def _serve(app, name, host, port, debug):
    import _wsgi
    version = _l.version()
    print(" * Serving Flask app '%s'" % name, flush=True)
    print(" * Debug mode: %s" % ("on" if debug else "off"), flush=True)

    def announce():
        sys.stderr.write("\x1b[31m\x1b[1mWARNING: This is a development server. Do not use it in a production deployment. "
                         "Use a production WSGI server instead.\x1b[0m\n")
        if host in ("0.0.0.0", "::"):
            sys.stderr.write(" * Running on all addresses (%s)\n * Running on http://127.0.0.1:%d\n"
                             " * Running on http://172.17.0.2:%d\n" % (host, port, port))
        else:
            sys.stderr.write(" * Running on http://%s:%d\n" % (host, port))
        sys.stderr.write("\x1b[33mPress CTRL+C to quit\x1b[0m\n")
    announce()
    if debug:
        pin = "%09d" % (_l.random() % 1000000000)
        sys.stderr.write(" * Restarting with stat\n")
        sys.stderr.write(" * Debugger is active!\n * Debugger PIN: %s-%s-%s\n" % (pin[:3], pin[3:6], pin[6:]))
    while True:
        request = _l.accept(port, host)
        status, headers, body = _wsgi.answer(app, request, port)
        when = time.strftime("%d/%b/%Y %H:%M:%S")
        line = "%s %s HTTP/1.1" % (request["method"], request["target"])
        line = _coloured(line, status)
        sys.stderr.write('%s - - [%s] "%s" %d -\n' % (request["from"], when, line, status))
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT")
        start = [["Server", "Werkzeug/3.1.9 Python/" + version], ["Date", date]]
        _l.respond(status, start + headers + [["Connection", "close"]], b"" if request["method"] == "HEAD" else body)


def _coloured(line, status):
    codes = "" if status == 200 else "36" if status == 304 else "32" if status < 400 else "33" if status == 404 else (
        "31;1" if status < 500 else "35;1")
    marks = "".join("\x1b[%sm" % code for code in reversed(codes.split(";"))) if codes else ""
    return marks + line + "\x1b[0m" if marks else line


def make_response(*given):
    value = given[0] if len(given) == 1 else given
    status, headers = None, None
    if isinstance(value, tuple):
        if len(value) == 3:
            value, status, headers = value
        elif len(value) == 2 and isinstance(value[1], (dict, list)):
            value, headers = value
        else:
            value, status = value[:2]
    if isinstance(value, (dict, list)):
        value = jsonify(value)
    if not isinstance(value, Response):
        value = Response(value)
    if status is not None:
        value.status_code = int(str(status).split(" ")[0])
    for name, text in dict(headers or {}).items():
        value.headers[name] = text
    return value


def jsonify(*values, **named):
    value = named if named else values[0] if len(values) == 1 else list(values)
    debug = bool(_current) and _current[-1].debug
    text = _json.dumps(value, sort_keys=True, indent=2) if debug else _json.dumps(
        value, sort_keys=True, separators=(",", ":"))
    return Response(text + "\n", mimetype="application/json")


def abort(code, description=None):
    raise HTTPException(code, description)


def redirect(location, code=302):
    body = ("<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be "
            "redirected automatically to the target URL: <a href=\"%s\">%s</a>. If not, click the link.\n"
            % (location, location))
    return Response(body, code, {"Location": location})


def url_for(endpoint, **values):
    if endpoint == "static":
        return "/static/" + values["filename"]
    for rule in _current[-1]._rules:
        if rule.endpoint == endpoint:
            path = "".join(str(values.get(part[1:-1].rpartition(":")[2], "")) if part.startswith("<") else part
                           for part in _parts(rule.rule))
            names = [name for name, kind in rule.names]
            rest = {name: value for name, value in values.items() if name not in names}
            return path + ("?" + urllib.parse.urlencode(rest) if rest else "")
    raise ValueError("Could not build url for endpoint " + repr(endpoint))


def escape(text):
    text = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def render_template_string(source, **values):
    import _jinja
    return _jinja.render(source, dict(values, request=request, url_for=url_for, config=_current[-1].config),
                         os.path.join(_l.home(), _current[-1].template_folder))


def render_template(template_name_or_list, **values):
    file = os.path.join(_l.home(), _current[-1].template_folder, template_name_or_list)
    if not os.path.isfile(file):
        raise TemplateNotFound(template_name_or_list)
    return render_template_string(_l.read(file).decode(), **values)


class TemplateNotFound(Exception):
    pass


def send_file(path, mimetype=None, **options):
    from http.server import _TYPES
    kind = mimetype or _TYPES.get(os.path.splitext(path)[1].lower(), "application/octet-stream")
    return Response(_l.read(path), mimetype=kind)


def send_from_directory(directory, path, **options):
    file = os.path.join(_l.home(), directory, path)
    if not os.path.isfile(file):
        raise HTTPException(404)
    return send_file(file)


def flash(message, category="message"):
    pass


class _App:
    def __getattr__(self, name):
        return getattr(_current[-1], name)


current_app = _App()
Markup = str


def stream_with_context(value):
    return value
