import os
import sys
import time
import _layercake as _l
import _wsgi

__version__ = "27.0.1"


def _log(message):
    when = time.strftime("[%Y-%m-%d %H:%M:%S +0000]")
    sys.stderr.write("%s [%d] [INFO] %s\n" % (when, _l.getpid(), message))


def run(words=None):
    words = list(sys.argv[1:] if words is None else words)
    bind, workers, name, access = "127.0.0.1:8000", int(os.environ.get("WEB_CONCURRENCY", "1")), None, None
    if os.environ.get("PORT"):
        bind = "0.0.0.0:" + os.environ["PORT"]
    given = os.environ.get("GUNICORN_CMD_ARGS", "").split() + words
    while given:
        word = given.pop(0)
        option, mark, value = word.partition("=")
        if option in ("-b", "--bind", "-w", "--workers", "--access-logfile", "-k", "--worker-class", "-t", "--timeout",
                      "--threads", "--log-level", "--error-logfile", "-c", "--config", "--chdir", "--log-file", "-n",
                      "--name", "--worker-tmp-dir", "--max-requests", "--keep-alive", "-u", "--user", "-g", "--group"):
            value = value if mark else given.pop(0)
            if option in ("-b", "--bind"):
                bind = value
            elif option in ("-w", "--workers"):
                workers = int(value)
            elif option == "--access-logfile":
                access = value
            elif option in ("-k", "--worker-class") and "uvicorn" in value:
                _l.unsimulated("gunicorn's worker class " + value)
        elif word == "--version" or word == "-v":
            print("gunicorn (version %s)" % __version__)
            return 0
        elif not word.startswith("-"):
            name = word
    if name is None:
        sys.stderr.write("Error: No application module specified.\n")
        sys.exit(1)
    port = int(bind.rpartition(":")[2])
    _l.graceful()
    _log("Starting gunicorn " + __version__)
    _log("Listening at: http://%s (%d)" % (bind if not bind.startswith(":") else "0.0.0.0" + bind, _l.getpid()))
    _log("Using worker: sync")
    for number in range(workers):
        _log("Booting worker with pid: %d" % (_l.getpid() + 6 + number))
    app = _wsgi.load(name)
    while True:
        request = _l.accept(port, bind.rpartition(":")[0])
        status, headers, body = _wsgi.answer(app, request, port)
        if access == "-":
            when = time.strftime("%d/%b/%Y:%H:%M:%S +0000")
            line = (request["from"], when, request["method"], request["target"], status, len(body),
                    request["headers"].get("User-Agent", "-"))
            sys.stdout.write('%s - - [%s] "%s %s HTTP/1.1" %d %d "-" "%s"\n' % line)
            sys.stdout.flush()
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT")
        start = [["Server", "gunicorn"], ["Date", date], ["Connection", "close"]]
        _l.respond(status, start + headers, b"" if request["method"] == "HEAD" else body)
