//! The graph of a build: what LLB is to BuildKit (`solver/pb/ops.proto`). A vertex is an operation on the results of
//! others; the same operation on the same inputs is the same vertex, whoever asked for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::remote;
use crate::clock::Timestamp;
use crate::dockerfile::Span;
use crate::engine::api::ProgressGroup;
use crate::oci::{Digest, Platform};

/// A node of the graph as it was written: the place in [`Graph::nodes`].
pub type NodeId = usize;

/// An operation with its inputs, as an instruction made it.
#[derive(Clone, Debug)]
pub struct Node {
    pub op: Op,
    /// `None`: an empty file system.
    pub inputs: Vec<Option<NodeId>>,
    /// How the step is shown.
    pub name: String,
    /// The lines of the Dockerfile that made it.
    pub span: Option<Span>,
    /// Whether it is done anew whatever the cache has.
    pub ignore_cache: bool,
    pub group: Option<ProgressGroup>,
    /// Where in which Dockerfile it stands: what the cache compares to say why a step ran.
    pub site: Option<Site>,
}

impl Node {
    /// An operation that needs no other and is about no line.
    pub fn source(op: Op, name: impl Into<String>) -> Node {
        let (inputs, name) = (Vec::new(), name.into());
        Node { op, inputs, name, span: None, ignore_cache: false, group: None, site: None }
    }
}

/// A place in a Dockerfile that stays the same from build to build.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Site {
    pub stage: String,
    /// The step's number in its stage.
    pub index: usize,
    /// The instruction's name, upper case.
    pub instruction: String,
    /// The instruction as written, on one line.
    pub code: String,
    /// The ARGs in scope with their values.
    pub arguments: BTreeMap<String, String>,
}

/// What is done.
#[derive(Clone, Debug, Serialize)]
pub enum Op {
    /// An image's files.
    Image(ImageSource),
    /// Files of the client.
    Local(LocalSource),
    /// What is behind a network.
    Remote(RemoteSource),
    /// Runs a process on the files of the first input.
    Exec(Box<Exec>),
    /// Changes the files of the first input.
    File(Vec<FileAction>),
    /// Lays the layers of the other inputs over the first.
    Merge,
}

/// An image's files.
#[derive(Clone, Debug, Serialize)]
pub struct ImageSource {
    /// Full name, with its digest but for a context's.
    pub reference: String,
    pub platform: Platform,
    /// What the name stands for.
    pub target: Digest,
    /// The name as it is asked for at a registry, without digest.
    #[serde(skip)]
    pub name: String,
    /// The platform's manifest.
    #[serde(skip)]
    pub manifest: Option<Digest>,
}

/// A URL or a git repository.
#[derive(Clone, Debug, Serialize)]
pub struct RemoteSource {
    pub kind: remote::Kind,
    /// As it is written.
    pub url: String,
}

/// Files of the client.
#[derive(Clone, Debug, Serialize)]
pub struct LocalSource {
    /// `context`, or a named context's name.
    pub name: String,
    /// Only these paths (`followpaths`); empty: all.
    pub include: Vec<String>,
    /// Without what these patterns of `.dockerignore` match.
    pub exclude: Vec<String>,
}

/// A process.
#[derive(Clone, Debug, Serialize)]
pub struct Exec {
    pub arguments: Vec<String>,
    /// Names and values, in order.
    pub environment: Vec<(String, String)>,
    pub directory: String,
    pub user: String,
    pub network: Network,
    pub insecure: bool,
    pub extra_hosts: Vec<(String, String)>,
    pub ulimits: Vec<String>,
    pub hostname: String,
    pub cgroup_parent: String,
    /// Bytes of `/dev/shm`, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shm_size: Option<u64>,
    pub mounts: Vec<ExecMount>,
    /// Proxies of the environment, which are no part of the cache's key.
    #[serde(skip)]
    pub proxies: Vec<(String, String)>,
}

/// What a process reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Network {
    #[default]
    Default,
    None,
    Host,
}

/// Something mounted into a process's file system.
#[derive(Clone, Debug, Serialize)]
pub struct ExecMount {
    pub kind: MountKind,
    /// The input that has the files; `None`: nothing is in it.
    pub input: Option<usize>,
    /// The path in it.
    pub source: String,
    /// Where it is mounted; a secret may have none.
    pub target: Option<String>,
    pub read_only: bool,
    /// Of a cache: its name. Of a secret or an agent: its ID.
    pub id: String,
    pub sharing: Sharing,
    pub required: bool,
    /// Of a secret: the variable that has it.
    pub variable: Option<String>,
    pub mode: Option<u32>,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    /// Of a tmpfs: bytes, 0: no limit.
    pub size: u64,
}

