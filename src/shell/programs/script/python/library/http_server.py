# http.server: a request at a time, with the access lines of the real one.
import os
import sys
import time
import urllib.parse
import _layercake as _l

_REASONS = {
    200: "OK", 201: "Created", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "File not found", 405: "Method Not Allowed",
    500: "Internal Server Error", 501: "Unsupported method",
}
_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
    ".txt": "text/plain", ".py": "text/x-python", ".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml",
    ".md": "text/markdown",
}


class _Out:
    def __init__(self):
        self.data = b""

    def write(self, data):
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        self.data = self.data + data
        return len(data)

    def flush(self):
        pass


class _In:
    def __init__(self, text):
        self._data = text.encode()

    def read(self, size=-1):
        return self._data if size < 0 else self._data[:size]


class _Headers:
    def __init__(self, headers):
        self._headers = headers

    def get(self, name, default=None):
        for known, value in self._headers.items():
            if known.lower() == name.lower():
                return value
        return default

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.get(name) is not None

    def items(self):
        return self._headers.items()

    def __str__(self):
        return "".join("%s: %s\n" % pair for pair in self._headers.items()) + "\n"


class BaseHTTPRequestHandler:
    server_version = "BaseHTTP/0.6"
    sys_version = "Python/" + _l.version()
    protocol_version = "HTTP/1.0"

    def __init__(self, request, client_address, server):
        self.server = server
        self.client_address = client_address
        self.command = request["method"]
        self.path = request["target"]
        self.request_version = "HTTP/1.1"
        self.requestline = "%s %s HTTP/1.1" % (self.command, self.path)
        self.headers = _Headers(request["headers"])
        self.rfile = _In(request["body"])
        self.wfile = _Out()
        self._status = None
        self._out = []

    def _handle(self):
        method = getattr(self, "do_" + self.command, None)
        if method is None:
            self.send_error(501, "Unsupported method (%r)" % self.command)
        else:
            method()
        _l.respond(self._status or 200, self._out, self.wfile.data if self.command != "HEAD" else b"")

    def version_string(self):
        return self.server_version + " " + self.sys_version

    def date_time_string(self):
        return time.strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_date_time_string(self):
        return time.strftime("%d/%b/%Y %H:%M:%S")

    def address_string(self):
        return self.client_address[0]

    def send_response(self, code, message=None):
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header("Server", self.version_string())
        self.send_header("Date", self.date_time_string())

    def send_response_only(self, code, message=None):
        self._status = int(code)

    def send_header(self, name, value):
        self._out.append([name, str(value)])

    def end_headers(self):
        pass

    def flush_headers(self):
        pass

    def send_error(self, code, message=None, explain=None):
        message = message or _REASONS.get(code, "???")
        self.log_error("code %d, message %s", code, message)
        self.send_response(code, message)
        self.send_header("Connection", "close")
        body = ("<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n        <meta charset=\"utf-8\">\n"
                "        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n"
                "        <p>Error code: %d</p>\n        <p>Message: %s.</p>\n    </body>\n</html>\n" % (code, message))
        self.send_header("Content-Type", "text/html;charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_request(self, code="-", size="-"):
        self.log_message('"%s" %s %s', self.requestline, str(int(code)), str(size))

    def log_error(self, format, *args):
        self.log_message(format, *args)

    def log_message(self, format, *args):
        sys.stderr.write("%s - - [%s] %s\n" % (self.address_string(), self.log_date_time_string(), format % args))


class SimpleHTTPRequestHandler(BaseHTTPRequestHandler):
    server_version = "SimpleHTTP/0.6"
    directory = None

    def translate_path(self, path):
        path = urllib.parse.unquote(path.partition("?")[0])
        parts = [part for part in path.split("/") if part not in ("", ".", "..")]
        return os.path.join(self.directory or os.getcwd(), *parts)

    def guess_type(self, path):
        return _TYPES.get(os.path.splitext(path)[1].lower(), "application/octet-stream")

    def do_GET(self):
        path = self.translate_path(self.path)
        if os.path.isdir(path):
            if not self.path.partition("?")[0].endswith("/"):
                self.send_response(301)
                self.send_header("Location", self.path + "/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            index = os.path.join(path, "index.html")
            if not os.path.isfile(index):
                return self.list_directory(path)
            path = index
        if not os.path.isfile(path):
            return self.send_error(404, "File not found")
        data = _l.read(path)
        self.send_response(200)
        self.send_header("Content-type", self.guess_type(path))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Last-Modified", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(os.path.getmtime(path))))
        self.end_headers()
        self.wfile.write(data)

    do_HEAD = do_GET

    def list_directory(self, path):
        title = "Directory listing for " + urllib.parse.unquote(self.path.partition("?")[0])
        lines = ["<!DOCTYPE HTML>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
                 "<title>" + title + "</title>", "</head>", "<body>", "<h1>" + title + "</h1>", "<hr>", "<ul>"]
        for name in sorted(os.listdir(path), key=lambda name: name.lower()):
            shown = name + "/" if os.path.isdir(os.path.join(path, name)) else name
            lines.append('<li><a href="%s">%s</a></li>' % (urllib.parse.quote(shown), shown))
        lines += ["</ul>", "<hr>", "</body>", "</html>", ""]
        data = "\n".join(lines).encode()
        self.send_response(200)
        self.send_header("Content-type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class HTTPServer:
    allow_reuse_address = True

    def __init__(self, server_address, RequestHandlerClass):
        self.server_address = server_address
        self.server_port = server_address[1]
        self.server_name = server_address[0] or _l.hostname()
        self.RequestHandlerClass = RequestHandlerClass

    def handle_request(self):
        request = _l.accept(self.server_port, self.server_address[0])
        address = (request["from"], 54321)
        handler = self.RequestHandlerClass(request, address, self)
        try:
            handler._handle()
        except Exception as error:
            sys.stderr.write("-" * 40 + "\nException occurred during processing of request from %r\n" % (address,))
            sys.stderr.write(_l.trace(error) + "-" * 40 + "\n")
            _l.respond(0, [], b"")

    def serve_forever(self, poll_interval=0.5):
        while True:
            self.handle_request()

    def server_close(self):
        pass

    def shutdown(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.server_close()


ThreadingHTTPServer = HTTPServer


def _main(words):
    """python -m http.server [port] [--bind ADDRESS] [--directory DIR]"""
    import argparse
    parser = argparse.ArgumentParser(prog="server.py")
    parser.add_argument("port", type=int, nargs="?", default=8000)
    parser.add_argument("-b", "--bind", default="0.0.0.0")
    parser.add_argument("-d", "--directory")
    given = parser.parse_args(words)
    SimpleHTTPRequestHandler.directory = given.directory
    print("Serving HTTP on %s port %d (http://%s:%d/) ..." % (given.bind, given.port, given.bind, given.port))
    HTTPServer((given.bind, given.port), SimpleHTTPRequestHandler).serve_forever()
