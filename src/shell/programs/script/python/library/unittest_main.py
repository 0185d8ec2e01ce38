# `python -m unittest`
import sys
import unittest


def main():
    words = sys.argv[1:]
    verbosity = 2 if "-v" in words or "--verbose" in words else 0 if "-q" in words else 1
    names, place, pattern, at = [], ".", "test*.py", 0
    discovers = not any(not word.startswith("-") for word in words) or words[:1] == ["discover"]
    words = words[1:] if words[:1] == ["discover"] else words
    while at < len(words):
        word = words[at]
        if word in ("-s", "--start-directory", "-p", "--pattern", "-t", "-k") and at + 1 < len(words):
            at += 1
            if word in ("-s", "--start-directory"):
                place = words[at]
            elif word in ("-p", "--pattern"):
                pattern = words[at]
            else:
                import _layercake
                _layercake.unsimulated("python -m unittest " + word)
        elif not word.startswith("-"):
            names.append(word)
        at += 1
    loader = unittest.defaultTestLoader
    if discovers:
        if names:
            place = names[0]
        if place != ".":
            sys.path.insert(0, place)
        suite = loader.discover(place, pattern)
    else:
        suite = unittest.TestSuite([loader.loadTestsFromName(name[:-3].replace("/", ".") if name.endswith(".py") else
                                                             name) for name in names])
    result = unittest.TextTestRunner(verbosity=verbosity).run(suite)
    sys.exit(5 if result.testsRun == 0 and sys.version_info >= (3, 12) else 0 if result.wasSuccessful() else 1)
