import sys
import traceback
import _layercake as _l


class SkipTest(Exception):
    pass


class _Raises:
    def __init__(self, case, kinds, pattern=None, msg=None):
        self._case, self._kinds, self._pattern, self._msg = case, kinds, pattern, msg

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        names = self._kinds.__name__ if isinstance(self._kinds, type) else str(self._kinds)
        if kind is None:
            raise self._case.failureException(self._case._words(self._msg, names + " not raised"))
        if not issubclass(kind, self._kinds):
            return False
        self.exception = error
        if self._pattern is not None:
            import re
            if not re.search(self._pattern, str(error)):
                raise self._case.failureException('"%s" does not match "%s"' % (self._pattern, error))
        return True


def _differs(test, words):
    def method(self, first, second, msg=None):
        if not test(first, second):
            self.fail(self._words(msg, words % (_short(first), _short(second))))
    return method


def _single(test, words):
    def method(self, value, msg=None):
        if not test(value):
            self.fail(self._words(msg, words % _short(value)))
    return method


def _short(value):
    text = repr(value)
    return text if len(text) <= 80 else text[:75] + " [truncated]..."


class TestCase:
    failureException, maxDiff, longMessage = AssertionError, 640, True

    def __init__(self, methodName="runTest"):
        self._testMethodName, self._cleanups = methodName, []

    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def id(self):
        kind = type(self)
        return "%s.%s.%s" % (kind.__module__, kind.__name__, self._testMethodName)

    def shortDescription(self):
        doc = getattr(type(self), self._testMethodName).__doc__
        return doc.strip().split("\n")[0].strip() if doc else None

    def __str__(self):
        kind = type(self)
        tail = "." + self._testMethodName if sys.version_info >= (3, 11) else ""
        return "%s (%s.%s%s)" % (self._testMethodName, kind.__module__, kind.__name__, tail)

    def addCleanup(self, function, *values, **named):
        self._cleanups.append((function, values, named))

    def enterContext(self, manager):
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def _words(self, msg, standard):
        return standard if msg is None else "%s : %s" % (standard, msg)

    def fail(self, msg=None):
        raise self.failureException(msg)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def subTest(self, msg=None, **params):
        import contextlib
        return contextlib.nullcontext()

    def assertEqual(self, first, second, msg=None):
        if first == second:
            return
        standard = "%s != %s" % (_short(first), _short(second))
        kind = type(first)
        if kind is type(second) and kind in (list, tuple, dict, set, str):
            import _unittest_diff
            standard = _unittest_diff.words(first, second, standard)
        self.fail(self._words(msg, standard))

    assertListEqual = assertTupleEqual = assertDictEqual = assertSetEqual = assertMultiLineEqual = assertEqual
    assertSequenceEqual = assertEqual
    assertNotEqual = _differs(lambda a, b: a != b, "%s == %s")
    assertIs = _differs(lambda a, b: a is b, "%s is not %s")
    assertIn = _differs(lambda a, b: a in b, "%s not found in %s")
    assertNotIn = _differs(lambda a, b: a not in b, "%s unexpectedly found in %s")
    assertGreater = _differs(lambda a, b: a > b, "%s not greater than %s")
    assertGreaterEqual = _differs(lambda a, b: a >= b, "%s not greater than or equal to %s")
    assertLess = _differs(lambda a, b: a < b, "%s not less than %s")
    assertLessEqual = _differs(lambda a, b: a <= b, "%s not less than or equal to %s")
    assertIsInstance = _differs(lambda a, b: isinstance(a, b), "%s is not an instance of %s")
    assertNotIsInstance = _differs(lambda a, b: not isinstance(a, b), "%s is an instance of %s")
    assertTrue = _single(lambda value: value, "%s is not true")
    assertFalse = _single(lambda value: not value, "%s is not false")
    assertIsNotNone = _single(lambda value: value is not None, "unexpectedly None%.0s")
    assertIsNone = _single(lambda value: value is None, "%s is not None")

    def assertIsNot(self, first, second, msg=None):
        if first is second:
            self.fail(self._words(msg, "unexpectedly identical: " + _short(first)))

    def assertCountEqual(self, first, second, msg=None):
        left, right = list(first), list(second)
        for one in list(left):
            if one in right:
                left.remove(one)
                right.remove(one)
        if left or right:
            self.fail(self._words(msg, "Element counts were not equal"))

    def assertAlmostEqual(self, first, second, places=7, msg=None, delta=None):
        if first == second:
            return
        gap = abs(first - second)
        if delta is not None:
            if gap > delta:
                self.fail(self._words(msg, "%r != %r within %r delta (%r difference)" % (first, second, delta, gap)))
        elif round(gap, places) != 0:
            self.fail(self._words(msg, "%r != %r within %r places (%r difference)" % (first, second, places, gap)))

    def assertNotAlmostEqual(self, first, second, places=7, msg=None):
        if round(abs(first - second), places) == 0:
            self.fail(self._words(msg, "%r == %r within %r places" % (first, second, places)))

    def assertRegex(self, text, pattern, msg=None):
        import re
        if not re.search(pattern, text):
            self.fail(self._words(msg, "Regex didn't match: %r not found in %r" % (pattern, text)))

    def assertRaises(self, kinds, function=None, *values, **named):
        manager = _Raises(self, kinds)
        if function is None:
            return manager
        with manager:
            function(*values, **named)

    def assertRaisesRegex(self, kinds, pattern, function=None, *values, **named):
        manager = _Raises(self, kinds, pattern)
        if function is None:
            return manager
        with manager:
            function(*values, **named)

    def assertLogs(self, *values, **named):
        _l.unsimulated("assertLogs()")

    def run(self, result):
        result.startTest(self)
        method = getattr(self, self._testMethodName)
        reason = getattr(method, "__skip__", None) or getattr(type(self), "__skip__", None)
        if reason is not None:
            result.addSkip(self, reason)
            return
        ended = None
        for step in (self.setUp, method):
            try:
                value = step()
                if type(value).__name__ == "coroutine":
                    import asyncio
                    asyncio._wait(value)
            except SkipTest as skip:
                result.addSkip(self, str(skip))
                ended = True
            except AssertionError as error:
                ended = True
                if getattr(method, "__fails__", False):
                    result.addExpectedFailure(self, error)
                else:
                    result.addFailure(self, error)
            except Exception as error:
                ended = True
                result.addError(self, error)
            if ended:
                break
        if not (ended and step == self.setUp):
            for step in [self.tearDown]:
                try:
                    value = step()
                    if type(value).__name__ == "coroutine":
                        import asyncio
                        asyncio._wait(value)
                except Exception as error:
                    ended = True
                    result.addError(self, error)
        while self._cleanups:
            function, values, named = self._cleanups.pop()
            function(*values, **named)
        if not ended:
            result.addSuccess(self)


