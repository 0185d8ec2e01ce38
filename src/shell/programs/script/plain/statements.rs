//! A program cut into its statements, with their lines.

use super::Tongue;

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// From 1.
    pub line: usize,
    /// Without the character that ends it.
    pub code: String,
    /// Whether it is text that stands outside of PHP's tags.
    pub is_text: bool,
}

/// Cuts a program.
pub(super) fn split(tongue: Tongue, text: &str) -> Vec<Statement> {
    if tongue != Tongue::Php {
        return code(tongue, text, 1);
    }
    let mut statements = Vec::new();
    let (mut rest, mut line) = (text, 1);
    loop {
        let (before, after) = rest.split_once("<?").unwrap_or((rest, ""));
        if !before.is_empty() {
            statements.push(Statement { line, code: before.into(), is_text: true });
        }
        line += before.matches('\n').count();
        if after.is_empty() {
            return statements;
        }
        let (inside, behind) = after.split_once("?>").unwrap_or((after, ""));
        match inside.strip_prefix('=') {
            Some(value) => {
                let code = format!("echo {}", value.trim().trim_end_matches(';'));
                statements.push(Statement { line, code, is_text: false });
            }
            None => statements.extend(code(tongue, inside.strip_prefix("php").unwrap_or(inside), line)),
        }
        line += inside.matches('\n').count();
        // One newline behind the closing tag belongs to it.
        let own = usize::from(behind.starts_with('\n'));
        line += own;
        rest = behind.get(own..).unwrap_or_default();
    }
}

/// Cuts code at semicolons; comments go.
fn code(tongue: Tongue, text: &str, first: usize) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    let (mut line, mut begun, mut current) = (first, first, String::new());
    let (mut quote, mut depth): (Option<char>, usize) = (None, 0);
    let mut letters = text.chars().peekable();
    let mut end = |current: &mut String, begun: usize| {
        let code = std::mem::take(current).trim().to_string();
        if !code.is_empty() {
            statements.push(Statement { line: begun, code, is_text: false });
        }
    };
    while let Some(letter) = letters.next() {
        if current.trim().is_empty() {
            begun = line;
        }
        line += usize::from(letter == '\n');
        match (quote, letter) {
            (Some(_), '\\') => {
                current.push(letter);
                current.extend(letters.next());
                continue;
            }
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '#') | (None, '/') if letter == '#' || tongue == Tongue::Php && letters.peek() == Some(&'/') => {
                while letters.peek().is_some_and(|next| *next != '\n') {
                    letters.next();
                }
                continue;
            }
            (None, '/') if tongue == Tongue::Php && letters.peek() == Some(&'*') => {
                let mut last = ' ';
                for next in letters.by_ref() {
                    line += usize::from(next == '\n');
                    if last == '*' && next == '/' {
                        break;
                    }
                    last = next;
                }
                continue;
            }
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ';') => {
                end(&mut current, begun);
                continue;
            }
            (None, _) => {}
        }
        current.push(letter);
    }
    end(&mut current, begun);
    statements
}
