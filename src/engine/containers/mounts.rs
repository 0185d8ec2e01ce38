//! What is mounted into a container besides its surroundings: volumes (made where they are missing) and tmpfs (moby
//! `daemon/volumes.go`, `daemon/create_unix.go`).

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Timestamp;
use crate::vfs::{FileType, Files, Identity, Meta, Node, NodeKind, Path, Tree};

use super::super::Daemon;
use super::super::api::models::{self, HostConfig, MountType};
use super::super::api::{ApiError, ApiResult, EventType};
use super::driver::{check_driver, check_new};
use super::record::{Container, Mount, MountKind, Volume};

/// What a real machine with Docker has there, and the sandbox's has not.
const REAL: [&str; 11] = [
    "/boot",
    "/dev",
    "/etc/localtime",
    "/lib",
    "/proc",
    "/run",
    "/sys",
    "/usr/lib",
    "/var/lib/docker",
    "/var/log",
    "/var/run",
];

/// A volume that is to be mounted.
#[derive(Default)]
struct Wanted {
    destination: String,
    /// Empty: it has none.
    name: String,
    writable: bool,
    mode: String,
    subpath: String,
    /// Whether an empty one gets what the image has there.
    copies: bool,
    labels: BTreeMap<String, String>,
    driver: String,
    /// What its driver is asked for.
    options: BTreeMap<String, String>,
}

fn wrong(kind: &str, why: &str) -> ApiError {
    ApiError::new(400, format!("invalid mount config for type \"{kind}\": {why}"))
}

