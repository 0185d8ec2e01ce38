//! A line that is not complete: what is open in it.

use crate::shell::language::Unfinished;

/// What is open, and how to start over.
pub(super) fn about(what: &Unfinished) -> String {
    let open = match what {
        Unfinished::Quote('`') => "a back tick is open; it ends with another back tick".to_string(),
        Unfinished::Quote(mark) => format!("the quote {mark} is open; it ends with another {mark}"),
        Unfinished::Brace => "`${` is open; it ends with `}`".into(),
        Unfinished::Substitution => "`$(` is open; it ends with `)`".into(),
        Unfinished::Heredoc(end) => format!("a text begins; it ends with a line that says only {end}"),
        Unfinished::Command(Some(token)) => format!("the command is not complete; it ends with `{token}`"),
        Unfinished::Command(None) => "the command is not complete; something has to follow".into(),
        Unfinished::Line => "a backslash at the end says that the line goes on".into(),
    };
    format!("The line goes on after `>`, because {open}. Ctrl-C starts over.")
}

/// Whether the tutor's words work on a line of their own while this is open: in a quote or a bracket nobody means them
/// otherwise; in a text or a loop somebody may.
pub(in crate::prompt) fn takes_words(what: &Unfinished) -> bool {
    matches!(what, Unfinished::Quote(_) | Unfinished::Brace | Unfinished::Substitution | Unfinished::Line)
        || matches!(what, Unfinished::Command(Some(")")))
}
