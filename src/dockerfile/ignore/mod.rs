//! `.dockerignore`: which paths of a context its patterns leave out. `COPY --exclude` has the same patterns.
//!
//! Follows moby/patternmatcher and its `ignorefile`, and what tonistiigi/fsutil makes of them when it walks a context.

mod expression;
mod pattern;

use std::cell::Cell;

use pattern::Pattern;
pub use pattern::PatternFault;

use super::limits;
use super::scan::{End, Scan};
use crate::text::clean;

/// Why patterns cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IgnoreError {
    #[error("bufio.Scanner: token too long")]
    LongLine,
    #[error(transparent)]
    Pattern(#[from] PatternFault),
    #[error("more than {} patterns to exclude files by", limits::PATTERNS)]
    ManyPatterns,
    #[error("patterns to exclude files by take more than {} steps to compare", limits::MATCHING_WORK)]
    Work,
}

/// Patterns in order: a later one that matches decides, and `!` takes a path back in.
#[derive(Clone, Debug)]
pub struct Patterns {
    patterns: Vec<Pattern>,
    work: Cell<usize>,
}

/// Which patterns matched a directory, for the paths in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched(Vec<bool>);

impl Patterns {
    /// The patterns of a `.dockerignore` file: comments and empty lines dropped, spaces around them and leading slashes
    /// taken away, paths cleaned.
    pub fn lines(text: &str) -> Result<Vec<String>, IgnoreError> {
        let mut scan = Scan::new(text);
        let mut patterns = Vec::new();
        let mut first = true;
        for line in scan.by_ref() {
            let line = if std::mem::take(&mut first) { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let pattern = line.trim();
            let (mark, pattern) = pattern.strip_prefix('!').map_or(("", pattern), |pattern| ("!", pattern.trim()));
            let cleaned = if pattern.is_empty() { String::new() } else { clean(pattern) };
            let relative = if cleaned.len() > 1 { cleaned.strip_prefix('/').unwrap_or(&cleaned) } else { &cleaned };
            patterns.push(format!("{mark}{relative}"));
        }
        match scan.end {
            End::File => Ok(patterns),
            End::LongLine => Err(IgnoreError::LongLine),
        }
    }

    /// Reads patterns; empty ones are passed over.
    pub fn new(patterns: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, IgnoreError> {
        let mut read = Vec::new();
        for pattern in patterns {
            let pattern = pattern.as_ref().trim();
            if pattern.is_empty() {
                continue;
            }
            if read.len() == limits::PATTERNS {
                return Err(IgnoreError::ManyPatterns);
            }
            read.push(Pattern::new(&clean(pattern))?);
        }
        Ok(Self { patterns: read, work: Cell::new(limits::MATCHING_WORK) })
    }

    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a path, given with slashes and without one at its head, is matched by itself or by a directory that it
    /// lies in (`MatchesOrParentMatches`).
    pub fn matches(&self, path: &str) -> Result<bool, IgnoreError> {
        let mut matched = false;
        for pattern in &self.patterns {
            // A pattern that could change nothing is not asked.
            if pattern.is_exception() == matched && self.matches_at_any_depth(pattern, path)? {
                matched = !pattern.is_exception();
            }
        }
        Ok(matched)
    }

    /// The same for a walk: `parent` is what this returned for the directory that `path` lies in, or the default at
    /// the top (`MatchesUsingParentResults`).
    pub fn enter(&self, path: &str, parent: &Matched) -> Result<(bool, Matched), IgnoreError> {
        let mut matched = false;
        let mut each = vec![false; self.patterns.len()];
        for (index, pattern) in self.patterns.iter().enumerate() {
            let inherited = parent.0.get(index).copied().unwrap_or(false);
            if !inherited && pattern.is_exception() != matched {
                continue;
            }
            each[index] = inherited
                || if parent.0.is_empty() {
                    self.matches_at_any_depth(pattern, path)?
                } else {
                    self.matches_itself(pattern, path)?
                };
            if each[index] {
                matched = !pattern.is_exception();
            }
        }
        Ok((matched, Matched(each)))
    }

    /// Whether nothing below a directory that is matched can be taken back in, so that a walk need not enter it.
    pub fn is_closed(&self, directory: &str) -> bool {
        let directory = format!("{directory}/");
        self.patterns.iter().filter(|pattern| pattern.is_exception()).all(|pattern| {
            let plain = pattern.text().strip_suffix("/**").unwrap_or(pattern.text());
            let plain = plain.strip_suffix("/*").unwrap_or(plain);
            !plain.contains(['*', '[', ']', '?', '^', '\\']) && !format!("{plain}/").starts_with(&directory)
        })
    }

    fn matches_at_any_depth(&self, pattern: &Pattern, path: &str) -> Result<bool, IgnoreError> {
        if self.matches_itself(pattern, path)? {
            return Ok(true);
        }
        // The directories that `filepath.Dir` leaves of the path: cleaned, so `a/b/` lies in `a/b`.
        let Some((parent, _)) = path.rsplit_once('/') else { return Ok(false) };
        let parent = if parent.is_empty() { "/".to_string() } else { clean(parent) };
        if parent == "." {
            return Ok(false);
        }
        let ends = parent.match_indices('/').map(|(end, _)| end).chain([parent.len()]);
        for end in ends {
            if self.matches_itself(pattern, &parent[..end])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn matches_itself(&self, pattern: &Pattern, path: &str) -> Result<bool, IgnoreError> {
        let mut work = self.work.get();
        let matches = pattern.matches(path, &mut work)?;
        self.work.set(work);
        matches.ok_or(IgnoreError::Work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(patterns: &[&str], path: &str) -> bool {
        let patterns = Patterns::new(patterns).unwrap();
        let plain = patterns.matches(path).unwrap();
        // A walk down to the path says the same.
        let mut parent = Matched::default();
        for (end, _) in path.trim_end_matches('/').match_indices('/').filter(|(end, _)| *end > 0) {
            parent = patterns.enter(&path[..end], &parent).unwrap().1;
        }
        assert_eq!(patterns.enter(path, &parent).unwrap().0, plain, "{path}");
        plain
    }

    fn fault(pattern: &str) -> String {
        match Patterns::new([pattern]) {
            Err(error) => error.to_string(),
            Ok(patterns) => patterns.matches("x").unwrap_err().to_string(),
        }
    }

    #[test]
    fn a_file_is_read_into_clean_patterns() {
        let text = "\u{feff}a\n/b\r\n  /c/./d/ \n\n# not me\n ! /e/..//f\n!\n! \n #g\n/\n";
        assert_eq!(Patterns::lines(text).unwrap(), ["a", "b", "c/d", "!f", "!", "!", "#g", "/"]);
        assert_eq!(Patterns::lines(&"x".repeat(limits::LINE + 1)).unwrap_err(), IgnoreError::LongLine);
    }

    #[test]
    fn wildcards_match_within_and_across_directories() {
        for (pattern, path) in [
            ("*", "a"),
            ("*", "a/b"),
            ("a", "a/b/c"),
            ("a/", "a/b"),
            ("**", "a/b"),
            ("**/", "a"),
            ("a/**", "a/b/c"),
            ("a**", "abc/d"),
            ("**/a", "a"),
            ("**/a", "b/c/a/d"),
            ("**a", "b/ca"),
            ("**/a/*", "b/a/c"),
            ("**/**/*.txt", "a.txt"),
            ("a**/*.txt", "a/b/c.txt"),
            ("**/a*txt", "b/abtxt"),
            ("a?c", "abc"),
            ("a[b-d]e", "ace"),
            ("a[^b-d]e", "aze"),
            ("[a-ζ]*", "α"),
            ("[\\]a]", "]"),
            ("[x\\-]", "-"),
            ("a\\*b", "a*b"),
            ("a\\ b", "a b"),
            ("a\\\\", "a\\"),
            ("a.|)$(}+{b", "a.|)$(}+{b"),
            ("a.|)$(}+{b*", "a.|)$(}+{bc"),
            (".*", ".git"),
            ("a*b?c*x", "abxbbxdbxebxczzx"),
            ("\\d[[:upper:]]", "7A"),
        ] {
            assert!(matches(&[pattern], path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("a/*.txt", "a/b/c.txt"),
            ("*.txt", "a/b.txt"),
            ("a/**", "a"),
            ("**/.a", "b.a"),
            ("a.c", "abc"),
            ("a?c", "a/c"),
            ("a*b", "a/b"),
            (".*", "a"),
            ("a[b-d]e", "aae"),
            ("a^b*", "a^bc"),
            ("b", "a/b"),
            ("[a*]", "*"),
        ] {
            assert!(!matches(&[pattern], path), "{pattern} {path}");
        }
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        assert!(!matches(&["docs", "!docs/README.md"], "docs/README.md"));
        assert!(matches(&["docs", "!docs/README.md"], "docs/other"));
        assert!(matches(&["!a.go", "*.go"], "a.go"));
        assert!(!matches(&["*.go", "!a.go"], "a.go"));
        assert!(!matches(&["**", "!a/b"], "a/b/c"));
        assert!(matches(&["**", "!a/b", "a/b/c"], "a/b/c"));
        assert!(matches(&["*", "!a/b"], "a"), "the directory of what is taken back stays out itself");
        assert!(!matches(&[], "a"));
        assert!(!matches(&["!a"], "a"));
    }

    #[test]
    fn a_walk_forgets_an_exception_that_it_had_no_need_to_ask() {
        let patterns = Patterns::new(["*", "!src*", "src/*", "!src*"]).unwrap();
        let (directory, parent) = patterns.enter("src", &Matched::default()).unwrap();
        assert!(!directory);
        assert!(patterns.enter("src/main.rs", &parent).unwrap().0, "as in moby/patternmatcher");
        assert!(!patterns.matches("src/main.rs").unwrap());
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        assert_eq!(fault("!"), "illegal exclusion pattern: \"!\"");
        for pattern in ["[", "a[", "[^", "[^bc", "[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "a\\"] {
            assert_eq!(fault(pattern), "syntax error in pattern", "{pattern}");
        }
        assert_eq!(fault("[Local-Only]/"), "syntax error in pattern", "known when it is used");
        assert_eq!(Patterns::new(vec!["a"; limits::PATTERNS + 1]).unwrap_err(), IgnoreError::ManyPatterns);
    }

    #[test]
    fn a_directory_is_closed_if_no_exception_reaches_into_it() {
        let closed = |patterns: &[&str]| Patterns::new(patterns).unwrap().is_closed("a");
        assert!(closed(&["a"]));
        assert!(closed(&["a", "!b/c"]));
        assert!(closed(&["a", "!ab/**"]));
        assert!(!closed(&["a", "!a/b"]));
        assert!(!closed(&["a", "!a/**"]));
        assert!(!closed(&["a", "!*.md"]));
    }

    #[test]
    fn comparing_has_a_limit() {
        let patterns = Patterns::new([format!("{}*", "*a".repeat(3_000))]).unwrap();
        patterns.work.set(100_000);
        let path = "a".repeat(200_000);
        assert_eq!(patterns.matches(&path).unwrap_err(), IgnoreError::Work);
    }
}
