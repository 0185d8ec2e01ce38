//! The flags of `docker run` and `docker create` that say how the container is (docker/cli
//! `cli/command/container/opts.go`).

use super::devices::{check_bytes_rate, check_graphics, check_rate, check_weight};
use super::network_value::check_network;
use super::variables::{check_label, check_variable};
use super::volumes::{MOUNT, TMPFS, VOLUME};
use crate::client::argument::{self, Argument};
use crate::client::flag::{Flags, List, Number, Switch, Text};
use crate::engine::api::models::ResourcesUlimits;
use crate::text::{parse_int, parse_memory};

const NO_DEVICES: &str = "containers here have no devices of the host; leave the flag out";
pub(super) const NO_IPV6: &str = "networks here have IPv4";
const NO_STORAGE: &str = "the storage cannot be chosen; leave the flag out";

pub(super) const ADD_HOST: List =
    List::new("add-host", "One more name for an address in the host table (host:ip)").checked(check_host);
pub(super) const ANNOTATION: List =
    List::new("annotation", "An annotation for the runtime, passed on as it is").named("map").default("map[]");
pub(super) const ATTACH: List = List::new("attach", "Attach to STDIN, STDOUT or STDERR")
    .short('a')
    .checked(check_stream)
    .takes(Argument::OneOf(&["stdin", "stdout", "stderr"]));
pub(super) const BLKIO_WEIGHT: Number =
    Number::uint16("blkio-weight", "Weight of its disk access, 10 to 1000, or 0 for none (default 0)");
pub(super) const CAP_ADD: List = List::new("cap-add", "A right of root to add").takes(argument::CAPABILITY);
pub(super) const CAP_DROP: List = List::new("cap-drop", "A right of root to drop").takes(argument::CAPABILITY);
pub(super) const CGROUP_PARENT: Text = Text::new("cgroup-parent", "The cgroup to be in");
pub(super) const CGROUPNS: Text = Text::new("cgroupns", "Whose cgroups it sees (host|private)")
    .checked(check_cgroupns)
    .takes(Argument::OneOf(&["host", "private"]));
pub(super) const CIDFILE: Text = Text::new("cidfile", "The file to write its ID to").takes(Argument::Path);
pub(super) const CPU_PERIOD: Number = Number::int("cpu-period", "Period of the processor limit in microseconds");
pub(super) const CPU_QUOTA: Number = Number::int("cpu-quota", "Time in each period in microseconds");
pub(super) const CPU_RT_PERIOD: Number = Number::int("cpu-rt-period", "Period of the real-time limit in microseconds");
pub(super) const CPU_RT_RUNTIME: Number = Number::int("cpu-rt-runtime", "Real time in each period in microseconds");
pub(super) const CPU_SHARES: Number = Number::int("cpu-shares", "Weight of its processor time").short('c');
pub(super) const CPUS: Number = Number::decimal("cpus", "How many processors it may use");
pub(super) const CPUSET_CPUS: Text = Text::new("cpuset-cpus", "Which processors it may use (0-3, 0,1)");
pub(super) const CPUSET_MEMS: Text = Text::new("cpuset-mems", "Which memory nodes it may use (0-3, 0,1)");
pub(super) const DOMAINNAME: Text = Text::new("domainname", "The container's NIS domain");
pub(super) const DEVICE: List = List::new("device", "A device of the host for the container");
pub(super) const DNS: List = List::new("dns", "A name server").checked(check_address);
pub(super) const DNS_OPT: List = List::new("dns-opt", "An option of name look-up").hidden();
pub(super) const DNS_OPTION: List = List::new("dns-option", "An option of name look-up");
pub(super) const DNS_SEARCH: List = List::new("dns-search", "A domain to search names in").checked(check_domain);
pub(super) const ENTRYPOINT: Text = Text::new("entrypoint", "What to run instead of the image's ENTRYPOINT");
pub(super) const ENV: List =
    List::new("env", "An environment variable").short('e').checked(check_variable).takes(Argument::Variable);
pub(super) const VOLUMES_FROM: List =
    List::new("volumes-from", "Another container's volumes").takes(Argument::Container);