class IsolatedAsyncioTestCase(TestCase):
    async def asyncSetUp(self):
        pass

    async def asyncTearDown(self):
        pass

    async def setUp(self):
        await self.asyncSetUp()

    async def tearDown(self):
        await self.asyncTearDown()


def skip(reason):
    def decorator(thing):
        thing.__skip__ = reason
        return thing
    if callable(reason):
        thing, reason = reason, ""
        return decorator(thing)
    return decorator


def skipIf(condition, reason):
    return skip(reason) if condition else lambda thing: thing


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


def expectedFailure(function):
    function.__fails__ = True
    return function


class TestResult:
    def __init__(self, verbosity=1):
        self.verbosity, self.testsRun = verbosity, 0
        self.failures, self.errors, self.skipped, self.expectedFailures = [], [], [], []

    def wasSuccessful(self):
        return not self.failures and not self.errors

    def startTest(self, case):
        self.testsRun += 1
        if self.verbosity > 1:
            about = case.shortDescription()
            sys.stderr.write(str(case) + ("\n" + about if about else "") + " ... ")

    def _say(self, letter, word):
        sys.stderr.write(word + "\n" if self.verbosity > 1 else letter if self.verbosity == 1 else "")

    def addSuccess(self, case):
        self._say(".", "ok")

    def addFailure(self, case, error):
        self.failures.append((case, _l.traced(error)))
        self._say("F", "FAIL")

    def addError(self, case, error):
        self.errors.append((case, _l.traced(error)))
        self._say("E", "ERROR")

    def addSkip(self, case, reason):
        self.skipped.append((case, reason))
        self._say("s", "skipped %r" % (reason,))

    def addExpectedFailure(self, case, error):
        self.expectedFailures.append((case, error))
        self._say("x", "expected failure")


class TestSuite:
    def __init__(self, tests=()):
        self._tests = list(tests)

    def addTest(self, test):
        self._tests.append(test)

    def addTests(self, tests):
        self._tests.extend(tests)

    def __iter__(self):
        return iter(self._tests)

    def countTestCases(self):
        return len(self.cases())

    def cases(self):
        found = []
        for test in self._tests:
            found += test.cases() if isinstance(test, TestSuite) else [test]
        return found

    def run(self, result):
        current = None
        for case in self.cases():
            kind = type(case)
            if kind is not current:
                if current is not None:
                    current.tearDownClass()
                kind.setUpClass()
                current = kind
            case.run(result)
        if current is not None:
            current.tearDownClass()
        return result


