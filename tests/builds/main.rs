//! Builds, and other sessions, as a person at the prompt sees them: each script beside this file and in `tests/sessions` is
//! typed, and what appears is its snapshot.
//! Digests, times and random names are masked, so that a change of a base image changes nothing here.

use std::path::Path;

use layercake::{Session, Setup, Stream, declare_stack};

/// The stack of a thread that a test runs in.
const TEST_STACK: usize = 2 << 20;

/// What a session shows for the lines of a script.
fn played(script: &str) -> String {
    declare_stack(TEST_STACK);
    let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(layercake::builtin_hub()) });
    let mut shown = String::new();
    for line in script.lines() {
        if !shown.is_empty() && !shown.ends_with('\n') {
            shown.push('\n');
        }
        shown.push_str(&format!("$ {line}\n"));
        let reaction = session.feed(line);
        shown.push_str(&reaction.text(Stream::Out));
        shown.push_str(&reaction.text(Stream::Err));
        if let Some((_, exit)) = reaction.ended.filter(|(_, exit)| *exit != 0) {
            shown.push_str(&format!("[exit {exit}]\n"));
        }
    }
    masked(&shown)
}

/// Without what changes from one catalogue, clock or chance to another.
fn masked(text: &str) -> String {
    let masks = [
        (r"[0-9a-f]{64}", "<digest>"),
        (r"\b[0-9a-f]{12}\b", "<id>"),
        (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
        (r"(?m) \d+\.\ds( done)?$", "$1"),
        (r"(?m)^(#\d+ )\d+\.\d+ ", "$1"),
        (r"\b[a-z0-9]{25}\b", "<random>"),
    ];
    let mask = |text: String, (pattern, with): (&str, &str)| {
        fancy_regex::Regex::new(pattern).expect("a pattern").replace_all(&text, with).into_owned()
    };
    masks.into_iter().fold(text.to_string(), mask)
}

fn script_is_as_shown(path: &Path) -> datatest_stable::Result<()> {
    let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a name")?.to_string();
    let shown = played(&std::fs::read_to_string(path)?);
    let mut settings = insta::Settings::clone_current();
    let folder = path.parent().ok_or("a folder")?.canonicalize()?;
    settings.set_snapshot_path(folder.join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
    Ok(())
}

datatest_stable::harness! {
    { test = script_is_as_shown, root = "tests/builds", pattern = r"\.sh$" },
    { test = script_is_as_shown, root = "tests/sessions", pattern = r"\.sh$" },
}
