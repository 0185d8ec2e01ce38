import re

ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdefABCDEF"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
whitespace = " \t\n\r\x0b\x0c"
printable = digits + ascii_letters + punctuation + whitespace


class Template:
    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def _filled(self, values, strict):
        def one(found):
            name = found.group(1) or found.group(2)
            if found.group(0) == "$$":
                return "$"
            if name is None:
                if strict:
                    raise ValueError("Invalid placeholder in string: line 1, col %d" % (found.start() + 1))
                return found.group(0)
            if name not in values:
                if strict:
                    raise KeyError(name)
                return found.group(0)
            return str(values[name])
        return re.sub(r"\$(?:\$|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\}|)", one, self.template)

    def substitute(self, mapping=None, /, **named):
        return self._filled({**(mapping or {}), **named}, True)

    def safe_substitute(self, mapping=None, /, **named):
        return self._filled({**(mapping or {}), **named}, False)


def capwords(text, sep=None):
    return (sep or " ").join(word.capitalize() for word in text.split(sep))
