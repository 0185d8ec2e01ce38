//! Options of the userland: a letter that a program takes is one that it reads.

use std::collections::BTreeSet;
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
