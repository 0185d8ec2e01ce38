# net/http/httptest: requests that no network brings.
import _go_net_http as http
from _go_core import _Error


class ResponseRecorder(http.ResponseWriter):
    _value = True
    _go_name = "*httptest.ResponseRecorder"

    @property
    def Code(self):
        return 200 if self.status is None else self.status

    @property
    def Body(self):
        return _Buffer(self)

    @property
    def HeaderMap(self):
        return self.header

    def Result(self):
        return _Response(self)


class _Buffer:
    _value = True

    def __init__(self, recorder):
        self.recorder = recorder

    def String(self):
        return self.recorder.data.decode("utf-8", "replace")

    def Bytes(self):
        return self.recorder.data

    def Len(self):
        return len(self.recorder.data)

    def _read_all(self):
        return self.recorder.data

    def Close(self):
        return None


class _Response:
    _value = True

    def __init__(self, recorder):
        self.StatusCode, self.Header = recorder.Code, recorder.header
        self.Status = "%d %s" % (self.StatusCode, http.StatusText(self.StatusCode))
        self.Body = http._Body(recorder.data)
        self.Proto = "HTTP/1.1"


def NewRecorder():
    return ResponseRecorder()


def NewRequest(method, target, body):
    text = "" if body is None else body._read_all()
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    host, path = "example.com", target
    if "://" in target:
        host, _, path = target.partition("://")[2].partition("/")
        path = "/" + path
    return http.Request({"method": method or "GET", "target": path, "headers": {"Host": host}, "body": text,
                         "from": "192.0.2.1"})
