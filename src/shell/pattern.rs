//! Shell patterns (POSIX XCU 2.13): `*`, `?`, `[…]`, and a backslash before what stands for itself.

use std::collections::BTreeSet;

use crate::allowance;

/// A pattern, ready to be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    One(char),
    Any,
    Many,
    Class {
        negated: bool,
        members: Vec<(char, char)>,
    },
    /// `@(a|b)` and its kin (bash's `extglob`).
    Group {
        times: Times,
        choices: Vec<Vec<Token>>,
    },
}

/// How often one of the choices of a group is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    /// `@(…)`
    Once,
    /// `?(…)`
    OnceAtMost,
    /// `*(…)`
    AnyNumber,
    /// `+(…)`
    OnceAtLeast,
    /// `!(…)`: something that is none of them.
    Not,
}

/// Which part of a text to cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    ShortestPrefix,
    LongestPrefix,
    ShortestSuffix,
    LongestSuffix,
}

impl Pattern {
    /// Reads a pattern; everything is a pattern (an unclosed bracket stands for itself).
    pub fn new(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        Pattern { tokens: tokens(&letters, false) }
    }

    /// The same with `@(a|b)` and its kin (bash's `extglob`).
    pub fn extended(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        Pattern { tokens: tokens(&letters, true) }
    }

    /// Whether it is more than plain text; `extended`: where there are groups.
    pub fn is_special_in(text: &str, extended: bool) -> bool {
        let opens = |pair: (char, char)| "?*+@!".contains(pair.0) && pair.1 == '(';
        Self::is_special(text) || extended && text.chars().zip(text.chars().skip(1)).any(opens)
    }

    fn has_groups(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Group { .. }))
    }

    /// Whether it is more than plain text.
    pub fn is_special(text: &str) -> bool {
        let mut escaped = false;
        text.chars().any(|letter| {
            let special = !escaped && "*?[".contains(letter);
            escaped = !escaped && letter == '\\';
            special
        })
    }

    /// Whether all of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        if self.has_groups() {
            return ends(&self.tokens, &letters, &BTreeSet::from([0])).contains(&letters.len());
        }
        let (mut token, mut at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while at < letters.len() || token < self.tokens.len() {
            match (self.tokens.get(token), letters.get(at)) {
                (Some(Token::Many), _) => {
                    retry = Some((token, at));
                    token += 1;
                    continue;
                }
                (Some(one), Some(letter)) if one.takes(*letter) => {
                    token += 1;
                    at += 1;
                    continue;
                }
                _ => {}
            }
            match retry {
                Some((many, from)) if from < letters.len() => {
                    retry = Some((many, from + 1));
                    token = many + 1;
                    at = from + 1;
                }
                _ => return false,
            }
        }
        true
    }

    /// What is left of `text` after the matching prefix or suffix is cut off.
    pub fn cut(&self, text: &str, cut: Cut) -> String {
        let suffix = matches!(cut, Cut::ShortestSuffix | Cut::LongestSuffix);
        let longest = matches!(cut, Cut::LongestPrefix | Cut::LongestSuffix);
        let mut letters: Vec<char> = text.chars().collect();
        let mut tokens = self.tokens.clone();
        if suffix {
            letters.reverse();
            tokens = reversed(tokens);
        }
        let Some(length) = prefix(&tokens, &letters, longest) else { return text.to_string() };
        let mut left = letters.split_off(length);
        if suffix {
            left.reverse();
        }
        left.into_iter().collect()
    }

    /// The matches of `${x/pattern/…}`: ranges of characters, the longest at each place.
    pub fn find(&self, letters: &[char], from: usize) -> Option<(usize, usize)> {
        (from..=letters.len()).find_map(|start| {
            let length = prefix(&self.tokens, letters.get(start..)?, true)?;
            (length > 0).then_some((start, start + length))
        })
    }
}

/// Length of the shortest or longest prefix that matches. Between two stars the first place that fits will do, so nothing
/// is tried twice.
fn prefix(tokens: &[Token], letters: &[char], longest: bool) -> Option<usize> {
    if tokens.iter().any(|token| matches!(token, Token::Group { .. })) {
        let ends = ends(tokens, letters, &BTreeSet::from([0]));
        return if longest { ends.last().copied() } else { ends.first().copied() };
    }
    let mut pieces = tokens.split(|token| *token == Token::Many);
    let first = pieces.next().unwrap_or_default();
    if !fits(first, letters, 0) {
        return None;
    }
    let mut at = first.len();
    let Some(last) = pieces.next_back() else { return Some(at) };
    for piece in pieces {
        at = (at..=letters.len()).find(|start| fits(piece, letters, *start))? + piece.len();
    }
    let mut places = at..=letters.len().checked_sub(last.len())?;
    let place = match longest {
        true => places.rev().find(|start| fits(last, letters, *start)),
        false => places.find(|start| fits(last, letters, *start)),
    };
    Some(place? + last.len())
}

