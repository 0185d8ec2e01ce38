import os
import sys
from _argparse_help import HelpFormatter, RawDescriptionHelpFormatter, RawTextHelpFormatter, \
    ArgumentDefaultsHelpFormatter, MetavarTypeHelpFormatter, shown, shown_values, usage_of

SUPPRESS, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, REMAINDER, PARSER = "==SUPPRESS==", "?", "*", "+", "...", "A..."


class ArgumentError(Exception):
    def __init__(self, argument, message):
        self.argument_name, self.message = argument and argument._title(), message

    def __str__(self):
        return self.message if not self.argument_name else "argument %s: %s" % (self.argument_name, self.message)


class ArgumentTypeError(Exception):
    pass


class Namespace:
    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __eq__(self, other):
        return isinstance(other, Namespace) and vars(self) == vars(other)

    def __contains__(self, name):
        return name in self.__dict__

    def __repr__(self):
        return "Namespace(" + ", ".join("%s=%r" % pair for pair in self.__dict__.items()) + ")"


class FileType:
    def __init__(self, mode="r", *more, **named):
        self._mode = mode

    def __call__(self, name):
        if name == "-":
            return sys.stdin if "r" in self._mode else sys.stdout
        try:
            return open(name, self._mode)
        except OSError as error:
            raise ArgumentTypeError("can't open '%s': %s" % (name, error))


class Action:
    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None,
                 required=False, help=None, metavar=None):
        self.option_strings, self.dest, self.nargs, self.const, self.default = option_strings, dest, nargs, const, default
        self.type, self.choices, self.required, self.help, self.metavar = type, choices, required, help, metavar

    def _title(self):
        if self.option_strings:
            return "/".join(self.option_strings)
        return self.metavar if isinstance(self.metavar, str) else self.dest

    def __call__(self, parser, namespace, values, option_string=None):
        raise NotImplementedError(".__call__() not defined")


class _Store(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values)


class _Const(Action):
    def __init__(self, option_strings, dest, const=None, default=None, required=False, help=None, metavar=None):
        super().__init__(option_strings, dest, 0, const, default, None, None, required, help)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, self.const)


class _True(_Const):
    def __init__(self, option_strings, dest, default=False, required=False, help=None):
        super().__init__(option_strings, dest, True, default, required, help)


class _False(_Const):
    def __init__(self, option_strings, dest, default=True, required=False, help=None):
        super().__init__(option_strings, dest, False, default, required, help)


class _Append(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, list(getattr(namespace, self.dest, None) or []) + [values])


class _Extend(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, list(getattr(namespace, self.dest, None) or []) + list(values))


class _AppendConst(_Const):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, list(getattr(namespace, self.dest, None) or []) + [self.const])


class _Count(Action):
    def __init__(self, option_strings, dest, default=None, required=False, help=None):
        super().__init__(option_strings, dest, 0, None, default, None, None, required, help)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, (getattr(namespace, self.dest, None) or 0) + 1)


class _Help(Action):
    def __init__(self, option_strings, dest=SUPPRESS, default=SUPPRESS, help=None):
        super().__init__(option_strings, dest, 0, None, default, None, None, False, help)

    def __call__(self, parser, namespace, values, option_string=None):
        parser.print_help()
        parser.exit()


class _Version(Action):
    def __init__(self, option_strings, version=None, dest=SUPPRESS, default=SUPPRESS,
                 help="show program's version number and exit"):
        super().__init__(option_strings, dest, 0, None, default, None, None, False, help)
        self.version = version

    def __call__(self, parser, namespace, values, option_string=None):
        print((self.version or parser.version or "").replace("%(prog)s", parser.prog))
        parser.exit()


class BooleanOptionalAction(Action):
    def __init__(self, option_strings, dest, default=None, required=False, help=None, **more):
        names = []
        for name in option_strings:
            names.append(name)
            if name.startswith("--"):
                names.append("--no-" + name[2:])
        super().__init__(names, dest, 0, None, default, None, None, required, help)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, not option_string.startswith("--no-"))


class _SubParsers(Action):
    def __init__(self, option_strings, dest=SUPPRESS, prog=None, parser_class=None, required=False, help=None,
                 metavar=None):
        self._prog, self._class, self._parsers, self._helps = prog, parser_class, {}, []
        super().__init__(option_strings, dest, PARSER, None, None, None, self._parsers, required, help, metavar)

    def add_parser(self, name, *, help=None, aliases=(), **how):
        how.setdefault("prog", self._prog + " " + name)
        made = self._class(**how)
        for known in (name,) + tuple(aliases):
            self._parsers[known] = made
        if help is not None:
            title = name + (" (%s)" % ", ".join(aliases) if aliases else "")
            self._helps.append((title, help))
        return made

    def __call__(self, parser, namespace, values, option_string=None):
        name = values[0]
        if self.dest is not SUPPRESS:
            setattr(namespace, self.dest, name)
        if name not in self._parsers:
            raise ArgumentError(self, "unknown parser %r (choices: %s)" % (name, ", ".join(self._parsers)))
        inner, rest = self._parsers[name].parse_known_args(values[1:], None)
        for key, value in vars(inner).items():
            setattr(namespace, key, value)
        if rest:
            namespace.__dict__
            setattr(namespace, "_unrecognized_args", getattr(namespace, "_unrecognized_args", []) + rest)


_ACTIONS = {None: _Store, "store": _Store, "store_const": _Const, "store_true": _True, "store_false": _False,
            "append": _Append, "append_const": _AppendConst, "extend": _Extend, "count": _Count, "help": _Help,
            "version": _Version}


