//! A container's files: the union of its layers, what is mounted over it, and what it takes on disk.

use core::net::Ipv4Addr;

use crate::allowance::insist;
use crate::clock::Timestamp;
use crate::content::Rope;
use crate::shell::GATEWAY;
use crate::vfs::{BLOCK, Changes, Files, Identity, Meta, Node, NodeKind, Overlay, Path, Tree};

use super::super::api::models::{Mount as MountOf, MountType};
use super::super::api::{ApiError, ApiResult};
use super::super::execution::{
    Asked, Lookup, Mounted, MountedTree, NetworkOf, Way, environment, mount_kernel, mount_network,
};
use super::super::{Daemon, State};
use super::init_layer;
use super::links;
use super::memory::{self, SHM};
use super::network::BRIDGE_SUBNET;
use super::record::{Container, Mount, MountKind, Volume};
use super::rights::{limits, open, rights, share};
use super::shared::lender;
use super::table::Containers;

/// Bytes of `/dev/shm`, if nothing else is asked for.
const SHM_SIZE: u64 = 64 << 20;
/// Work for a mount that is compared with another.
const MOUNT_WORK: u64 = 64;

impl State {
    /// A container's files as the union of its layers, without what is mounted over them.
    pub fn union(&self, container: &Container) -> Option<Overlay> {
        let snapshot = self.images.snapshot(&container.chain_id)?;
        Some(init_layer::union(&snapshot, container.created, container.upper.clone()))
    }
}

/// The union of a container's layers, with `upper` on top.
pub fn union(daemon: &Daemon<'_>, container: &Container, upper: Changes) -> ApiResult<Overlay> {
    let snapshot = daemon.state.images.snapshot(&container.chain_id);
    let missing = || ApiError::new(500, format!("snapshot {} does not exist: not found", container.chain_id));
    Ok(init_layer::union(&snapshot.ok_or_else(missing)?, container.created, upper))
}