/// Whether tokens without a star take the letters from `start` on. Without an allowance for it they do not.
fn fits(piece: &[Token], letters: &[char], start: usize) -> bool {
    let Some(rest) = letters.get(start..).filter(|rest| rest.len() >= piece.len()) else { return false };
    let taken = piece.iter().zip(rest).take_while(|(token, letter)| token.takes(**letter)).count();
    let allowed = taken < 16 || allowance::work(taken as u64).is_ok();
    allowed && taken == piece.len()
}

impl Token {
    fn takes(&self, letter: char) -> bool {
        match self {
            Token::One(one) => *one == letter,
            Token::Any | Token::Many | Token::Group { .. } => true,
            Token::Class { negated, members } => {
                members.iter().any(|(first, last)| (*first..=*last).contains(&letter)) != *negated
            }
        }
    }
}

/// The tokens of a pattern.
fn tokens(letters: &[char], extended: bool) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    // Once a bracket is found not to close, none after it can.
    let mut classes = true;
    while let Some(&letter) = letters.get(at) {
        if extended && let Some((group, after)) = group(letters, at) {
            tokens.push(group);
            at = after;
            continue;
        }
        at += 1;
        match letter {
            '\\' => {
                tokens.push(Token::One(letters.get(at).copied().unwrap_or('\\')));
                at += 1;
            }
            '*' if tokens.last() == Some(&Token::Many) => {}
            '*' => tokens.push(Token::Many),
            '?' => tokens.push(Token::Any),
            '[' if classes => match class(letters, at) {
                Some((token, after)) => {
                    tokens.push(token);
                    at = after;
                }
                None => {
                    classes = letters.len() - at < 256;
                    tokens.push(Token::One('['));
                }
            },
            letter => tokens.push(Token::One(letter)),
        }
    }
    tokens
}

/// The group that begins here, and the position after its bracket.
fn group(letters: &[char], at: usize) -> Option<(Token, usize)> {
    let times = match letters.get(at)? {
        '@' => Times::Once,
        '?' => Times::OnceAtMost,
        '*' => Times::AnyNumber,
        '+' => Times::OnceAtLeast,
        '!' => Times::Not,
        _ => return None,
    };
    if letters.get(at + 1) != Some(&'(') {
        return None;
    }
    let _nesting = allowance::Nesting::enter().ok()?;
    let (mut choices, mut first, mut open, mut place) = (Vec::new(), at + 2, 0_usize, at + 2);
    loop {
        match letters.get(place)? {
            '\\' => place += 1,
            '(' => open += 1,
            ')' | '|' if open == 0 => {
                choices.push(tokens(letters.get(first..place)?, true));
                first = place + 1;
                if letters.get(place) == Some(&')') {
                    return Some((Token::Group { times, choices }, place + 1));
                }
            }
            ')' => open -= 1,
            _ => {}
        }
        place += 1;
    }
}

/// The same tokens for the text from its end.
fn reversed(tokens: Vec<Token>) -> Vec<Token> {
    let turned = |token| match token {
        Token::Group { times, choices } => Token::Group { times, choices: choices.into_iter().map(reversed).collect() },
        token => token,
    };
    tokens.into_iter().rev().map(turned).collect()
}

/// Where tokens end that begin at one of these places. (Sets of places: nothing is tried twice.) Without an allowance for
/// it they end nowhere.
fn ends(tokens: &[Token], letters: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut places = starts.clone();
    for token in tokens {
        if allowance::work(16 * places.len() as u64).is_err() {
            return BTreeSet::new();
        }
        places = match token {
            Token::Many => places.first().map_or_else(BTreeSet::new, |first| (*first..=letters.len()).collect()),
            Token::Group { times, choices } => of_group(*times, choices, letters, &places),
            one => {
                let takes = |at: &&usize| letters.get(**at).is_some_and(|letter| one.takes(*letter));
                places.iter().filter(takes).map(|at| at + 1).collect()
            }
        };
        if places.is_empty() {
            break;
        }
    }
    places
}

