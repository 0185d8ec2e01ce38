# The test harness: what `cargo test` runs.
import _layercake as _l
import _rust as _r
from _rust_core import _debug, _await, Result

_caught = []


def _write(stream, text):
    """What tests print is shown only of those that fail."""
    if _caught:
        _caught[-1].append(text)
    else:
        _l.put(stream, text)


_PLAIN = ["--exact", "--ignored", "--include-ignored", "--list", "--nocapture", "--no-capture", "--show-output",
          "--quiet", "-q", "--test", "--force-run-in-process", "--exclude-should-panic"]
_VALUED = ["--skip", "--test-threads", "--color", "--format", "--logfile", "--report-time", "--shuffle-seed"]


class _Line:
    """What a test program is told (libtest's cli.rs)."""

    def __init__(self, words):
        self.flags, self.skips, self.names = [], [], []
        words = list(words)
        while words:
            word = words.pop(0)
            name, equals, value = word.partition("=")
            if not word.startswith("-") or word == "-":
                self.names.append(word)
            elif name in _VALUED:
                if not equals:
                    if not words:
                        raise ValueError("Argument to option '%s' missing" % name.lstrip("-"))
                    value = words.pop(0)
                if name == "--skip":
                    self.skips.append(value)
                elif name not in ["--test-threads", "--color"] and value != "pretty":
                    raise ValueError("layercake does not simulate %s of a test program" % name)
            elif name not in _PLAIN:
                raise ValueError("Unrecognized option: '%s'" % name.lstrip("-"))
            elif name in ["--quiet", "-q", "--exclude-should-panic"]:
                raise ValueError("layercake does not simulate %s of a test program" % name)
            else:
                self.flags.append(name)

    def _fits(self, word, name):
        return word == name if "--exact" in self.flags else word in name

    def means(self, name):
        if any(self._fits(word, name) for word in self.skips):
            return False
        return not self.names or any(self._fits(word, name) for word in self.names)


def _panicked(name, fault):
    file, line, column = _r.place(fault)
    note = "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"
    return "\nthread '%s' panicked at %s:%d:%d:\n%s\n%s" % (name, file, line, column, str(fault), note)


def _tried(name, function, panics):
    """Runs a test: whether it went well, and what it said."""
    said = []
    _caught.append(said)
    well, words = True, ""
    try:
        result = _await(function())
        if isinstance(result, Result) and result._v == "Err":
            well, words = False, "Error: " + _debug(result._0) + "\n"
        elif panics is not None:
            well, words = False, "note: test did not panic as expected\n"
    except OverflowError as fault:
        words = _panicked(name, fault)
        well = panics is not None and panics in str(fault)
        if panics is not None and not well:
            words += "note: panic did not contain expected string\n      panic message: %s\n expected substring: %s\n" % (
                _r.quoted(str(fault)), _r.quoted(panics))
    _caught.pop()
    return well, "".join(said) + words


def run(tests, words):
    whole = len(tests)
    try:
        line = _Line(words)
    except ValueError as fault:
        _l.put(2, "error: " + str(fault) + "\n")
        return 101
    words = line.flags
    tests = sorted([test for test in tests if line.means(test[0])], key=lambda test: test[0])
    only_ignored, also = "--ignored" in words, "--include-ignored" in words
    if only_ignored:
        tests = [test for test in tests if test[2]]
    count = len(tests)
    if "--list" in words:
        for test in tests:
            _l.put(1, test[0] + ": test\n")
        _l.put(1, "\n%d test%s, 0 benchmarks\n" % (count, "" if count == 1 else "s"))
        return 0
    _l.put(1, "\nrunning %d test%s\n" % (count, "" if count == 1 else "s"))
    passed, ignored, failed = 0, 0, []
    for name, function, skips, panics in tests:
        shown = name + (" - should panic" if panics is not None else "")
        if skips and not only_ignored and not also:
            ignored += 1
            _l.put(1, "test " + shown + " ... ignored\n")
            continue
        well, said = _tried(name, function, panics)
        if "--nocapture" in words or "--no-capture" in words or "--show-output" in words:
            _l.put(1, said)
        _l.put(1, "test " + shown + " ... " + ("ok" if well else "FAILED") + "\n")
        if well:
            passed += 1
        else:
            failed.append((name, said))
    if failed:
        _l.put(1, "\nfailures:\n\n")
        for name, said in failed:
            _l.put(1, "---- " + name + " stdout ----\n" + said + "\n")
        _l.put(1, "\nfailures:\n" + "".join("    " + name + "\n" for name, said in failed))
    left_out = whole - count
    _l.put(1, "\ntest result: %s. %d passed; %d failed; %d ignored; 0 measured; %d filtered out; finished in 0.00s\n\n" % (
        "FAILED" if failed else "ok", passed, len(failed), ignored, left_out))
    return 101 if failed else 0