/// A container's files with everything mounted; `processes`: as its processes see them.
pub fn files(
    daemon: &Daemon<'_>,
    container: &Container,
    upper: Changes,
    now: Timestamp,
    processes: bool,
) -> ApiResult<Mounted> {
    let identity =
        Identity { uid: 0, gid: 0, groups: vec![], now, umask: 0o022, lacks: !rights(&container.host).bounding };
    let mut files = Mounted::new(union(daemon, container, upper)?, identity);
    let hostname = container.config.hostname.as_str();
    // What stands in the network's files is the lender's.
    let lender = lender(&daemon.state.containers, container);
    let extra: Vec<(&str, &str)> = extra_hosts(lender).collect();
    let ways = ways(&daemon.state.containers, lender);
    let names = own_names(lender);
    let addresses: Vec<String> = ways.iter().map(|way| way.address.to_string()).collect();
    let own = addresses.iter().map(|address| (address.as_str(), names.as_str()));
    let linked = links::linked(&daemon.state.containers, lender);
    let linked = linked.iter().map(|(address, names)| (address.as_str(), names.as_str()));
    let list = |given: &'_ Option<Vec<String>>| given.clone().unwrap_or_default();
    let host = &lender.host;
    let (servers, search, options) = (list(&host.dns), list(&host.dns_search), list(&host.dns_options));
    let internal = lender.has_own_network();
    let lookup = Lookup { servers: &servers, search: &search, options: &options, internal };
    // A container in the host's network has the host's file, unless it asks for lines of its own (moby `buildHostsFile`).
    let of = match lender.network_mode() == "host" && extra.is_empty() {
        true => NetworkOf::Host(hostname, lookup, hosts_of_host(daemon)),
        false => NetworkOf::Container(hostname, lookup),
    };
    mount_network(&mut files, of, extra.into_iter().chain(own).chain(linked), now);
    let read_only = container.host.readonly_rootfs.unwrap_or(false);
    if read_only {
        files.close_mounts();
    }
    if processes {
        let asked = asked(container, read_only, ways);
        let shm = asked.shm_size.unwrap_or(SHM_SIZE);
        mount_kernel(&mut files, &container.command_line(), asked, now);
        if shm > 0 {
            let id = memory::sharer(container);
            let known = daemon.state.containers.get(id).and_then(|owner| owner.memory.get(SHM)).cloned();
            let (tree, at) =
                (known.unwrap_or_else(|| in_memory(Meta { mode: 0o1777, mtime: now, ..Meta::default() })), "/".into());
            let mounted = MountedTree { tree, at, writable: true, volume: Some(memory::name(id, SHM)) };
            files.mount_in_memory(SHM, mounted, Some(shm));
        }
    }
    for mount in &container.mounts {
        let containers = &daemon.state.containers;
        let (volume, bound) = match &mount.kind {
            MountKind::Volume(name) => (containers.volume(name), containers.volume(name).and_then(Volume::bound)),
            MountKind::Bind(source) => (None, Some(source.as_str())),
            MountKind::Tmpfs | MountKind::Image { .. } => (None, None),
        };
        let name = memory::name(&container.id, &mount.destination);
        let kept = container.memory.get(&mount.destination).cloned();
        let (tree, at, volume) = match (&mount.kind, bound) {
            (MountKind::Bind(source), _) if kept.is_some() => {
                (kept.unwrap_or_default(), source.to_string(), Some(name))
            }
            (_, Some(source)) => {
                let tree = containers.host().clone();
                let at = tree.real_path(source).unwrap_or_else(|_| source.to_string());
                (tree, at, Some(source.to_string()))
            }
            (MountKind::Volume(name), None) => {
                let tree = volume.map_or_else(Tree::new, |volume| volume.files.clone());
                let at = part(&tree, &mount.subpath).unwrap_or_else(|| "/".into());
                (tree, at, Some(name.clone()))
            }
            (MountKind::Image { chain_id, .. }, None) => {
                let tree = daemon.state.images.snapshot(chain_id).map_or_else(Tree::new, |snapshot| snapshot.merged);
                let at = part(&tree, &mount.subpath).unwrap_or_else(|| "/".into());
                (tree, at, None)
            }
            _ => (kept.unwrap_or_else(|| tmpfs(container, &mount.destination, now)), "/".into(), Some(name)),
        };
        let mounted = MountedTree { tree, at, writable: mount.writable, volume };
        match mount.kind {
            MountKind::Tmpfs => {
                files.mount_in_memory(&mount.destination, mounted, tmpfs_size(container, &mount.destination));
            }
            _ => files.mount(&mount.destination, mounted),
        }
    }
    files.root_writable = !read_only;
    Ok(files)
}

/// The interfaces of a container that has its own network, the way out first.
fn ways(containers: &Containers, container: &Container) -> Vec<Way> {
    let way = |(name, address): (String, Ipv4Addr)| {
        let own = containers.network(&name);
        let gateway = own.map_or_else(|| GATEWAY.parse().ok(), |own| Some(own.gateway).filter(|_| !own.internal));
        let subnet = own.map_or(BRIDGE_SUBNET, |own| own.subnet.masked());
        Way { hardware: container.hardware_in(&name), address, subnet, gateway }
    };
    let mut ways: Vec<Way> = container.addresses().into_iter().map(way).collect();
    // One without a gateway leads nowhere.
    ways.sort_by_key(|way| way.gateway.is_none());
    ways
}

/// The lines that `--add-host` asks for: address and name.
fn extra_hosts(container: &Container) -> impl Iterator<Item = (&str, &str)> {
    let lines = container.host.extra_hosts.iter().flatten().filter_map(|line| line.split_once([':', '=']));
    lines.map(|(name, address)| (if address == "host-gateway" { GATEWAY } else { address }, name))
}

/// The host's `/etc/hosts`; empty if it has none.
fn hosts_of_host(daemon: &Daemon<'_>) -> Rope {
    daemon.state.containers.host().read("/etc/hosts").unwrap_or_default()
}

