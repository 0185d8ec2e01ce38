//! What a build reads of the client: context, Dockerfile and named contexts (`loadInputs` in buildx `build/opt.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::client::invocation::go_words;
use crate::content::Rope;
use crate::engine::api::{Context, LocalFiles};
use crate::image::tar::begins;
use crate::oci::Reference;
use crate::text::quote;
use crate::vfs::{Errno, FileType, Meta, Node, NodeKind, Tree};

/// Files that a context may have.
const FILE_LIMIT: usize = 100_000;
/// Directories inside directories.
const DEPTH_LIMIT: usize = 255;
/// Bytes by which a compressed archive is known.
const MAGIC: u64 = 6;

/// A build's inputs.
pub(super) struct Inputs {
    pub(super) context: Context,
    /// `None`: nothing came.
    pub(super) dockerfile: Option<LocalFiles>,
    /// The Dockerfile's name in its directory.
    pub(super) filename: String,
    /// The Dockerfile as messages name it, where that is not its name in its directory.
    pub(super) shown: String,
}

/// A directory as far as it has been read.
struct Gathered<'a> {
    root: &'a str,
    files: Tree,
    unreadable: BTreeSet<String>,
    count: usize,
    /// Files with several names: the first one, by inode.
    links: BTreeMap<u64, String>,
}

