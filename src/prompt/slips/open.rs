//! A line that is not complete: what is open in it.

use crate::shell::language::Unfinished;
use crate::tell;

/// What is open, and how to start over.
pub(super) fn about(what: &Unfinished) -> String {
    let open = match what {
        Unfinished::Quote('`') => tell::open_tick(),
        Unfinished::Quote(mark) => tell::open_quote(mark),
        Unfinished::Brace => tell::open_brace(),
        Unfinished::Substitution | Unfinished::List => tell::open_parenthesis(),
        Unfinished::Heredoc(end) => tell::open_text(end),
        Unfinished::Command(Some(token)) => tell::open_until(token),
        Unfinished::Command(None) => tell::open_command(),
        Unfinished::Line => tell::open_backslash(),
    };
    tell::open_line(open)
}

/// Whether the tutor's words work on a line of their own while this is open: in a quote or a bracket nobody means them
/// otherwise; in a text or a loop somebody may.
pub(in crate::prompt) fn takes_words(what: &Unfinished) -> bool {
    matches!(
        what,
        Unfinished::Quote(_) | Unfinished::Brace | Unfinished::Substitution | Unfinished::List | Unfinished::Line
    ) || matches!(what, Unfinished::Command(Some(")")))
}
