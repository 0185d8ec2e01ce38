import sys
import time
import _layercake as _l
import _wsgi


class _Server:
    def __init__(self, host, port, app):
        self.server_name, self.server_port, self._app = host, port, app

    def serve_forever(self):
        while True:
            self.handle_request()

    def handle_request(self):
        request = _l.accept(self.server_port, self.server_name)
        status, headers, body = _wsgi.answer(self._app, request, self.server_port)
        when = time.strftime("%d/%b/%Y %H:%M:%S")
        line = (request["from"], when, request["method"], request["target"], status, len(body))
        sys.stderr.write('%s - - [%s] "%s %s HTTP/1.1" %d %d\n' % line)
        _l.respond(status, headers, body)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        pass


def make_server(host, port, app):
    return _Server(host, port, app)
