//! Truth values and whole numbers as Go's `strconv` reads them.

use super::quote;

/// A text that `strconv` does not read; the words are Go's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNumber {
    #[error("strconv.{function}: parsing {}: invalid syntax", quote(text))]
    Syntax { function: &'static str, text: String },
    #[error("strconv.{function}: parsing {}: value out of range", quote(text))]
    Range { function: &'static str, text: String },
}

/// `strconv.ParseBool`.
pub fn parse_bool(text: &str) -> Result<bool, BadNumber> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(BadNumber::Syntax { function: "ParseBool", text: text.into() }),
    }
}

/// `strconv.ParseInt(text, 0, 64)`: the prefix says the base.
pub fn parse_int(text: &str) -> Result<i64, BadNumber> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixes = [("0x", 16), ("0b", 2), ("0o", 8)];
    let prefixed = prefixes.iter().find_map(|(prefix, radix)| Some((lower.strip_prefix(prefix)?, *radix)));
    let (digits, radix) = match prefixed {
        Some(prefixed) => prefixed,
        None if lower.starts_with('0') && lower.len() > 1 => (lower.get(1..).unwrap_or(""), 8),
        None => (lower.as_str(), 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(BadNumber::Syntax { function: "ParseInt", text: text.into() });
    }
    let range = || BadNumber::Range { function: "ParseInt", text: text.into() };
    let number = i128::from_str_radix(digits, radix).map_err(|_| range())?;
    i64::try_from(if negative { -number } else { number }).map_err(|_| range())
}

/// `strconv.ParseUint(text, 10, 16)`.
pub fn parse_uint16(text: &str) -> Result<u16, BadNumber> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadNumber::Syntax { function: "ParseUint", text: text.into() });
    }
    text.parse().map_err(|_| BadNumber::Range { function: "ParseUint", text: text.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_says_the_base() {
        for (text, number) in [("-0x10", -16), ("0", 0), ("010", 8), ("0o17", 15), ("+0b11", 3), ("12", 12)] {
            assert_eq!(parse_int(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn errors_have_the_words_of_go() {
        let syntax = parse_int("ten").unwrap_err().to_string();
        assert_eq!(syntax, r#"strconv.ParseInt: parsing "ten": invalid syntax"#);
        let range = parse_uint16("70000").unwrap_err().to_string();
        assert_eq!(range, r#"strconv.ParseUint: parsing "70000": value out of range"#);
        assert!(parse_int("9223372036854775808").is_err() && parse_int("0x").is_err() && parse_bool("yes").is_err());
    }
}
