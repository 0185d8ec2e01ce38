import sys
import _layercake as _l
import _wsgi


def _log(message):
    sys.stderr.write("INFO:     " + message + "\n")


_REASONS = {200: "OK", 201: "Created", 204: "No Content", 307: "Temporary Redirect", 400: "Bad Request",
            403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 422: "Unprocessable Content",
            500: "Internal Server Error"}


def run(app, host="127.0.0.1", port=8000, reload=False, workers=1, log_level="info", **options):
    port = int(port)
    if isinstance(app, str):
        name = app
        try:
            app = _wsgi.load(app)
        except ModuleNotFoundError as error:
            if str(error) != "No module named '%s'" % name.partition(":")[0]:
                raise
            sys.stderr.write('ERROR:    Error loading ASGI app. Could not import module "%s".\n' % name.partition(":")[0])
            sys.exit(1)
    if not hasattr(app, "_answer"):
        _l.unsimulated("an ASGI application that is not FastAPI's")
    _l.graceful()
    _log("Started server process [%d]" % _l.getpid())
    _log("Waiting for application startup.")
    app._start()
    _log("Application startup complete.")
    _log("Uvicorn running on http://%s:%d (Press CTRL+C to quit)" % (host, port))
    while True:
        request = _l.accept(port, host)
        failed, found = None, ()
        try:
            found = _l.attempt(app._answer, request)
            if found is None:
                raise RuntimeError("not simulated")
            answer = found[0]
            status, kind, body, headers = answer.status_code, answer.media_type, answer.body, answer.headers
        except Exception as error:
            failed = error if found is not None or str(error) != "not simulated" else None
            status, kind, body, headers = 500, "text/plain", b"Internal Server Error", {}
        line = '%s:54321 - "%s %s HTTP/1.1" %d %s' % (
            request["from"], request["method"], request["target"], status, _REASONS.get(status, ""))
        sys.stdout.write("INFO:     " + line + "\n")
        sys.stdout.flush()
        if failed is not None:
            sys.stderr.write("ERROR:    Exception in ASGI application\n" + _l.trace(failed))
        import time
        start = [["date", time.strftime("%a, %d %b %Y %H:%M:%S GMT")], ["server", "uvicorn"],
                 ["content-length", str(len(body))]]
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        pairs = start + [["content-type", kind]] + [[name, value] for name, value in headers.items()]
        _l.respond(status, pairs, b"" if request["method"] == "HEAD" else body)


def main():
    words, name, host, port = sys.argv[1:], None, "127.0.0.1", 8000
    while words:
        option, mark, value = words.pop(0).partition("=")
        if option in ("--host", "--port", "--workers", "--log-level", "--app-dir", "--root-path"):
            value = value if mark else words.pop(0)
            if option == "--host":
                host = value
            elif option == "--port":
                port = int(value)
        elif not option.startswith("-"):
            name = option
    if name is None:
        sys.stderr.write("Usage: uvicorn [OPTIONS] APP\nTry 'uvicorn --help' for help.\n\nError: Missing argument 'APP'.\n")
        sys.exit(2)
    run(name, host=host, port=port)
