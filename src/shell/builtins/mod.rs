//! Commands that are part of the shell: they change it, so they cannot be programs (POSIX XCU 2.14 and others).

mod control;
mod declaration;
mod declare;
mod jobs;
mod lines;
mod names;
mod options;
mod place;
mod read;
mod ulimit;
mod variables;

pub(super) use declaration::attributes;
pub(super) use options::{is_on, switched_on};
pub(super) use variables::set_options;

use super::interpreter::{Interpreter, Ran};
use super::{Dialect, Shell};

/// A builtin: the arguments start with its name.
pub(super) type Builtin = fn(&mut Interpreter<'_>, &mut Shell, &[String]) -> Ran;

/// Programs that the shells have inside, too.
pub(super) const BUILTIN_PROGRAMS: [&str; 6] = ["[", "echo", "false", "printf", "test", "true"];

const BUILTINS: &[(&str, Builtin)] = &[
    (".", control::dot),
    (":", control::colon),
    ("alias", names::alias),
    ("bg", jobs::bg),
    ("break", control::break_),
    ("cd", place::cd),
    ("command", names::command),
    ("continue", control::continue_),
    ("eval", control::eval),
    ("exec", control::exec),
    ("exit", control::exit),
    ("export", variables::export),
    ("fg", jobs::fg),
    ("getopts", read::getopts),
    ("hash", control::hash),
    ("jobs", jobs::jobs),
    ("kill", jobs::kill),
    ("local", variables::local),
    ("pwd", place::pwd),
    ("read", read::read),
    ("readonly", variables::readonly),
    ("return", control::return_),
    ("set", variables::set),
    ("shift", variables::shift),
    ("times", place::times),
    ("trap", control::trap),
    ("type", names::type_),
    ("ulimit", ulimit::ulimit),
    ("umask", place::umask),
    ("unalias", names::unalias),
    ("unset", variables::unset),
    ("wait", jobs::wait),
];

/// Builtins of bash and BusyBox's ash alone.
const EXTRA: &[(&str, Builtin)] = &[("let", variables::let_), ("source", control::dot)];
/// Programs that dash has a form of its own of.
const DASH: &[(&str, Builtin)] = &[
    ("[", control::dash_test),
    ("echo", names::dash_echo),
    ("printf", lines::dash_printf),
    ("test", control::dash_test),
];
/// Builtins of BusyBox's ash alone. Its `history` has lines only where somebody types.
const ASH: &[(&str, Builtin)] = &[("history", control::nothing)];
/// Builtins of bash alone.
const BASH: &[(&str, Builtin)] = &[
    ("bind", control::nothing),
    ("builtin", names::builtin),
    ("compgen", control::nothing),
    ("complete", control::nothing),
    ("declare", declare::declare),
    ("dirs", place::dirs),
    ("disown", jobs::disown),
    ("enable", control::nothing),
    ("local", declare::declare),
    ("mapfile", lines::mapfile),
    ("popd", place::popd),
    ("printf", lines::printf),
    ("pushd", place::pushd),
    ("readarray", lines::mapfile),
    ("shopt", options::shopt),
    ("test", control::test),
    ("[", control::test),
    ("typeset", declare::declare),
];

/// The builtin of this name.
pub(super) fn find(name: &str, dialect: Dialect) -> Option<Builtin> {
    let tables = match dialect {
        Dialect::Dash => [DASH, BUILTINS, &[]],
        Dialect::Ash => [BUILTINS, EXTRA, ASH],
        Dialect::Bash => [BASH, BUILTINS, EXTRA],
    };
    tables.into_iter().flatten().find(|(of, _)| *of == name).map(|(_, builtin)| *builtin)
}

/// The names of all builtins, for completion and `type`.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|(name, _)| *name).chain(BUILTIN_PROGRAMS)
}

/// Whether it is one of the special builtins, whose errors end a script and whose assignments last.
pub(super) fn is_special(name: &str) -> bool {
    matches!(
        name,
        "." | ":"
            | "break"
            | "continue"
            | "eval"
            | "exec"
            | "exit"
            | "export"
            | "readonly"
            | "return"
            | "set"
            | "shift"
            | "times"
            | "trap"
            | "unset"
    )
}