impl Client<'_> {
    /// Reads context and Dockerfile, as `PATH | URL | -` and `--file` name them.
    pub(super) fn build_inputs(&mut self, context: &str, file: &str) -> Outcome<Inputs> {
        match context {
            "" => Err(Failure::new("please specify build context (e.g. \".\" for the current directory)")),
            "-" => self.standard_input(file),
            path if self.is_directory(path) => {
                let context = Context::Local(self.local(path)?);
                let shown = match file {
                    "" => join(path, "Dockerfile"),
                    "-" => "stdin".into(),
                    file => file.into(),
                };
                if file == "-" {
                    let content = self.read_input();
                    return Ok(Inputs {
                        context,
                        dockerfile: Some(alone(content)),
                        filename: "Dockerfile".into(),
                        shown,
                    });
                }
                let (directory, name) = if file.is_empty() { (path, "Dockerfile") } else { split(file) };
                let (dockerfile, filename) = self.dockerfile(directory, name)?;
                Ok(Inputs { context, dockerfile: Some(dockerfile), filename, shown })
            }
            url if is_remote(url) => {
                let (dockerfile, filename) = match file {
                    "-" => (Some(alone(self.read_input())), "Dockerfile".to_string()),
                    file if file.starts_with('/') => {
                        let (directory, name) = split(file);
                        let (files, name) = self.dockerfile(directory, name)?;
                        (Some(files), name)
                    }
                    "" => (None, "Dockerfile".into()),
                    file => (None, file.into()),
                };
                Ok(Inputs { context: Context::Remote(url.into()), dockerfile, filename, shown: file.into() })
            }
            path => Err(Failure::new(format!("unable to prepare context: path {} not found", quote(path)))),
        }
    }

    /// Standard input is the context's archive, or the Dockerfile.
    fn standard_input(&mut self, file: &str) -> Outcome<Inputs> {
        if file == "-" {
            return Err(Failure::new("invalid argument: can't use stdin for both build context and dockerfile"));
        }
        let content = self.read_input();
        let filename = if file.is_empty() { "Dockerfile" } else { file }.to_string();
        if content.is_empty() {
            let context = Context::default();
            return Ok(Inputs { context, dockerfile: None, filename, shown: file.into() });
        }
        if is_archive(&content) {
            return Ok(Inputs { context: Context::Archive(content), dockerfile: None, filename, shown: file.into() });
        }
        if !file.is_empty() {
            return Err(Failure::new("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles"));
        }
        let context = Context::default();
        Ok(Inputs { context, dockerfile: Some(alone(content)), filename, shown: join("-", "Dockerfile") })
    }

    fn is_directory(&self, path: &str) -> bool {
        self.files.stat(&self.path(path), true).is_ok_and(|stat| stat.kind == FileType::Directory)
    }

    /// The Dockerfile's directory (only what a build reads of it) and its name there: `dockerfile` where there is no
    /// `Dockerfile`.
    fn dockerfile(&self, directory: &str, name: &str) -> Outcome<(LocalFiles, String)> {
        let absolute = self.path(directory);
        let here = |name: &str| self.files.stat(&join(&absolute, name), true).is_ok();
        let lower = name.to_lowercase();
        let name = if name == "Dockerfile" && !here(name) && here(&lower) { lower } else { name.to_string() };
        if let Err(error) = self.files.stat(&absolute, true) {
            let shown = if directory == "." { String::new() } else { directory.to_string() };
            return Err(Failure::new(format!(
                "resolve : lstat {}: {}",
                shown.trim_start_matches("./"),
                go_words(error)
            )));
        }
        let mut files = Tree::new();
        for name in [name.clone(), format!("{name}.dockerignore"), ".dockerignore".into()] {
            let path = join(&absolute, &name);
            if let Ok(stat) = self.files.stat(&path, true)
                && stat.kind == FileType::File
            {
                let content = self.content(&path)?;
                let meta = Meta { mode: stat.mode, mtime: stat.mtime, ..Meta::default() };
                let node = Node { meta, kind: NodeKind::File(content) };
                files.put(&format!("/{name}"), node).map_err(|error| fault("open", &path, error))?;
            }
        }
        Ok((LocalFiles { files, shared_key: absolute, ..LocalFiles::default() }, name))
    }

    /// A directory with all that is in it.
    pub(super) fn local(&self, path: &str) -> Outcome<LocalFiles> {
        let absolute = self.files.real_path(&self.path(path)).map_err(|error| fault("lstat", path, error))?;
        let mut gathered = Gathered {
            root: &absolute,
            files: Tree::new(),
            unreadable: BTreeSet::new(),
            count: 0,
            links: BTreeMap::new(),
        };
        self.gather("", 0, &mut gathered)?;
        let Gathered { files, unreadable, .. } = gathered;
        Ok(LocalFiles { files, unreadable, shared_key: absolute })
    }

    /// A directory all of which is read at once.
    pub(super) fn whole(&self, path: &str) -> Outcome<Tree> {
        let LocalFiles { files, unreadable, shared_key } = self.local(path)?;
        match unreadable.first() {
            Some(place) => Err(fault("open", &format!("{shared_key}{place}"), Errno::Access)),
            None => Ok(files),
        }
    }

    /// What is in a file; nothing, if the client may not read it (fsutil `send.go` `sendFile`).
    fn content(&self, path: &str) -> Outcome<Rope> {
        match self.files.read(path) {
            Err(Errno::Access) => Ok(Rope::default()),
            read => read.map_err(|error| fault("open", path, error)),
        }
    }

    fn gather(&self, below: &str, depth: usize, into: &mut Gathered<'_>) -> Outcome<()> {
        let directory = format!("{}{below}", into.root);
        if depth > DEPTH_LIMIT {
            return Err(Failure::new(format!("{directory}: more than {DEPTH_LIMIT} directories inside each other")));
        }
        let entries = match self.files.read_dir(if directory.is_empty() { "/" } else { &directory }) {
            Err(Errno::Access) => {
                into.unreadable.insert(below.to_string());
                return Ok(());
            }
            entries => entries.map_err(|error| fault("open", &directory, error))?,
        };
        for entry in entries {
            into.count += 1;
            if into.count > FILE_LIMIT {
                return Err(Failure::new(format!("more than {FILE_LIMIT} files in the build context")));
            }
            let place = format!("{below}/{}", entry.name);
            let path = format!("{}{place}", into.root);
            let failed = |error| fault("open", &path, error);
            let shared = entry.stat.links > 1 && entry.stat.kind == FileType::File;
            let first = into.links.get(&entry.stat.inode).filter(|_| shared).cloned();
            let kind = match entry.stat.kind {
                FileType::Directory => NodeKind::Directory,
                FileType::File if let Some(first) = first => NodeKind::HardLink(first),
                FileType::File => NodeKind::File(self.content(&path)?),
                FileType::Symlink => NodeKind::Symlink(self.files.read_link(&path).map_err(failed)?),
                FileType::Fifo => NodeKind::Fifo,
                // Nobody sends devices.
                FileType::CharDevice | FileType::BlockDevice => continue,
            };
            let meta = Meta { mode: entry.stat.mode, mtime: entry.stat.mtime, ..Meta::default() };
            let is_directory = matches!(kind, NodeKind::Directory);
            into.files.put(&place, Node { meta, kind }).map_err(failed)?;
            if shared {
                into.links.entry(entry.stat.inode).or_insert_with(|| place.clone());
            }
            if is_directory {
                self.gather(&place, depth + 1, into)?;
            }
        }
        Ok(())
    }

    /// An image in a layout, `PATH[:TAG][@DIGEST]` (`ocilayout.Parse`).
    fn layout(&self, source: &str, layout: &str) -> Outcome<Context> {
        let (path, digest) = match layout.rsplit_once('@').map(|(path, digest)| (path, digest.parse())) {
            Some((path, Ok(digest))) => (path, Some(digest)),
            _ => (layout, None),
        };
        let is_tag = |tag: &str| Reference::parse(&format!("x:{tag}")).is_ok();
        let (path, tag) = match path.rsplit_once(':').filter(|(_, tag)| is_tag(tag)) {
            Some((path, tag)) => (path, tag),
            None => (path, "latest"),
        };
        let unresolved = |failure: Failure| {
            failure.context(&format!("oci-layout reference {} could not be resolved", quote(source)))
        };
        let digest = match digest {
            Some(digest) => digest,
            None => {
                let found = self.find_in_layout(path, tag).map_err(unresolved)?;
                let digest = found.named.or(found.only);
                digest.ok_or_else(|| unresolved(Failure::new("failed to resolve digest")))?
            }
        };
        Ok(Context::Layout { files: self.whole(path)?, digest })
    }

    /// Where a named context's files come from.
    pub(super) fn named_context(&mut self, name: &str, source: &str) -> Outcome<Context> {
        if let Some(image) = source.strip_prefix("docker-image://") {
            return Ok(Context::Image(image.into()));
        }
        if is_remote(source) {
            return Ok(Context::Remote(source.into()));
        }
        if let Some(layout) = source.strip_prefix("oci-layout://") {
            return self.layout(source, layout);
        }
        match self.files.stat(&self.path(source), true) {
            Err(error) => {
                let why = go_words(error);
                Err(Failure::new(format!("failed to get build context {name}: stat {source}: {why}")))
            }
            Ok(stat) if stat.kind != FileType::Directory => {
                let why = go_words(Errno::NotDirectory);
                Err(Failure::new(format!("failed to get build context path {{{source} <nil>}}: {why}")))
            }
            Ok(_) => Ok(Context::Local(self.local(source)?)),
        }
    }
}

