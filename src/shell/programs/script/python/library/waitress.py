import sys
import _layercake as _l
import _wsgi


def serve(app, host="0.0.0.0", port=8080, listen=None, **options):
    if listen:
        host, _, port = listen.partition(":")
    port = int(port)
    sys.stderr.write("INFO:waitress:Serving on http://%s:%d\n" % (host, port))
    while True:
        request = _l.accept(port, host)
        status, headers, body = _wsgi.answer(app, request, port)
        _l.respond(status, headers + [["Server", "waitress"]], body)
