# What is printed of a session.
import os
import sys
import _layercake as _l

_OPERATORS = ("==", "!=", "<=", ">=", "<", ">", "not in", "in", "is not", "is")


def _bar(text, mark="="):
    width = 80
    if not text:
        return mark * width
    side = max((width - len(text) - 2) // 2, 1)
    line = mark * side + " " + text + " " + mark * side
    return line + mark if len(line) + 1 <= width and (width - len(line)) >= 1 else line


def _short(value, limit=240):
    text = repr(value)
    return text if len(text) <= limit else text[:limit // 2 - 2] + "..." + text[-(limit // 2 - 1):]


class Report:
    def __init__(self, session, options):
        self.session, self.options = session, options
        self.results, self.at_file, self.column, self.done = [], None, 0, 0

    def line(self, text=""):
        print(text)

    def header(self):
        import pytest
        if self.options["v"] < 0:
            return
        self.line(_bar("test session starts"))
        if self.options.get("no_header"):
            return
        version = sys.version.split()[0]
        tail = " -- " + sys.executable if self.options["v"] > 0 else ""
        self.line("platform linux -- Python %s, pytest-%s, pluggy-1.6.0%s" % (version, pytest.__version__, tail))
        if self.options["v"] > 0:
            self.line("cachedir: .pytest_cache")
        config = [name for name in ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg") if self.configures(name)]
        self.line("rootdir: " + self.session.root)
        if config:
            self.line("configfile: " + config[0])

    def configures(self, name):
        try:
            text = open(os.path.join(self.session.root, name)).read()
        except OSError:
            return False
        return {"pytest.ini": True, "pyproject.toml": "[tool.pytest" in text, "tox.ini": "[pytest]" in text,
                "setup.cfg": "[tool:pytest]" in text}[name]

    def collected(self, total, gone):
        if self.options["v"] < 0:
            return
        errors = len(self.session.errors)
        text = ("collecting ... " if self.options["v"] > 0 else "") + "collected %d item%s" % (
            total, "" if total == 1 else "s")
        if errors:
            text += " / %d error%s" % (errors, "" if errors == 1 else "s")
        if gone:
            text += " / %d deselected / %d selected" % (gone, total - gone)
        self.gone = gone
        self.line(text)
        if total - gone and not errors:
            self.line()

    gone = 0

    def starts(self, item):
        if self.options["v"] > 0:
            return
        if self.options["v"] == 0 and item.file != self.at_file:
            if self.at_file is not None:
                self.percent()
            sys.stdout.write(item.file + " ")
            self.at_file, self.column = item.file, len(item.file) + 1

    def percent(self):
        total = len(self.session.items)
        text = "[%3d%%]" % (self.done * 100 // total)
        self.line(" " * max(79 - self.column - len(text) + 1, 1) + text)
        self.column = 0

    def ended(self, item, outcome, out, err):
        kind = outcome[0]
        self.results.append((item, outcome, out, err))
        self.done += 1
        letter, word = {"passed": (".", "PASSED"), "failed": ("F", "FAILED"), "skipped": ("s", "SKIPPED"),
                        "error": ("E", "ERROR"), "missing": ("E", "ERROR"), "xfailed": ("x", "XFAIL"),
                        "xpassed": ("X", "XPASS"), "teardown": (".E", "PASSED")}[kind]
        if self.options["v"] > 0:
            total = len(self.session.items)
            text = item.nodeid + " " + word + (" (%s)" % outcome[2] if kind in ("skipped", "xfailed") and outcome[2] else "")
            percent = "[%3d%%]" % (self.done * 100 // total)
            self.line(text + " " * max(80 - len(text) - len(percent), 1) + percent)
            if kind == "teardown":
                self.line(item.nodeid + " ERROR")
            return
        if self.column + len(letter) > 72 and self.options["v"] == 0:
            self.percent()
        sys.stdout.write(letter)
        self.column += len(letter)

    def bad(self):
        return sum(1 for _, outcome, _, _ in self.results if outcome[0] in ("failed", "error", "missing", "teardown"))

    def finish(self, seconds, stopped):
        if self.results and self.options["v"] <= 0:
            if self.options["v"] < 0:
                self.column += 0
            self.percent()
        for kinds, title in ((("error", "missing", "teardown"), "ERRORS"), (("failed",), "FAILURES")):
            rows = [row for row in self.results if row[1][0] in kinds]
            if rows and self.options["tb"] != "no":
                if self.first():
                    self.line()
                self.line(_bar(title))
                for item, outcome, out, err in rows:
                    self.failure(item, outcome, out, err)
        self.short_summary()
        if stopped and self.bad():
            self.line(_bar("stopping after %d failures" % self.options["max"], "!"))
        return self.summary(seconds)

    _begun = False

    def first(self):
        begun, self._begun = self._begun, True
        return not begun

    def failure(self, item, outcome, out, err):
        kind, error, words = outcome
        title = (item.kind.__name__ + "." if item.kind else "") + item.name
        if kind in ("error", "missing"):
            title = "ERROR at setup of " + item.name
        elif kind == "teardown":
            title = "ERROR at teardown of " + item.name
        self.line(_bar(title, "_"))
        if kind == "missing":
            self.missing(item, words)
        else:
            self.traceback(item, error)
        phase = {"error": "setup", "teardown": "teardown"}.get(kind, "call")
        for text, name in ((out, "stdout"), (err, "stderr")):
            if text:
                self.line(_bar("Captured %s %s" % (name, phase), "-"))
                sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def missing(self, item, name):
        import _pytest_run
        line = item.function.__line__
        self.line("file %s, line %d" % (os.path.abspath(item.file), line))
        source = open(item.file).read().splitlines()
        self.line("  " + source[line - 1].strip())
        self.line("E       fixture '%s' not found" % name)
        known = sorted(["cache", "capfd", "capfdbinary", "caplog", "capsys", "capsysbinary", "capteesys",
                        "doctest_namespace", "monkeypatch", "pytestconfig", "record_property",
                        "record_testsuite_property", "record_xml_attribute", "recwarn", "subtests", "tmp_path",
                        "tmp_path_factory", "tmpdir", "tmpdir_factory"] + list(self.session.fixtures))
        known = [name for name in known if name != "subtests"]
        self.line(">       available fixtures: " + ", ".join(known))
        self.line(">       use 'pytest --fixtures [testpath]' for help on them.")
        self.line()
        self.line("%s:%d" % (os.path.abspath(item.file), line))

    def words(self, error):
        if type(error) is not AssertionError:
            kind = type(error)
            name = kind.__name__ if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "." + kind.__name__
            name = {"_pytest_core.Failed": "Failed"}.get(name, name)
            return (name + ": " + str(error)).rstrip().rstrip(":") .splitlines() if str(error) else [name]
        text = self.explained(error)
        if text is not None:
            return text
        return ("AssertionError: " + str(error)).splitlines() if str(error) else ["AssertionError"]

    def explained(self, error):
        places = _l.places(error)
        source = places[-1][3] if places else ""
        if not source.startswith("assert "):
            return None
        given = error.args[0] if error.args else None
        left, right = getattr(error, ".left", _l), getattr(error, ".right", _l)
        if left is _l:
            if given is not None:
                return None
            inner = source[7:]
            return ["assert " + inner] if inner in ("False", "None", "0") else None
        operator = getattr(error, ".operator")
        lines = ["assert %s %s %s" % (_short(left), operator, _short(right))]
        if given is not None:
            lines = ["AssertionError: " + str(given)] + lines
        if operator == "==" and type(left) is type(right):
            lines += self.differences(left, right)
        return lines

    def differences(self, left, right):
        kind = type(left)
        if kind is str and ("\n" in left or "\n" in right or left != right):
            rows = [""]
            if "\n" not in left and "\n" not in right:
                rows += ["- " + right]
                rows += self.marks(right, left, "-") + ["+ " + left] + self.marks(left, right, "+")
                return ["  " + row if row else "  " for row in rows]
            _l.unsimulated("pytest's difference of texts with several lines")
        if kind in (list, tuple):
            rows = [""]
            for place in range(min(len(left), len(right))):
                if left[place] != right[place]:
                    rows.append("At index %d diff: %r != %r" % (place, left[place], right[place]))
                    break
            if len(left) != len(right):
                longer, side, count = (left, "Left", len(left) - len(right)) if len(left) > len(right) else \
                    (right, "Right", len(right) - len(left))
                first = repr(longer[min(len(left), len(right))])
                rows.append("%s contains one more item: %s" % (side, first) if count == 1 else
                            "%s contains %d more items, first extra item: %s" % (side, count, first))
            return ["  " + row for row in rows + ["Use -v to get more diff"]]
        if kind is dict:
            rows = [""]
            same = [key for key in left if key in right and left[key] == right[key]]
            if same:
                rows.append("Omitting %d identical items, use -vv to show" % len(same))
            differ = [key for key in left if key in right and left[key] != right[key]]
            if differ:
                rows.append("Differing items:")
                rows += ["%r != %r" % ({key: left[key]}, {key: right[key]}) for key in differ]
            for one, other, side in ((left, right, "Left"), (right, left, "Right")):
                extra = {key: one[key] for key in one if key not in other}
                if extra:
                    rows.append("%s contains %d more item%s:" % (side, len(extra), "" if len(extra) == 1 else "s"))
                    rows.append(repr(extra))
            return ["  " + row for row in rows + ["Use -v to get more diff"]]
        if kind is set:
            rows = [""]
            for one, other, side in ((left, right, "left"), (right, left, "right")):
                if one - other:
                    rows.append("Extra items in the %s set:" % side)
                    rows += [repr(value) for value in one - other]
            return ["  " + row for row in rows + ["Use -v to get more diff"]]
        return []

    def marks(self, text, other, mark):
        # Where one letter run differs and the rest is alike, difflib marks it; else it marks nothing.
        start = 0
        while start < min(len(text), len(other)) and text[start] == other[start]:
            start += 1
        end = 0
        while end < min(len(text), len(other)) - start and text[-1 - end] == other[-1 - end]:
            end += 1
        if 2.0 * (start + end) / (len(text) + len(other)) < 0.75:
            return []
        both = min(len(text), len(other)) - start - end
        own = len(text) - start - end
        line = " " * start + "^" * both + mark * (own - both)
        return ["? " + line] if line.strip() else []

    def traceback(self, item, error):
        places = [row for row in _l.places(error)]
        inside = [row for row in places if not row[0].startswith("<")]
        start = 0
        for place, row in enumerate(inside):
            if os.path.abspath(row[0]) == os.path.abspath(item.file):
                start = place
                break
        inside = inside[start:]
        words = self.words(error)
        if self.options["tb"] == "line":
            self.line("%s:%d: %s" % (inside[-1][0], inside[-1][1], words[0]))
            return
        for place, (file, line, name, text, first) in enumerate(inside):
            shown = os.path.relpath(file, self.session.root)
            last = place == len(inside) - 1
            if self.options["tb"] == "short":
                self.line("%s:%d: in %s" % (shown, line, name))
                self.line("    " + text)
                if last:
                    for number, word in enumerate(words):
                        self.line("E   " + word)
                continue
            source = open(file).read().splitlines()
            while first > 1 and source[first - 2].strip().startswith("@"):
                first -= 1
            if place == 0 and item.given:
                shown_args = ["%s = %s" % (key, _short(value)) for key, value in item.given.items()
                              if not key.startswith("param:")]
                if shown_args:
                    self.line(", ".join(shown_args))
                    self.line()
            else:
                if place == 0:
                    self.line()
            body = source[first - 1:line]
            indent = min([len(one) - len(one.lstrip()) for one in body if one.strip()] or [0])
            for number, one in enumerate(body):
                mark = ">" if number == len(body) - 1 else " "
                self.line((mark + "   " + one[indent:]).rstrip())
            if last:
                deep = len(source[line - 1]) - len(source[line - 1].lstrip()) - indent
                for word in words:
                    self.line(("E   " + " " * deep + word).rstrip())
            self.line()
            kind = type(error).__name__
            self.line("%s:%d: %s" % (shown, line, kind if last else ""))
            if not last:
                self.line("_ " * 40)
                self.line()

    def short_summary(self):
        rows = []
        for item, (kind, error, words), _, _ in self.results:
            if kind == "failed" and "f" in self.options["r"].lower() or kind == "failed":
                rows.append("FAILED %s - %s" % (item.nodeid, self.words(error)[0]))
            elif kind in ("error", "teardown"):
                rows.append("ERROR %s - %s" % (item.nodeid, self.words(error)[0]))
            elif kind == "missing":
                rows.append("ERROR " + item.nodeid)
            elif kind == "skipped" and ("s" in self.options["r"] or "a" in self.options["r"].lower()):
                rows.append("SKIPPED [1] %s:%d: %s" % (item.file, item.function.__line__, words))
        rows.sort(key=lambda row: not row.startswith("SKIPPED"))
        if rows:
            self.line(_bar("short test summary info"))
            for row in rows:
                self.line(row if len(row) <= 80 else row[:77] + "...")

    def broken(self, seconds):
        failed = [row for row in self.session.errors if row[1] is not None]
        if not failed:
            return self.summary(seconds)
        self.line()
        self.line(_bar("ERRORS"))
        for file, error, _ in failed:
            self.line(_bar("ERROR collecting " + file, "_"))
            if isinstance(error, ImportError):
                self.line("ImportError while importing test module '%s'." % os.path.abspath(file))
                self.line("Hint: make sure your test modules/packages have valid Python names.")
                self.line("Traceback:")
                for row in _l.places(error):
                    self.line("%s:%d: in %s" % (os.path.relpath(row[0], self.session.root), row[1], row[2]))
                    self.line("    " + row[3])
                self.line("E   %s: %s" % (type(error).__name__, error))
            else:
                for row in _l.places(error):
                    self.line("%s:%d: in %s" % (os.path.relpath(row[0], self.session.root), row[1], row[2]))
                    self.line("    " + row[3])
                self.line("E   " + self.words(error)[0])
        self.line(_bar("short test summary info"))
        for file, error, _ in failed:
            self.line("ERROR " + file + ("" if isinstance(error, ImportError) else " - " + self.words(error)[0]))
        count = len(failed)
        self.line(_bar("Interrupted: %d error%s during collection" % (count, "" if count == 1 else "s"), "!"))
        self.finale(seconds, ["%d error%s" % (count, "" if count == 1 else "s")])
        return 2

    def summary(self, seconds):
        counts = {}
        for _, (kind, _, _), _, _ in self.results:
            for one in (("passed", "error") if kind == "teardown" else ("error",) if kind == "missing" else (kind,)):
                counts[one] = counts.get(one, 0) + 1
        skips = len([row for row in self.session.errors if row[1] is None])
        if skips:
            counts["skipped"] = counts.get("skipped", 0) + skips
        parts = []
        for kind in ("failed", "passed", "skipped"):
            if counts.get(kind):
                parts.append("%d %s" % (counts[kind], kind))
        if self.gone:
            parts.append("%d deselected" % self.gone)
        for kind in ("xfailed", "xpassed"):
            if counts.get(kind):
                parts.append("%d %s" % (counts[kind], kind))
        if counts.get("error"):
            parts.append("%d error%s" % (counts["error"], "" if counts["error"] == 1 else "s"))
        if not self.results and not parts:
            parts = ["no tests ran"]
        if not self.bad() and self.options["v"] >= 0:
            self.line()
        self.finale(seconds, parts)
        return 5 if not self.results else 1 if self.bad() else 0

    def finale(self, seconds, parts):
        text = ", ".join(parts) + " in %.2fs" % seconds
        self.line(text if self.options["v"] < 0 else _bar(text))
