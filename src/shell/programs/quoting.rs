//! How GNU programs quote odd names (gnulib `quotearg`): `ls` on a terminal, with `-Q`, `-b`, `--quoting-style`.

use std::fmt::Write;

use crate::shell::Process;

/// A way to quote, by the names that `--quoting-style` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    Literal,
    Shell,
    ShellAlways,
    ShellEscape,
    ShellEscapeAlways,
    C,
    Escape,
}

impl Quoting {
    /// The style of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "literal" => Quoting::Literal,
            "shell" => Quoting::Shell,
            "shell-always" => Quoting::ShellAlways,
            "shell-escape" => Quoting::ShellEscape,
            "shell-escape-always" => Quoting::ShellEscapeAlways,
            "c" | "c-maybe" | "locale" | "clocale" => Quoting::C,
            "escape" => Quoting::Escape,
            _ => return None,
        })
    }

    /// Whether names that need no quotes stand one column further right beside those that do.
    pub fn aligns(self) -> bool {
        matches!(self, Quoting::Shell | Quoting::ShellEscape)
    }

    /// A name in this style. `utf8`: letters beyond ASCII can be shown.
    pub fn quote(self, name: &str, utf8: bool) -> String {
        match self {
            Quoting::Literal => name.into(),
            Quoting::C => format!("\"{}\"", escaped(name, utf8, &['"', '\\'])),
            Quoting::Escape => escaped(name, utf8, &[' ', '\\']),
            Quoting::Shell | Quoting::ShellEscape if !needs_quotes(name, utf8) => name.into(),
            Quoting::Shell | Quoting::ShellAlways => single(name),
            Quoting::ShellEscape | Quoting::ShellEscapeAlways => shell_escape(name, utf8),
        }
    }
}

/// Whether the locale's letters go beyond ASCII.
pub fn is_utf8(process: &Process<'_>) -> bool {
    let set = |name: &str| process.environment.get(name).filter(|value| !value.is_empty()).cloned();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

fn is_plain(letter: char, utf8: bool) -> bool {
    letter.is_ascii_graphic() || letter == ' ' || utf8 && !letter.is_ascii() && !letter.is_control()
}

/// Whether a shell would read the name as something else.
fn needs_quotes(name: &str, utf8: bool) -> bool {
    let special = |(at, letter): (usize, char)| match letter {
        '#' | '~' => at == 0,
        '{' | '}' => name.len() == 1,
        ' ' | '!' | '"' | '$' | '&' | '\'' | '(' | ')' | '*' | ';' | '<' | '=' | '>' | '?' | '[' | '\\' | '^' | '`'
        | '|' => true,
        other => !is_plain(other, utf8),
    };
    name.is_empty() || name.char_indices().any(special)
}

fn single(name: &str) -> String {
    format!("'{}'", name.replace('\'', "'\\''"))
}

/// Single quotes around all but control characters, which become `$'\n'`; double quotes around a name whose only oddity
/// is a single quote.
fn shell_escape(name: &str, utf8: bool) -> String {
    let same_in_double = |letter: char| {
        letter.is_ascii_alphanumeric()
            || matches!(letter, '%' | '+' | ',' | '-' | '.' | '/' | ':' | ']' | '_' | ' ' | '\'' | '#' | '~')
    };
    if name.contains('\'') && name.chars().all(same_in_double) {
        return format!("\"{name}\"");
    }
    let mut text = String::from("'");
    let mut in_dollar = false;
    for letter in name.chars() {
        let plain = is_plain(letter, utf8);
        match (in_dollar, plain) {
            (false, false) => text += "'$'",
            (true, true) => text += "''",
            _ => {}
        }
        in_dollar = !plain;
        match letter {
            '\'' => text += "'\\''",
            _ if plain => text.push(letter),
            _ => escape(&mut text, letter),
        }
    }
    text + "'"
}

fn escaped(name: &str, utf8: bool, marked: &[char]) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if marked.contains(&letter) {
            text.push('\\');
            text.push(letter);
        } else if is_plain(letter, utf8) {
            text.push(letter);
        } else {
            escape(&mut text, letter);
        }
    }
    text
}

fn escape(text: &mut String, letter: char) {
    match letter {
        '\u{7}' => text.push_str("\\a"),
        '\u{8}' => text.push_str("\\b"),
        '\t' => text.push_str("\\t"),
        '\n' => text.push_str("\\n"),
        '\u{b}' => text.push_str("\\v"),
        '\u{c}' => text.push_str("\\f"),
        '\r' => text.push_str("\\r"),
        other => {
            for byte in other.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\{byte:03o}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_gnu_does() {
        let names = ["a", "b c", "d'e", "f\"g", "$h", "i\\j", "#k", "l~", "n\nl", "ü", "o'$", "", "p=q"];
        let shown = |style: Quoting| names.map(|name| style.quote(name, false)).join(" ");
        insta::assert_snapshot!(shown(Quoting::ShellEscape), @r##"a 'b c' "d'e" 'f"g' '$h' 'i\j' '#k' l~ 'n'$'\n''l' ''$'\303\274' 'o'\''$' '' 'p=q'"##);
        insta::assert_snapshot!(shown(Quoting::C), @r##""a" "b c" "d'e" "f\"g" "$h" "i\\j" "#k" "l~" "n\nl" "\303\274" "o'$" "" "p=q""##);
        insta::assert_snapshot!(shown(Quoting::Escape), @r##"a b\ c d'e f"g $h i\\j #k l~ n\nl \303\274 o'$  p=q"##);
        assert_eq!(Quoting::ShellEscape.quote("ü", true), "ü");
    }
}