pub(super) const ENV_FILE: List = List::new("env-file", "A file of environment variables").takes(Argument::Path);
pub(super) const EXPOSE: List = List::new("expose", "A port, or ports, to expose");
pub(super) const GPUS: Text =
    Text::new("gpus", "GPUs for the container ('all': each)").named("gpu-request").checked(check_graphics);
pub(super) const GROUP_ADD: List = List::new("group-add", "One more group to be in");
pub(super) const HEALTH_CMD: Text = Text::new("health-cmd", "The command that tells whether it is well");
pub(super) const HEALTH_INTERVAL: Number =
    Number::duration("health-interval", "Time between two checks (ms|s|m|h) (default 0s)");
pub(super) const HEALTH_RETRIES: Number = Number::int("health-retries", "Failures in a row that make it unhealthy");
pub(super) const HEALTH_START_INTERVAL: Number =
    Number::duration("health-start-interval", "Time between two checks while it starts (ms|s|m|h) (default 0s)");
pub(super) const HEALTH_START_PERIOD: Number =
    Number::duration("health-start-period", "Time it has to start before failures count (ms|s|m|h) (default 0s)");
pub(super) const HEALTH_TIMEOUT: Number =
    Number::duration("health-timeout", "Time a check may take (ms|s|m|h) (default 0s)");
pub(super) const HOSTNAME: Text = Text::new("hostname", "The container's host name").short('h');
pub(super) const INIT: Switch =
    Switch::new("init", "Put a small init before the process, which hands on signals and reaps children");
pub(super) const INTERACTIVE: Switch = Switch::new("interactive", "Connect standard input and keep it open").short('i');
pub(super) const IP: Text = Text::new("ip", "Its IPv4 address").named("ip").checked(check_ip);
pub(super) const IP6: Text = Text::new("ip6", "Its IPv6 address").named("ip").checked(check_ip);
pub(super) const LINK: List = List::new("link", "A link to another container").checked(check_link);
pub(super) const MAC_ADDRESS: Text = Text::new("mac-address", "Its MAC address");
pub(super) const NET_ALIAS: List = List::new("net-alias", "One more name in the network").hidden();
pub(super) const NETWORK_ALIAS: List = List::new("network-alias", "One more name in the network");
pub(super) const IPC: Text =
    Text::new("ipc", "Whose shared memory it sees").takes(Argument::Like(&["none", "host", "private", "shareable"]));
pub(super) const LABEL: List = List::new("label", "A label of the container").short('l').checked(check_label);
pub(super) const LABEL_FILE: List = List::new("label-file", "A file of labels, a line each").takes(Argument::Path);
pub(super) const LOG_DRIVER: Text =
    Text::new("log-driver", "Where its output is kept").takes(Argument::Like(&["json-file", "local", "none"]));
pub(super) const LOG_OPT: List = List::new("log-opt", "An option of keeping its output");
pub(super) const MEMORY: Number = Number::bytes("memory", "How much memory it may use").short('m');
pub(super) const MEMORY_RESERVATION: Number =
    Number::bytes("memory-reservation", "How much memory it may use when memory is scarce");
pub(super) const MEMORY_SWAP: Text =
    Text::new("memory-swap", "Memory and swap together: '-1' for no limit").named("bytes").checked(check_swap);
pub(super) const MEMORY_SWAPPINESS: Number =
    Number::int("memory-swappiness", "How readily it is swapped (0 to 100)").default("-1");
pub(super) const NET: List =
    List::new("net", "The network to be in").named("network").hidden().checked(check_network).takes(Argument::Network);
pub(super) const NETWORK: List =
    List::new("network", "The network to be in").named("network").checked(check_network).takes(Argument::Network);
pub(super) const NO_HEALTHCHECK: Switch =
    Switch::new("no-healthcheck", "Don't check whether it is well, whatever the image says");
pub(super) const OOM_KILL_DISABLE: Switch = Switch::new("oom-kill-disable", "Never kill it for want of memory");
pub(super) const OOM_SCORE_ADJ: Number =
    Number::int("oom-score-adj", "How readily it is killed for want of memory (-1000 to 1000)");
pub(super) const PID: Text =
    Text::new("pid", "Whose processes it sees").checked(check_pid).takes(Argument::Like(&["host"]));
