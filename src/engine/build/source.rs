//! The Dockerfile comes over, and what is ignored with it (BuildKit's `frontend/dockerui/config.go` `ReadEntrypoint`,
//! `context.go`).

use std::sync::Arc;

use super::board::{Board, Bytes, Shown};
use super::fault::{Fault, Outcome, step_message};
use super::solve::MILLISECOND;
use super::{context, gateway, remote};
use crate::clock::Timestamp;
use crate::engine::api::{BuildRequest, Context, LocalFiles};
use crate::vfs::{Errno, Files, Tree};

/// What the Dockerfile is called if nobody says.
const DOCKERFILE: &str = "Dockerfile";

/// The Dockerfile as it was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub name: String,
    pub text: Arc<str>,
    pub bytes: Vec<u8>,
    /// The ignore file beside it: its name and text.
    pub ignore: Option<(String, String)>,
    /// The files of the context, if it came as an archive.
    pub archive: Option<Tree>,
}

impl Source {
    /// Reads it; gives the step that did, and when it was done.
    pub fn read(&mut self, request: &BuildRequest, board: &mut Board, start: Timestamp) -> Outcome<(Shown, Timestamp)> {
        let name = if request.filename.is_empty() { DOCKERFILE } else { &request.filename };
        self.name = name.to_string();
        match (&request.context, &request.dockerfile) {
            (Context::Remote(url), None) => {
                let kind = remote::kind(url)?.unwrap_or(remote::Kind::Http);
                let shown = Shown::internal(remote::context_step(kind, url), &format!("{start:?}"));
                let end = start.plus(20 * MILLISECOND);
                board.start(&shown, start);
                let fault = remote::unreachable(kind, url);
                board.fail(&shown, start, end, step_message(fault.message()));
                Err(fault.within(match kind {
                    remote::Kind::Git => "failed to read dockerfile",
                    remote::Kind::Http => "failed to read downloaded context",
                }))
            }
            (Context::Archive(archive), None) => {
                let load = Shown::internal("[internal] load remote build context", &format!("{start:?}"));
                let loaded = start.plus(10 * MILLISECOND);
                board.start(&load, start);
                board.complete(&load, start, loaded);
                let copy = Shown::internal("copy /context /", &format!("{start:?}"));
                let end = loaded.plus(20 * MILLISECOND);
                board.start(&copy, loaded);
                let files = context::unpacked(archive).map_err(|error| Fault::new(error.to_string()));
                let files = files.inspect_err(|fault| board.fail(&copy, loaded, end, fault.message()))?;
                board.complete(&copy, loaded, end);
                self.take(name, &files)?;
                self.archive = Some(files);
                Ok((copy, end))
            }
            (_, dockerfile) => self.local(name, dockerfile.as_ref(), board, start),
        }
    }

    fn local(
        &mut self,
        name: &str,
        dockerfile: Option<&LocalFiles>,
        board: &mut Board,
        start: Timestamp,
    ) -> Outcome<(Shown, Timestamp)> {
        let shown = Shown::internal(format!("[internal] load build definition from {name}"), &format!("{start:?}"));
        let end = start.plus(20 * MILLISECOND);
        board.start(&shown, start);
        let Some(LocalFiles { files, .. }) = dockerfile else {
            board.fail(&shown, start, end, "no local sources enabled");
            return Err(Fault::new("no local sources enabled").within("failed to read dockerfile"));
        };
        let mut sent = Tree::new();
        let mut wanted = vec![name.to_string(), format!("{name}.dockerignore"), name.to_lowercase()];
        wanted.dedup();
        for file in wanted {
            if let Some(node) = files.get(&format!("/{file}")) {
                let _ = sent.put(&format!("/{file}"), node);
            }
        }
        let bytes = Bytes { total: 0, current: context::received(sent, None).bytes };
        board.sub(&shown, "transferring dockerfile:", start.plus(MILLISECOND), end, bytes);
        board.complete(&shown, start, end);
        self.take(name, files)?;
        Ok((shown, end))
    }

    /// Takes the Dockerfile out of these files.
    fn take(&mut self, name: &str, files: &Tree) -> Outcome<()> {
        let read = |name: &str| files.read(&format!("/{name}"));
        let content = match read(name) {
            Ok(content) => content,
            Err(errno) => match read(&name.to_lowercase()).ok().filter(|_| name.ends_with(DOCKERFILE)) {
                Some(content) => content,
                None => {
                    let text = format!("failed to read dockerfile: open {name}: {}", go_words(errno));
                    return Err(Fault::new(text));
                }
            },
        };
        let most = crate::dockerfile::limits::FILE as u64 + 1;
        self.bytes = content.slice(0..content.len().min(most)).to_bytes().to_vec();
        self.text = String::from_utf8_lossy(&self.bytes).into();
        let ignore = format!("{name}.dockerignore");
        self.ignore = gateway::read_text(files, &ignore).map(|text| (ignore, text));
        Ok(())
    }
}

fn go_words(errno: Errno) -> &'static str {
    match errno {
        Errno::IsDirectory => "is a directory",
        Errno::Access => "permission denied",
        _ => "no such file or directory",
    }
}

/// What tells a build's context from others.
pub fn shared_key(request: &BuildRequest) -> String {
    match &request.context {
        Context::Local(files) => files.shared_key.clone(),
        Context::Image(text) | Context::Remote(text) => text.clone(),
        Context::Layout { digest, .. } => digest.to_string(),
        Context::Archive(_) => "-".into(),
    }
}
