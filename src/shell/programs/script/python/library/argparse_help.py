# Usage lines and help texts, 80 columns wide less two.
import os
import textwrap

SUPPRESS = "==SUPPRESS=="


def shown_values(action):
    if action.metavar is not None:
        return action.metavar if isinstance(action.metavar, str) else action.metavar[0]
    if action.choices is not None:
        return "{" + ",".join(str(choice) for choice in action.choices) + "}"
    return action.dest.upper() if action.option_strings else action.dest


def shown(action):
    name, nargs = shown_values(action), action.nargs
    if nargs is None:
        return name
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    if isinstance(nargs, int):
        return " ".join([name] * nargs)
    return {"?": "[%s]", "*": "[%s ...]", "+": "%s [%s ...]", "...": "...", "A...": "%s ..."}[nargs].replace("%s", name)


def usage_of(parser, actions, positional=False):
    parts, done = [parser.prog], []
    for action in actions:
        if action in done or action.help is SUPPRESS:
            continue
        group = [group for group in parser._exclusive if action in group._group_actions]
        if group:
            members = [member for member in group[0]._group_actions if member.help is not SUPPRESS]
            done += members
            inner = " | ".join(_bare(member) for member in members)
            parts.append(("(%s)" if group[0].required else "[%s]") % inner)
            continue
        text = _bare(action)
        parts.append(text if action.required or not action.option_strings else "[" + text + "]")
    return parts


def _bare(action):
    if not action.option_strings:
        return shown(action)
    if len(action.option_strings) > 1 and action.option_strings[1:2] == ["--no-" + action.option_strings[0][2:]]:
        return " | ".join(action.option_strings)
    value = shown(action) if action.nargs != 0 else ""
    return action.option_strings[0] + (" " + value if value else "")


class HelpFormatter:
    _raw_text = _raw_lines = False

    def __init__(self, prog, indent_increment=2, max_help_position=24, width=None):
        self.width = width or int(os.environ.get("COLUMNS", 80)) - 2
        self.max_help_position = min(max_help_position, max(self.width - 20, 4))

    def usage(self, parser):
        if parser.usage is not None:
            return "usage: " + parser.usage.replace("%(prog)s", parser.prog) + "\n"
        options = [action for action in parser._actions if action.option_strings]
        plain = [action for action in parser._actions if not action.option_strings]
        first, second = usage_of(parser, options)[1:], usage_of(parser, plain)[1:]
        text = "usage: " + " ".join([parser.prog] + first + second)
        if len(text) <= self.width:
            return text + "\n"
        prefix = "usage: " + parser.prog
        if len(prefix) <= 0.75 * self.width:
            indent = " " * (len(prefix) + 1)
            lines = self._lines([prefix] + first, indent) + (self._lines(second, indent, indent) if second else [])
            if not first:
                lines = self._lines([prefix] + second, indent)
        else:
            indent = " " * 7
            lines = [prefix] + self._lines(first + second, indent, indent)
        return "\n".join(lines) + "\n"

    def _lines(self, parts, indent, start=""):
        lines, line = [], start.rstrip()
        for part in parts:
            if line.strip() and len(line) + 1 + len(part) > self.width:
                lines.append(line)
                line = indent.rstrip()
            if not line:
                line = indent[:-1] + " " + part if lines or start else part
            else:
                line += " " + part
        return lines + [line]

    def _fill(self, text, indent=""):
        if self._raw_text:
            return "".join(indent + line for line in text.splitlines(True))
        return textwrap.fill(" ".join(text.split()), self.width, initial_indent=indent, subsequent_indent=indent)

    def _get_help_string(self, action):
        return action.help

    def _expanded(self, parser, action):
        text = self._get_help_string(action)
        if "%" not in text:
            return text
        values = {name: value for name, value in vars(action).items() if value is not SUPPRESS}
        values["prog"] = parser.prog
        if action.choices is not None:
            values["choices"] = ", ".join(str(choice) for choice in action.choices)
        if action.type is not None:
            values["type"] = getattr(action.type, "__name__", action.type)
        return text % values

    def _title(self, action):
        if not action.option_strings:
            return shown_values(action)
        if action.nargs == 0:
            return ", ".join(action.option_strings)
        import sys
        value = shown(action)
        if sys.version_info >= (3, 13):
            return ", ".join(action.option_strings) + " " + value
        return ", ".join(name + " " + value for name in action.option_strings)

    def _entries(self, parser, actions):
        rows = []
        for action in actions:
            if action.help is SUPPRESS:
                continue
            inner = getattr(action, "_helps", None)
            if inner is None or action.metavar or action.help or not inner:
                rows.append((2, self._title(action), self._expanded(parser, action) if action.help else ""))
            elif inner:
                rows.append((2, self._title(action), ""))
            rows += [(4, name, text) for name, text in inner or []]
        return rows

    def help(self, parser):
        sections = []
        for group in parser._groups:
            sections.append((group.title, group.description, self._entries(parser, group._group_actions)))
        longest = max([len(title) + indent for _, _, rows in sections for indent, title, _ in rows] or [0]) + 2
        column = min(longest, self.max_help_position)
        text = self.usage(parser)
        if parser.description:
            text += "\n" + self._fill(parser.description.replace("%(prog)s", parser.prog)) + "\n"
        for title, description, rows in sections:
            if not rows and not description:
                continue
            text += "\n%s:\n" % title
            if description:
                text += self._fill(description, "  ") + "\n" + ("\n" if rows else "")
            for indent, name, about in rows:
                text += self._row(indent, name, about, column)
        if parser.epilog:
            text += "\n" + self._fill(parser.epilog.replace("%(prog)s", parser.prog)) + "\n"
        return text

    def _row(self, indent, name, about, column):
        head = " " * indent + name
        if not about:
            return head + "\n"
        width = max(self.width - column, 11)
        lines = about.splitlines() if self._raw_lines else textwrap.wrap(" ".join(about.split()), width)
        if len(head) > column - 2:
            text = head + "\n"
        else:
            text = head.ljust(column) + lines.pop(0) + "\n"
        return text + "".join(" " * column + line + "\n" for line in lines)


class RawDescriptionHelpFormatter(HelpFormatter):
    _raw_text = True


class RawTextHelpFormatter(RawDescriptionHelpFormatter):
    _raw_lines = True


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    def _get_help_string(self, action):
        text = action.help or ""
        if "%(default)" not in text and action.default is not SUPPRESS and \
                (action.option_strings or action.nargs in ("?", "*")):
            text += " (default: %(default)s)"
        return text


class MetavarTypeHelpFormatter(HelpFormatter):
    pass