pub(super) const PIDS_LIMIT: Number = Number::int("pids-limit", "How many processes it may have (-1: any number)");
pub(super) const PRIVILEGED: Switch = Switch::new("privileged", "Give it all rights of the host's root");
pub(super) const PUBLISH: List =
    List::new("publish", "Let a port of the host lead to a port of the container").short('p');
pub(super) const PUBLISH_ALL: Switch =
    Switch::new("publish-all", "Let some port of the host lead to each port that is exposed").short('P');
pub(super) const READ_ONLY: Switch = Switch::new("read-only", "Nothing in its file system can be changed");
pub(super) const RESTART: Text = Text::new("restart", "When to start it again").default("no").takes(argument::RESTART);
pub(super) const RM: Switch = Switch::new("rm", "Remove the container and its anonymous volumes when it ends");
pub(super) const RUNTIME: Text = Text::new("runtime", "What starts the container").takes(Argument::Like(&["runc"]));
pub(super) const SECURITY_OPT: List = List::new("security-opt", "An option of its confinement")
    .takes(Argument::Like(&["no-new-privileges", "seccomp=unconfined", "apparmor=unconfined", "label=disable"]));
pub(super) const SHM_SIZE: Number = Number::bytes("shm-size", "Size of /dev/shm");
pub(super) const STOP_SIGNAL: Text = Text::new("stop-signal", "The signal that asks it to end").takes(argument::SIGNAL);
pub(super) const STOP_TIMEOUT: Number = Number::int("stop-timeout", "Seconds it has to end when asked");
pub(super) const SYSCTL: List =
    List::new("sysctl", "A kernel parameter of the container").named("map").default("map[]").checked(check_sysctl);
pub(super) const TTY: Switch = Switch::new("tty", "Give it a terminal").short('t');
pub(super) const ULIMIT: List = List::new("ulimit", "A limit of its processes")
    .named("ulimit")
    .default("[]")
    .checked(check_ulimit)
    .takes(argument::ULIMIT);
pub(super) const USER: Text =
    Text::new("user", "Who runs it: name or ID (format: <name|uid>[:<group|gid>])").short('u');
pub(super) const USERNS: Text =
    Text::new("userns", "Whose users it has").checked(check_host_or_nothing_user).takes(Argument::OneOf(&["host"]));
pub(super) const UTS: Text =
    Text::new("uts", "Whose host name it has").checked(check_host_or_nothing_uts).takes(Argument::OneOf(&["host"]));
pub(super) const VOLUME_DRIVER: Text =
    Text::new("volume-driver", "What keeps its volumes").takes(Argument::Like(&["local"]));
pub(super) const WORKDIR: Text = Text::new("workdir", "The directory to start in").short('w');

