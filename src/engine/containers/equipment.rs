//! What a container asks of the machine that the machine may not have: found out when it starts.

use super::super::Daemon;
use super::super::api::{ApiError, ApiResult};
use super::super::execution::is_device;
use super::files::devices;
use super::record::{Container, Mount, MountKind, mount_point};
use crate::text::{parse_memory, quote};
use crate::vfs::{Files, Path};

/// What stands before the words of runc.
pub const RUNC: &str = "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create \
                        failed: unable to start container process: error during container init: ";

/// Refuses a container whose devices are not there, or whose log cannot be kept as it says.
pub fn check(daemon: &Daemon<'_>, id: &str) -> ApiResult<()> {
    let container = daemon.state.containers.find(id)?;
    // moby `daemon/pkg/oci/devices_linux.go`
    if let Some((source, _)) = devices(container).iter().find(|(source, _)| !is_device(source)) {
        let device = quote(source);
        let there = daemon.state.containers.host().stat(source, true).is_ok();
        let why = if there { "not a device node" } else { "no such file or directory" };
        let words = format!("error gathering device information while adding custom device {device}: {why}");
        return Err(ApiError::new(500, words));
    }
    if let Some(request) = container.host.device_requests.iter().flatten().next() {
        // moby `daemon/devices_amd_linux.go`: who asks for any graphics card is given what CDI knows, which is nothing here.
        let asked = request.capabilities.iter().flatten();
        let any = asked.into_iter().any(|set| set.iter().all(|name| matches!(name.as_str(), "gpu" | "amd")));
        let driver = request.driver.as_deref().unwrap_or("");
        if driver.is_empty() && any || driver == "amd" {
            return Err(ApiError::new(500, "failed to discover GPU vendor from CDI: no known GPU vendor found"));
        }
        let driver = quote(driver);
        let sets = request.capabilities.iter().flatten().map(|set| format!("[{}]", set.join(" ")));
        let sets = sets.collect::<Vec<_>>().join(" ");
        return Err(ApiError::new(500, format!("could not select device driver {driver} with capabilities: [{sets}]")));
    }
    tmpfs(container)?;
    in_proc(container)?;
    log(container).map_err(|why| {
        ApiError::new(500, format!("failed to create task for container: failed to initialize logging driver: {why}"))
    })
}

/// Documents of `/proc` that something may be mounted over (runc `libcontainer/rootfs_linux.go`, `checkProcMount`).
const REPLACED: [&str; 11] = [
    "/proc/cpuinfo",
    "/proc/diskstats",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/swaps",
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/slabinfo",
    "/proc/net/dev",
    "/proc/sys/kernel/ns_last_pid",
    "/proc/sys/crypto/fips_enabled",
];

/// Nothing else is mounted into `/proc`.
fn in_proc(container: &Container) -> ApiResult<()> {
    let is_inside = |mount: &&Mount| {
        let at = mount.destination.as_str();
        Path::new(at).below("/proc").is_some() && !REPLACED.contains(&at)
    };
    let Some(mount) = container.mounts.iter().find(is_inside) else { return Ok(()) };
    let at = &mount.destination;
    let source = match &mount.kind {
        MountKind::Volume(name) => mount_point(name),
        MountKind::Bind(source) => source.clone(),
        MountKind::Tmpfs => "tmpfs".into(),
        MountKind::Image { name, .. } => name.clone(),
    };
    let place = format!("/var/lib/docker/rootfs/overlayfs/{}{at}", container.id);
    let why = match at.as_str() {
        "/proc" => "is not of type proc",
        _ => "is inside /proc",
    };
    let why = format!("check proc-safety of {at} mount: \"{place}\" cannot be mounted because it {why}");
    Err(ApiError::new(400, format!("{RUNC}error mounting \"{source}\" to rootfs at \"{at}\": {why}")))
}

/// Flags of a mount that a tmpfs may be given (`github.com/moby/sys/mount`, `flags_linux.go`).
const FLAGS: [&str; 33] = [
    "ro",
    "rw",
    "suid",
    "nosuid",
    "dev",
    "nodev",
    "exec",
    "noexec",
    "sync",
    "async",
    "dirsync",
    "remount",
    "mand",
    "nomand",
    "atime",
    "noatime",
    "diratime",
    "nodiratime",
    "bind",
    "rbind",
    "unbindable",
    "runbindable",
    "private",
    "rprivate",
    "shared",
    "rshared",
    "slave",
    "rslave",
    "relatime",
    "norelatime",
    "strictatime",
    "nostrictatime",
    "defaults",
];
/// Those that Docker sets, as runc names them, with what takes each away.
const SET: [(&str, &str); 3] = [("MS_NOSUID", "suid"), ("MS_NODEV", "dev"), ("MS_NOEXEC", "exec")];

