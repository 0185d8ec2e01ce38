import json as _json
import _layercake as _l


class RequestException(OSError):
    pass


class ConnectionError(RequestException):
    pass


class Response:
    def __init__(self, url, answer):
        self.url = url
        self.status_code, self.headers, self.text = answer[0], dict(answer[1]), answer[2]
        self.ok = self.status_code < 400
        self.content = self.text.encode()

    def json(self):
        return _json.loads(self.text)

    def raise_for_status(self):
        if not self.ok:
            raise RequestException("%d Error for url: %s" % (self.status_code, self.url))

    def __repr__(self):
        return "<Response [%d]>" % self.status_code


def get(url, params=None, timeout=None, headers=None):
    try:
        return Response(url, _l.fetch("GET", url))
    except OSError as error:
        raise ConnectionError(str(error)) from None


class exceptions:
    pass


exceptions.RequestException = RequestException
exceptions.ConnectionError = ConnectionError
