# github.com/sirupsen/logrus
import _layercake as _l
import _time as _t
import _go_fmt as fmt

InfoLevel, DebugLevel, WarnLevel, ErrorLevel = 4, 5, 3, 2


class Fields(dict):
    pass


class _Logger:
    def _say(self, level, text):
        _l.put(2, 'time="%s" level=%s msg=%s\n' % (
            _t.format(_t.now(), "%Y-%m-%dT%H:%M:%SZ"), level, fmt._quoted(text) if " " in text else text))

    def Info(self, *values):
        self._say("info", fmt.Sprint(*values))

    def Infof(self, format, *values):
        self._say("info", fmt.Sprintf(format, *values))

    def Warn(self, *values):
        self._say("warning", fmt.Sprint(*values))

    def Error(self, *values):
        self._say("error", fmt.Sprint(*values))

    def Errorf(self, format, *values):
        self._say("error", fmt.Sprintf(format, *values))

    def Fatal(self, *values):
        self._say("fatal", fmt.Sprint(*values))
        _l.exit(1)

    def Debug(self, *values):
        pass

    Debugf = Debug
    Println, Printf, Print, Fatalf = Info, Infof, Info, Fatal

    def SetLevel(self, level):
        pass

    SetFormatter = SetOutput = SetLevel


_standard = _Logger()
Info, Infof, Warn, Error, Errorf, Fatal = (_standard.Info, _standard.Infof, _standard.Warn, _standard.Error,
                                           _standard.Errorf, _standard.Fatal)
Debug, Println, Printf, Fatalf = _standard.Debug, _standard.Info, _standard.Infof, _standard.Fatal
SetLevel = SetFormatter = SetOutput = _standard.SetLevel


def New():
    return _Logger()
