//! The regular expressions that patterns become, as far as they can become any: no more of Go's `regexp` than that.

use std::iter::Peekable;
use std::str::Chars;

/// A whole-path expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    One(Set),
    /// Any number of these, none included.
    Many(Set),
    /// `(.*/)?`: nothing, or anything up to a slash. Followed by [`Step::InDirectories`].
    Directories,
    InDirectories,
    /// `^` amid an expression.
    Start,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Set {
    fn one(c: char) -> Self {
        Self { negated: false, ranges: vec![(c, c)] }
    }

    /// `.`, which is any character but the end of a line.
    fn any() -> Self {
        Self { negated: true, ranges: vec![('\n', '\n')] }
    }

    fn has(&self, c: char) -> bool {
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != self.negated
    }
}

impl Expression {
    /// Compiles an expression, if it is one; `^` before it and `$` after it are understood.
    pub fn new(source: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = source.chars().peekable();
        while let Some(c) = rest.next() {
            let set = match c {
                '(' => {
                    // Written by `**` only, any other is escaped: `(.*/)?`.
                    rest.nth("(.*/)?".len() - 2);
                    steps.extend([Step::Directories, Step::InDirectories]);
                    continue;
                }
                '^' => {
                    steps.push(Step::Start);
                    continue;
                }
                '.' => Set::any(),
                '[' => class(&mut rest)?,
                '\\' => Set { negated: false, ranges: escaped(&mut rest)? },
                _ => Set::one(c),
            };
            steps.push(if rest.next_if_eq(&'*').is_some() { Step::Many(set) } else { Step::One(set) });
        }
        Some(Self { steps })
    }

    /// Whether all of `path` matches; takes the steps that it needed from `work`, if there are enough.
    pub fn matches(&self, path: &str, work: &mut usize) -> Option<bool> {
        let mut here = Places::new(self.steps.len() + 1);
        let mut next = here.clone();
        self.reach(&mut here, 0, true);
        for c in path.chars() {
            *work = work.checked_sub(1 + here.list.len())?;
            for (place, step) in here.list.iter().filter_map(|place| Some((*place, self.steps.get(*place)?))) {
                match step {
                    Step::One(set) if set.has(c) => self.reach(&mut next, place + 1, false),
                    Step::Many(set) if set.has(c) => self.reach(&mut next, place, false),
                    Step::InDirectories => {
                        if c != '\n' {
                            self.reach(&mut next, place, false);
                        }
                        if c == '/' {
                            self.reach(&mut next, place + 1, false);
                        }
                    }
                    Step::One(_) | Step::Many(_) | Step::Directories | Step::Start => {}
                }
            }
            std::mem::swap(&mut here, &mut next);
            next.clear();
        }
        Some(here.has[self.steps.len()])
    }

    /// Adds a place, and those that are reached from it without reading.
    fn reach(&self, places: &mut Places, place: usize, is_start: bool) {
        places.open.push(place);
        while let Some(place) = places.open.pop() {
            if std::mem::replace(&mut places.has[place], true) {
                continue;
            }
            places.list.push(place);
            match self.steps.get(place) {
                Some(Step::Many(_)) => places.open.push(place + 1),
                Some(Step::Directories) => places.open.extend([place + 1, place + 2]),
                Some(Step::Start) if is_start => places.open.push(place + 1),
                Some(Step::One(_) | Step::InDirectories | Step::Start) | None => {}
            }
        }
    }
}

/// Places in an expression that what was read may have come to.
#[derive(Clone, Debug)]
struct Places {
    has: Vec<bool>,
    list: Vec<usize>,
    /// To be added.
    open: Vec<usize>,
}

impl Places {
    fn new(count: usize) -> Self {
        Self { has: vec![false; count], list: Vec::new(), open: Vec::new() }
    }

    fn clear(&mut self) {
        self.list.drain(..).for_each(|place| self.has[place] = false);
    }
}

/// What follows a `\`: a character, or a class of Perl's. (Go knows more, by number and by Unicode name, which nobody
/// writes in a file of patterns; here they are faults.)
fn escaped(rest: &mut Peekable<Chars<'_>>) -> Option<Vec<(char, char)>> {
    let one = |c: char| Some(vec![(c, c)]);
    match rest.next()? {
        'a' => one('\u{7}'),
        'f' => one('\u{c}'),
        'n' => one('\n'),
        'r' => one('\r'),
        't' => one('\t'),
        'v' => one('\u{b}'),
        c @ ('d' | 's' | 'w') => Some(perl(c)),
        c @ ('D' | 'S' | 'W') => Some(inverted(perl(c.to_ascii_lowercase()))),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => one(c),
        _ => None,
    }
}