/// Where a part of a volume or an image is, links followed, which do not lead out of it; `None` if it is not there.
pub fn part(tree: &Tree, subpath: &str) -> Option<String> {
    let path: String = Path::new(subpath).into();
    tree.stat(&path, true).ok()?;
    tree.real_path(&path).ok()
}

/// The devices that it asks for: of the host, and in the container.
pub fn devices(container: &Container) -> Vec<(String, String)> {
    let both = container
        .host
        .devices
        .iter()
        .flatten()
        .filter_map(|device| Some((device.path_on_host.clone()?, device.path_in_container.clone()?)));
    both.collect()
}

/// The names of a container beside its address: the full one, and its first part (moby `Sandbox.updateHostsFile`).
fn own_names(container: &Container) -> String {
    let (name, domain) = (&container.config.hostname, &container.config.domainname);
    let full = if domain.is_empty() { name.clone() } else { format!("{name}.{domain}") };
    match full.split_once('.') {
        Some((first, _)) => format!("{full} {first}"),
        None => full,
    }
}

/// How `/proc/mounts` shows a mount of the container's.
fn mount_line(container: &Container, mount: &Mount) -> String {
    let (at, access) = (&mount.destination, if mount.writable { "rw" } else { "ro" });
    if !matches!(mount.kind, MountKind::Tmpfs) {
        return format!("/dev/vda1 {at} ext4 {access},relatime");
    }
    tmpfs_line(at, access, &tmpfs_options(container, at))
}

/// What is asked for of the tmpfs at a path.
fn tmpfs_options(container: &Container, at: &str) -> String {
    let options = container.host.tmpfs.iter().flatten().find(|(path, _)| *Path::new(path) == *at);
    match (options, mounted_tmpfs(container, at).and_then(|mount| mount.tmpfs_options.as_ref())) {
        (Some((_, options)), _) => options.clone(),
        (None, Some(asked)) => asked.size_bytes.map(|size| format!("size={size}")).unwrap_or_default(),
        (None, None) => String::new(),
    }
}

/// Bytes that the tmpfs at a path holds, if that was asked for; nought is no bound.
fn tmpfs_size(container: &Container, at: &str) -> Option<u64> {
    let options = tmpfs_options(container, at);
    let size = options.split(',').filter_map(|option| option.strip_prefix("size=")).next_back()?;
    kibibytes(size).map(|kibibytes| kibibytes.saturating_mul(1024)).filter(|size| *size > 0)
}

/// The same for a tmpfs: what is asked for later counts (moby `mount.MergeTmpfsOptions`).
fn tmpfs_line(at: &str, access: &str, options: &str) -> String {
    let key = |option: &str| option.split('=').next().unwrap_or("").to_string();
    const FLAGS: [&str; 3] = ["nosuid", "nodev", "noexec"];
    let mut flags = FLAGS.to_vec();
    let mut own: Vec<&str> = Vec::new();
    for option in options.split(',') {
        match option {
            "" | "rw" | "ro" | "relatime" => {}
            "nosuid" | "nodev" | "noexec" => {
                flags.retain(|flag| *flag != option);
                flags.push(option);
            }
            "suid" | "dev" | "exec" => flags.retain(|flag| flag.strip_prefix("no") != Some(option)),
            option => {
                own.retain(|before| key(before) != key(option));
                own.push(option);
            }
        }
    }
    let shown = |option: &&str| match option.strip_prefix("size=").and_then(kibibytes) {
        Some(kibibytes) => format!(",size={kibibytes}k"),
        None => format!(",{option}"),
    };
    let own: String = own.iter().map(shown).collect();
    let flags = FLAGS.iter().filter(|flag| flags.contains(flag));
    let flags: String = flags.map(|flag| format!(",{flag}")).collect();
    format!("tmpfs {at} tmpfs {access}{flags},relatime{own},inode64")
}

