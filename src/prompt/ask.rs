//! [`Prompt`]: what is asked for next, and how.

use super::style::Look;
use crate::sandbox::HOME;
use crate::tell;

/// Columns of the working directory in the prompt.
const DIRECTORY_COLUMNS: usize = 24;

/// What stands before the cursor while a line is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What stands on the line already, because a program printed it. An editor of lines draws it again.
    pub standing: String,
    /// What comes behind that.
    pub text: String,
    pub look: Look,
    pub ask: Ask,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A command: it can be completed, and is remembered.
    Command,
    /// A line for the menu, for a program, or the rest of a command.
    Line,
    /// A line that is not shown.
    Secret,
}

impl Prompt {
    /// A prompt at the beginning of a line.
    pub(super) fn new(text: &str, look: Look, ask: Ask) -> Self {
        Prompt { standing: String::new(), text: text.into(), look, ask }
    }

    /// The prompt for a command, in a directory.
    pub(super) fn command(directory: &str) -> Self {
        Prompt::new(&format!("layercake:{} $ ", shortened(directory)), Look::Head, Ask::Command)
    }

    /// The prompt at the end of a page. A command can be typed there, too.
    pub(super) fn more() -> Self {
        Prompt::new(&(tell::more() + " "), Look::Dim, Ask::Command)
    }
}

/// A working directory for the prompt.
fn shortened(directory: &str) -> String {
    let path = match directory.strip_prefix(HOME) {
        Some("") => "~".to_string(),
        Some(rest) if rest.starts_with('/') => format!("~{rest}"),
        _ => directory.to_string(),
    };
    let path: String = path.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    if path.chars().count() <= DIRECTORY_COLUMNS {
        return path;
    }
    let last: String = path.rsplit('/').next().unwrap_or("").chars().take(DIRECTORY_COLUMNS - 2).collect();
    format!(".../{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_shows_a_short_directory() {
        assert_eq!(shortened("/home/student/work"), "~/work");
        assert_eq!(shortened("/home/student"), "~");
        assert_eq!(shortened("/home/students"), "/home/students");
        assert_eq!(shortened("/a-long-directory/and-another-long-one/end"), ".../end");
    }
}
