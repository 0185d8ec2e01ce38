//! Registries in containers: `docker run -d -p 5002:5000 registry:3`. Their program stays ([`Served::Registry`]); what is
//! asked at their published port is answered by the registry's service out of the files in their root directory, and kept
//! there, in their volume.

use http::StatusCode;
use serde_json::json;

use crate::clock::Timestamp;
use crate::registry::{Account, Policy, Request, Response, Storage, answer_from};
use crate::shell::{GATEWAY, RegistrySettings, Served, Stream};
use crate::vfs::{Errno, Files, Identity, NodeKind, Path, Tree};

use super::record::{Container, MountKind};
use super::table::Containers;

/// Bytes of a file of passwords that are read.
const HTPASSWD_LIMIT: u64 = 1 << 16;

impl Containers {
    /// Whether a registry answers at a port of this machine.
    pub fn has_registry(&self, port: u16) -> bool {
        self.registry_at(port).is_some()
    }

    fn registry_at(&self, port: u16) -> Option<(&Container, &RegistrySettings)> {
        self.iter().filter(|container| container.state.is_running()).find_map(|container| {
            let published = |inner: u16| {
                container.ports.iter().any(|published| published.container == inner && published.host == port)
            };
            container.serves().find_map(|(inner, served)| match served {
                Served::Registry(settings) if published(*inner) => Some((container, settings.as_ref())),
                _ => None,
            })
        })
    }
}

/// What the registry at a port of this machine answers; `None`: there is none, or its root is in no volume.
pub fn ask_registry(containers: &mut Containers, port: u16, now: Timestamp, request: &Request) -> Option<Response> {
    let (container, settings) = containers.registry_at(port)?;
    let (id, (volume, inside)) = (container.id.clone(), volume_of(container, &settings.root)?);
    let policy = policy(settings);
    let accounts = settings.htpasswd.as_ref().map(|(path, _)| accounts(containers, container, path));
    let files = &containers.volume(&volume)?.files;
    let before = storage(files, &inside);
    let mut after = before.clone();
    let mut response = answer_from(&mut after, &policy, &accounts.unwrap_or_default(), now, request);
    if after != before {
        match written(files, &inside, &before, &after, now) {
            Ok(files) => containers.change_volume(&volume, files, now),
            Err(errno) => response = not_kept(errno),
        }
    }
    let line = access(request, &response, now);
    if let Some(container) = containers.get_mut(&id) {
        container.log.add(now, Stream::Out, line.as_bytes());
    }
    Some(response)
}

/// The volume that a path of the container lies in, and the path in it.
fn volume_of(container: &Container, path: &str) -> Option<(String, Path)> {
    let path = Path::new(path);
    let within = container.mounts.iter().filter_map(|mount| match &mount.kind {
        MountKind::Volume(name) => Some((mount.destination.len(), name, path.below(&mount.destination)?)),
        _ => None,
    });
    within.max_by_key(|(length, ..)| *length).map(|(_, name, inside)| (name.clone(), Path::new(inside)))
}

fn policy(settings: &RegistrySettings) -> Policy {
    let policy = match &settings.htpasswd {
        Some((_, realm)) => Policy::basic(realm),
        None => Policy::open(),
    };
    Policy { deletes: settings.deletes, ..policy }
}

/// The accounts of a file that `htpasswd -B` wrote; lines of another form are nobody's.
fn accounts(containers: &Containers, container: &Container, path: &str) -> Vec<Account> {
    let read = || {
        let (volume, inside) = volume_of(container, path)?;
        let content = containers.volume(&volume)?.files.read(&inside).ok()?;
        content.bytes_up_to(HTPASSWD_LIMIT).ok()
    };
    let bound = || {
        container.mounts.iter().find_map(|mount| {
            let MountKind::Bind(source) = &mount.kind else { return None };
            let path = Path::new(path);
            let inside = path.below(&mount.destination)?;
            let content = containers.host().read(&Path::new(source).within(inside)).ok()?;
            content.bytes_up_to(HTPASSWD_LIMIT).ok()
        })
    };
    let upper = || match container.upper.get(path)?.node()?.kind.clone() {
        NodeKind::File(content) => content.bytes_up_to(HTPASSWD_LIMIT).ok(),
        _ => None,
    };
    let text = read().or_else(bound).or_else(upper).unwrap_or_default();
    let lines = String::from_utf8_lossy(&text).into_owned();
    let account = |line: &str| {
        let (name, hash) = line.trim().split_once(':')?;
        Some(Account { name: name.into(), password: hash.into(), tokens: Vec::new() })
    };
    lines.lines().filter_map(account).collect()
}

/// The files below a directory of a volume.
fn storage(files: &Tree, root: &Path) -> Storage {
    let file = |(path, node): (String, crate::vfs::Node)| match node.kind {
        NodeKind::File(content) => Some((Path::new(&path).below(root)?.to_string(), content)),
        _ => None,
    };
    files.walk().filter_map(file).collect()
}

/// The volume with what a request changed.
fn written(files: &Tree, root: &Path, before: &Storage, after: &Storage, now: Timestamp) -> Result<Tree, Errno> {
    let mut files = files.clone();
    files.set_identity(Identity { uid: 0, gid: 0, groups: vec![], now, umask: 0o022, lacks: 0 });
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        let path = root.within(path);
        files.remove_file(&path)?;
        // A tag, a link and an upload are directories; they go with what was in them.
        let mut above = path.parent();
        while above != *root && files.remove_dir(&above).is_ok() {
            above = above.parent();
        }
    }
    for (path, content) in after.iter().filter(|(path, content)| before.get(*path) != Some(*content)) {
        let path = root.within(path);
        files.make_dirs(&path.parent(), 0o755)?;
        files.write(&path, content.clone(), 0o644)?;
    }
    Ok(files)
}

/// The answer when something stands in the way in the registry's directory.
fn not_kept(errno: Errno) -> Response {
    let error = json!({ "code": "UNKNOWN", "message": "unknown error", "detail": errno.to_string() });
    Response::json(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "errors": [error] }))
}

/// The line of the access log, in Apache's combined form.
fn access(request: &Request, response: &Response, now: Timestamp) -> String {
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let agent = request.header("user-agent").unwrap_or_default();
    format!(
        "{GATEWAY} - - [{}] \"{} {}{query} HTTP/1.1\" {} {} \"\" \"{agent}\"\n",
        now.in_utc("%d/%b/%Y:%H:%M:%S +0000"),
        request.method,
        request.path,
        response.status.as_u16(),
        response.body.len(),
    )
}