/// The flags that say how the container is.
pub(super) const FLAGS: Flags = &[
    &ADD_HOST,
    &ANNOTATION,
    &ATTACH,
    &BLKIO_WEIGHT,
    &List::new("blkio-weight-device", "The same for a device")
        .default("[]")
        .checked(check_weight)
        .unsimulated(NO_DEVICES),
    &CAP_ADD,
    &CAP_DROP,
    &CGROUP_PARENT,
    &CGROUPNS,
    &CIDFILE,
    &Number::int("cpu-count", "Number of processors (Windows only)").hidden().unsimulated("use --cpus"),
    &Number::int("cpu-percent", "Share of the processors (Windows only)").hidden().unsimulated("use --cpus"),
    &CPU_PERIOD,
    &CPU_QUOTA,
    &CPU_RT_PERIOD,
    &CPU_RT_RUNTIME,
    &CPU_SHARES,
    &CPUS,
    &CPUSET_CPUS,
    &CPUSET_MEMS,
    &DEVICE,
    &List::new("device-cgroup-rule", "A rule on which devices it may use").unsimulated(NO_DEVICES),
    &List::new("device-read-bps", "Limit of reading from a device")
        .default("[]")
        .checked(check_bytes_rate)
        .unsimulated(NO_DEVICES),
    &List::new("device-read-iops", "Limit of reads from a device")
        .default("[]")
        .checked(check_rate)
        .unsimulated(NO_DEVICES),
    &List::new("device-write-bps", "Limit of writing to a device")
        .default("[]")
        .checked(check_bytes_rate)
        .unsimulated(NO_DEVICES),
    &List::new("device-write-iops", "Limit of writes to a device")
        .default("[]")
        .checked(check_rate)
        .unsimulated(NO_DEVICES),
    &DNS,
    &DNS_OPT,
    &DNS_OPTION,
    &DNS_SEARCH,
    &DOMAINNAME,
    &ENTRYPOINT,
    &ENV,
    &ENV_FILE,
    &EXPOSE,
    &GPUS,
    &GROUP_ADD,
    &HEALTH_CMD,
    &HEALTH_INTERVAL,
    &HEALTH_RETRIES,
    &HEALTH_START_INTERVAL,
    &HEALTH_START_PERIOD,
    &HEALTH_TIMEOUT,
    &HOSTNAME,
    &INIT,
    &INTERACTIVE,
    &Number::bytes("io-maxbandwidth", "Limit of the system drive (Windows only)").hidden().unsimulated(NO_DEVICES),
    &Number::int("io-maxiops", "Limit of the system drive (Windows only)").hidden().unsimulated(NO_DEVICES),
    &IP,
    &IP6,
    &IPC,
    &Text::new("isolation", "The way of isolation (Windows)").unsimulated("leave the flag out"),
    &Number::bytes("kernel-memory", "Limit of kernel memory").deprecated("and no longer supported by the kernel"),
    &LABEL,
    &LABEL_FILE,
    &LINK,
    &List::new("link-local-ip", "A link-local address").checked(check_address).unsimulated(NO_IPV6),
    &LOG_DRIVER,
    &LOG_OPT,
    &MAC_ADDRESS,
    &MEMORY,
    &MEMORY_RESERVATION,
    &MEMORY_SWAP,
    &MEMORY_SWAPPINESS,
    &MOUNT,
    &NET,
    &NET_ALIAS,
    &NETWORK,
    &NETWORK_ALIAS,
    &NO_HEALTHCHECK,
    &OOM_KILL_DISABLE,
    &OOM_SCORE_ADJ,
    &PID,
    &PIDS_LIMIT,
    &PRIVILEGED,
    &PUBLISH,
    &PUBLISH_ALL,
    &READ_ONLY,
    &RESTART,
    &RM,
    &RUNTIME,
    &SECURITY_OPT,
    &SHM_SIZE,
    &STOP_SIGNAL,
    &STOP_TIMEOUT,
    &List::new("storage-opt", "An option of the storage driver").unsimulated(NO_STORAGE),
    &SYSCTL,
    &TMPFS,
    &TTY,
    &ULIMIT,
    &USER,
    &USERNS,
    &UTS,
    &VOLUME,
    &VOLUME_DRIVER,
    &VOLUMES_FROM,
    &WORKDIR,
];

