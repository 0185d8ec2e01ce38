# A date out of a text, by a format.
import re

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_PARTS = {"Y": r"(\d{4})", "m": r"(1[0-2]|0[1-9]|[1-9])", "d": r"(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])",
          "H": r"(2[0-3]|[01]\d|\d)", "I": r"(1[0-2]|0[1-9]|[1-9])", "M": r"([0-5]\d|\d)", "S": r"(6[01]|[0-5]\d|\d)",
          "f": r"(\d{1,6})", "y": r"(\d\d)", "p": r"(am|pm)", "z": r"(Z|[+-]\d\d:?\d\d)", "Z": r"(UTC|GMT)", "j": r"(\d{1,3})",
          "b": "(" + "|".join(name[:3] for name in _MONTHS) + ")", "B": "(" + "|".join(_MONTHS) + ")",
          "a": "(" + "|".join(name[:3] for name in _DAYS) + ")", "A": "(" + "|".join(_DAYS) + ")"}
_WHOLE = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y", "R": "%H:%M", "c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y",
          "X": "%H:%M:%S"}


def read(text, format):
    import datetime
    for letter, whole in _WHOLE.items():
        format = format.replace("%" + letter, whole)
    pattern, names, place = "", [], 0
    while place < len(format):
        letter = format[place]
        if letter == "%" and place + 1 < len(format):
            place += 1
            kind = format[place]
            if kind == "%":
                pattern += "%"
            elif kind in _PARTS:
                pattern += _PARTS[kind]
                names.append(kind)
            else:
                raise ValueError("'%s' is a bad directive in format '%s'" % (kind, format))
        elif letter.isspace():
            pattern += r"\s+"
        else:
            pattern += re.escape(letter)
        place += 1
    found = re.match("(?i)" + pattern, text)
    if not found:
        raise ValueError("time data %r does not match format %r" % (text, format))
    if found.end() != len(text):
        raise ValueError("unconverted data remains: " + text[found.end():])
    f = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0, "f": 0}
    zone, half = None, None
    for name, value in zip(names, found.groups()):
        value = value.strip()
        if name == "y":
            f["Y"] = int(value) + (2000 if int(value) < 69 else 1900)
        elif name in "bB":
            f["m"] = [one for one in range(12) if _MONTHS[one].startswith(value.lower()[:3])][0] + 1
        elif name == "f":
            f["f"] = int((value + "000000")[:6])
        elif name == "p":
            half = value.lower()
        elif name == "z":
            digits = value[1:].replace(":", "")
            sign = -1 if value[0] == "-" else 1
            minutes = 0 if value in "zZ" else sign * (int(digits[:2]) * 60 + int(digits[2:]))
            zone = datetime.timezone.utc if minutes == 0 else datetime.timezone(datetime.timedelta(minutes=minutes))
        elif name == "I":
            f["H"] = int(value)
        elif name == "j":
            day = datetime.date(f["Y"], 1, 1) + datetime.timedelta(days=int(value) - 1)
            f["m"], f["d"] = day.month, day.day
        elif name in f:
            f[name] = int(value)
    if half is not None:
        f["H"] = f["H"] % 12 + (12 if half == "pm" else 0)
    return (f["Y"], f["m"], f["d"], f["H"], f["M"], f["S"], f["f"], zone)