class _Group:
    def __init__(self, parser, title=None, description=None):
        self._parser, self.title, self.description, self._group_actions = parser, title, description, []

    def add_argument(self, *names, **how):
        action = self._parser._make(*names, **how)
        self._parser._keep(action)
        self._group_actions.append(action)
        return action

    def add_mutually_exclusive_group(self, required=False):
        group = self._parser.add_mutually_exclusive_group(required=required)
        group._owner = self
        return group


class _Exclusive(_Group):
    def __init__(self, parser, required):
        super().__init__(parser)
        self.required, self._owner = required, None

    def add_argument(self, *names, **how):
        action = (self._owner or self._parser).add_argument(*names, **how)
        self._group_actions.append(action)
        return action


class ArgumentParser:
    def __init__(self, prog=None, usage=None, description=None, epilog=None, parents=(), formatter_class=HelpFormatter,
                 prefix_chars="-", fromfile_prefix_chars=None, argument_default=None, conflict_handler="error",
                 add_help=True, allow_abbrev=True, exit_on_error=True, **more):
        self.prog = prog or os.path.basename(sys.argv[0])
        self.usage, self.description, self.epilog, self.formatter_class = usage, description, epilog, formatter_class
        self.argument_default, self.exit_on_error, self.allow_abbrev = argument_default, exit_on_error, allow_abbrev
        self.version, self._actions, self._defaults, self._exclusive, self._subparsers = None, [], {}, [], None
        self._positionals = _Group(self, "positional arguments")
        self._optionals = _Group(self, "options")
        self._groups = [self._positionals, self._optionals]
        if add_help:
            self.add_argument("-h", "--help", action="help", default=SUPPRESS, help="show this help message and exit")
        for parent in parents:
            for action in parent._actions:
                if not isinstance(action, _Help):
                    self._keep(action)
                    (self._optionals if action.option_strings else self._positionals)._group_actions.append(action)

    def _make(self, *names, **how):
        kind = how.pop("action", None)
        kind = _ACTIONS[kind] if kind is None or isinstance(kind, str) else kind
        if names and names[0].startswith("-"):
            dest = how.pop("dest", None)
            if dest is None:
                longest = [name for name in names if name.startswith("--")] or list(names)
                dest = longest[0].lstrip("-").replace("-", "_")
            strings = list(names)
        else:
            dest, strings = how.pop("dest", None) or (names[0] if names else None), []
            if how.get("nargs") not in (OPTIONAL, ZERO_OR_MORE, REMAINDER) and kind is not _SubParsers and \
                    "required" not in how:
                how["required"] = True
            if how.get("nargs") == ZERO_OR_MORE and "default" not in how:
                how["required"] = True
        if "default" not in how and self.argument_default is not None:
            how["default"] = self.argument_default
        if kind in (_True, _False, _Count) or kind is _Const:
            how.pop("metavar", None) if not strings else None
        for name in strings:
            if any(name in known.option_strings for known in self._actions):
                raise ArgumentError(None, "argument %s: conflicting option string: %s" % ("/".join(strings), name))
        if kind in (_Help, _Version):
            return kind(strings, **{key: value for key, value in how.items() if key != "dest"})
        return kind(strings, dest, **how)

    def _keep(self, action):
        self._actions.append(action)

    def add_argument(self, *names, **how):
        action = self._make(*names, **how)
        self._keep(action)
        (self._optionals if action.option_strings else self._positionals)._group_actions.append(action)
        return action

    def add_argument_group(self, title=None, description=None):
        group = _Group(self, title, description)
        self._groups.append(group)
        return group

    def add_mutually_exclusive_group(self, required=False):
        group = _Exclusive(self, required)
        self._exclusive.append(group)
        return group

    def add_subparsers(self, title=None, description=None, dest=SUPPRESS, prog=None, parser_class=None, required=False,
                       help=None, metavar=None, **more):
        base = prog or " ".join(usage_of(self, [action for action in self._actions if not action.option_strings], True))
        action = _SubParsers([], dest, base.strip(), parser_class or type(self), required, help, metavar)
        self._keep(action)
        group = self.add_argument_group(title, description) if title or description else self._positionals
        group._group_actions.append(action)
        self._subparsers = action
        return action

    def set_defaults(self, **values):
        self._defaults.update(values)
        for action in self._actions:
            if action.dest in values:
                action.default = values[action.dest]

    def get_default(self, dest):
        for action in self._actions:
            if action.dest == dest and action.default is not None:
                return action.default
        return self._defaults.get(dest)

    def format_usage(self):
        return self.formatter_class(self.prog).usage(self)

    def format_help(self):
        return self.formatter_class(self.prog).help(self)

    def print_usage(self, file=None):
        (file or sys.stdout).write(self.format_usage())

    def print_help(self, file=None):
        (file or sys.stdout).write(self.format_help())

    def exit(self, status=0, message=None):
        if message:
            sys.stderr.write(message)
        sys.exit(status)

    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(2, "%s: error: %s\n" % (self.prog, message))

    def parse_args(self, args=None, namespace=None):
        result, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error("unrecognized arguments: " + " ".join(rest))
        return result

    def parse_known_args(self, args=None, namespace=None):
        import _argparse_read
        words = list(sys.argv[1:] if args is None else args)
        try:
            return _argparse_read.read(self, words, Namespace() if namespace is None else namespace)
        except ArgumentError as error:
            if not self.exit_on_error:
                raise
            self.error(str(error))

    parse_intermixed_args = parse_args