/// Options of `--tmpfs` (`MergeTmpfsOptions`, and what Linux reads in `mm/shmem.c`).
fn tmpfs(container: &Container) -> ApiResult<()> {
    let mut asked: Vec<(&String, &String)> = container.host.tmpfs.iter().flatten().collect();
    asked.sort();
    for (at, options) in asked {
        let options: Vec<&str> = options.split(',').filter(|_| !options.is_empty()).collect();
        let name = |option: &&str| option.split_once('=').map_or(*option, |(name, _)| name).to_string();
        let known = |option: &&&str| {
            let values = option.split_once('=').is_some_and(|(name, _)| is_tmpfs_value(name));
            values || FLAGS.contains(*option)
        };
        if let Some(unknown) = options.iter().rfind(|option| !known(option)) {
            return Err(ApiError::new(500, format!("invalid tmpfs option {}", quote(&name(unknown)))));
        }
        let data: Vec<&str> = options.iter().copied().filter(|option| option.contains('=')).collect();
        let bad = |option: &&str| option.split_once('=').is_some_and(|(name, value)| !is_tmpfs_number(name, value));
        if data.iter().any(bad) {
            let kept = SET.iter().filter(|(_, clears)| !options.contains(clears)).map(|(flag, _)| *flag);
            let flags: Vec<&str> = options.contains(&"ro").then_some("MS_RDONLY").into_iter().chain(kept).collect();
            let flags = if flags.is_empty() { String::new() } else { format!(", flags={}", flags.join("|")) };
            let why = format!(
                "mount src=tmpfs, dst={at}, dstFd=/proc/thread-self/fd/8{flags}, data={}: invalid argument",
                data.join(",")
            );
            return Err(ApiError::new(400, format!("{RUNC}error mounting \"tmpfs\" to rootfs at \"{at}\": {why}")));
        }
    }
    Ok(())
}

fn is_tmpfs_value(name: &str) -> bool {
    matches!(name, "size" | "mode" | "uid" | "gid" | "nr_inodes" | "nr_blocks" | "mpol")
}

/// Whether the kernel can read the value of an option.
fn is_tmpfs_number(name: &str, value: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    match name {
        "mode" => u32::from_str_radix(value, 8).is_ok(),
        "uid" | "gid" => value.parse::<u32>().is_ok(),
        "size" | "nr_inodes" | "nr_blocks" => {
            let percent = value.strip_suffix('%').filter(|_| name == "size");
            number(percent.unwrap_or(value.strip_suffix(|unit: char| "kKmMgGtTpPeE".contains(unit)).unwrap_or(value)))
        }
        _ => true,
    }
}

/// Bytes of a file of the log, and how many are kept, where that is asked for.
pub fn log_files(container: &Container) -> Option<(u64, usize)> {
    let log = container.host.log_config.as_ref()?;
    let options = log.config.as_ref().filter(|_| matches!(log.typ.as_deref(), None | Some("" | "json-file")))?;
    let size = options.get("max-size")?.to_ascii_lowercase();
    let size = size.trim_end_matches('b');
    let digits = size.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    // Decimal units (go-units `FromHumanSize`).
    let unit = match size.get(digits.len()..)? {
        "" => 1.0,
        "k" => 1e3,
        "m" => 1e6,
        "g" => 1e9,
        _ => return None,
    };
    let size = digits.trim().parse::<f64>().ok()? * unit;
    let files = options.get("max-file").and_then(|count| count.parse().ok()).unwrap_or(1);
    Some((size as u64, files))
}

/// moby `daemon/logger/jsonfilelog`, `New`.
fn log(container: &Container) -> Result<(), String> {
    let options = container.host.log_config.as_ref().and_then(|log| log.config.as_ref());
    let option = |name: &str| options.and_then(|options| options.get(name));
    if let Some(size) = option("max-size") {
        match parse_memory(size).map_err(|bad| bad.to_string())? {
            1.. => {}
            _ => return Err("max-size must be a positive number".into()),
        }
    }
    if let Some(count) = option("max-file") {
        let bad = |_| format!("strconv.Atoi: parsing {}: invalid syntax", quote(count));
        if count.parse::<i64>().map_err(bad)? < 1 {
            return Err("max-file cannot be less than 1".into());
        }
    }
    Ok(())
}
