//! Contexts: files of the client come over once a build, before anything that needs them.

use super::{FilesOf, MILLISECOND, Solved, Solver};
use crate::clock::Timestamp;
use crate::engine::api::{CacheKind, Context, LocalFiles};
use crate::engine::build::board::{Bytes, Shown};
use crate::engine::build::cache::{LocalMemo, Record};
use crate::engine::build::context;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{LocalSource, digest_of};
use crate::engine::build::ignore::Ignore;
use crate::engine::build::random;
use crate::oci::Digest;
use crate::vfs::{Changes, Tree};

/// A context that has come over.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub tree: Tree,
    /// As it was in the build before.
    pub before: Option<Tree>,
}

impl Solver<'_, '_> {
    /// The files of a context of the request.
    pub fn client_files(&self, name: &str) -> Option<LocalFiles> {
        let context = match name {
            "context" => Some(&self.request.context),
            name => self.request.named_contexts.get(name),
        };
        match context {
            Some(Context::Local(files)) => Some(files.clone()),
            _ => None,
        }
    }

    /// What [`Solver::local`] will give, without a word: the files, and their key.
    pub fn foresee_local(&mut self, source: &LocalSource, vertex: &Digest) -> Outcome<(Tree, Digest)> {
        if let Some(known) = self.foreseen.get(vertex) {
            return Ok(known.clone());
        }
        let tree = match (&self.archive, source.name.as_str()) {
            (Some(tree), "context") => tree.clone(),
            _ => {
                let files = self.client_files(&source.name);
                let files = files.ok_or_else(|| Fault::new("no local sources enabled"))?;
                context::filtered(&files, &source.include, &Ignore::new(&source.exclude)?)?
            }
        };
        let key = crate::engine::build::files::contents(&tree, "/")?;
        self.foreseen.insert(*vertex, (tree.clone(), key));
        Ok((tree, key))
    }

    /// Brings a context over.
    pub fn local(&mut self, source: &LocalSource, vertex: &Digest, shown: &Shown, ready: Timestamp) -> Outcome<Solved> {
        let (tree, key) = self.foresee_local(source, vertex).inspect_err(|_| self.board.start(shown, ready))?;
        let files = self.client_files(&source.name).filter(|_| self.archive.is_none() || source.name != "context");
        let Some(files) = files else {
            let files = FilesOf::Client(tree);
            return Ok(Solved { files, key, record: None, end: ready, ran: false, forced: false, created: ready });
        };
        let kept = digest_of(&(&source.name, &files.shared_key)).hex();
        let before = self.daemon.state.builder.locals.get(&kept).map(|memo| memo.tree.clone());
        let received = context::received(tree, before.as_ref());
        self.board.start(shown, ready);
        let end = ready.plus(MILLISECOND * 20 + i64::try_from(received.bytes / 1000).unwrap_or(0) * 10);
        let id = format!("transferring {}:", source.name);
        let bytes = Bytes { total: 0, current: received.bytes };
        self.board.sub(shown, id, ready.plus(MILLISECOND), end, bytes);
        self.board.complete(shown, ready, end);
        self.keep_local(&kept, &source.name, &received.tree, end);
        self.locals.insert(source.name.clone(), Loaded { tree: received.tree.clone(), before });
        Ok(Solved {
            files: FilesOf::Client(received.tree),
            key,
            record: None,
            end,
            ran: false,
            forced: false,
            created: end,
        })
    }

    /// Records that files were used which builds keep: the first time as `used` says, later once more. The record's ID.
    pub fn record_use(&mut self, known: Option<String>, used: Record) -> String {
        let id = known.unwrap_or_else(|| random::id(self.daemon.clock));
        let records = &mut self.daemon.state.builder.records;
        let record = match records.get(&id).cloned() {
            Some(record) => Record { last_used: used.last_used, count: record.count + 1, size: used.size, ..record },
            None => used,
        };
        records.insert(&id, record);
        id
    }

    /// Remembers the files for the next build.
    pub fn keep_local(&mut self, kept: &str, name: &str, tree: &Tree, at: Timestamp) {
        let size = Changes::disk_usage(&Tree::new().changes_to(tree));
        let known = self.daemon.state.builder.locals.get(kept).map(|memo| memo.record.clone());
        let used = Record::kept(CacheKind::SourceLocal, format!("local source for {name}"), kept, size, at);
        let record = self.record_use(known, used);
        self.daemon.state.builder.locals.insert(kept, LocalMemo { tree: tree.clone(), record });
    }
}
