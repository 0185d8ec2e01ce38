//! What the languages with braces have in common, as far as a compiler stand-in looks: brackets outside of texts and
//! comments.

use crate::allowance::insist;

/// Where a letter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Code,
    LineComment,
    Comment,
    /// In a text that this letter ends.
    Text(char),
}

/// The letters of a source, with where in bytes each begins and what it is in.
fn letters(source: &str) -> impl Iterator<Item = (usize, char, Place)> {
    let mut place = Place::Code;
    // Letters that cannot end what they stand in.
    let mut skip = 0_usize;
    let mut before = ' ';
    source.char_indices().map(move |(at, letter)| {
        let rest = &source[at + letter.len_utf8()..];
        let begun = place;
        let last = std::mem::replace(&mut before, letter);
        if skip > 0 {
            skip -= 1;
            return (at, letter, if begun == Place::Code { Place::Text('\'') } else { begun });
        }
        match (place, letter) {
            (Place::Code, '/') if rest.starts_with('/') => place = Place::LineComment,
            (Place::Code, '/') if rest.starts_with('*') => (place, skip) = (Place::Comment, 1),
            (Place::Code, '"' | '`') => place = Place::Text(letter),
            (Place::Code, '\'') => {
                // A character, or a lifetime of Rust.
                let mut ahead = rest.chars();
                match (ahead.next(), ahead.next()) {
                    (Some('\\'), _) => skip = 2 + usize::from(ahead.next() == Some('\'')) - 1,
                    (Some(_), Some('\'')) => skip = 2,
                    _ => {}
                }
            }
            (Place::LineComment, '\n') => place = Place::Code,
            (Place::Comment, '/') if last == '*' => place = Place::Code,
            (Place::Text('"'), '\\') => skip = 1,
            (Place::Text(end), letter) if letter == end => place = Place::Code,
            _ => {}
        }
        (at, letter, begun)
    })
}

/// Whether every bracket has its partner.
pub fn balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for (_, letter, _) in letters(text).filter(|(.., place)| *place == Place::Code) {
        match letter {
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

/// Where in bytes the letters of a source's code stand: outside of texts and comments.
pub fn code(text: &str) -> impl Iterator<Item = usize> {
    letters(text).filter(|(.., place)| *place == Place::Code).map(|(at, ..)| at)
}

/// The source with a `_` for every letter in a text or comment; lines end where they did.
pub fn bare(text: &str) -> String {
    let shown = |(_, letter, place)| if place == Place::Code || letter == '\n' { letter } else { '_' };
    letters(text).map(shown).collect()
}

/// Letters of a call's arguments; what is longer is not looked at.
const MOST_LETTERS: usize = 10_000;

/// The arguments between the parentheses with which a text begins; `None`: they do not end.
pub fn arguments(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut start, mut all) = (0_usize, 1, Vec::new());
    for (at, letter, _) in letters(text).take(MOST_LETTERS).filter(|(.., place)| *place == Place::Code) {
        insist(1);
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 1 => {
                all.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            all.push(text[start..at].trim());
            all.retain(|argument| !argument.is_empty());
            return Some(all);
        }
    }
    None
}

/// Of each line, whether it begins and ends outside of texts and of comments that go over lines.
pub fn outside_texts(text: &str) -> Vec<bool> {
    let (mut all, mut begins, mut is_first) = (Vec::new(), true, true);
    for (_, letter, place) in letters(text) {
        if std::mem::replace(&mut is_first, false) {
            begins = place == Place::Code;
        }
        if letter == '\n' {
            all.push(begins && matches!(place, Place::Code | Place::LineComment));
            is_first = true;
        }
    }
    all.push(begins);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_code_are_told_from_those_in_texts() {
        let text = "a\nb := `x\n y`\n/* c\n d */ e\n\"f\" // g\n";
        assert_eq!(outside_texts(text), [true, false, false, false, false, true, true]);
        assert_eq!(arguments("(a, f(b, c), \"d, e\") + 1"), Some(vec!["a", "f(b, c)", "\"d, e\""]));
        assert_eq!((arguments("()"), arguments("(a")), (Some(vec![]), None));
    }

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
