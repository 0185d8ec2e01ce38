//! What a physical line is: a comment, empty, continued.

/// Without the line's end.
pub fn without_end(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

pub fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// Without the escape that continues the line, if one does: the last character but blanks, and not itself escaped.
///
/// `a \\\` is not continued, although its last escape is not escaped: BuildKit's pattern looks one character back.
pub fn continued(line: &str, escape: char) -> Option<&str> {
    let before = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!before.ends_with(escape)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_at_the_end_continues_unless_an_escape_stands_before_it() {
        assert_eq!(continued("a \\", '\\'), Some("a "));
        assert_eq!(continued("a \\ \t", '\\'), Some("a "));
        assert_eq!(continued("\\", '\\'), Some(""));
        assert_eq!(continued("a\\\\", '\\'), None);
        assert_eq!(continued("a\\\\\\", '\\'), None);
        assert_eq!(continued("a", '\\'), None);
        assert_eq!(continued("a \\", '`'), None);
        assert_eq!(continued("a `", '`'), Some("a "));
    }
}
