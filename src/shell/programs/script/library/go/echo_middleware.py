# github.com/labstack/echo/v4/middleware
import _layercake as _l
import _time as _t


def Logger():
    def layer(next):
        def handle(c):
            error = next(c)
            _l.put(1, '{"time":"%s","id":"","remote_ip":"%s","host":"%s","method":"%s","uri":"%s","user_agent":"%s",'
                      '"status":%d,"error":"","latency":15250,"latency_human":"15.25µs","bytes_in":%d,"bytes_out":%d}\n'
                   % (_t.format(_t.now(), "%Y-%m-%dT%H:%M:%S.000000000Z"), c.RealIP(), c.request.Host,
                      c.request.Method, c.request.RequestURI, c.request.UserAgent(), c.writer.status or 200,
                      c.request.ContentLength, len(c.writer.data)))
            return error
        return handle
    return layer


def Recover():
    return lambda next: next


CORS = RequestID = Secure = Gzip = Recover