/// What is mounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MountKind {
    #[default]
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

/// Who may use a cache at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    #[default]
    Shared,
    Private,
    Locked,
}

/// A change of files.
#[derive(Clone, Debug, Serialize)]
pub enum FileAction {
    MakeDirectory(MakeDirectory),
    MakeFile(MakeFile),
    Copy(CopyFiles),
}

/// Makes a directory.
#[derive(Clone, Debug, Serialize)]
pub struct MakeDirectory {
    pub path: String,
    pub mode: u32,
    /// And those on the way.
    pub parents: bool,
    /// `user[:group]`; empty: root.
    pub owner: String,
    pub created: Option<Timestamp>,
}

/// Makes a file.
#[derive(Clone, Debug, Serialize)]
pub struct MakeFile {
    pub path: String,
    pub mode: u32,
    pub content: String,
}

/// Copies files of another input.
#[derive(Clone, Debug, Serialize)]
pub struct CopyFiles {
    /// The input that has the files; `None`: an empty file system.
    pub input: Option<usize>,
    /// Absolute, with wildcards if [`CopyFiles::wildcards`] says so.
    #[serde(serialize_with = "last_name")]
    pub source: String,
    pub destination: String,
    /// `user[:group]`; empty: as it is.
    pub owner: String,
    pub mode: Option<ModeChange>,
    /// Follows symbolic links on the way to the source and at its end.
    pub follow: bool,
    /// Of a directory, what is in it.
    pub contents_only: bool,
    pub include: Vec<String>,
    pub exclude: Vec<String>,
    /// What must be there.
    pub required: Vec<String>,
    /// Unpacks archives.
    pub unpack: bool,
    pub wildcards: bool,
}

/// The path itself is compared by what it holds; only the name counts (`p.Src = path.Base(p.Src)`).
fn last_name<S: serde::Serializer>(path: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(super::path::base(path))
}

/// `--chmod`
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ModeChange {
    Octal(u32),
    /// `u=rwX,go=rX`
    Symbolic(String),
}

/// All nodes of a build.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
}

/// The graph as it is solved: each vertex once, inputs before those who need them.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    pub vertices: Vec<DefinedVertex>,
}

/// One vertex to solve.
#[derive(Clone, Debug)]
pub struct DefinedVertex {
    pub digest: Digest,
    /// Of the operation alone.
    pub op_digest: Digest,
    /// Places in [`Definition::vertices`].
    pub inputs: Vec<Option<usize>>,
    pub node: Node,
}

impl Graph {
    /// Adds a node.
    pub fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// What has to be solved for `root`: the vertices below it, each digest once. Of several names for one vertex the
    /// last in this order counts, as in BuildKit's `mergeMetadata`.
    pub fn define(&self, root: Option<NodeId>) -> (Definition, Option<usize>) {
        let mut defined = Definition::default();
        let mut by_digest: BTreeMap<Digest, usize> = BTreeMap::new();
        let mut places: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut stack: Vec<(NodeId, usize)> = root.into_iter().map(|root| (root, 0)).collect();
        while let Some((id, next)) = stack.pop() {
            let Some(node) = self.nodes.get(id) else { continue };
            if places.contains_key(&id) {
                continue;
            }
            if let Some(input) = node.inputs.get(next) {
                stack.push((id, next + 1));
                stack.extend(input.filter(|input| !places.contains_key(input)).map(|input| (input, 0)));
                continue;
            }
            let inputs: Vec<Option<usize>> =
                node.inputs.iter().map(|input| input.and_then(|input| places.get(&input).copied())).collect();
            let op_digest = digest_of(&node.op);
            let below: Vec<Option<Digest>> =
                inputs.iter().map(|input| Some(defined.vertices.get((*input)?)?.digest)).collect();
            let digest = digest_of(&(
                op_digest.to_string(),
                below.iter().map(|digest| digest.map(|d| d.to_string())).collect::<Vec<_>>(),
            ));
            let place = *by_digest.entry(digest).or_insert(defined.vertices.len());
            match defined.vertices.get_mut(place) {
                Some(vertex) => {
                    let ignore_cache = vertex.node.ignore_cache || node.ignore_cache;
                    vertex.node = Node { ignore_cache, ..node.clone() };
                }
                None => defined.vertices.push(DefinedVertex { digest, op_digest, inputs, node: node.clone() }),
            }
            places.insert(id, place);
        }
        let root = root.and_then(|root| places.get(&root).copied());
        (defined, root)
    }
}

/// The digest of a value's JSON.
pub fn digest_of(value: &impl Serialize) -> Digest {
    Digest::of(&serde_json::to_vec(value).unwrap_or_default())
}
