//! Plays a recording's commands in a sandbox.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use bytes::Bytes;
use layercake::NodeKind;
use layercake::Rope;
use layercake::Stream;
use layercake::{Hub, HubFiles};
use layercake::{Session, Setup, WorkspaceFile};

use super::{Recording, Step};

/// The folder that this file is in.
fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings")
}

#[derive(Debug)]
struct Folder(PathBuf);

impl HubFiles for Folder {
    fn files(&self) -> Vec<String> {
        ["content.json", "layout/index.json", "layout/oci-layout"].map(String::from).to_vec()
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        std::fs::read(self.0.join(path)).ok().map(Bytes::from)
    }
}

/// The answers to the recording's commands.
pub fn play(recording: &Recording) -> Vec<Step> {
    let hub: Arc<dyn Hub> = if recording.hub {
        layercake::open_hub(Arc::new(Folder(here().join("hub")))).expect("the recorded Hub is of the form")
    } else {
        layercake::builtin_hub()
    };
    let mut setup = Setup::new(hub);
    setup.hub_pulls = recording.hub_pulls;
    let parents: BTreeSet<&Path> =
        recording.files.keys().flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
    for folder in parents.iter().filter_map(|path| path.to_str()).filter(|path| !path.is_empty()) {
        setup.workspace.push(WorkspaceFile { path: folder.into(), mode: 0o755, kind: NodeKind::Directory });
    }
    for (path, content) in &recording.files {
        let bytes = match content {
            serde_json::Value::String(text) => text.clone().into_bytes(),
            other => {
                let text = other["base64"].as_str().expect("text or base64");
                base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
            }
        };
        setup.workspace.push(file(path, bytes));
    }
    for base in &recording.bases {
        let name = format!("{base}.tar");
        let bytes = std::fs::read(here().join("bases").join(&name)).expect("a base image");
        setup.workspace.push(file(&name, bytes));
    }
    let mut session = Session::new(setup);
    for base in &recording.bases {
        run(&mut session, &format!("docker load -i {base}.tar"));
        run(&mut session, &format!("rm -f {base}.tar"));
    }
    recording.steps.iter().map(|step| run(&mut session, &step.command)).collect()
}

fn file(path: &str, bytes: Vec<u8>) -> WorkspaceFile {
    WorkspaceFile { path: path.into(), mode: 0o644, kind: NodeKind::File(Rope::from(bytes)) }
}

/// One command, which may span lines.
fn run(session: &mut Session, command: &str) -> Step {
    let mut last = None;
    for line in command.split('\n') {
        last = Some(session.feed(line));
    }
    let reaction = last.expect("a command has a line");
    let exit = reaction.ended.as_ref().map_or(-1, |(_, exit)| *exit);
    Step { command: command.into(), stdout: reaction.text(Stream::Out), stderr: reaction.text(Stream::Err), exit }
}
