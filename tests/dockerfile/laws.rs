//! What holds for any bytes. The property tests beside this try random ones, and so do the fuzz targets in `fuzz/`.

use std::collections::BTreeMap;

use layercake::{Arguments, Dockerfile, Instruction, Lexer, Matched, Patterns, excerpt};

/// The laws of Dockerfiles: what is read has its place, and is read the same way alone.
pub fn dockerfile(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split('\n').count();
    match Dockerfile::parse(bytes) {
        Err(error) => {
            assert!(error.span.first <= error.span.last && error.span.last <= lines, "{error:?} of {lines} lines");
            assert!(!error.to_string().is_empty());
            let shown = excerpt("Dockerfile", &text, &[error.span]);
            assert_eq!(shown.is_empty(), error.span.first == 0);
        }
        Ok(file) => {
            let mut before = 0;
            for instruction in &file.instructions {
                let span = instruction.span;
                assert!(before < span.first && span.first <= span.last && span.last <= lines, "{instruction:?}");
                before = span.last;
                if file.instructions.len() < 100 {
                    assert!(excerpt("Dockerfile", &text, &[span]).contains(">>>"));
                }
                alone(instruction, file.escape);
                words(instruction, file.escape);
            }
            for found in &file.empty_continuations {
                assert!(found.span.last <= lines);
            }
        }
    }
}

/// An instruction's original, read alone, is that instruction.
fn alone(instruction: &Instruction, escape: char) {
    let original = &instruction.original;
    // What a file ends amid of would go on, alone.
    if original.trim().is_empty() || original.trim_end().ends_with(escape) || original.len() > 65_535 {
        return;
    }
    let mut text = format!("# escape={escape}\nFROM a\n{original}\n");
    for heredoc in &instruction.heredocs {
        text += &format!("{}{}\n", heredoc.content, heredoc.name);
    }
    let again = Dockerfile::parse(text.as_bytes()).unwrap();
    let [_, again] = again.instructions.as_slice() else { panic!("{original:?}: one instruction") };
    assert_eq!(again.name, instruction.name);
    assert_eq!(again.flags, instruction.flags);
    assert_eq!(again.heredocs, instruction.heredocs);
    assert_eq!(again.arguments.words(), instruction.arguments.words());
    assert_eq!(again.arguments.is_json(), instruction.arguments.is_json());
}

/// Words expand or are refused, and a lexer says the same twice.
fn words(instruction: &Instruction, escape: char) {
    let variables: BTreeMap<String, String> =
        [("a", "a b"), ("x", "/x*/y.tar"), ("e", "")].map(|(name, value)| (name.into(), value.into())).into();
    for word in instruction.arguments.words() {
        let expand = || Lexer::new(escape).expand(&word, &variables);
        let expanded = expand();
        assert_eq!(expanded, expand());
        if let Ok(expansion) = expanded {
            assert!(expansion.used.iter().all(|name| variables.contains_key(name)));
            assert!(!expansion.undefined.iter().any(|name| variables.contains_key(name)));
            if !word.contains(['$', '\'', '"', escape, '\u{feff}']) {
                assert_eq!(expansion.text, word);
            }
        }
    }
    if let Arguments::Inner(inner) = &instruction.arguments {
        assert_eq!(inner.span, instruction.span);
        words(inner, escape);
    }
}

/// The laws of `.dockerignore`: without exceptions, a walk finds what a look at each path finds. (With exceptions it may
/// not, in Docker either: a walk does not ask an exception about a directory that is in, and forgets that it did not.)
pub fn ignore(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(lines) = Patterns::lines(&text) else { return };
    let Ok(patterns) = Patterns::new(&lines) else { return };
    for path in ["a", "a/b", "a/b/c.txt", ".git/config", "x y/[z]", "src/main.rs"] {
        let mut walked = Ok((false, Matched::default()));
        for end in path.match_indices('/').map(|(end, _)| end).chain([path.len()]) {
            walked = walked.and_then(|(_, parent)| patterns.enter(&path[..end], &parent));
        }
        if let (Ok(plain), Ok((walked, _))) = (patterns.matches(path), walked)
            && !lines.iter().any(|line| line.starts_with('!'))
        {
            assert_eq!(plain, walked, "{path} {lines:?}");
        }
    }
}
