import re

DEFAULTSECT, MAX_INTERPOLATION_DEPTH = "DEFAULT", 10


class Error(Exception):
    def __init__(self, message=""):
        super().__init__(message)
        self.message = message


class NoSectionError(Error):
    def __init__(self, section):
        super().__init__("No section: %r" % (section,))
        self.section = section


class NoOptionError(Error):
    def __init__(self, option, section):
        super().__init__("No option %r in section: %r" % (option, section))
        self.option, self.section = option, section


class DuplicateSectionError(Error):
    pass


class DuplicateOptionError(Error):
    pass


class InterpolationError(Error):
    pass


class ParsingError(Error):
    pass


class MissingSectionHeaderError(ParsingError):
    pass


class BasicInterpolation:
    pass


class ExtendedInterpolation:
    pass


_none = object()


class SectionProxy:
    def __init__(self, parser, name):
        self.parser, self.name = parser, name

    def __getitem__(self, key):
        if not self.parser.has_option(self.name, key):
            raise KeyError(key)
        return self.parser.get(self.name, key)

    def __setitem__(self, key, value):
        self.parser.set(self.name, key, value)

    def __delitem__(self, key):
        if not self.parser.remove_option(self.name, key):
            raise KeyError(key)

    def __contains__(self, key):
        return self.parser.has_option(self.name, key)

    def __iter__(self):
        return iter(self.parser._options(self.name))

    def __len__(self):
        return len(self.parser._options(self.name))

    def keys(self):
        return self.parser._options(self.name)

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def get(self, option, fallback=None, **how):
        return self.parser.get(self.name, option, fallback=fallback, **how)

    def getint(self, option, fallback=None):
        return self.parser.getint(self.name, option, fallback=fallback)

    def getfloat(self, option, fallback=None):
        return self.parser.getfloat(self.name, option, fallback=fallback)

    def getboolean(self, option, fallback=None):
        return self.parser.getboolean(self.name, option, fallback=fallback)

    def __repr__(self):
        return "<Section: %s>" % self.name


