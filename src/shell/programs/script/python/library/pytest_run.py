# Which tests there are, and how they go.
import io
import os
import sys
import time
import _layercake as _l
import _pytest_core as _c
import _pytest_report as _r

_SCOPES = ["function", "class", "module", "package", "session"]


class Item:
    def __init__(self, file, kind, name, function, given, id, marks):
        self.file, self.kind, self.function, self.given, self.marks = file, kind, function, given, marks
        self.name = name + ("[" + id + "]" if id else "")
        self.nodeid = file + ("::" + kind.__name__ if kind else "") + "::" + self.name
        self.originalname = name

    def get_closest_marker(self, name):
        for one in self.marks:
            if one.name == name:
                return one


def _shown_id(name, place, value):
    if value is None or isinstance(value, (str, int, float, bool)):
        text = str(value)
        return text.replace("\n", "\\n")
    return getattr(value, "__name__", None) if isinstance(value, type) or callable(value) else None or name + str(place)


def _rows(one):
    names = one.args[0]
    names = [part.strip() for part in names.split(",")] if isinstance(names, str) else list(names)
    ids, rows = one.kwargs.get("ids"), []
    for place, values in enumerate(one.args[1]):
        marks, id = [], None
        if isinstance(values, _c._Param):
            marks, id, values = values.marks, values.id, values.values
        elif len(names) == 1:
            values = (values,)
        if id is None and ids is not None:
            id = ids(values[0]) if callable(ids) else ids[place]
        if id is None:
            id = "-".join(_shown_id(name, place, value) or name + str(place) for name, value in zip(names, values))
        rows.append((dict(zip(names, values)), str(id), marks))
    return rows


def _expanded(marks):
    cases = [({}, [], [])]
    for one in marks:
        if one.name == "parametrize":
            cases = [({**given, **values}, ids + [id], extra + more) for given, ids, extra in cases
                     for values, id, more in _rows(one)]
    return cases