fn of_group(times: Times, choices: &[Vec<Token>], letters: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let once = |starts: &BTreeSet<usize>| -> BTreeSet<usize> {
        choices.iter().flat_map(|choice| ends(choice, letters, starts)).collect()
    };
    let again = |mut all: BTreeSet<usize>| {
        let mut new = all.clone();
        while !new.is_empty() {
            new = once(&new).difference(&all).copied().collect();
            all.extend(&new);
        }
        all
    };
    match times {
        Times::Once => once(starts),
        Times::OnceAtMost => once(starts).union(starts).copied().collect(),
        Times::AnyNumber => again(starts.clone()),
        Times::OnceAtLeast => again(once(starts)),
        Times::Not => {
            let others = |start: &usize| {
                let taken = once(&BTreeSet::from([*start]));
                (*start..=letters.len()).filter(move |end| !taken.contains(end)).collect::<Vec<_>>()
            };
            starts.iter().flat_map(others).collect()
        }
    }
}

/// The class whose `[` is just before `at`, and the position after its `]`.
fn class(letters: &[char], mut at: usize) -> Option<(Token, usize)> {
    let negated = matches!(letters.get(at), Some('!' | '^'));
    at += usize::from(negated);
    let mut members = Vec::new();
    let mut first = true;
    loop {
        let mut letter = *letters.get(at)?;
        at += 1;
        if letter == ']' && !first {
            return Some((Token::Class { negated, members }, at));
        }
        first = false;
        if letter == '/' {
            return None;
        }
        if letter == '[' && letters.get(at) == Some(&':') {
            let rest = letters.get(at + 1..)?;
            if let Some(length) = rest.iter().take(12).position(|c| *c == ':') {
                let name: String = rest.iter().take(length).collect();
                if rest.get(length + 1) == Some(&']') {
                    members.extend_from_slice(named_class(&name));
                    at += length + 3;
                    continue;
                }
            }
        }
        if letter == '\\' {
            letter = *letters.get(at)?;
            at += 1;
        }
        let mut last = letter;
        if letters.get(at) == Some(&'-') && letters.get(at + 1).is_some_and(|c| *c != ']') {
            last = *letters.get(at + 1)?;
            at += 2;
            if last == '\\' {
                last = *letters.get(at)?;
                at += 1;
            }
        }
        members.push((letter, last));
    }
}

/// A POSIX character class, ASCII only.
pub fn named_class(name: &str) -> &'static [(char, char)] {
    match name {
        "alpha" => &[('a', 'z'), ('A', 'Z')],
        "digit" => &[('0', '9')],
        "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
        "upper" => &[('A', 'Z')],
        "lower" => &[('a', 'z')],
        "space" => &[(' ', ' '), ('\t', '\r')],
        "blank" => &[(' ', ' '), ('\t', '\t')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "xdigit" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "print" => &[(' ', '~')],
        "graph" => &[('!', '~')],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("?", "é", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]]", "]", true),
            ("[", "[", true),
            ("[[:digit:]]*", "7up", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("*.tar.*", "a.tar.gz", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), expected, "{pattern} {text}");
        }
    }

    /// What bash 5.2 says of the same patterns.
    #[test]
    fn groups_match_as_in_bash() {
        for (pattern, text, expected) in [
            ("@(a|b)c", "bc", true),
            ("@(a|b)c", "abc", false),
            ("?(a)b", "b", true),
            ("+(ab|c)", "abcab", true),
            ("+(a)", "", false),
            ("*(a|b*)", "", true),
            ("!(a|b)", "c", true),
            ("!(a|b)", "a", false),
            ("!(*.txt)", "a.txt", false),
            ("*.!(txt|md)", "a.tar.md", true),
            ("@(+(a)|b)@(c)", "aac", true),
            ("+(+(+(a)))", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false),
            ("@(a\\|b)", "a|b", true),
            ("@(a", "@(a", true),
        ] {
            assert_eq!(Pattern::extended(pattern).matches(text), expected, "{pattern} {text}");
        }
        let cut = |pattern: &str, text: &str, how| Pattern::extended(pattern).cut(text, how);
        assert_eq!(cut("+(a)", "aab", Cut::LongestPrefix), "b");
        assert_eq!(cut("+(a)", "aab", Cut::ShortestPrefix), "ab");
        assert_eq!(cut("@(.c|.tar.gz)", "x.tar.gz", Cut::ShortestSuffix), "x");
    }

    #[test]
    fn cuts_take_the_shortest_or_longest() {
        let cut = |pattern: &str, text: &str, how| Pattern::new(pattern).cut(text, how);
        assert_eq!(cut("*/", "/a/b/c", Cut::ShortestPrefix), "a/b/c");
        assert_eq!(cut("*/", "/a/b/c", Cut::LongestPrefix), "c");
        assert_eq!(cut(".*", "a.tar.gz", Cut::ShortestSuffix), "a.tar");
        assert_eq!(cut(".*", "a.tar.gz", Cut::LongestSuffix), "a");
        assert_eq!(cut("x", "abc", Cut::LongestSuffix), "abc");
    }
}
