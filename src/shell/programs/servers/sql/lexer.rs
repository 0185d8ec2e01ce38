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

const SIGNS: [&str; 31] = [
    "::", "<=", ">=", "<>", "!=", "||", "->", "@>", "(", ")", ",", ";", ".", "*", "+", "-", "/", "%", "=", "<", ">",
    "[", "]", ":", "@", "~", "&", "|", "^", "#", "!",
];

/// Splits a text into words; comments go.
pub fn tokens(text: &str, mysql: bool) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        if let Some(length) = skipped(rest, first, mysql) {
            at += length;
        } else {
            let (kind, length) = token(rest, first, mysql, at)?;
            tokens.push(Token { kind, at, end: at + length });
            at += length;
        }
    }
    Ok(tokens)
}

/// How much of the text is a blank or a comment; `None`: nothing.
pub fn skipped(rest: &str, first: char, mysql: bool) -> Option<usize> {
    if first.is_whitespace() {
        Some(first.len_utf8())
    } else if rest.starts_with("--") || mysql && first == '#' {
        Some(rest.find('\n').unwrap_or(rest.len()))
    } else if rest.starts_with("/*") {
        Some(rest.find("*/").map_or(rest.len(), |end| end + 2))
    } else {
        None
    }
}

fn token(rest: &str, first: char, mysql: bool, at: usize) -> Result<(Kind, usize), Fault> {
    let wrong = || Fault::Syntax { at, near: rest.into() };
    if let Some(quoted) = quoted(rest, first, mysql) {
        let (text, length) = quoted.ok_or_else(wrong)?;
        let is_name = first == '`' || first == '"' && !mysql;
        return Ok((if is_name { Kind::Quoted(text) } else { Kind::Text(text) }, length));
    }
    if first.is_alphabetic() || first == '_' {
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"_$".contains(c)).unwrap_or(rest.len());
        return Ok((Kind::Word(rest.get(..end).unwrap_or("").into()), end));
    }
    let digit_follows = || rest.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    if first.is_ascii_digit() || first == '.' && digit_follows() {
        let digits = number(rest);
        let kind = digits.parse().map(Kind::Int).or_else(|_| digits.parse().map(Kind::Float));
        return kind.map(|kind| (kind, digits.len())).map_err(|_| wrong());
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => Ok((Kind::Sign(sign), sign.len())),
        None => Err(wrong()),
    }
}

/// The letters of a number: digits, a fraction, a power of ten.
fn number(rest: &str) -> &str {
    let mut end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let after = rest.get(end..).unwrap_or("");
    if let Some(power) = after.strip_prefix(['e', 'E']) {
        let sign = usize::from(power.starts_with(['+', '-']));
        let digits = power.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    rest.get(..end).unwrap_or(rest)
}

/// What is between quotes, and how long that is with them; `Some(None)`: they do not end. `None`: there are none.
pub fn quoted(rest: &str, first: char, mysql: bool) -> Option<Option<(String, usize)>> {
    match first {
        '\'' | '"' => Some(between(rest, first, mysql)),
        '`' if mysql => Some(between(rest, first, false)),
        '$' if !mysql => {
            let tag_end = rest.get(1..)?.find('$')? + 2;
            let tag = rest.get(..tag_end)?;
            let is_tag = tag.chars().all(|c| c.is_alphanumeric() || "_$".contains(c));
            let digit = tag.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            if !is_tag || digit {
                return None;
            }
            let inner = rest.get(tag_end..)?;
            Some(inner.find(tag).map(|end| (inner.get(..end).unwrap_or("").to_string(), end + 2 * tag_end)))
        }
        _ => None,
    }
}

fn between(rest: &str, mark: char, escapes: bool) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if escapes => text.push(match letters.next()?.1 {
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
