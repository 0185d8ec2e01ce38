//! Words as they could be typed.

/// `word` as it could be typed.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./=:,+@%^".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// The same in bash's `${x@Q}` and `declare`: always between quotes, and with escapes where a letter cannot be seen.
pub fn single_quoted(word: &str) -> String {
    if !word.chars().any(char::is_control) {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    let mut text = String::from("$'");
    for letter in word.chars() {
        match letter {
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            '\x1b' => text.push_str("\\E"),
            '\'' | '\\' => text.extend(['\\', letter]),
            letter if letter.is_control() => text.push_str(&format!("\\{:03o}", letter as u32)),
            letter => text.push(letter),
        }
    }
    text.push('\'');
    text
}

/// The same as dash and ash list values: always between quotes, and its own quotes between the other ones
/// (`single_quote` in dash's `mystring.c`).
pub fn listed(word: &str) -> String {
    let mut text = String::new();
    let mut rest = word;
    loop {
        let (plain, after) = rest.split_at(rest.find('\'').unwrap_or(rest.len()));
        text.extend(["'", plain, "'"]);
        rest = after.trim_start_matches('\'');
        let quotes = &after[..after.len() - rest.len()];
        if !quotes.is_empty() {
            text.extend(["\"", quotes, "\""]);
        }
        if rest.is_empty() {
            return text;
        }
    }
}

/// The same as ash shows what it runs: between quotes if it has to be (`maybe_single_quote` in BusyBox's `shell/ash.c`).
pub fn traced(word: &str) -> String {
    let odd = |byte: u8| byte < b'+' || (b';'..=b'?').contains(&byte) || b"`[\\".contains(&byte) || byte > b'z';
    if word.bytes().any(odd) { listed(word) } else { word.to_string() }
}

/// The same with a backslash before each letter that means something (bash's `printf %q`).
pub fn backslashed(word: &str) -> String {
    if word.is_empty() {
        return "''".into();
    }
    if word.chars().any(char::is_control) {
        return single_quoted(word);
    }
    let mut text = String::new();
    for (at, letter) in word.chars().enumerate() {
        if " !\"$&'()*;<>?[\\]^`{|},".contains(letter) || at == 0 && "#~".contains(letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_between_the_other_ones() {
        for (word, expected) in
            [("", "''"), ("a b", "'a b'"), ("it's", r#"'it'"'"'s'"#), ("'", r#"''"'""#), ("a''b'", r#"'a'"''"'b'"'""#)]
        {
            assert_eq!(listed(word), expected);
        }
        assert_eq!((traced("a=b"), traced("ab")), ("'a=b'".into(), "ab".into()));
    }
}
