//! Numbers in a program's text, as Python and JavaScript both write them: `1_000`, `0xff`, `1.5e-3`.

/// A number, not yet read.
pub struct Numeral {
    /// Its digits, point and exponent, without prefix and underscores.
    pub text: String,
    pub radix: u32,
    pub is_float: bool,
    /// How many characters it has.
    pub length: usize,
}

impl Numeral {
    /// The number at the beginning of a text; where there is none, it has no characters.
    pub fn at(letters: &[char]) -> Numeral {
        let peek = |at: usize| letters.get(at).copied().unwrap_or('\0');
        let radix = match (peek(0), peek(1).to_ascii_lowercase()) {
            ('0', 'x') => 16,
            ('0', 'o') => 8,
            ('0', 'b') => 2,
            _ => 10,
        };
        let start = if radix == 10 { 0 } else { 2 };
        let (mut at, mut is_float) = (start, false);
        loop {
            match peek(at) {
                '_' => {}
                digit if digit.is_digit(radix) => {}
                '.' if radix == 10 && !is_float => is_float = true,
                'e' | 'E' if radix == 10 && (peek(at + 1).is_ascii_digit() || matches!(peek(at + 1), '+' | '-')) => {
                    is_float = true;
                    at += 1;
                }
                _ => break,
            }
            at += 1;
        }
        let text = letters.get(start..at).unwrap_or_default().iter().filter(|letter| **letter != '_').collect();
        Numeral { text, radix, is_float, length: at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_both_languages_end_them() {
        let read = |text: &str| {
            let number = Numeral::at(&text.chars().collect::<Vec<_>>());
            (number.text, number.radix, number.is_float, number.length)
        };
        assert_eq!(read("1_000)"), ("1000".into(), 10, false, 5));
        assert_eq!(read("0xfF+1"), ("fF".into(), 16, false, 4));
        assert_eq!(read("1.5e-3.x"), ("1.5e-3".into(), 10, true, 6));
        assert_eq!(read("1else"), ("1".into(), 10, false, 1));
        assert_eq!(read("x"), (String::new(), 10, false, 0));
    }
}
