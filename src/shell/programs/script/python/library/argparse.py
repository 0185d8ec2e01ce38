import os
import sys


class Namespace:
    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __repr__(self):
        return "Namespace(" + ", ".join("%s=%r" % pair for pair in self.__dict__.items()) + ")"


class ArgumentParser:
    def __init__(self, prog=None, description=None, **more):
        self.prog = prog or os.path.basename(sys.argv[0])
        self.description = description
        self._options = []
        self._positional = []

    def add_argument(self, *names, **how):
        how["names"] = names
        if names[0].startswith("-"):
            longest = [name for name in names if name.startswith("--")] or list(names)
            how["dest"] = how.get("dest") or longest[0].lstrip("-").replace("-", "_")
            self._options.append(how)
        else:
            how["dest"] = names[0]
            self._positional.append(how)

    def _usage(self):
        text = "usage: " + self.prog + " [-h]"
        for how in self._options:
            value = "" if how.get("action") else " " + how["dest"].upper()
            part = how["names"][0] + value
            text += " " + (part if how.get("required") else "[" + part + "]")
        for how in self._positional:
            text += " [" + how["dest"] + "]" if how.get("nargs") in ("?", "*") else " " + how["dest"]
        return text

    def print_help(self):
        print(self._usage())
        if self.description:
            print("\n" + self.description)

    def error(self, message):
        sys.stderr.write(self._usage() + "\n" + self.prog + ": error: " + message + "\n")
        sys.exit(2)

    def _convert(self, how, text):
        try:
            value = how["type"](text) if "type" in how else text
        except ValueError:
            shown = how["names"][0]
            self.error("argument %s: invalid %s value: %r" % (shown, how["type"].__name__, text))
        if "choices" in how and value not in how["choices"]:
            choices = ", ".join(str(choice) for choice in how["choices"])
            self.error("argument %s: invalid choice: %r (choose from %s)" % (how["names"][0], value, choices))
        return value

    def parse_args(self, given=None):
        words = list(sys.argv[1:] if given is None else given)
        result = Namespace()
        for how in self._options + self._positional:
            default = False if how.get("action") == "store_true" else None
            setattr(result, how["dest"], how.get("default", default))
        waiting = list(self._positional)
        seen = []
        while words:
            word = words.pop(0)
            if word in ("-h", "--help"):
                self.print_help()
                sys.exit(0)
            if word.startswith("-") and word != "-":
                name, mark, value = word.partition("=")
                found = [how for how in self._options if name in how["names"]]
                if not found:
                    self.error("unrecognized arguments: " + word)
                how = found[0]
                seen.append(how["dest"])
                if how.get("action") == "store_true":
                    setattr(result, how["dest"], True)
                    continue
                if not mark:
                    if not words:
                        self.error("argument %s: expected one argument" % "/".join(how["names"]))
                    value = words.pop(0)
                setattr(result, how["dest"], self._convert(how, value))
            elif waiting:
                how = waiting[0]
                if how.get("nargs") in ("*", "+"):
                    so_far = getattr(result, how["dest"]) or []
                    setattr(result, how["dest"], so_far + [self._convert(how, word)])
                else:
                    waiting.pop(0)
                    setattr(result, how["dest"], self._convert(how, word))
                seen.append(how["dest"])
            else:
                self.error("unrecognized arguments: " + word)
        missing = [how["dest"] for how in waiting if how.get("nargs") not in ("?", "*") and how["dest"] not in seen]
        missing += ["/".join(how["names"]) for how in self._options if how.get("required") and how["dest"] not in seen]
        if missing:
            self.error("the following arguments are required: " + ", ".join(missing))
        return result
