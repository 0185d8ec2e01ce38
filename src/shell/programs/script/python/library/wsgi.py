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


_FAILED = (b"<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n"
           b"<p>The server encountered an internal error and was unable to complete your request. Either the server is "
           b"overloaded or there is an error in the application.</p>\n")


def answer(app, request, port):
    """Calls the application: status, headers, body. What is not simulated fails this request alone."""
    found = _l.attempt(_answer, app, request, port)
    if found is None:
        return 500, [["Content-Type", "text/html; charset=utf-8"], ["Content-Length", str(len(_FAILED))]], _FAILED
    return found[0]


def _answer(app, request, port):
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
