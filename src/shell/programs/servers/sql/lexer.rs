//! SQL's words.

use super::Fault;

/// A word of a statement, and where it begins (bytes of the text).
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: Kind,
    pub at: usize,
    pub end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A bare name or keyword, as it was written.
    Word(String),
    /// A name between double quotes or backquotes.
    Quoted(String),
    Text(String),
    Int(i64),
    Float(f64),
    Sign(&'static str),
}

const SIGNS: [&str; 24] = [
    "::", "<=", ">=", "<>", "!=", "||", "(", ")", ",", ";", ".", "*", "+", "-", "/", "%", "=", "<", ">", "[", "]", ":",
    "@", "~",
];

/// Splits a text into words; comments go.
pub fn tokens(text: &str, mysql: bool) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_whitespace() {
            at += first.len_utf8();
        } else if rest.starts_with("--") || mysql && first == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            let (kind, length) = token(rest, first, mysql, at)?;
            tokens.push(Token { kind, at, end: at + length });
            at += length;
        }
    }
    Ok(tokens)
}

fn token(rest: &str, first: char, mysql: bool, at: usize) -> Result<(Kind, usize), Fault> {
    if matches!(first, '\'' | '"' | '`') {
        let (text, length) = quoted(rest, first, mysql).ok_or(Fault::Syntax { at, near: rest.into() })?;
        let is_name = first == '`' || first == '"' && !mysql;
        return Ok((if is_name { Kind::Quoted(text) } else { Kind::Text(text) }, length));
    }
    if first.is_alphabetic() || first == '_' {
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"_$".contains(c)).unwrap_or(rest.len());
        return Ok((Kind::Word(rest.get(..end).unwrap_or("").into()), end));
    }
    if first.is_ascii_digit() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or("");
        let kind = digits.parse().map(Kind::Int).or_else(|_| digits.parse().map(Kind::Float));
        return kind.map(|kind| (kind, end)).map_err(|_| Fault::Syntax { at, near: rest.into() });
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => Ok((Kind::Sign(sign), sign.len())),
        None => Err(Fault::Syntax { at, near: rest.into() }),
    }
}

/// What is between quotes, and how long that is with them.
fn quoted(rest: &str, mark: char, mysql: bool) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if mysql => text.push(match letters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                other => other,
            }),
            letter if letter == mark => match letters.peek() {
                Some((_, next)) if *next == mark => {
                    letters.next();
                    text.push(mark);
                }
                _ => return Some((text, at + mark.len_utf8())),
            },
            letter => text.push(letter),
        }
    }
    None
}