class RawConfigParser:
    BOOLEAN_STATES = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False,
                      "off": False}
    _interpolates = False

    def __init__(self, defaults=None, dict_type=dict, allow_no_value=False, *, delimiters=("=", ":"),
                 comment_prefixes=("#", ";"), inline_comment_prefixes=None, strict=True, empty_lines_in_values=True,
                 default_section=DEFAULTSECT, interpolation=_none, converters=None):
        self._sections, self._defaults, self.default_section = {}, {}, default_section
        self._no_value, self._marks, self._comments = allow_no_value, delimiters, comment_prefixes
        self._inline, self._strict = inline_comment_prefixes or (), strict
        if interpolation is not _none:
            self._interpolates = "$" if isinstance(interpolation, ExtendedInterpolation) else \
                "%" if isinstance(interpolation, BasicInterpolation) else False
        for key, value in (defaults or {}).items():
            self._defaults[self.optionxform(key)] = str(value)

    def optionxform(self, option):
        return option.lower()

    def defaults(self):
        return self._defaults

    def sections(self):
        return list(self._sections)

    def add_section(self, section):
        if section in self._sections:
            raise DuplicateSectionError("Section %r already exists" % section)
        self._sections[section] = {}

    def has_section(self, section):
        return section in self._sections

    def _options(self, section):
        own = self._defaults if section == self.default_section else self._section(section)
        return list(dict.fromkeys(list(own) + list(self._defaults)))

    def _section(self, section):
        if section not in self._sections:
            raise NoSectionError(section)
        return self._sections[section]

    def options(self, section):
        self._section(section)
        return self._options(section)

    def read(self, filenames, encoding=None):
        names = [filenames] if isinstance(filenames, str) or not hasattr(filenames, "__iter__") else filenames
        done = []
        for name in names:
            try:
                file = open(name)
            except OSError:
                continue
            self.read_file(file, str(name))
            done.append(name)
        return done

    def read_string(self, string, source="<string>"):
        self.read_file(string.splitlines(True), source)

    def read_dict(self, dictionary, source="<dict>"):
        for section, values in dictionary.items():
            if section != self.default_section and section not in self._sections:
                self.add_section(section)
            for key, value in values.items():
                self.set(section, key, None if value is None else str(value))

    def read_file(self, f, source=None):
        section, option, level, number = None, None, 0, 0
        for line in f:
            number += 1
            text = line.rstrip("\r\n")
            for mark in self._inline:
                if " " + mark in text:
                    text = text[:text.index(" " + mark)]
            stripped = text.strip()
            if not stripped or stripped[:1] in self._comments:
                continue
            depth = len(text) - len(text.lstrip())
            if option is not None and depth > level:
                section[option] = (section[option] or "") + "\n" + stripped
                continue
            level = depth
            if stripped.startswith("[") and "]" in stripped:
                name, option = stripped[1:stripped.index("]")], None
                if name == self.default_section:
                    section = self._defaults
                else:
                    if name in self._sections and self._strict:
                        raise DuplicateSectionError("While reading from %r [line %2d]: section %r already exists"
                                                    % (source or "<???>", number, name))
                    section = self._sections.setdefault(name, {})
                continue
            if section is None:
                raise MissingSectionHeaderError("File contains no section headers.\nfile: %r, line: %d\n%r"
                                                % (source or "<???>", number, line))
            places = [stripped.index(mark) for mark in self._marks if mark in stripped]
            if not places:
                if not self._no_value:
                    raise ParsingError("Source contains parsing errors: %r\n\t[line %2d]: %r"
                                       % (source or "<???>", number, line))
                option = self.optionxform(stripped)
                section[option] = None
                continue
            at = min(places)
            option = self.optionxform(stripped[:at].rstrip())
            section[option] = stripped[at + 1:].strip()

    def get(self, section, option, *, raw=False, vars=None, fallback=_none):
        option = self.optionxform(option)
        known = {**self._defaults, **self._sections.get(section, {}), **(vars or {})}
        if section not in self._sections and section != self.default_section:
            if fallback is _none:
                raise NoSectionError(section)
            return fallback
        if option not in known:
            if fallback is _none:
                raise NoOptionError(option, section)
            return fallback
        value = known[option]
        return value if raw or value is None or not self._interpolates else self._filled(value, known, section, 0)

    def _filled(self, value, known, section, depth):
        if depth > MAX_INTERPOLATION_DEPTH:
            raise InterpolationError("Recursion limit exceeded in value substitution")

        def inner(found):
            name = found.group(1)
            if self._interpolates == "$" and ":" in name:
                part, _, name = name.partition(":")
                return self.get(part, name)
            name = self.optionxform(name)
            if name not in known:
                raise InterpolationError("Bad value substitution: option in section %r contains an interpolation key %r "
                                         "which is not a valid option name. Raw value: %r" % (section, name, value))
            return self._filled(known[name], known, section, depth + 1)

        if self._interpolates == "$":
            return re.sub(r"\$\{([^}]+)\}", inner, value)
        return re.sub(r"%\(([^)]+)\)s", inner, value).replace("%%", "%")

    def _converted(self, kind, section, option, fallback, how):
        value = self.get(section, option, fallback=fallback, **how)
        return value if value is fallback else kind(value)

    def getint(self, section, option, *, fallback=_none, **how):
        return self._converted(int, section, option, fallback, how)

    def getfloat(self, section, option, *, fallback=_none, **how):
        return self._converted(float, section, option, fallback, how)

    def getboolean(self, section, option, *, fallback=_none, **how):
        return self._converted(self._boolean, section, option, fallback, how)

    def _boolean(self, text):
        if text.lower() not in self.BOOLEAN_STATES:
            raise ValueError("Not a boolean: %s" % text)
        return self.BOOLEAN_STATES[text.lower()]

    def set(self, section, option, value=None):
        if value is not None and not isinstance(value, str):
            raise TypeError("option values must be strings")
        target = self._defaults if section == self.default_section else self._section(section)
        target[self.optionxform(option)] = value

    def has_option(self, section, option):
        return (section in self._sections or section == self.default_section) and \
            self.optionxform(option) in self._options(section)

    def remove_option(self, section, option):
        return self._section(section).pop(self.optionxform(option), _none) is not _none

    def remove_section(self, section):
        return self._sections.pop(section, _none) is not _none

    def items(self, section=_none, raw=False, vars=None):
        if section is _none:
            return [(name, self[name]) for name in self]
        return [(option, self.get(section, option, raw=raw)) for option in self._options(section)]

    def write(self, fp, space_around_delimiters=True):
        mark = " = " if space_around_delimiters else "="
        rows = ([(self.default_section, self._defaults)] if self._defaults else []) + list(self._sections.items())
        for section, values in rows:
            fp.write("[%s]\n" % section)
            for option, value in values.items():
                fp.write(option + ("" if value is None else mark + str(value).replace("\n", "\n\t")) + "\n")
            fp.write("\n")

    def __getitem__(self, section):
        if section != self.default_section and section not in self._sections:
            raise KeyError(section)
        return SectionProxy(self, section)

    def __setitem__(self, section, values):
        self._sections[section] = {}
        self.read_dict({section: values})

    def __delitem__(self, section):
        if not self.remove_section(section):
            raise KeyError(section)

    def __contains__(self, section):
        return section == self.default_section or section in self._sections

    def __iter__(self):
        return iter([self.default_section] + list(self._sections))

    def __len__(self):
        return len(self._sections) + 1


class ConfigParser(RawConfigParser):
    _interpolates = "%"


SafeConfigParser = ConfigParser