fn check_stream(text: &str) -> Result<(), String> {
    match text.to_lowercase().as_str() {
        "stdin" | "stdout" | "stderr" => Ok(()),
        _ => Err("valid streams are STDIN, STDOUT and STDERR".into()),
    }
}
fn check_host(text: &str) -> Result<(), String> {
    match named_address(text) {
        Some((_, address)) => match address.trim().parse::<core::net::IpAddr>().is_ok() || address == "host-gateway" {
            true => Ok(()),
            false => Err(format!("invalid IP address in add-host: {}", crate::text::quote(address))),
        },
        None => Err(format!("bad format for add-host: {}", crate::text::quote(text))),
    }
}
/// `NAME=ADDRESS` or `NAME:ADDRESS`, the address in brackets or not (docker/cli `opts.ValidateExtraHost`).
pub(super) fn named_address(text: &str) -> Option<(&str, &str)> {
    let (name, address) = text.split_once('=').or_else(|| text.split_once(':'))?;
    let inside = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|inside| !inside.is_empty());
    Some((name, inside.unwrap_or(address))).filter(|(name, _)| !name.is_empty() && !name.contains(':'))
}
fn check_swap(text: &str) -> Result<(), String> {
    if text == "-1" { Ok(()) } else { parse_memory(text).map(|_| ()).map_err(|error| error.to_string()) }
}
fn check_cgroupns(text: &str) -> Result<(), String> {
    matches!(text, "" | "host" | "private").then_some(()).ok_or_else(|| "--cgroupns: invalid CGROUP mode".into())
}
fn check_pid(text: &str) -> Result<(), String> {
    let valid = matches!(text, "" | "host") || text.strip_prefix("container:").is_some_and(|name| !name.is_empty());
    valid.then_some(()).ok_or_else(|| "--pid: invalid PID mode".into())
}
fn check_host_or_nothing_user(text: &str) -> Result<(), String> {
    matches!(text, "" | "host").then_some(()).ok_or_else(|| "--userns: invalid USER mode".into())
}
fn check_host_or_nothing_uts(text: &str) -> Result<(), String> {
    matches!(text, "" | "host").then_some(()).ok_or_else(|| "--uts: invalid UTS mode".into())
}
/// An address as pflag reads it.
pub fn check_ip(text: &str) -> Result<(), String> {
    let valid = text.is_empty() || text.trim().parse::<core::net::IpAddr>().is_ok();
    valid.then_some(()).ok_or_else(|| format!("failed to parse IP: {}", crate::text::quote(text)))
}
/// docker/cli `opts.ValidateLink`
pub fn check_link(text: &str) -> Result<(), String> {
    match text.split(':').count() {
        _ if text.is_empty() => Err("empty string specified for links".into()),
        1 | 2 => Ok(()),
        _ => Err(format!("bad format for links: {text}")),
    }
}
fn check_address(text: &str) -> Result<(), String> {
    let valid = text.trim().parse::<core::net::IpAddr>().is_ok();
    valid.then_some(()).ok_or_else(|| format!("IP address is not correctly formatted: {text}"))
}
/// docker/cli `opts.ValidateDNSSearch`
fn check_domain(text: &str) -> Result<(), String> {
    let name = text.trim_matches(' ');
    let word = |part: &str| {
        let edges = part.starts_with('-') || part.ends_with('-') || part.is_empty();
        !edges && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let labels = name.strip_suffix('.').unwrap_or(name);
    let letters = name.contains(|c: char| c.is_ascii_alphabetic());
    let valid = name == "." || letters && labels.split('.').all(word) && name.len() < 255;
    valid.then_some(()).ok_or_else(|| format!("{text} is not a valid domain"))
}
/// docker/cli `opts.ValidateSysctl`: what belongs to a namespace of the container's own.
fn check_sysctl(text: &str) -> Result<(), String> {
    const KERNEL: [&str; 8] = ["msgmax", "msgmnb", "msgmni", "sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced"];
    let own = text.split_once('=').is_some_and(|(name, _)| {
        let kernel = name.strip_prefix("kernel.").is_some_and(|name| KERNEL.contains(&name));
        kernel || name.starts_with("net.") || name.starts_with("fs.mqueue.")
    });
    own.then_some(()).ok_or_else(|| format!("sysctl '{text}' is not allowed"))
}
pub fn check_ulimit(text: &str) -> Result<(), String> {
    ulimit(text).map(|_| ())
}

/// `name=soft[:hard]` (docker/go-units `ParseUlimit`)
pub(super) fn ulimit(text: &str) -> Result<ResourcesUlimits, String> {
    let (name, limits) = text.split_once('=').ok_or_else(|| format!("invalid ulimit argument: {text}"))?;
    if !argument::LIMITED.contains(&name) {
        return Err(format!("invalid ulimit type: {name}"));
    }
    let number = |text: &str| parse_int(text).map_err(|error| error.to_string());
    let (soft, hard) = match limits.split(':').collect::<Vec<_>>().as_slice() {
        [both] => (number(both)?, number(both)?),
        [soft, hard] => {
            let hard = number(hard)?;
            (number(soft)?, hard)
        }
        _ => {
            let most = "can only have up to two, `soft[:hard]`";
            return Err(format!("too many limit value arguments - {limits}, {most}"));
        }
    };
    let too_much = "ulimit soft limit must be less than or equal to hard limit";
    if hard != -1 && soft == -1 {
        return Err(format!("{too_much}: soft: -1 (unlimited), hard: {hard}"));
    }
    if hard != -1 && soft > hard {
        return Err(format!("{too_much}: {soft} > {hard}"));
    }
    Ok(ResourcesUlimits { name: Some(name.into()), soft: Some(soft), hard: Some(hard) })
}
