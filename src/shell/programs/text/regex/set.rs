//! Bracket expressions: `[a-z[:digit:]_]`.

use std::iter::Peekable;
use std::str::Chars;

use super::{BadPattern, Dialect};

/// Characters that match in one place.
#[derive(Clone, Debug, Default)]
pub struct Set {
    pub negated: bool,
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    Range(char, char),
    Class(fn(char) -> bool),
}

/// Whether a character is of a class.
type Test = fn(char) -> bool;

/// The classes by name (`[:alpha:]`).
const CLASSES: [(&str, Test); 12] = [
    ("alpha", char::is_alphabetic),
    ("digit", |c| c.is_ascii_digit()),
    ("alnum", char::is_alphanumeric),
    ("upper", char::is_uppercase),
    ("lower", char::is_lowercase),
    ("space", is_space),
    ("blank", |c| c == ' ' || c == '\t'),
    ("punct", is_punctuation),
    ("print", |c| !c.is_control()),
    ("graph", |c| !c.is_control() && !c.is_whitespace()),
    ("cntrl", char::is_control),
    ("xdigit", |c| c.is_ascii_hexdigit()),
];

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{b}'
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_control() && !c.is_whitespace())
}

impl Set {
    /// `\w`, `\s`, `\d` and their opposites.
    pub fn of(letter: char) -> Option<Set> {
        let class: fn(char) -> bool = match letter.to_ascii_lowercase() {
            'w' => is_word,
            's' => is_space,
            'd' => |c| c.is_ascii_digit(),
            _ => return None,
        };
        Some(Set { negated: letter.is_ascii_uppercase(), items: vec![Item::Class(class)] })
    }

    /// Reads what stands after `[`, up to the bracket that closes.
    pub fn read(letters: &mut Peekable<Chars<'_>>, dialect: Dialect) -> Result<Set, BadPattern> {
        let mut set = Set { negated: letters.next_if_eq(&'^').is_some(), items: Vec::new() };
        let bare = (!set.negated && letters.peek() == Some(&':')).then(|| letters.clone());
        let mut first = true;
        loop {
            let from = match element(letters, dialect)? {
                Element::Close if !first => break,
                Element::Close => ']',
                Element::Class(class) => {
                    set.items.push(Item::Class(class));
                    first = false;
                    continue;
                }
                Element::Letter(letter) => letter,
            };
            first = false;
            let mut ahead = letters.clone();
            if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
                set.items.push(Item::Range(from, from));
                continue;
            }
            letters.next();
            match element(letters, dialect)? {
                Element::Letter(to) if from <= to => set.items.push(Item::Range(from, to)),
                _ => return Err(BadPattern::Range),
            }
        }
        // `[:space:]` alone is a mistake that GNU programs point out.
        if let Some(rest) = bare {
            let inside: String = rest.skip(1).take_while(|c| *c != ']').collect();
            if let Some(name) = inside.strip_suffix(':').filter(|name| CLASSES.iter().any(|(class, _)| class == name)) {
                return Err(BadPattern::BareClass(name.into()));
            }
        }
        Ok(set)
    }

    /// Whether a character matches.
    pub fn has(&self, letter: char, ignore_case: bool) -> bool {
        let among = |letter: char| {
            self.items.iter().any(|item| match item {
                Item::Range(from, to) => (*from..=*to).contains(&letter),
                Item::Class(class) => class(letter),
            })
        };
        let cases = || letter.to_lowercase().chain(letter.to_uppercase());
        (among(letter) || (ignore_case && cases().any(among))) != self.negated
    }
}

enum Element {
    Close,
    Letter(char),
    Class(fn(char) -> bool),
}

fn element(letters: &mut Peekable<Chars<'_>>, dialect: Dialect) -> Result<Element, BadPattern> {
    let escapes = matches!(dialect, Dialect::Sed | Dialect::Awk | Dialect::Perl);
    Ok(match letters.next().ok_or(BadPattern::Bracket)? {
        ']' => Element::Close,
        '[' => match letters.next_if(|c| matches!(c, ':' | '.' | '=')) {
            None => Element::Letter('['),
            Some(mark) => {
                let name = named(letters, mark)?;
                let mut only = name.chars();
                match (mark, only.next(), only.next()) {
                    (':', ..) => {
                        let class = CLASSES.iter().find(|(class, _)| *class == name).ok_or(BadPattern::Class)?;
                        Element::Class(class.1)
                    }
                    (_, Some(letter), None) => Element::Letter(letter),
                    _ => return Err(BadPattern::Collation),
                }
            }
        },
        '\\' if escapes => match (dialect, letters.peek().copied()) {
            (_, Some('n')) => after(letters, '\n'),
            (_, Some('t')) => after(letters, '\t'),
            (_, Some('r')) => after(letters, '\r'),
            (_, Some('f')) => after(letters, '\u{c}'),
            (_, Some('v')) => after(letters, '\u{b}'),
            (Dialect::Perl, Some(letter @ ('w' | 's' | 'd'))) => {
                letters.next();
                match Set::of(letter).and_then(|set| set.items.into_iter().next()) {
                    Some(Item::Class(class)) => Element::Class(class),
                    _ => Element::Letter(letter),
                }
            }
            (Dialect::Awk | Dialect::Perl, Some(other)) => after(letters, other),
            _ => Element::Letter('\\'),
        },
        letter => Element::Letter(letter),
    })
}

fn after(letters: &mut Peekable<Chars<'_>>, letter: char) -> Element {
    letters.next();
    Element::Letter(letter)
}

/// The name up to `mark]`.
fn named(letters: &mut Peekable<Chars<'_>>, mark: char) -> Result<String, BadPattern> {
    let mut name = String::new();
    loop {
        match letters.next().ok_or(BadPattern::Bracket)? {
            letter if letter == mark && letters.peek() == Some(&']') => {
                letters.next();
                return Ok(name);
            }
            letter => name.push(letter),
        }
    }
}