/// A size of a tmpfs (tmpfs(5)): bytes, or with k, m, g.
fn kibibytes(size: &str) -> Option<u64> {
    let digits = size.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    match size.get(digits.len()..)?.to_ascii_lowercase().as_str() {
        "" => Some(number / 1024),
        "k" => Some(number),
        "m" => number.checked_mul(1024),
        "g" => number.checked_mul(1024 * 1024),
        _ => None,
    }
}

/// What the kernel is to show to a container's processes.
fn asked(container: &Container, read_only: bool, ways: Vec<Way>) -> Asked {
    let mounts: Vec<String> = container.mounts.iter().map(|mount| mount_line(container, mount)).collect();
    let shm_size = match container.host.ipc_mode.as_deref() {
        Some("none") => Some(0),
        _ => container.host.shm_size.and_then(|size| u64::try_from(size).ok()).filter(|size| *size > 0),
    };
    Asked {
        mounts,
        shm_size,
        user: container.config.oci.user.clone(),
        rights: rights(&container.host),
        read_only,
        open: open(&container.host),
        limits: limits(&container.host),
        share: share(&container.host),
        parameters: container.host.sysctls.clone().unwrap_or_default().into_iter().collect(),
        devices: devices(container),
        environment: environment(&container.config.hostname, container.config.tty, &container.config.oci.env)
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect(),
        hostname: container.host_name(),
        terminal: container.config.tty,
        open_stdin: container.config.open_stdin,
        ways,
    }
}

/// The `--mount type=tmpfs` for a path.
fn mounted_tmpfs<'a>(container: &'a Container, path: &str) -> Option<&'a MountOf> {
    // It is asked for each mount.
    insist(MOUNT_WORK.saturating_mul(container.mounts.len() as u64));
    container.host.mounts.iter().flatten().find(|mount| {
        mount.typ == Some(MountType::TMPFS) && mount.target.as_deref().is_some_and(|to| *Path::new(to) == *path)
    })
}

/// A fresh directory in memory, with the mode and the owner that were asked for (`mode=`, `uid=`, `gid=` of `--tmpfs`,
/// `tmpfs-mode=` of `--mount`).
fn tmpfs(container: &Container, destination: &str, now: Timestamp) -> Tree {
    let options = container.host.tmpfs.iter().flatten().find(|(path, _)| *Path::new(path) == *destination);
    let named = options.and_then(|(_, options)| options.split(',').find_map(|option| option.strip_prefix("mode=")));
    let mount = mounted_tmpfs(container, destination);
    let mode = named.and_then(|mode| u32::from_str_radix(mode, 8).ok());
    let mode = mode.or_else(|| mount?.tmpfs_options.as_ref()?.mode.and_then(|mode| u32::try_from(mode).ok()));
    let owner = |key: &str| -> Option<u32> {
        let (_, options) = options?;
        options.split(',').find_map(|option| option.strip_prefix(key))?.parse().ok()
    };
    let (uid, gid) = (owner("uid=").unwrap_or(0), owner("gid=").unwrap_or(0));
    in_memory(Meta { mode: mode.unwrap_or(0o1777) & 0o7777, uid, gid, mtime: now, ..Meta::default() })
}

/// An empty directory in memory.
fn in_memory(meta: Meta) -> Tree {
    let mut tree = Tree::new();
    // The root of an empty tree takes what is put there.
    let _ = tree.put("/", Node { meta, kind: NodeKind::Directory });
    tree
}

/// What a container's files take on disk, bytes: its writable layer, and everything it sees.
pub fn sizes(daemon: &Daemon<'_>, container: &Container) -> (u64, u64) {
    let writable = container.upper.disk_usage().max(BLOCK);
    let Some(snapshot) = daemon.state.images.snapshot(&container.chain_id) else { return (writable, writable) };
    let below: u64 = snapshot.lowers.iter().map(Changes::disk_usage).sum();
    let init = init_layer::changes(&snapshot, container.created).disk_usage();
    (writable, writable.saturating_add(below).saturating_add(init))
}
