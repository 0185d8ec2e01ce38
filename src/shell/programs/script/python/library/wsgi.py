# What WSGI servers have in common: a request becomes a call of the application.
import sys
import urllib.parse
import _layercake as _l


def environ(request, port):
    path, _, query = request["target"].partition("?")
    values = {
        "REQUEST_METHOD": request["method"], "PATH_INFO": urllib.parse.unquote(path), "QUERY_STRING": query,
        "SERVER_NAME": "0.0.0.0", "SERVER_PORT": str(port), "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
        "REMOTE_ADDR": request["from"], "wsgi.url_scheme": "http", "layercake.body": request["body"],
    }
    for name, value in request["headers"].items():
        key = name.upper().replace("-", "_")
        values[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key] = value
    return values


def answer(app, request, port):
    """Calls the application: status, headers, body."""
    started = []

    def start_response(status, headers, error=None):
        started.append((status, headers))

    parts = app(environ(request, port), start_response)
    body = _join(parts)
    status, headers = started[0]
    return int(status.split(" ")[0]), [list(pair) for pair in headers], body


def _join(parts):
    whole = b""
    for part in parts:
        whole = whole + part
    return whole


def load(name):
    """The application behind `module:name`."""
    module, _, member = name.partition(":")
    found = _l.exec_module(module)
    member = member or "application"
    factory = member.endswith("()")
    value = getattr(found, member.replace("()", ""))
    return value() if factory else value
