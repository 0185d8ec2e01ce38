//! The patterns of `${x#p}` and `${x/p/r}`: `*`, `?` and literals (`convertShellPatternToRegex` of BuildKit's
//! `shell/lex.go`, which makes a regular expression of them; this finds what that finds).

/// One part of a pattern. Neither wildcard matches the end of a line, as `.` in Go's expressions does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Star,
    Any,
    Literal(char),
}

/// Which of several matches at one place is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Shortest,
    Longest,
}

/// Why a text is no pattern: an escape before a character that needs none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid escape '\\{0}'")]
pub struct BadEscape(char);

/// More comparisons than were allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch;

/// A pattern, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

impl Pattern {
    pub fn new(text: impl IntoIterator<Item = char>) -> Result<Self, BadEscape> {
        let mut parts = Vec::new();
        let mut characters = text.into_iter().peekable();
        while let Some(c) = characters.next() {
            parts.push(match c {
                '*' => Part::Star,
                '?' => Part::Any,
                '\\' => match characters.next() {
                    // `}` and `/` had to be escaped where the pattern stood.
                    Some(next @ ('}' | '/' | '*' | '?' | '\\')) => Part::Literal(next),
                    other => return Err(BadEscape(other.unwrap_or(char::REPLACEMENT_CHARACTER))),
                },
                _ => Part::Literal(c),
            });
        }
        Ok(Self { parts })
    }

    /// Where a match that starts at the head of `text` ends.
    pub fn prefix(&self, text: &[char], reach: Reach, work: &mut usize) -> Result<Option<usize>, TooMuch> {
        Search::new(self, text, reach).at(0, work)
    }

    /// The first match in `text` from `from`, and of those that start there the longest.
    fn find(&self, text: &[char], from: usize, work: &mut usize) -> Result<Option<(usize, usize)>, TooMuch> {
        let mut search = Search::new(self, &text[from..], Reach::Longest);
        for start in 0..=text.len() - from {
            if let Some(end) = search.at(start, work)? {
                return Ok(Some((from + start, from + end)));
            }
        }
        Ok(None)
    }

    /// `text` with the first match replaced by `replacement` as it stands.
    pub fn replace_first(&self, text: &[char], replacement: &str, work: &mut usize) -> Result<String, TooMuch> {
        Ok(match self.find(text, 0, work)? {
            None => text.iter().collect(),
            Some((start, end)) => {
                let mut out: String = text[..start].iter().collect();
                out.push_str(replacement);
                out.extend(&text[end..]);
                out
            }
        })
    }

    /// `text` with all matches replaced, `$0` and the like in `replacement` expanded: Go's `ReplaceAllString`.
    pub fn replace_all(&self, text: &[char], replacement: &str, work: &mut usize) -> Result<String, TooMuch> {
        let mut out = String::new();
        let (mut from, mut copied) = (0, 0);
        while from <= text.len() {
            let Some((start, end)) = self.find(text, from, work)? else { break };
            out.extend(&text[copied..start]);
            if end > copied || start == 0 {
                let made = expand(replacement, &text[start..end]);
                *work = work.checked_sub(made.len()).ok_or(TooMuch)?;
                out.push_str(&made);
            }
            copied = end;
            from = end.max(from + 1);
        }
        out.extend(&text[copied..]);
        Ok(out)
    }
}

/// A search that remembers which part was tried where, so that it costs parts × characters at most.
struct Search<'a> {
    parts: &'a [Part],
    text: &'a [char],
    reach: Reach,
    /// One bit for each (place, part) that led nowhere, made as places are reached.
    failed: Vec<u64>,
}

impl<'a> Search<'a> {
    fn new(pattern: &'a Pattern, text: &'a [char], reach: Reach) -> Self {
        Self { parts: &pattern.parts, text, reach, failed: Vec::new() }
    }

    fn visit(&mut self, part: usize, place: usize) -> bool {
        let bit = place * (self.parts.len() + 1) + part;
        let word = bit / 64;
        if self.failed.len() <= word {
            self.failed.resize(word + 1, 0);
        }
        let fresh = self.failed[word] & (1 << (bit % 64)) == 0;
        self.failed[word] |= 1 << (bit % 64);
        fresh
    }