class TestLoader:
    testMethodPrefix = "test"

    def loadTestsFromTestCase(self, kind):
        names = sorted(name for name in dir(kind) if name.startswith("test") and callable(getattr(kind, name)))
        return TestSuite([kind(name) for name in names])

    def loadTestsFromModule(self, module, pattern=None):
        kinds = [getattr(module, name) for name in sorted(dir(module))]
        kinds = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, TestCase) and
                 kind not in (TestCase, IsolatedAsyncioTestCase)]
        return TestSuite([self.loadTestsFromTestCase(kind) for kind in kinds])

    def loadTestsFromName(self, name, module=None):
        import importlib
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:end]))
            except ModuleNotFoundError:
                if end == 1:
                    raise
                continue
            break
        rest = parts[end:]
        if not rest:
            return self.loadTestsFromModule(found)
        kind = getattr(found, rest[0])
        return TestSuite([kind(rest[1])]) if len(rest) > 1 else self.loadTestsFromTestCase(kind)

    def discover(self, start_dir, pattern="test*.py", top_level_dir=None):
        import fnmatch
        import os
        suite = TestSuite()
        for folder, folders, files in os.walk(start_dir):
            folders.sort()
            inner = os.path.relpath(folder, start_dir)
            if inner != "." and not os.path.exists(os.path.join(folder, "__init__.py")):
                continue
            for file in sorted(files):
                if fnmatch.fnmatch(file, pattern):
                    path = file[:-3] if inner == "." else inner.replace("/", ".") + "." + file[:-3]
                    import importlib
                    suite.addTest(self.loadTestsFromModule(importlib.import_module(path)))
        return suite


defaultTestLoader = TestLoader()


class TextTestRunner:
    def __init__(self, stream=None, descriptions=True, verbosity=1, **more):
        self.verbosity = verbosity

    def run(self, suite):
        import time
        result, begun = TestResult(self.verbosity), time.time()
        sys.stdout.flush()
        (suite if isinstance(suite, TestSuite) else TestSuite([suite])).run(result)
        sys.stdout.flush()
        write = sys.stderr.write
        write("\n")
        for kind, rows in (("ERROR", result.errors), ("FAIL", result.failures)):
            for case, text in rows:
                about = case.shortDescription()
                write("=" * 70 + "\n%s: %s\n" % (kind, case) + (about + "\n" if about else "") + "-" * 70 + "\n")
                write(text + "\n")
        count = result.testsRun
        write("-" * 70 + "\nRan %d test%s in %.3fs\n\n" % (count, "" if count == 1 else "s", time.time() - begun))
        parts = []
        for name, rows in (("failures", result.failures), ("errors", result.errors), ("skipped", result.skipped),
                           ("expected failures", result.expectedFailures)):
            if rows:
                parts.append("%s=%d" % (name, len(rows)))
        word = "OK" if result.wasSuccessful() else "FAILED"
        if count == 0 and sys.version_info >= (3, 12):
            word = "NO TESTS RAN"
        write(word + (" (" + ", ".join(parts) + ")" if parts else "") + "\n")
        return result


def main(module="__main__", defaultTest=None, argv=None, testRunner=None, testLoader=None, exit=True, verbosity=1,
         failfast=None, **more):
    words = list(sys.argv[1:] if argv is None else argv[1:])
    if "-v" in words or "--verbose" in words:
        verbosity = 2
    if "-q" in words or "--quiet" in words:
        verbosity = 0
    wanted = [word for word in words if not word.startswith("-")]
    space = getattr(_l, "main_names")()
    kinds = [space[name] for name in sorted(space)]
    kinds = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, TestCase) and
             kind not in (TestCase, IsolatedAsyncioTestCase)]
    suite = TestSuite()
    for kind in kinds:
        for case in defaultTestLoader.loadTestsFromTestCase(kind):
            name = kind.__name__ + "." + case._testMethodName
            if not wanted or kind.__name__ in wanted or name in wanted:
                suite.addTest(case)
    result = TextTestRunner(verbosity=verbosity).run(suite)
    if exit:
        sys.exit(5 if result.testsRun == 0 and sys.version_info >= (3, 12) else 0 if result.wasSuccessful() else 1)
    return result

