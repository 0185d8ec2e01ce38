//! Small Dockerfiles that use what those of well-known images, tutorials and starter templates use.
//!
//! Those in `official/` need what nobody simulates (keys, sources, compilers): they are read and checked. Each other folder
//! is a context with a `session`: commands after `$ `, each followed by lines that what it shows must have, in this order.

use std::path::{Path, PathBuf};

use layercake::{NodeKind, Rope, Session, Setup, Stream, WorkspaceFile, declare_stack};

type Checked = datatest_stable::Result<()>;

/// The stack of a thread that a test runs in.
const TEST_STACK: usize = 2 << 20;

fn session(files: Vec<WorkspaceFile>) -> Session {
    declare_stack(TEST_STACK);
    Session::new(Setup { workspace: files, ..Setup::new(layercake::builtin_hub()) })
}

/// What a line shows, and its exit code.
fn fed(session: &mut Session, line: &str) -> (String, i32) {
    let reaction = session.feed(line);
    let exit = reaction.ended.as_ref().map_or(-1, |(_, exit)| *exit);
    (reaction.text(Stream::Out) + &reaction.text(Stream::Err), exit)
}

fn file(path: String, content: Vec<u8>) -> WorkspaceFile {
    let mode = if content.starts_with(b"#!") { 0o755 } else { 0o644 };
    WorkspaceFile { path, mode, kind: NodeKind::File(Rope::from(content)) }
}

fn gather(root: &Path, directory: &Path, into: &mut Vec<WorkspaceFile>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            gather(root, &path, into)?;
        } else {
            let place = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            into.push(file(place, std::fs::read(&path)?));
        }
    }
    Ok(())
}

fn official_image_is_checked(path: &Path) -> Checked {
    let mut session = session(vec![file("Dockerfile".into(), std::fs::read(path)?)]);
    let (shown, exit) = fed(&mut session, "docker build --check .");
    match exit == 0 && shown.starts_with("Check complete, no warnings found.\n") {
        true => Ok(()),
        false => Err(format!("exit {exit}\n{shown}").into()),
    }
}

fn context_builds(path: &Path) -> Checked {
    let root = path.parent().ok_or("a folder")?;
    let mut files = Vec::new();
    gather(root, root, &mut files)?;
    let mut session = session(files);
    let text = std::fs::read_to_string(path)?;
    for step in format!("\n{text}").split("\n$ ").skip(1) {
        let mut lines = step.lines();
        let command = lines.next().unwrap_or_default();
        let (shown, exit) = fed(&mut session, command);
        if exit != 0 {
            return Err(format!("$ {command}\nexit {exit}\n{shown}").into());
        }
        let mut rest = shown.as_str();
        for line in lines {
            let at = rest.find(line).ok_or_else(|| format!("$ {command}\nnot there: {line}\n{shown}"))?;
            rest = &rest[at + line.len()..];
        }
    }
    Ok(())
}

datatest_stable::harness! {
    { test = official_image_is_checked, root = "tests/dockerfiles/official", pattern = r"\.Dockerfile$" },
    { test = context_builds, root = "tests/dockerfiles", pattern = r"/session$" },
}