class Session:
    def __init__(self, options):
        self.options, self.items, self.errors, self.fixtures, self.cache = options, [], [], {}, {}
        self.root, self.undo = os.getcwd(), {scope: [] for scope in _SCOPES}
        self.out = self.err = None
        self.current, self.count = None, 0

    def collect(self, targets):
        for target in targets or ["."]:
            path, _, inner = target.partition("::")
            if not os.path.exists(path):
                return "file or directory not found: " + path
            if os.path.isfile(path):
                self.collect_file(path, inner)
                continue
            for folder, folders, files in os.walk(path):
                folders[:] = sorted(one for one in folders if not one.startswith((".", "__pycache__", "venv", "node_modules")))
                for file in sorted(files):
                    if file.endswith(".py") and (file.startswith("test_") or file.endswith("_test.py")):
                        self.collect_file(os.path.join(folder, file), "")

    def load(self, path):
        import importlib
        folder, file = os.path.split(os.path.abspath(path))
        name = file[:-3]
        while os.path.exists(os.path.join(folder, "__init__.py")):
            folder, last = os.path.split(folder)
            name = last + "." + name
        if folder not in sys.path:
            sys.path.insert(0, folder)
        return importlib.import_module(name)

    def collect_file(self, path, inner):
        shown = os.path.relpath(path, self.root)
        try:
            folder = os.path.dirname(os.path.abspath(path))
            chain = [folder]
            while folder != self.root and folder.startswith(self.root):
                folder = os.path.dirname(folder)
                chain.insert(0, folder)
            for place in chain:
                conf = os.path.join(place, "conftest.py")
                if os.path.exists(conf) and conf not in self.cache:
                    self.cache[conf] = True
                    self.register(self.load(conf), None)
            module = self.load(path)
        except _c.Skipped as error:
            self.errors.append((shown, None, str(error)))
            return
        except Exception as error:
            self.errors.append((shown, error, None))
            return
        self.register(module, shown)
        marks = getattr(module, "pytestmark", [])
        marks = marks if isinstance(marks, list) else [marks]
        wanted = inner.split("::") if inner else []
        for name, value in vars(module).items():
            if isinstance(value, type):
                if name.startswith("Test") or hasattr(value, "assertEqual"):
                    if getattr(value, "__module__", "") == module.__name__:
                        self.collect_class(shown, value, marks, wanted)
            elif name.startswith("test") and type(value).__name__ == "function":
                self.add(shown, None, name, value, marks, wanted)

    def collect_class(self, file, kind, marks, wanted):
        if wanted and wanted[0] != kind.__name__:
            return
        self.register(kind, file + "::" + kind.__name__)
        marks = marks + list(getattr(kind, "pytestmark", []))
        for base in reversed(kind.__mro__[:-1]):
            for name, value in base.__dict__.items():
                if name.startswith("test") and type(value).__name__ in ("function", "staticmethod"):
                    self.add(file, kind, name, value, marks, wanted[1:])

    def register(self, holder, where):
        for name, value in list(vars(holder).items()):
            if isinstance(value, _c.Fixture):
                self.fixtures.setdefault(value.name, []).append((where, value))

    def add(self, file, kind, name, function, marks, wanted):
        own = list(getattr(function, "pytestmark", []))
        for given, ids, extra in _expanded(own + marks):
            item = Item(file, kind, name, function, given, "-".join(reversed(ids)), own + marks + extra)
            for one in self.parametrized(item):
                if not wanted or wanted[0] in (one.name, one.originalname):
                    self.items.append(one)

    def parametrized(self, item):
        cases = [item]
        for name in self.needed(item):
            found = self.find(item, name)
            if found and found.params is not None and name not in item.given:
                more = []
                for case in cases:
                    for place, value in enumerate(found.params):
                        id = found.ids[place] if found.ids else _shown_id(name, place, value) or name + str(place)
                        base = case.name[:-1].partition("[")[2] if case.name.endswith("]") else ""
                        made = Item(case.file, case.kind, case.originalname, case.function,
                                    {**case.given, "param:" + name: value}, base + ("-" if base else "") + str(id),
                                    case.marks)
                        more.append(made)
                cases = more
        return cases

    def needed(self, item):
        names = self.names_of(item.function)
        for one in item.marks:
            if one.name == "usefixtures":
                names += list(one.args)
        auto = [name for name, rows in self.fixtures.items() for where, value in rows
                if value.autouse and self.applies(item, where)]
        seen, waiting = [], auto + names
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.append(name)
            found = self.find(item, name)
            if found:
                waiting = self.names_of(found.function) + waiting
        return seen

    def names_of(self, function):
        function = getattr(function, "__func__", function)
        rows = function.__slots_of__
        return [name for name, kind, default in rows if name not in ("self", "cls") and not default and
                kind in ("plain", "named")]

    def applies(self, item, where):
        return where is None or where == item.file or item.kind is not None and where == item.file + "::" + item.kind.__name__

    def find(self, item, name):
        rows = [value for where, value in self.fixtures.get(name, []) if self.applies(item, where)]
        return rows[-1] if rows else None

    def value(self, item, instance, name, above=None):
        if name in item.given:
            return item.given[name]
        builtin = _BUILTIN.get(name)
        found = self.find(item, name)
        if found is None:
            if builtin is None:
                raise LookupError(name)
            return builtin(self, item)
        key = {"session": (), "package": (), "module": (item.file,), "class": (item.file, item.kind)}.get(
            found.scope, (item.nodeid,)) + (name, repr(item.given.get("param:" + name)))
        if key not in self.cache:
            given = {one: Request(self, item, found, name, instance) if one == "request" else
                     self.value(item, instance, one) for one in self.names_of(found.function)}
            function = found.function
            takes_self = [row[0] for row in function.__slots_of__[:1]] == ["self"]
            value = function(instance, **given) if takes_self else function(**given)
            kind = type(value).__name__
            if kind in ("coroutine", "async_generator"):
                _l.unsimulated("an async fixture")
            if kind == "generator":
                generator = value
                value = next(generator)
                self.undo[found.scope].append((key, lambda: next(generator, None)))
            else:
                self.undo[found.scope].append((key, None))
            self.cache[key] = value
        return self.cache[key]

    def finish(self, scope):
        error = None
        for inner in _SCOPES[:_SCOPES.index(scope) + 1]:
            while self.undo[inner]:
                key, after = self.undo[inner].pop()
                if key is not None:
                    self.cache.pop(key, None)
                try:
                    if after:
                        after()
                except Exception as other:
                    error = error or other
        return error

    def run_item(self, item):
        for one in item.marks:
            if one.name == "skip":
                reason = one.kwargs.get("reason") or (one.args[0] if one.args else "unconditional skip")
                return "skipped", None, reason
            if one.name == "skipif" and one.args[0]:
                return "skipped", None, one.kwargs.get("reason", "")
        instance, stage = None, "setup"
        try:
            if item.kind is not None:
                if hasattr(item.kind, "assertEqual"):
                    instance = item.kind(item.originalname)
                else:
                    instance = item.kind()
            for name in ("setup_module", "setup_class", "setUpClass"):
                self.once(item, name)
            given = {}
            for name in self.needed(item):
                if name == "request":
                    continue
                value = self.value(item, instance, name)
                if name in self.names_of(item.function):
                    given[name] = value
            if "request" in self.names_of(item.function):
                given["request"] = Request(self, item, None, None, instance)
            for name in ("setup_method", "setUp"):
                if instance is not None and hasattr(instance, name):
                    method = getattr(instance, name)
                    method(item.function) if name == "setup_method" and len(method.__func__.__slots_of__) > 1 else method()
            stage = "call"
            function = item.function.__func__ if type(item.function).__name__ == "staticmethod" else item.function
            takes_self = instance is not None and type(item.function).__name__ != "staticmethod"
            value = function(instance, **given) if takes_self else function(**given)
            if type(value).__name__ == "coroutine":
                if item.get_closest_marker("asyncio") or item.get_closest_marker("anyio"):
                    import asyncio
                    asyncio._wait(value)
                else:
                    raise _c.Failed("async def functions are not natively supported.")
            outcome = ("passed", None, None)
        except (_c.Skipped, ) as error:
            outcome = ("skipped", None, str(error))
        except _c.XFailed as error:
            outcome = ("xfailed", None, str(error))
        except _c.Exit:
            raise
        except LookupError as error:
            missing = type(error) is LookupError and stage == "setup"
            outcome = ("missing", error, error.args[0]) if missing else ("failed" if stage == "call" else "error", error, None)
        except Exception as error:
            if type(error).__name__ == "SkipTest":
                outcome = ("skipped", None, str(error))
            else:
                outcome = ("failed" if stage == "call" else "error", error, None)
        for name in ("teardown_method", "tearDown"):
            if instance is not None and hasattr(instance, name) and stage == "call":
                getattr(instance, name)()
        for one in item.marks:
            if one.name == "xfail" and outcome[0] in ("failed", "passed") and (not one.args or one.args[0]):
                if outcome[0] == "failed":
                    outcome = ("xfailed", None, one.kwargs.get("reason", ""))
                else:
                    outcome = ("failed", _c.Failed("[XPASS(strict)] " + one.kwargs.get("reason", "")), None) if \
                        one.kwargs.get("strict") else ("xpassed", None, one.kwargs.get("reason", ""))
        after = self.finish("function")
        if after is not None and outcome[0] == "passed":
            outcome = ("teardown", after, None)
        return outcome

    def once(self, item, name):
        holder = item.kind if name in ("setup_class", "setUpClass") else _l.module(
            item.function.__module__ if type(item.function).__name__ == "function" else "")
        if holder is None or not hasattr(holder, name):
            return
        key = (item.file, item.kind if holder is item.kind else None, name)
        if key not in self.cache:
            self.cache[key] = True
            getattr(holder, name)()
            other = name.replace("setup", "teardown").replace("setUp", "tearDown")
            if hasattr(holder, other):
                scope = "module" if name == "setup_module" else "class"
                self.undo[scope].append((key, getattr(holder, other)))


