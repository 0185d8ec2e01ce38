//! What the languages with braces have in common, as far as a compiler stand-in looks: brackets outside of texts and
//! comments.

/// Whether every bracket has its partner.
pub fn balanced(text: &str) -> bool {
    let mut open = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => while letters.next().is_some_and(|letter| letter != '\n') {},
            '/' if letters.peek() == Some(&'*') => {
                letters.next();
                let mut last = ' ';
                for letter in letters.by_ref() {
                    if last == '*' && letter == '/' {
                        break;
                    }
                    last = letter;
                }
            }
            '"' | '`' => {
                while let Some(inner) = letters.next() {
                    match inner {
                        '\\' if letter == '"' => {
                            letters.next();
                        }
                        end if end == letter => break,
                        _ => {}
                    }
                }
            }
            '\'' => {
                // A character, or a lifetime of Rust.
                let mut ahead = letters.clone();
                let first = ahead.next();
                if first == Some('\\') {
                    letters.next();
                    letters.next();
                    letters.next_if_eq(&'\'');
                } else if ahead.next() == Some('\'') {
                    letters.next();
                    letters.next();
                }
            }
            '(' | '[' | '{' => open.push(letter),
            ')' | ']' | '}' => {
                let partner = match letter {
                    ')' => '(',
                    ']' => '[',
                    _ => '{',
                };
                if open.pop() != Some(partner) {
                    return false;
                }
            }
            _ => {}
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::balanced;

    #[test]
    fn brackets_in_texts_and_comments_do_not_count() {
        for text in ["f(\")\") // }", "{ /* ( */ }", "let a: &'a str = '('; fn f<'a>() {}", "`{`", "'\\'' ()"] {
            assert!(balanced(text), "{text}");
        }
        for text in ["int main() {", "f(]", "}"] {
            assert!(!balanced(text), "{text}");
        }
    }
}