fn fault(call: &str, path: &str, error: Errno) -> Failure {
    Failure::new(format!("{call} {path}: {}", go_words(error)))
}

/// A directory with nothing but this Dockerfile.
pub(super) fn alone(content: Rope) -> LocalFiles {
    let mut files = Tree::new();
    let node = Node { meta: Meta { mode: 0o600, ..Meta::default() }, kind: NodeKind::File(content) };
    // The root takes a file of any name.
    _ = files.put("/Dockerfile", node);
    LocalFiles { files, ..LocalFiles::default() }
}

/// Directory and name of a file's path.
fn split(file: &str) -> (&str, &str) {
    match file.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((directory, name)) => (directory, name),
        None => (".", file),
    }
}

/// `name` in a directory, as Go's `filepath.Join` writes it.
fn join(directory: &str, name: &str) -> String {
    match directory.trim_end_matches('/') {
        "." => name.into(),
        directory => format!("{}/{name}", directory.strip_prefix("./").unwrap_or(directory)),
    }
}

/// A web address or a git repository (buildx `util/urlutil`).
fn is_remote(text: &str) -> bool {
    ["http://", "https://", "git://", "ssh://", "git@", "github.com/"].iter().any(|start| text.starts_with(start))
}

/// Whether the bytes begin an archive (`isArchive` in buildx `build/utils.go`).
fn is_archive(content: &Rope) -> bool {
    let head = content.slice(0..MAGIC.min(content.len())).to_bytes();
    let packed: [&[u8]; 3] = [b"BZh", &[0x1f, 0x8b, 0x08], &[0xfd, b'7', b'z', b'X', b'Z', 0]];
    if packed.iter().any(|magic| head.starts_with(magic)) {
        return true;
    }
    begins(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tar::{Entry, write};

    #[test]
    fn an_archive_is_known_by_its_first_bytes() {
        assert!(is_archive(&write([Entry { path: "/a".into(), node: Node::directory(Meta::default()) }])));
        assert!(!is_archive(&Rope::from("FROM busybox\n".as_bytes().to_vec())));
        assert!(is_archive(&Rope::from(vec![0x1f, 0x8b, 0x08, 0])));
    }

    #[test]
    fn paths_are_joined_as_go_joins_them() {
        assert_eq!(join(".", "Dockerfile"), "Dockerfile");
        assert_eq!(join("./app/", "Dockerfile"), "app/Dockerfile");
        assert_eq!(split("a/b/Dockerfile"), ("a/b", "Dockerfile"));
        assert_eq!(split("/Dockerfile"), ("/", "Dockerfile"));
    }
}