class Request:
    def __init__(self, session, item, found, name, instance):
        self._session, self.node, self._name = session, item, name
        self.fixturename, self.instance, self.cls, self._instance = name, instance, item.kind, instance
        self._found = found
        if found is not None and found.params is not None:
            self.param = item.given["param:" + name]
        self.function, self.scope = item.function, found.scope if found else "function"
        self.module = _l.module(item.function.__module__)

    def addfinalizer(self, function):
        self._session.undo[self.scope].append((None, function))

    def getfixturevalue(self, name):
        return self._session.value(self.node, self._instance, name)


def _tmp_path(session, item):
    import pathlib
    if "tmp_root" not in session.cache:
        place = pathlib.Path("/tmp/pytest-of-%s" % os.getlogin())
        number = 0
        while (place / ("pytest-%d" % number)).exists():
            number += 1
        session.cache["tmp_root"] = place / ("pytest-%d" % number)
    key = ("tmp", item.nodeid)
    if key not in session.cache:
        stem = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in item.name)[:30]
        number = 0
        while (session.cache["tmp_root"] / (stem + str(number))).exists():
            number += 1
        path = session.cache["tmp_root"] / (stem + str(number))
        path.mkdir(parents=True)
        session.cache[key] = path
    return session.cache[key]


def _monkeypatch(session, item):
    key = ("monkeypatch", item.nodeid)
    if key not in session.cache:
        patch = session.cache[key] = _c.MonkeyPatch()
        session.undo["function"].append((key, patch.undo))
    return session.cache[key]


