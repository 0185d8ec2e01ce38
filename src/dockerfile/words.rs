//! A rest of line into words that keep their quotes and escapes (`parseWords` of BuildKit's `line_parsers.go`).

/// The words of `rest`. Blanks within quotes or after an escape are part of a word.
pub fn words(rest: &str, escape: char) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut blank_is_word = false;
    let mut quote = None;
    let mut characters = rest.chars().peekable();
    while let Some(c) = characters.next() {
        match quote {
            None if c.is_whitespace() => {
                if blank_is_word || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                blank_is_word = false;
                continue;
            }
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                blank_is_word = true;
            }
            Some(open) if c == open => quote = None,
            _ => {}
        }
        if c == escape && quote != Some('\'') {
            // An escape at the very end is dropped; any other keeps what follows from being special.
            let Some(next) = characters.next() else { break };
            word.push(c);
            word.push(next);
        } else {
            word.push(c);
        }
    }
    if blank_is_word || !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_quotes_and_escapes() {
        assert_eq!(words(r#"a=b  c="d e" f=g\ h 'i "j'"#, '\\'), ["a=b", r#"c="d e""#, r"f=g\ h", r#"'i "j'"#]);
        assert_eq!(words(r#"a="b\" c" d='e\' f"#, '\\'), [r#"a="b\" c""#, r"d='e\'", "f"]);
        assert_eq!(words("a` b", '`'), ["a` b"]);
        assert_eq!(words("\"\" a\\", '\\'), ["\"\"", "a"]);
        assert_eq!(words("a=\"b c", '\\'), ["a=\"b c"], "an open quote ends with the line");
        assert!(words(" \t ", '\\').is_empty());
    }
}
