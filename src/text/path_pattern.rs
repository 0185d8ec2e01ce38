//! Shell patterns as Go's `path.Match` reads them: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]`, `\` escapes.

/// Whether `name` fits `pattern`. A malformed pattern fits nothing.
pub fn path_fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut here) = (0, 0);
    // Where to go on if what follows the last `*` does not fit.
    let mut star: Option<(usize, usize)> = None;
    loop {
        if at == pattern.len() && here == name.len() {
            return true;
        }
        if pattern.get(at) == Some(&'*') {
            at += 1;
            star = Some((at, here));
            continue;
        }
        if let Some(length) = name.get(here).and_then(|c| one(pattern.get(at..).unwrap_or_default(), *c)) {
            (at, here) = (at + length, here + 1);
            continue;
        }
        match star {
            Some((after, taken)) if name.get(taken).is_some_and(|c| *c != '/') => {
                star = Some((after, taken + 1));
                (at, here) = (after, taken + 1);
            }
            _ => return false,
        }
    }
}

/// Whether a pattern is none (Go's `path.ErrBadPattern`): a class that does not end or holds nothing, an escape of nothing.
pub fn is_malformed_pattern(pattern: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut at = 0;
    while let Some(first) = pattern.get(at) {
        let length = match first {
            '\\' => pattern.get(at + 1).map(|_| 2),
            '[' => class(pattern.get(at..).unwrap_or_default()).map(|(length, _)| length),
            _ => Some(1),
        };
        match length {
            Some(length) => at += length,
            None => return true,
        }
    }
    false
}

/// How many characters a class has that begins here, and the ranges in it.
fn class(pattern: &[char]) -> Option<(usize, Vec<(char, char)>)> {
    let one = |at: &mut usize| {
        let escaped = pattern.get(*at) == Some(&'\\');
        *at += usize::from(escaped);
        let c = *pattern.get(*at)?;
        *at += 1;
        (escaped || !matches!(c, '-' | ']')).then_some(c)
    };
    let mut at = if pattern.get(1) == Some(&'^') { 2 } else { 1 };
    let mut ranges = Vec::new();
    while ranges.is_empty() || pattern.get(at)? != &']' {
        let low = one(&mut at)?;
        let mut high = low;
        if pattern.get(at)? == &'-' {
            at += 1;
            high = one(&mut at)?;
        }
        ranges.push((low, high));
    }
    Some((at + 1, ranges))
}

/// How many characters of the pattern stand for `c`, if it begins with what fits it.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern.first()? {
        '?' => (c != '/').then_some(1),
        '\\' => (*pattern.get(1)? == c).then_some(2),
        '[' => {
            let negated = pattern.get(1) == Some(&'^');
            let (length, ranges) = class(pattern)?;
            let found = ranges.iter().any(|(low, high)| (*low..=*high).contains(&c));
            (found != negated && c != '/').then_some(length)
        }
        literal => (*literal == c).then_some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_malformed_pattern, path_fits};

    #[test]
    fn stars_stop_at_slashes() {
        assert!(path_fits("lab/*", "lab/hello"));
        assert!(!path_fits("*", "lab/hello"));
        assert!(path_fits("*/*", "lab/hello"));
        assert!(path_fits("lab/*:1", "lab/hello:1"));
        assert!(!path_fits("lab/*:1", "lab/hello:2"));
        assert!(!path_fits("lab/", "lab/hello"));
        assert!(path_fits("a*b*c", "axxbyyc"));
    }

    #[test]
    fn classes_and_escapes() {
        assert!(path_fits("hello:[0-9]", "hello:7"));
        assert!(!path_fits("hello:[^0-9]", "hello:7"));
        assert!(path_fits(r"a\*b", "a*b"));
        assert!(!path_fits("a[", "a["));
        assert!(path_fits("lab/hello:?", "lab/hello:1"));
        for broken in ["[a", "a[", "[]a]", "[a-]", "[-a]", "a\\", "[^]"] {
            assert!(is_malformed_pattern(broken), "{broken}");
        }
        for good in ["[a]", "[^a-c]x", "a\\[", "*?", "[\\]]"] {
            assert!(!is_malformed_pattern(good), "{good}");
        }
    }
}
