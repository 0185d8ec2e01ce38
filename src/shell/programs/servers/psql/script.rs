//! What `psql` reads: statements and backslash commands (`psqlscan.l` in PostgreSQL's sources).

use crate::shell::programs::servers::sql::{quoted, skipped};

/// Something that is read from a text, and the line on which it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub line: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Statement(String),
    /// `\d users`
    Command(String),
}

/// The pieces of a text, and the beginning of a statement that does not end in it.
pub fn pieces(text: &str) -> (Vec<Piece>, String) {
    let mut pieces = Vec::new();
    let mut statement = String::new();
    let mut at = 0;
    // The lines are counted once, however many pieces there are.
    let (mut counted, mut lines) = (0, 1);
    let mut line = |at: usize| {
        lines += text.get(counted..at).unwrap_or("").matches('\n').count();
        counted = at;
        lines
    };
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let taken = match (skipped(rest, first, false), quoted(rest, first, false)) {
            (Some(length), _) => length,
            (None, Some(Some((_, length)))) => length,
            // It goes on in the next line.
            (None, Some(None)) => rest.len(),
            (None, None) if first == ';' => {
                statement.push(';');
                pieces.push(Piece { line: line(at), what: What::Statement(std::mem::take(&mut statement)) });
                at += 1;
                continue;
            }
            (None, None) if first == '\\' => {
                let end = rest.find('\n').unwrap_or(rest.len());
                let command = rest.get(..end).unwrap_or(rest).trim().to_string();
                let sends = matches!(command.as_str(), "\\g" | "\\gx");
                let what = match sends && !statement.trim().is_empty() {
                    true => What::Statement(std::mem::take(&mut statement)),
                    false => What::Command(command),
                };
                pieces.push(Piece { line: line(at), what });
                at += end;
                continue;
            }
            (None, None) => first.len_utf8(),
        };
        statement.push_str(rest.get(..taken).unwrap_or(rest));
        at += taken;
    }
    if statement.trim().is_empty() {
        statement.clear();
    }
    (pieces, statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_at_a_semicolon_that_is_not_quoted_and_commands_at_the_line() {
        let (read, rest) = pieces("select ';' -- a;\n, 1;\n\\d t\nselect 2 \\g\ninsert into t\nvalues ('a\n");
        let shown: Vec<String> = read
            .into_iter()
            .map(|Piece { line, what }| match what {
                What::Statement(text) => format!("{line}: {}", text.trim()),
                What::Command(text) => format!("{line}! {text}"),
            })
            .collect();
        assert_eq!(shown, ["2: select ';' -- a;\n, 1;", "3! \\d t", "4: select 2"]);
        assert_eq!(rest, "\ninsert into t\nvalues ('a\n");
    }
}
