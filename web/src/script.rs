//! [`Script`]: a sandbox without a tutor, as `layercake exec` has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use layercake::{Hub, NodeKind, Rope, Session, Setup, Stream, WorkspaceFile, builtin_hub, open_hub};
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

/// A sandbox for a script; the first line opens it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Script {
    workspace: BTreeMap<String, Vec<u8>>,
    hub: BTreeMap<String, Bytes>,
    pulls: Option<u64>,
    session: Option<Session>,
}

#[wasm_bindgen]
impl Script {
    /// A fresh one.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Script {
        Script::default()
    }

    /// A file of the working directory.
    pub fn put(&mut self, path: String, content: Vec<u8>) {
        self.workspace.insert(path, content);
    }

    /// A file of what Docker Hub holds; with one, it holds nothing else.
    pub fn put_on_hub(&mut self, path: String, content: Vec<u8>) {
        self.hub.insert(path, content.into());
    }

    /// How many pulls without login Docker Hub still allows.
    pub fn allow_pulls(&mut self, pulls: u32) {
        self.pulls = Some(pulls.into());
    }

    /// Runs a line: `{"stdout", "stderr", "exit"}`; without `exit` it waits for more.
    pub fn run(&mut self, line: &str) -> Result<String, String> {
        let session = match &mut self.session {
            Some(session) => session,
            closed => closed.insert(Session::new(setup(&self.workspace, &self.hub, self.pulls)?)),
        };
        let reaction = session.feed(line);
        let exit = reaction.ended.as_ref().map(|(_, code)| *code);
        let (stdout, stderr) = (reaction.text(Stream::Out), reaction.text(Stream::Err));
        Ok(json!({ "stdout": stdout, "stderr": stderr, "exit": exit }).to_string())
    }
}

fn setup(
    files: &BTreeMap<String, Vec<u8>>,
    hub: &BTreeMap<String, Bytes>,
    pulls: Option<u64>,
) -> Result<Setup, String> {
    let hub: Arc<dyn Hub> = match hub.is_empty() {
        true => builtin_hub(),
        false => open_hub(Arc::new(hub.clone())).map_err(|error| error.to_string())?,
    };
    let mut workspace: Vec<WorkspaceFile> = Vec::new();
    for (path, content) in files {
        for (end, _) in path.match_indices('/') {
            let folder = path.get(..end).unwrap_or_default().to_string();
            if !workspace.iter().any(|file| file.path == folder) {
                workspace.push(WorkspaceFile { path: folder, mode: 0o755, kind: NodeKind::Directory });
            }
        }
        let kind = NodeKind::File(Rope::from(content.clone()));
        workspace.push(WorkspaceFile { path: path.clone(), mode: 0o644, kind });
    }
    Ok(Setup { workspace, hub_pulls: pulls, ..Setup::new(hub) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_files_in_folders() {
        let mut script = Script::new();
        script.put("a/b/c.txt".into(), b"hello\n".to_vec());
        let ran = script.run("cat a/b/c.txt; false").unwrap();
        assert_eq!(ran, r#"{"stdout":"hello\n","stderr":"","exit":1}"#);
        assert!(script.run("cat <<END").unwrap().contains("\"exit\":null"));
    }
}
