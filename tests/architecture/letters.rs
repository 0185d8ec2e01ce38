//! Options of the userland: a letter that a program takes is one that it reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use regex_lite::Regex;

use super::{root, sources};

/// The characters that code without its declarations asks for.
fn read(code: &str) -> BTreeSet<char> {
    let declared = Regex::new(
        r#"letters: (if [^{]*\{ )?"[^"]*"( \} else \{ "[^"]*" \})?|letters\("[^"]*"\)|\(\s*"[^"]*",\s*'.'\s*\)"#,
    );
    let rest = declared.expect("a pattern").replace_all(code, "").into_owned();
    let letters = Regex::new(r"'\\?(.)'").expect("a pattern");
    let mut found: BTreeSet<char> =
        letters.captures_iter(&rest).filter_map(|groups| groups.get(1)?.as_str().chars().next()).collect();
    let several = Regex::new(r#"(?:last_of|contains)\("([^"]*)"\)|"([^"]*)"\s*\.(?:chars|contains)|&str = "([^"]*)";"#);
    for groups in several.expect("a pattern").captures_iter(&rest) {
        found.extend((1..=3).filter_map(|at| groups.get(at)).flat_map(|text| text.as_str().chars()));
    }
    found
}

/// The letters that code declares, but for those behind a blank, which stand there because nobody can see what they do.
fn declared(code: &str) -> BTreeSet<char> {
    let pattern =
        Regex::new(r#"letters: (?:if [^{]*\{ )?"([^"]*)"(?: \} else \{ "([^"]*)" \})?|Accepted::letters\("([^"]*)"\)"#);
    let mut found = BTreeSet::new();
    for groups in pattern.expect("a pattern").captures_iter(code) {
        let texts = (1..=3).filter_map(|at| groups.get(at));
        found.extend(texts.flat_map(|text| text.as_str().split(' ').next().unwrap_or_default().chars()));
    }
    found.retain(|letter| !matches!(letter, ':' | '+'));
    found
}

/// Letters that are real, and not in the versions which `fixtures/options.txt` is of: coreutils 9.6, and OpenBSD's `nc`.
const LATER: [(&str, &str); 2] = [("machine/timeout.rs", "fp"), ("tools/netcat.rs", "4Nnquvz")];

/// All ASCII letters that code declares, those behind a blank included.
fn typed(code: &str) -> BTreeSet<char> {
    let pattern =
        Regex::new(r#"letters: (?:if [^{]*\{ )?"([^"]*)"(?: \} else \{ "([^"]*)" \})?|Accepted::letters\("([^"]*)"\)"#);
    let mut found = BTreeSet::new();
    for groups in pattern.expect("a pattern").captures_iter(code) {
        found.extend((1..=3).filter_map(|at| groups.get(at)).flat_map(|text| text.as_str().chars()));
    }
    found.retain(char::is_ascii_alphanumeric);
    found
}

/// The letters that the real programs take, by name (`fixtures/options.txt`).
fn real() -> BTreeMap<String, BTreeSet<char>> {
    let text = fs::read_to_string(root().join("fixtures/options.txt")).expect("UTF-8");
    let mut found: BTreeMap<String, BTreeSet<char>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        if let [name, _, letters, ..] = words.as_slice() {
            found.entry(name.to_string()).or_default().extend(letters.chars());
        }
    }
    found
}

/// An option that has a long name only has a letter that nobody types: an ASCII letter is one that the real program has.
#[test]
fn every_letter_that_can_be_typed_is_real() {
    let programs = root().join("src/shell/programs");
    let mut paths = Vec::new();
    sources(&programs, &mut paths);
    let names = Regex::new(r"names: &\[([^\]]*)\]").expect("a pattern");
    let real = real();
    let (mut seen, mut borrowed) = (0, Vec::new());
    for path in &paths {
        let text = fs::read_to_string(path).expect("UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let own =
            names.captures_iter(code).filter_map(|groups| groups.get(1)).flat_map(|list| list.as_str().split(','));
        let rows: Vec<&BTreeSet<char>> = own.filter_map(|name| real.get(name.trim().trim_matches('"'))).collect();
        if rows.is_empty() {
            continue;
        }
        seen += 1;
        let known: BTreeSet<char> = rows.into_iter().flatten().copied().collect();
        let place = path.strip_prefix(&programs).expect("below").display().to_string();
        let later = LATER.iter().find(|(file, _)| *file == place).map_or("", |(_, letters)| letters);
        let more: String = typed(code).difference(&known).filter(|letter| !later.contains(**letter)).collect();
        if !more.is_empty() {
            borrowed.push(format!("{place}: {more}"));
        }
    }
    assert!(seen > 50, "the test does not see the programs any more");
    assert!(borrowed.is_empty(), "these letters are no real program's:\n{}", borrowed.join("\n"));
}

/// What a program takes and does not read would be taken without a word: it works, or it is said to be not simulated.
#[test]
fn every_letter_that_a_program_takes_is_read() {
    let programs = root().join("src/shell/programs");
    let mut paths = Vec::new();
    for folder in ["files", "text", "machine", "tools"] {
        sources(&programs.join(folder), &mut paths);
    }
    for file in ["gzip.rs", "ls.rs"] {
        paths.push(programs.join(file));
    }
    let text = |path: &std::path::Path| fs::read_to_string(path).expect("UTF-8");
    let code =
        |path: &std::path::Path| text(path).split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_string();
    let mut unread = Vec::new();
    let mut seen = 0;
    for path in &paths {
        let own = code(path);
        let letters = declared(&own);
        if letters.is_empty() {
            continue;
        }
        seen += 1;
        // What is below it, and what reads options for the whole folder.
        let below = path.with_extension("");
        let helps = |other: &&std::path::PathBuf| {
            let beside = other.parent() == path.parent() && declared(&code(other)).is_empty();
            other.starts_with(&below)
                || beside && text(other).contains("Options")
                || other.ends_with("head.rs") && path.ends_with("tail.rs")
        };
        let mut reads = read(&own);
        reads.extend(paths.iter().filter(helps).flat_map(|other| read(&code(other))));
        let lost: String = letters.difference(&reads).collect();
        if !lost.is_empty() {
            unread.push(format!("{}: {lost}", path.strip_prefix(&programs).expect("below").display()));
        }
    }
    assert!(seen > 60, "the test does not see the programs any more");
    assert!(unread.is_empty(), "these letters are taken and not read:\n{}", unread.join("\n"));
}

#[test]
fn the_guard_sees_what_it_is_for() {
    let code = r#"const A: Accepted = Accepted { letters: "+ab:cd ef", long: &[("all", 'a'), ("bytes", 'b')], misuse: 1 };
        fn run() { options.has('a'); options.last_of("cx"); }"#;
    let lost: String = declared(code).difference(&read(code)).collect();
    assert_eq!(lost, "bd");
}
