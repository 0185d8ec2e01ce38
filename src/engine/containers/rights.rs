//! What a container's processes may do and have: rights of root (capabilities(7)), bounds, memory, processors.

use crate::shell::{Limits, UNLIMITED};

use super::super::api::CAPABILITIES;
use super::super::execution::{Open, Rights, Share};
use super::host::HostConfig;

fn bits<'a>(names: impl IntoIterator<Item = &'a String>) -> u64 {
    let bit = |name: &String| {
        let name = name.strip_prefix("CAP_").unwrap_or(name);
        match CAPABILITIES.iter().position(|known| *known == name) {
            Some(number) => 1 << number,
            None if name == "ALL" => Rights::ALL,
            None => 0,
        }
    };
    names.into_iter().map(bit).fold(0, |all, one| all | one)
}

/// The rights of a container's root (moby `caps.TweakCapabilities`).
pub fn rights(host: &HostConfig) -> Rights {
    let privileged = host.privileged == Some(true);
    let options: Vec<&str> = host.security_opt.iter().flatten().map(String::as_str).collect();
    let added = bits(host.cap_add.iter().flatten());
    let dropped = bits(host.cap_drop.iter().flatten());
    // A right that is named both ways stays; "all" of one kind is the ground that the other changes.
    let named = bits(host.cap_add.iter().flatten().filter(|name| *name != "ALL"));
    let bounding = match () {
        () if privileged => Rights::ALL,
        () if added == Rights::ALL => Rights::ALL & !bits(host.cap_drop.iter().flatten().filter(|name| *name != "ALL")),
        () if dropped == Rights::ALL => named,
        () => Rights::default().bounding & !dropped | added,
    };
    let no_new = |option: &&str| {
        option.strip_prefix("no-new-privileges").is_some_and(|value| matches!(value, "" | "=true" | ":true" | "=1"))
    };
    let confined = |option: &&str| matches!(*option, "seccomp=unconfined" | "seccomp:unconfined");
    Rights {
        bounding,
        no_new_privileges: options.iter().any(no_new),
        filtered: !privileged && !options.iter().any(confined),
    }
}

/// What of the kernel's file systems is open to it.
pub fn open(host: &HostConfig) -> Open {
    let privileged = host.privileged == Some(true);
    let of = |option: &String| {
        let value = option.strip_prefix("writable-cgroups")?;
        Some(matches!(value.trim_start_matches(['=', ':']), "" | "1" | "t" | "T" | "true" | "TRUE" | "True"))
    };
    let cgroups = host.security_opt.iter().flatten().filter_map(of).next_back();
    let none = |paths: &Option<Vec<String>>| paths.as_ref().is_some_and(Vec::is_empty);
    Open {
        kernel: privileged,
        paths: privileged || none(&host.masked_paths) && none(&host.readonly_paths),
        cgroups: cgroups.unwrap_or(privileged),
    }
}

/// The bounds of its processes.
pub fn limits(host: &HostConfig) -> Limits {
    let mut limits = Limits::default();
    for ulimit in host.ulimits.iter().flatten() {
        let bound = |given: Option<i64>| given.and_then(|bound| u64::try_from(bound).ok()).unwrap_or(UNLIMITED);
        limits.set(ulimit.name.as_deref().unwrap_or(""), bound(ulimit.soft), bound(ulimit.hard));
    }
    limits
}

/// Its share of the machine (moby `daemon/daemon_unix.go`, `getMemoryResources`, `getCPUResources`).
pub fn share(host: &HostConfig) -> Share {
    let positive = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok()).filter(|value| *value > 0);
    let quota = positive(host.nano_cpus).map(|billionths| billionths / 10_000);
    let memory = positive(host.memory);
    // Docker counts memory and swap together; the kernel counts swap alone.
    let swap = match (memory, host.memory_swap) {
        (Some(memory), Some(0) | None) => Some(memory),
        (Some(memory), Some(both)) => u64::try_from(both).ok().map(|both| both.saturating_sub(memory)),
        (None, _) => None,
    };
    Share {
        memory,
        swap,
        reserved: positive(host.memory_reservation),
        quota: quota.or(positive(host.cpu_quota)),
        period: positive(host.cpu_period),
        processors: host.cpuset_cpus.clone().unwrap_or_default(),
        processes: positive(host.pids_limit),
        shares: positive(host.cpu_shares),
    }
}