def _absent(name):
    return lambda session, item: _l.unsimulated("the fixture " + name)


_BUILTIN = {"tmp_path": _tmp_path, "monkeypatch": _monkeypatch,
            "tmpdir": _tmp_path, "capsys": lambda session, item: _c.CaptureFixture(session.out, session.err),
            "caplog": _absent("caplog"), "recwarn": _absent("recwarn"), "capfd": _absent("capfd"),
            "tmp_path_factory": _absent("tmp_path_factory"), "mocker": _absent("mocker"),
            "pytestconfig": _absent("pytestconfig")}


def _matches(text, expression):
    # Names with `and`, `or`, `not`.
    words = expression.replace("(", " ( ").replace(")", " ) ").split()
    parts = [word if word in ("and", "or", "not", "(", ")") else str(word.lower() in text.lower()) for word in words]
    return bool(eval(" ".join(parts)))


def main(words):
    options, targets, at = {"v": 0, "k": None, "m": None, "max": 0, "s": False, "tb": "auto", "r": "fE"}, [], 0
    while at < len(words):
        word = words[at]
        if word in ("-k", "-m", "--maxfail", "-r", "--tb") and at + 1 < len(words):
            at += 1
            name = word.lstrip("-")
            options["max" if name == "maxfail" else name] = int(words[at]) if name == "maxfail" else words[at]
        elif word.startswith("--tb="):
            options["tb"] = word[5:]
        elif word.startswith("--maxfail="):
            options["max"] = int(word[10:])
        elif word in ("-x", "--exitfirst"):
            options["max"] = 1
        elif word in ("-s", "--capture=no"):
            options["s"] = True
        elif word == "--verbose":
            options["v"] += 1
        elif word == "--quiet":
            options["v"] -= 1
        elif word in ("--version", "-V"):
            import pytest
            print("pytest " + pytest.__version__)
            return 0
        elif word in ("--collect-only", "--co"):
            options["collect"] = True
        elif word in ("--no-header", "--disable-warnings", "-p", "no:cacheprovider", "--color=no", "--color=yes"):
            options["no_header"] = options.get("no_header") or word == "--no-header"
        elif word.startswith("-") and len(word) > 1 and all(letter in "vqxs" for letter in word[1:]):
            for letter in word[1:]:
                options["v"] += 1 if letter == "v" else -1 if letter == "q" else 0
                options["max"] = 1 if letter == "x" else options["max"]
                options["s"] = options["s"] or letter == "s"
        elif word.startswith("-r"):
            options["r"] = word[2:]
        elif word.startswith("-"):
            _l.unsimulated("pytest " + word)
        else:
            targets.append(word)
        at += 1
    if options["tb"] not in ("auto", "long", "short", "line", "no"):
        _l.unsimulated("pytest --tb=" + options["tb"])
    sys.path.insert(0, os.getcwd())
    begun, session = time.time(), Session(options)
    report = _r.Report(session, options)
    report.header()
    wrong = session.collect(targets)
    if wrong:
        report.collected(0, 0)
        report.line("")
        report.summary(time.time() - begun)
        sys.stdout.flush()
        sys.stderr.write("ERROR: " + wrong + "\n\n")
        return 4
    total = len(session.items)
    if options["k"]:
        session.items = [item for item in session.items if _matches(item.nodeid, options["k"])]
    if options["m"]:
        session.items = [item for item in session.items
                         if _matches(" ".join(one.name for one in item.marks), options["m"])]
    report.collected(total, total - len(session.items))
    if options.get("collect"):
        _l.unsimulated("pytest --collect-only")
    if session.errors:
        return report.broken(time.time() - begun)
    stopped = False
    for place, item in enumerate(session.items):
        if session.current is not None and (session.current.file, session.current.kind) != (item.file, item.kind):
            session.finish("class" if session.current.file == item.file else "module")
        session.current = item
        report.starts(item)
        kept = (sys.stdout, sys.stderr)
        session.out, session.err = io.StringIO(), io.StringIO()
        if not options["s"]:
            sys.stdout, sys.stderr = session.out, session.err
        try:
            outcome = session.run_item(item)
        finally:
            sys.stdout, sys.stderr = kept
        report.ended(item, outcome, session.out.getvalue(), session.err.getvalue())
        if options["max"] and report.bad() >= options["max"]:
            stopped = place + 1 < len(session.items) or True
            break
    session.finish("session")
    return report.finish(time.time() - begun, stopped)
