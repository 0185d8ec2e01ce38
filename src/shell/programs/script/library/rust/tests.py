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


def _is_meant(name, words):
    plain = [word for word in words if not word.startswith("-")]
    if not plain:
        return True
    return any(word == name if "--exact" in words else word in name for word in plain)


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
    tests = sorted([test for test in tests if _is_meant(test[0], words)], key=lambda test: test[0])
    only_ignored, also = "--ignored" in words, "--include-ignored" in words
    if only_ignored:
        tests = [test for test in tests if test[2]]
    count = len(tests)
    if "--list" in words:
        for test in tests:
            _l.put(1, test[0] + ": test\n")
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
        if "--nocapture" in words or "--show-output" in words:
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

