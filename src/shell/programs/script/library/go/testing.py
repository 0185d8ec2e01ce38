# testing: a test at a time, and what is printed of it.
import _layercake as _l
import _time as _t
import _go_fmt as fmt
import _go_flag
from _go_core import _Panic

_all = []
_options = {"v": False, "short": False, "failfast": False, "run": "", "skip": "", "count": 1}
_verbose_name = [None]


class _Stopped(Exception):
    pass


def Short():
    return _options["short"]


def Verbose():
    return _options["v"]


def Add_(name, function):
    _all.append((name, function))


def _matches(pattern, name):
    import re
    parts, given = pattern.split("/"), name.split("/")
    return all(re.search(part, own) for part, own in zip(parts, given))


def _wanted(name):
    if _options["run"] and not _matches(_options["run"], name):
        return False
    skip = _options["skip"]
    return not (skip and len(skip.split("/")) <= len(name.split("/")) and _matches(skip, name))


class T:
    _value = True
    _go_name = "*testing.T"

    def __init__(self, name, parent=None):
        self.name, self.parent = name, parent
        self.output, self.failed, self.skipped = "", False, False
        self.helpers, self.cleanups, self.names = [], [], {}
        self.ran_inner = False

    def Name(self):
        return self.name

    def Helper(self):
        function = _l.callers()[0][0]
        if function not in self.helpers:
            self.helpers.append(function)

    def _place(self):
        callers = _l.callers()
        helpers = self.helpers
        parent = self.parent
        while parent is not None:
            helpers = helpers + parent.helpers
            parent = parent.parent
        for function, file, line in callers:
            if function not in helpers:
                return "%s:%d: " % (file.split("/")[-1], line)
        return ""

    def _say(self, text):
        lines = text.rstrip("\n").split("\n") if text.endswith("\n") else text.split("\n")
        text = "    " + self._place() + "\n        ".join(lines) + "\n"
        if _options["v"]:
            if _verbose_name[0] != self.name:
                _l.put(1, "=== NAME  " + self.name + "\n")
                _verbose_name[0] = self.name
            _l.put(1, text)
        else:
            self.output += text

    def Log(self, *values):
        self._say(fmt.Sprintln(*values))

    def Logf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))

    def Error(self, *values):
        self._say(fmt.Sprintln(*values))
        self.Fail()

    def Errorf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))
        self.Fail()

    def Fatal(self, *values):
        self._say(fmt.Sprintln(*values))
        self.FailNow()

    def Fatalf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))
        self.FailNow()

    def Skip(self, *values):
        self._say(fmt.Sprintln(*values))
        self.SkipNow()

    def Skipf(self, format, *values):
        self._say(fmt.Sprintf(format, *values))
        self.SkipNow()

    def SkipNow(self):
        self.skipped = True
        raise _Stopped()

    def Skipped(self):
        return self.skipped

    def Fail(self):
        self.failed = True
        if self.parent is not None:
            self.parent.Fail()

    def FailNow(self):
        self.Fail()
        raise _Stopped()

    def Failed(self):
        return self.failed

    def Parallel(self):
        pass

    def Cleanup(self, function):
        self.cleanups.append(function)

    def TempDir(self):
        import _go_os
        path = "/tmp/%s%d/001" % (self.name.replace("/", "_"), _l.random() % 1000000000)
        _go_os.MkdirAll(path, 0o777)
        self.Cleanup(lambda: _go_os.RemoveAll(path))
        return path

    def Setenv(self, name, value):
        import _go_os
        before, was_set = _go_os.LookupEnv(name)
        _go_os.Setenv(name, value)
        self.Cleanup(lambda: _go_os.Setenv(name, before) if was_set else _go_os.Unsetenv(name))

    def Context(self):
        import _go_context
        return _go_context.Background()

    def Run(self, name, function):
        name = name.replace(" ", "_")
        name = name or "#00"
        count = self.names.get(name, 0)
        self.names[name] = count + 1
        if count:
            name += "#%02d" % count
        whole = self.name + "/" + name
        if not _wanted(whole):
            return True
        inner = T(whole, self)
        inner._run(function)
        return not inner.failed

    def _run(self, function):
        if _options["v"]:
            _l.put(1, "=== RUN   " + self.name + "\n")
            _verbose_name[0] = self.name
        began = _t.now_ns()
        try:
            function(self)
        except _Stopped:
            pass
        except _Panic:
            self._clean()
            self.Fail()
            self._report(began)
            top = self
            while top.parent is not None:
                top = top.parent
                top._report(began)
            raise
        self._clean()
        self._report(began)

    def _clean(self):
        while self.cleanups:
            try:
                self.cleanups.pop()()
            except _Stopped:
                pass

    def _report(self, began):
        how = "FAIL" if self.failed else "SKIP" if self.skipped else "PASS"
        if how != "FAIL" and not _options["v"]:
            return
        text = "--- %s: %s (%.2fs)\n%s" % (how, self.name, (_t.now_ns() - began) / 1e9, self.output)
        if self.parent is None:
            _l.put(1, text)
        else:
            self.parent.output += "".join("    " + line + "\n" for line in text.split("\n")[:-1])


TB = T


class _Main:
    _value = True

    def __init__(self):
        self.status = None

    def Run(self):
        failed, ran = False, 0
        for turn in range(_options["count"]):
            for name, function in _all:
                if not _wanted(name):
                    continue
                ran += 1
                test = T(name)
                test._run(function)
                failed = failed or test.failed
                if failed and _options["failfast"]:
                    break
        if ran == 0:
            _l.put(2, "testing: warning: no tests to run\n")
        _l.put(1, "FAIL\n" if failed else "PASS\n")
        self.status = 1 if failed else 0
        return self.status

    def End_(self):
        _l.exit(self.Run() if self.status is None else self.status)


M = _Main


def Main_():
    rest = []
    argv = _l.argv()
    for word in list(argv)[1:]:
        name, has_value, value = word.partition("=")
        name = name[6:] if name.startswith("-test.") else ""
        if name in ("run", "skip"):
            _options[name] = value
        elif name == "count":
            _options["count"] = int(value)
        elif name in ("v", "short", "failfast"):
            _options[name] = value != "false"
        else:
            rest.append(word)
    argv[1:] = rest
    return _Main()
