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