    /// Where the preferred match that starts at `start` ends.
    fn at(&mut self, start: usize, work: &mut usize) -> Result<Option<usize>, TooMuch> {
        // What to try, the preferred last. A place and part that was tried failed, or this would have ended.
        let mut open = vec![(0, start)];
        while let Some((part, place)) = open.pop() {
            *work = work.checked_sub(1).ok_or(TooMuch)?;
            if !self.visit(part, place) {
                continue;
            }
            let Some(wanted) = self.parts.get(part) else { return Ok(Some(place)) };
            let here = self.text.get(place);
            match wanted {
                Part::Literal(c) if here == Some(c) => open.push((part + 1, place + 1)),
                Part::Any if here.is_some_and(|c| *c != '\n') => open.push((part + 1, place + 1)),
                Part::Star => {
                    let on = here.is_some_and(|c| *c != '\n').then_some((part, place + 1));
                    match self.reach {
                        Reach::Longest => {
                            open.push((part + 1, place));
                            open.extend(on);
                        }
                        Reach::Shortest => {
                            open.extend(on);
                            open.push((part + 1, place));
                        }
                    }
                }
                Part::Literal(_) | Part::Any => {}
            }
        }
        Ok(None)
    }
}

/// A replacement's `$name` and `${name}`: 0 is the match, any other is a group that no pattern has.
fn expand(template: &str, matched: &[char]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let braced = rest.strip_prefix('{');
        let inner = braced.unwrap_or(rest);
        let length = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, after) = inner.split_at(length);
        let after = if braced.is_some() { after.strip_prefix('}') } else { Some(after) };
        match after {
            Some(after) if !name.is_empty() => {
                if name == "0" {
                    out.extend(matched);
                }
                rest = after;
            }
            _ => out.push('$'),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether all of `text` matches, said as plainly as can be.
    fn is_match(parts: &[Part], text: &[char]) -> bool {
        match (parts.split_first(), text.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some((Part::Star, after)), _) => {
                is_match(after, text) || text.first().is_some_and(|c| *c != '\n') && is_match(parts, &text[1..])
            }
            (Some((Part::Any, after)), Some((c, rest))) => *c != '\n' && is_match(after, rest),
            (Some((Part::Literal(wanted), after)), Some((c, rest))) => wanted == c && is_match(after, rest),
            (Some(_), None) => false,
        }
    }

    fn work() -> usize {
        1 << 20
    }

    proptest! {
        #[test]
        fn a_prefix_is_the_shortest_or_the_longest_that_matches(pattern in r"[ab*?\n]{0,8}", text in r"[ab\n]{0,12}") {
            let pattern = Pattern::new(pattern.chars()).unwrap();
            let text: Vec<char> = text.chars().collect();
            let mut ends = (0..=text.len()).filter(|end| is_match(&pattern.parts, &text[..*end]));
            let (first, last) = (ends.next(), ends.next_back());
            prop_assert_eq!(pattern.prefix(&text, Reach::Shortest, &mut work()), Ok(first));
            prop_assert_eq!(pattern.prefix(&text, Reach::Longest, &mut work()), Ok(last.or(first)));
        }

        #[test]
        fn replacing_with_nothing_leaves_what_no_match_covers(pattern in r"[ab?]{1,4}", text in r"[abc]{0,20}") {
            let pattern = Pattern::new(pattern.chars()).unwrap();
            let text: Vec<char> = text.chars().collect();
            let width = pattern.parts.len();
            let mut left = String::new();
            let mut place = 0;
            while place < text.len() {
                if text.len() - place >= width && is_match(&pattern.parts, &text[place..place + width]) {
                    place += width;
                } else {
                    left.push(text[place]);
                    place += 1;
                }
            }
            prop_assert_eq!(pattern.replace_all(&text, "", &mut work()), Ok(left));
        }
    }

    #[test]
    fn a_replacement_is_a_template_of_gos() {
        let pattern = Pattern::new("b".chars()).unwrap();
        let text: Vec<char> = "abc".chars().collect();
        for (template, made) in
            [("$0$0", "abbc"), ("${0}", "abc"), ("$1$x${y}", "ac"), ("$$", "a$c"), ("$-${", "a$-${c"), ("$00", "ac")]
        {
            assert_eq!(pattern.replace_all(&text, template, &mut work()).unwrap(), made, "{template}");
        }
        assert_eq!(pattern.replace_first(&text, "$0", &mut work()).unwrap(), "a$0c", "a single one is none");
        let empty = Pattern::new("".chars()).unwrap();
        assert_eq!(empty.replace_all(&text, "-", &mut work()).unwrap(), "-a-b-c-");
    }

    #[test]
    fn only_what_is_special_is_escaped() {
        assert_eq!(Pattern::new(r"\a".chars()).unwrap_err().to_string(), r"invalid escape '\a'");
        assert_eq!(Pattern::new(r"\".chars()).unwrap_err().to_string(), "invalid escape '\\\u{fffd}'");
        assert!(Pattern::new(r"\*\?\\\}\/".chars()).is_ok());
    }
}