fn perl(class: char) -> Vec<(char, char)> {
    match class {
        'd' => vec![('0', '9')],
        's' => vec![('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')],
        _ => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
    }
}

/// All characters but those of sorted ranges.
fn inverted(ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    let mut out = Vec::new();
    let mut low = '\0';
    for (first, last) in ranges {
        if low < first {
            out.push((low, char::from_u32(first as u32 - 1).unwrap_or(low)));
        }
        low = char::from_u32(last as u32 + 1).unwrap_or(char::MAX);
    }
    out.push((low, char::MAX));
    out
}

/// A class after its `[`.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<Set> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    let mut is_first = true;
    loop {
        let c = rest.next()?;
        let taken = match c {
            ']' if !is_first => return Some(Set { negated, ranges }),
            '[' if rest.peek() == Some(&':') && rest.clone().collect::<String>().contains(":]") => {
                ranges.extend(posix(rest)?);
                is_first = false;
                continue;
            }
            '\\' => escaped(rest)?,
            _ => vec![(c, c)],
        };
        is_first = false;
        let mut ahead = rest.clone();
        match taken.as_slice() {
            [(low, same)] if low == same && ahead.next() == Some('-') && ahead.peek().is_some_and(|c| *c != ']') => {
                rest.next();
                let high = match rest.next()? {
                    '\\' => match escaped(rest)?.as_slice() {
                        [(high, same)] if high == same => *high,
                        _ => return None,
                    },
                    high => high,
                };
                if high < *low {
                    return None;
                }
                ranges.push((*low, high));
            }
            _ => ranges.extend(taken),
        }
    }
}

/// `:name:]` after its `[`.
fn posix(rest: &mut Peekable<Chars<'_>>) -> Option<Vec<(char, char)>> {
    rest.next();
    let negated = rest.next_if_eq(&'^').is_some();
    let mut name = String::new();
    while let Some(c) = rest.next_if(|c| *c != ':') {
        name.push(c);
    }
    rest.next();
    rest.next_if_eq(&']')?;
    let ranges = match name.as_str() {
        "alnum" => vec![('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => vec![('A', 'Z'), ('a', 'z')],
        "ascii" => vec![('\0', '\u{7f}')],
        "blank" => vec![('\t', '\t'), (' ', ' ')],
        "cntrl" => vec![('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        "digit" => vec![('0', '9')],
        "graph" => vec![('!', '~')],
        "lower" => vec![('a', 'z')],
        "print" => vec![(' ', '~')],
        "punct" => vec![('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => vec![('\t', '\r'), (' ', ' ')],
        "upper" => vec![('A', 'Z')],
        "word" => perl('w'),
        "xdigit" => vec![('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    };
    Some(if negated { inverted(ranges) } else { ranges })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex_lite::Regex;

    proptest! {
        #[test]
        fn it_says_what_a_regular_expression_says(
            source in r"(a|b|/|\\[.*+ -]|\[\^?[ab/]-?c?\]|\[\^/\]\*|\(\.\*/\)\?|\.\*|\\[dws]|\^){0,8}",
            path in "[abc/.1]{0,10}",
        ) {
            let Some(expression) = Expression::new(&source) else {
                prop_assert!(Regex::new(&source).is_err(), "{}", source);
                return Ok(());
            };
            let regex = Regex::new(&format!("^{source}$")).unwrap();
            prop_assert_eq!(expression.matches(&path, &mut 1_000), Some(regex.is_match(&path)), "{} {}", source, path);
        }
    }

    #[test]
    fn classes_are_gos() {
        let all = |source: &str, text: &str| -> String {
            let expression = Expression::new(source).unwrap();
            text.chars().filter(|c| expression.matches(&c.to_string(), &mut 100) == Some(true)).collect()
        };
        assert_eq!(all("[]a-c]", "]abcd-"), "]abc");
        assert_eq!(all("[a-]", "a-b"), "a-");
        assert_eq!(all("[^a-c]", "abcd/"), "d/");
        assert_eq!(all(r"[\]\-x]", r"]-x\"), "]-x");
        assert_eq!(all("[[:digit:]_]", "1_a:"), "1_");
        assert_eq!(all("[[:^lower:]]", "aA1"), "A1");
        assert_eq!(all(r"\W", "a_-é"), "-é");
        assert_eq!(all(r"[\d-f]", "3-fe"), "3-f");
        for wrong in ["[b-a]", "[a", "[[:no:]]", r"\q", r"\", r"[a-\d]"] {
            assert_eq!(Expression::new(wrong), None, "{wrong}");
        }
    }
}
