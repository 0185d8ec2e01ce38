//! Texts and numbers as Go writes them (`strconv.Unquote`, `text/template/parse/node.go` `newNumber`).

use super::lexer::{Kind, Token};
use super::tree::Number;

/// The text of a literal in its quotes.
pub(super) fn unquoted(literal: &str) -> Result<String, String> {
    if let Some(raw) = literal.strip_prefix('`') {
        return Ok(raw.strip_suffix('`').unwrap_or(raw).replace('\r', ""));
    }
    let inner = literal.get(1..literal.len().saturating_sub(1)).unwrap_or("");
    let mark = literal.chars().next().unwrap_or('"');
    let mut bytes = Vec::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let invalid = || "invalid syntax".to_string();
        let escape = letters.next().ok_or_else(invalid)?;
        let plain = match escape {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '\\' => '\\',
            mark_again if mark_again == mark => mark,
            'x' | '0'..='7' => {
                let (base, digits, first) =
                    if escape == 'x' { (16, 2, 0) } else { (8, 2, escape.to_digit(8).unwrap_or(0)) };
                let code =
                    digits_of(&mut letters, base, digits, first).filter(|code| *code < 256).ok_or_else(invalid)?;
                bytes.push(code as u8);
                continue;
            }
            'u' | 'U' => {
                let code = digits_of(&mut letters, 16, if escape == 'u' { 4 } else { 8 }, 0);
                code.and_then(char::from_u32).ok_or_else(invalid)?
            }
            _ => return Err(invalid()),
        };
        bytes.extend_from_slice(plain.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn digits_of(letters: &mut std::str::Chars<'_>, base: u32, count: usize, first: u32) -> Option<u32> {
    (0..count).try_fold(first, |code, _| Some(code.checked_mul(base)? + letters.next()?.to_digit(base)?))
}

/// The number of a token.
pub(super) fn number(token: &Token) -> Result<Number, String> {
    let text = token.text.as_str();
    let illegal = || format!("illegal number syntax: {}", crate::text::quote(text));
    if token.kind == Kind::CharConstant {
        let plain = unquoted(text).unwrap_or_default();
        let mut letters = plain.chars();
        return match (letters.next(), letters.next()) {
            (Some(letter), None) => Ok(Number::Int(i64::from(letter as u32))),
            _ => Err(format!("malformed character constant: {text}")),
        };
    }
    if let Some(complex) = text.strip_suffix('i') {
        let split = complex.rfind(['+', '-']).filter(|at| token.kind == Kind::Complex && *at > 0).unwrap_or(0);
        let (real, imaginary) = complex.split_at(split);
        let part = |text: &str| if text.is_empty() { Some(0.0) } else { float(text) };
        let (Some(real), Some(imaginary)) = (part(real), float(imaginary)) else { return Err(illegal()) };
        let sign = if imaginary < 0.0 { "" } else { "+" };
        return Ok(match imaginary == 0.0 {
            true => whole(real),
            false => Number::Complex(format!("({real}{sign}{imaginary}i)")),
        });
    }
    match integer(text) {
        Some(Ok(value)) => Ok(Number::Int(value)),
        Some(Err(())) => Ok(Number::Overflow),
        None => match float(text) {
            // A whole number that would overflow has no exponent and no point.
            Some(_) if !text.contains(['.', 'e', 'E', 'p', 'P']) => {
                Err(format!("integer overflow: {}", crate::text::quote(text)))
            }
            Some(value) => Ok(Number::Float(value)),
            None => Err(illegal()),
        },
    }
}

fn whole(value: f64) -> Number {
    if value.fract() == 0.0 && value.abs() < 9e15 { Number::Int(value as i64) } else { Number::Float(value) }
}

/// A whole number in any base (`strconv.ParseInt` with base 0); an error if it fits only an unsigned one.
fn integer(text: &str) -> Option<Result<i64, ()>> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, digits.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    let digits = digits.replace('_', "");
    let value = u64::from_str_radix(digits.strip_prefix('+').map_or(&digits, |_| "x"), base).ok()?;
    match i64::try_from(value) {
        Ok(value) => Some(Ok(if negative { -value } else { value })),
        Err(_) if negative => None,
        Err(_) => Some(Err(())),
    }
}

fn float(text: &str) -> Option<f64> {
    let text = text.replace('_', "");
    text.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter)).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_their_quotes() {
        assert_eq!(unquoted(r#""a\tb\x41\101\u00e9\"""#).unwrap(), "a\tbAAé\"");
        assert_eq!(unquoted("`a\\n`").unwrap(), "a\\n");
        assert_eq!(unquoted(r#""\q""#), Err("invalid syntax".into()));
    }

    #[test]
    fn numbers_are_gos() {
        let of = |kind, text: &str| number(&Token { kind, at: 0, text: text.into(), line: 1 });
        for (text, expected) in [
            ("17", Number::Int(17)),
            ("-0x1F", Number::Int(-31)),
            ("0b11", Number::Int(3)),
            ("017", Number::Int(15)),
            ("1_000", Number::Int(1000)),
            ("1.5", Number::Float(1.5)),
            ("1e3", Number::Float(1000.0)),
            ("18446744073709551615", Number::Overflow),
        ] {
            assert_eq!(of(Kind::Number, text), Ok(expected), "{text}");
        }
        assert_eq!(of(Kind::Complex, "1+2i"), Ok(Number::Complex("(1+2i)".into())));
        assert_eq!(of(Kind::CharConstant, "'a'"), Ok(Number::Int(97)));
        assert_eq!(of(Kind::Number, "99999999999999999999"), Err("integer overflow: \"99999999999999999999\"".into()));
        assert_eq!(of(Kind::Number, "0xi"), Err("illegal number syntax: \"0xi\"".into()));
        assert_eq!(of(Kind::Number, "089"), Err("integer overflow: \"089\"".into()));
    }
}
