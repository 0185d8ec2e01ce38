//! Tokens of an awk program.

/// What reading gives, or what is wrong.
pub(super) type Parsed<T> = Result<T, String>;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Regex(String),
    Name(String),
    /// A name with `(` right after it.
    Call(String),
    Mark(&'static str),
    Newline,
    End,
}

const MARKS: [&str; 46] = [
    "**=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", "==", "<=", ">=", "!=", "!~", ">>", "|&",
    "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", ">", "<", "|", "?", ":", "~", "$", "=",
    "&", "@", "#", "\\",
];

/// Cuts a program into tokens.
pub(super) fn tokens(source: &str) -> Parsed<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            ' ' | '\t' | '\r' => 1,
            '\\' if rest.starts_with("\\\n") => 2,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '\n' => {
                tokens.push(Token::Newline);
                1
            }
            '"' => {
                let (text, length) = quoted(rest, '"')?;
                tokens.push(Token::Text(crate::shell::programs::text::awk::unescaped(
                    &text.replace("\\\"", "\"").replace("\\/", "/"),
                )));
                length
            }
            '/' if regex_may_begin(tokens.last()) => {
                let (text, length) = quoted(rest, '/')?;
                tokens.push(Token::Regex(text.replace("\\/", "/")));
                length
            }
            c if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) => {
                let end = rest
                    .char_indices()
                    .find(|(at, c)| {
                        let sign = (*c == '+' || *c == '-') && rest[..*at].ends_with(['e', 'E']);
                        !(c.is_ascii_digit() || *c == '.' || *c == 'e' || *c == 'E' || sign)
                    })
                    .map_or(rest.len(), |(at, _)| at);
                let number = rest[..end].parse().map_err(|_| format!("syntax error at or near {}", &rest[..end]))?;
                tokens.push(Token::Number(number));
                end
            }
            c if c.is_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let name = rest[..end].to_string();
                let call = rest[end..].starts_with('(');
                tokens.push(if call { Token::Call(name) } else { Token::Name(name) });
                end
            }
            _ => {
                let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) else {
                    return Err(format!("syntax error at or near {letter}"));
                };
                tokens.push(Token::Mark(mark));
                mark.len()
            }
        };
        rest = rest.get(length..).unwrap_or("");
    }
    tokens.push(Token::End);
    Ok(tokens)
}

fn regex_may_begin(last: Option<&Token>) -> bool {
    !matches!(
        last,
        Some(Token::Number(_) | Token::Text(_) | Token::Name(_) | Token::Mark(")" | "]" | "$" | "++" | "--"))
    )
}

/// The text between marks, and how long it is with them.
fn quoted(rest: &str, mark: char) -> Parsed<(String, usize)> {
    let mut escaped = false;
    let mut bracket = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if mark == '/' && letter == '[' && rest[at..].contains(']') {
            bracket = true;
        } else if letter == ']' {
            bracket = false;
        } else if letter == mark && !bracket {
            return Ok((rest[1..at].to_string(), at + 1));
        } else if letter == '\n' {
            break;
        }
    }
    Err(if mark == '"' { "unterminated string".into() } else { "unterminated regexp".into() })
}
