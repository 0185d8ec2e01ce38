# What is said of two values that are not equal, beside that they are not.
import pprint


def _lines(first, second):
    out = []
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    out += ["  " + line for line in first[:same]]
    out += ["- " + line for line in first[same:]] + ["+ " + line for line in second[same:]]
    return "\n".join(out)


def words(first, second, standard):
    kind = type(first)
    if kind in (list, tuple):
        name = "List" if kind is list else "Tuple"
        text = name + "s differ: " + standard + "\n"
        size = min(len(first), len(second))
        for place in range(size):
            if first[place] != second[place]:
                text += "\nFirst differing element %d:\n%s\n%s\n" % (place, repr(first[place]), repr(second[place]))
                break
        if len(first) != len(second):
            longer, which, extra = (first, "First", len(first) - size) if len(first) > size else \
                (second, "Second", len(second) - size)
            text += "\n%s %s contains %d additional elements.\nFirst extra element %d:\n%s\n" % (
                which, name.lower(), extra, size, repr(longer[size]))
        return text + "\n" + _marked(pprint.pformat(first).splitlines(), pprint.pformat(second).splitlines())
    if kind is dict:
        return standard + "\n" + _marked(pprint.pformat(first).splitlines(), pprint.pformat(second).splitlines())
    if kind is set:
        text = ""
        for rows, which in ((first - second, "first"), (second - first, "second")):
            if rows:
                text += "Items in the %s set but not the %s:\n" % (which, "second" if which == "first" else "first")
                text += "\n".join(repr(row) for row in rows) + "\n"
        return text.rstrip("\n")
    return standard + "\n" + _marked(first.splitlines(), second.splitlines())


def _marked(first, second):
    # One line against another shows which letters differ, as difflib's ndiff does where the lines are alike.
    if len(first) != 1 or len(second) != 1:
        return _lines(first, second)
    a, b = first[0], second[0]
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[len(a) - 1 - end] == b[len(b) - 1 - end]:
        end += 1
    cut, put = len(a) - start - end, len(b) - start - end
    if 2 * (start + end) < 0.75 * (len(a) + len(b)):
        return "- " + a + "\n+ " + b + "\n"
    both = min(cut, put)
    left = " " * start + "^" * both + "-" * (cut - both)
    right = " " * start + "^" * both + "+" * (put - both)
    text = "- " + a + "\n"
    text += "? " + left + "\n" if left.strip() else ""
    if left.strip():
        text += "\n"
    text += "+ " + b + "\n"
    text += "? " + right + "\n" if right.strip() else ""
    return text
