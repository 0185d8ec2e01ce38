//! Shell patterns as Go's `path.Match` reads them: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]`, `\` escapes.

/// Whether `name` fits `pattern`. A malformed pattern fits nothing.
pub(in crate::engine) fn matches(pattern: &str, name: &str) -> bool {
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

/// How many characters of the pattern stand for `c`, if it begins with what fits it.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern.first()? {
        '?' => (c != '/').then_some(1),
        '\\' => (*pattern.get(1)? == c).then_some(2),
        '[' => {
            let negated = pattern.get(1) == Some(&'^');
            let mut at = if negated { 2 } else { 1 };
            let mut found = false;
            let first = at;
            loop {
                let low = match *pattern.get(at)? {
                    ']' if at > first => break,
                    '\\' => {
                        at += 1;
                        *pattern.get(at)?
                    }
                    low => low,
                };
                at += 1;
                let mut high = low;
                if pattern.get(at) == Some(&'-') {
                    high = *pattern.get(at + 1)?;
                    at += 2;
                }
                found |= (low..=high).contains(&c);
            }
            (found != negated && c != '/').then_some(at + 1)
        }
        literal => (*literal == c).then_some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stop_at_slashes() {
        assert!(matches("lab/*", "lab/hello"));
        assert!(!matches("*", "lab/hello"));
        assert!(matches("*/*", "lab/hello"));
        assert!(matches("lab/*:1", "lab/hello:1"));
        assert!(!matches("lab/*:1", "lab/hello:2"));
        assert!(!matches("lab/", "lab/hello"));
        assert!(matches("a*b*c", "axxbyyc"));
    }

    #[test]
    fn classes_and_escapes() {
        assert!(matches("hello:[0-9]", "hello:7"));
        assert!(!matches("hello:[^0-9]", "hello:7"));
        assert!(matches(r"a\*b", "a*b"));
        assert!(!matches("a[", "a["));
        assert!(matches("lab/hello:?", "lab/hello:1"));
    }
}