/// A part of a volume or an image is named from its root down (Go's `filepath.IsLocal`).
fn check_subpath(kind: &str, subpath: &str) -> ApiResult<()> {
    let mut depth = 0_i64;
    for name in subpath.split('/') {
        depth += match name {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        if depth < 0 {
            break;
        }
    }
    match depth < 0 || subpath.starts_with('/') {
        true => Err(wrong(kind, "subpath must be a relative path within the volume")),
        false => Ok(()),
    }
}

/// The mount points of a new container; its anonymous and new named volumes are made.
pub fn mounts(daemon: &mut Daemon<'_>, container: &Container, host: &HostConfig, view: &Tree) -> ApiResult<Vec<Mount>> {
    let borrowed = borrowed(daemon, host)?;
    let mut mounts: Vec<Mount> = Vec::new();
    let mut wanted: Vec<Wanted> = Vec::new();
    let driver = host.volume_driver.clone().unwrap_or_default();
    for bind in host.binds.iter().flatten() {
        let (source, destination, mode) = split_bind(bind)?;
        let writable = !mode.split(',').any(|option| option == "ro");
        if source.starts_with('/') {
            let source: String = Path::new(source).into();
            make_source(daemon, &source)?;
            let (destination, kind) = (Path::new(destination).into(), MountKind::Bind(source));
            mounts.push(Mount { mode: mode.into(), ..Mount::plain(destination, kind, writable) });
            continue;
        }
        let mode = if mode.is_empty() { "z" } else { mode };
        let copies = !mode.split(',').any(|option| option == "nocopy");
        let (destination, name, mode) = (Path::new(destination).into(), source.to_string(), mode.into());
        let driver = driver.clone();
        wanted.push(Wanted { destination, name, writable, mode, copies, driver, ..Wanted::default() });
    }
    for mount in host.mounts.iter().flatten() {
        named(daemon, mount, &mut mounts, &mut wanted)?;
    }
    let mut taken = BTreeSet::new();
    if let Some(twice) = mounts.iter().find(|mount| !taken.insert(mount.destination.clone())) {
        return Err(ApiError::new(400, format!("Duplicate mount point: {}", twice.destination)));
    }
    for (destination, options) in host.tmpfs.iter().flatten() {
        let writable = !options.split(',').any(|option| option == "ro");
        let (destination, kind) = (String::from(Path::new(destination)), MountKind::Tmpfs);
        taken.insert(destination.clone());
        mounts.push(Mount::plain(destination, kind, writable));
    }
    for (path, _) in container.config.oci.volumes.iter().flatten() {
        let destination = String::from(Path::new(path));
        let known = wanted.iter().any(|other| other.destination == destination)
            || borrowed.iter().any(|mount| mount.destination == destination)
            || taken.contains(&destination);
        if !known {
            if view.stat(&destination, true).is_ok_and(|stat| stat.kind != FileType::Directory) {
                let real = view.real_path(&destination).unwrap_or_else(|_| destination.clone());
                let place = format!("/var/lib/docker/rootfs/overlayfs/{}{real}", container.id);
                let why = format!("cannot mount volume over existing file, file exists {place}");
                return Err(ApiError::new(500, why));
            }
            let driver = driver.clone();
            wanted.push(Wanted { destination, writable: true, copies: true, driver, ..Wanted::default() });
        }
    }
    for Wanted { destination, name, writable, mode, subpath, copies, labels, driver, options } in wanted {
        if !taken.insert(destination.clone()) {
            return Err(ApiError::new(400, format!("Duplicate mount point: {destination}")));
        }
        let anonymous = name.is_empty();
        let name = if anonymous { crate::content::hex(&daemon.clock.random_bytes::<32>()) } else { name };
        check_driver(&name, &driver)?;
        if daemon.state.containers.volume(&name).is_none() {
            check_new(&name, &options)?;
        }
        let nothing = Tree::new();
        let view = if copies { view } else { &nothing };
        make_volume(daemon, container, &name, &destination, (anonymous, labels, options), view);
        mounts.push(Mount { destination, kind: MountKind::Volume(name), writable, anonymous, mode, subpath });
    }
    for mount in borrowed {
        if taken.insert(mount.destination.clone()) {
            mounts.push(mount);
        }
    }
    mounts.sort_by(|a, b| a.destination.cmp(&b.destination));
    Ok(mounts)
}

/// What one `--mount` asks for.
fn named(
    daemon: &mut Daemon<'_>,
    mount: &models::Mount,
    mounts: &mut Vec<Mount>,
    wanted: &mut Vec<Wanted>,
) -> ApiResult<()> {
    let target = mount.target.as_deref().unwrap_or_default();
    let kind = mount.typ.map_or_else(|| "volume".to_string(), |kind| kind.to_string());
    check_target(&kind, target).map_err(|why| ApiError::new(400, why))?;
    let destination = Path::new(target).into();
    let writable = !mount.read_only.unwrap_or(false);
    let source = mount.source.clone().unwrap_or_default();
    match mount.typ {
        Some(MountType::VOLUME) | None => {
            let options = mount.volume_options.clone().unwrap_or_default();
            let subpath = options.subpath.unwrap_or_default();
            if !subpath.is_empty() && source.is_empty() {
                return Err(wrong(&kind, "must not set Subpath when using anonymous volumes"));
            }
            check_subpath(&kind, &subpath)?;
            let copies = !options.no_copy.unwrap_or(false);
            let labels = options.labels.unwrap_or_default().into_iter().collect();
            let asked = options.driver_config.unwrap_or_default();
            let (driver, options) = (asked.name.unwrap_or_default(), asked.options.unwrap_or_default());
            let (name, mode, options) = (source, "z".into(), options.into_iter().collect());
            wanted.push(Wanted { destination, name, writable, mode, subpath, copies, labels, driver, options });
        }
        Some(MountType::IMAGE) => {
            if source.is_empty() {
                return Err(wrong(&kind, "field Source must not be empty"));
            }
            let subpath = mount.image_options.clone().and_then(|options| options.subpath).unwrap_or_default();
            check_subpath(&kind, &subpath)?;
            let found = daemon.state.images.resolve(&source, None)?;
            let (chain_id, image) = (found.snapshot.chain_id, Some(found.id));
            let kind = MountKind::Image { name: source, chain_id, image };
            mounts.push(Mount { destination, kind, writable: false, anonymous: false, mode: String::new(), subpath });
        }
        Some(MountType::TMPFS) => {
            if !source.is_empty() {
                return Err(wrong(&kind, "field Source must not be specified"));
            }
            let kind = MountKind::Tmpfs;
            mounts.push(Mount::plain(destination, kind, writable));
        }
        Some(MountType::BIND) => {
            let makes = mount.bind_options.as_ref().is_some_and(|options| options.create_mountpoint == Some(true));
            let source = bind_source(daemon, &source, makes)?;
            let kind = MountKind::Bind(source);
            mounts.push(Mount::plain(destination, kind, writable));
        }
        Some(_) => {
            return Err(wrong(&kind, "mount type unknown"));
        }
    }
    Ok(())
}

/// What other containers have mounted (`--volumes-from CONTAINER[:ro]`); what is asked for at the same place goes before it.
fn borrowed(daemon: &Daemon<'_>, host: &HostConfig) -> ApiResult<Vec<Mount>> {
    let mut mounts: Vec<Mount> = Vec::new();
    for from in host.volumes_from.iter().flatten() {
        let (name, mode) = from.split_once(':').unwrap_or((from, "rw"));
        if name.is_empty() {
            return Err(ApiError::new(400, "volumes-from specification cannot be an empty string"));
        }
        if !is_mode(mode) || mode.split(',').any(|option| option == "nocopy" || PROPAGATIONS.contains(&option)) {
            return Err(ApiError::new(400, format!("invalid mode: {mode}")));
        }
        let writable = !mode.split(',').any(|option| option == "ro");
        // Whoever names a container that is not there asks wrongly, and no image is missing.
        let lender = daemon.state.containers.find(name).map_err(|error| ApiError::new(400, error.to_string()))?;
        for mount in &lender.mounts {
            mounts.retain(|other| other.destination != mount.destination);
            let writable = writable && mount.writable;
            mounts.push(Mount { writable, mode: String::new(), ..mount.clone() });
        }
    }
    Ok(mounts)
}

/// Source, destination and mode of a `-v` (moby `daemon/volume/mounts/linux_parser.go`).
fn split_bind(bind: &str) -> ApiResult<(&str, &str, &str)> {
    let parts: Vec<&str> = bind.split(':').collect();
    let (source, destination, mode) = match parts.as_slice() {
        [source, destination] if !is_mode(destination) => (*source, *destination, ""),
        [source, destination, mode] => (*source, *destination, *mode),
        _ => return Err(ApiError::new(400, format!("invalid volume specification: '{bind}'"))),
    };
    if !mode.is_empty() && !is_mode(mode) {
        return Err(ApiError::new(400, format!("invalid mode: {mode}")));
    }
    let kind = if source.starts_with('/') { "bind" } else { "volume" };
    let options = || mode.split(',');
    // What only the other kind has.
    let extra = match kind {
        "bind" if options().any(|option| option == "nocopy") => Some("VolumeOptions"),
        "volume" if options().any(|option| PROPAGATIONS.contains(&option)) => Some("BindOptions"),
        _ => None,
    };
    if let Some(field) = extra {
        let why = wrong(kind, &format!("field {field} must not be specified"));
        return Err(ApiError::new(400, format!("invalid volume specification: '{bind}': {why}")));
    }
    check_target(kind, destination)
        .map_err(|why| ApiError::new(400, format!("invalid volume specification: '{bind}': {why}")))?;
    Ok((source, destination, mode))
}

const PROPAGATIONS: [&str; 6] = ["private", "rprivate", "slave", "rslave", "shared", "rshared"];

/// Whether a text is a list of mount options, one of a kind at most, and no path (`linuxValidMountMode`).
fn is_mode(text: &str) -> bool {
    const KINDS: [&[&str]; 5] =
        [&["ro", "rw"], &["z", "Z"], &PROPAGATIONS, &["nocopy"], &["default", "consistent", "cached", "delegated"]];
    let options = || text.split(',');
    options().all(|option| KINDS.iter().any(|kind| kind.contains(&option)))
        && KINDS.iter().all(|kind| options().filter(|option| kind.contains(option)).count() <= 1)
}

/// The source of `--mount type=bind`, which must be there unless it is to be made.
fn bind_source(daemon: &mut Daemon<'_>, source: &str, makes: bool) -> ApiResult<String> {
    let invalid = |why: String| ApiError::new(400, format!("invalid mount config for type \"bind\": {why}"));
    if source.is_empty() {
        return Err(invalid("field Source must not be empty".into()));
    }
    if !source.starts_with('/') {
        return Err(invalid(format!("invalid mount path: '{source}' mount path must be absolute")));
    }
    let path: String = Path::new(source).into();
    match daemon.state.containers.host().stat(&path, true) {
        Ok(_) => Ok(path),
        Err(_) if makes => make_source(daemon, &path).map(|()| path),
        Err(_) => Err(missing_source(source)),
    }
}

fn missing_source(source: &str) -> ApiError {
    ApiError::new(400, format!("invalid mount config for type \"bind\": bind source path does not exist: {source}"))
}

/// Makes the directory of a `-v` that is not there, as the daemon does: it belongs to root. What a
/// real machine has and this one lacks (`/var/run/docker.sock`) is said to be that: a directory in its place would mislead.
fn make_source(daemon: &mut Daemon<'_>, source: &str) -> ApiResult<()> {
    let mut host = daemon.state.containers.host().clone();
    if host.stat(source, true).is_ok() {
        return Ok(());
    }
    if REAL.iter().any(|place| source == *place || Path::new(source).below(place).is_some()) {
        let words = format!("layercake does not simulate {source} of the machine that Docker runs on");
        return Err(ApiError::new(400, words));
    }
    let now = daemon.clock.now();
    host.set_identity(Identity { uid: 0, gid: 0, groups: vec![], now, umask: 0o022, lacks: 0 });
    host.make_dirs(source, 0o755).map_err(|errno| {
        let why = errno.to_string().to_lowercase();
        ApiError::new(500, format!("error while creating mount source path '{source}': mkdir {source}: {why}"))
    })?;
    daemon.state.containers.set_host(host);
    Ok(())
}

/// Why a mount cannot be at `target`, if it cannot.
fn check_target(kind: &str, target: &str) -> Result<(), String> {
    let why = match target {
        "" => "field Target must not be empty".to_string(),
        path if !path.starts_with('/') => format!("invalid mount path: '{path}' mount path must be absolute"),
        path if Path::new(path).is_root() => "invalid specification: destination can't be '/'".to_string(),
        _ => return Ok(()),
    };
    Err(format!("invalid mount config for type \"{kind}\": {why}"))
}

/// Makes the volume unless it is there; an empty one gets what the image has at its mount point.
fn make_volume(
    daemon: &mut Daemon<'_>,
    container: &Container,
    name: &str,
    path: &str,
    (anonymous, mut labels, options): (bool, BTreeMap<String, String>, BTreeMap<String, String>),
    view: &Tree,
) {
    let created = container.created;
    let empty = daemon
        .state
        .containers
        .volume(name)
        .is_none_or(|volume| volume.files.read_dir("/").is_ok_and(|names| names.is_empty()));
    let files = if empty { subtree(view, path, created) } else { Tree::new() };
    let volumes = &mut daemon.state.containers;
    match volumes.volume(name) {
        Some(_) if empty => volumes.set_volume_files(name, files),
        Some(_) => {}
        None => {
            if anonymous {
                labels.insert("com.docker.volume.anonymous".to_string(), String::new());
            }
            let volume = Volume { created, anonymous, labels, options, files };
            volumes.add_volume(name.to_string(), volume);
            daemon.tell(EventType::Volume, "create", name, [("driver", "local".to_string())]);
        }
    }
}

/// What the image has at a mount point, with the directory's own mode and owner; otherwise an empty directory.
fn subtree(view: &Tree, path: &str, made: Timestamp) -> Tree {
    let mut copy = empty_directory(made);
    if view.stat(path, true).is_ok_and(|stat| stat.kind == FileType::Directory) {
        let real = view.real_path(path).unwrap_or_else(|_| path.to_string());
        if let Some(node) = view.get(&real) {
            let _ = copy.put("/", node);
        }
        for (inner, node) in view.walk() {
            if let Some(rest) = Path::new(&inner).below(&real).filter(|rest| !rest.is_empty()) {
                let _ = copy.put(&Path::new(rest), node);
            }
        }
    }
    copy
}

/// A directory that was made just now.
pub fn empty_directory(made: Timestamp) -> Tree {
    let mut tree = Tree::new();
    let meta = Meta { mode: 0o755, mtime: made, ..Meta::default() };
    // The root of an empty tree takes what is put there.
    let _ = tree.put("/", Node { meta, kind: NodeKind::Directory });
    tree
}
