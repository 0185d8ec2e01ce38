//! `POST /containers/{id}/update` (moby `daemon/update.go`, `daemon/container/container_unix.go` `UpdateContainer`).

use super::super::Daemon;
use super::super::api::models::{HostConfig, RestartPolicyNameEnum};
use super::super::api::{ApiError, ApiResult};
use super::announce;
use super::check;

/// See [`super::super::api::Containers::container_update`].
pub fn update(daemon: &mut Daemon<'_>, id: &str, wanted: &HostConfig) -> ApiResult<Vec<String>> {
    let mut wanted = wanted.clone();
    let warnings = check::resources(&mut wanted, true)?;
    check::restart(&wanted)?;
    let container = daemon.state.containers.find(id)?;
    let id = container.id.clone();
    let mut host = (*container.host).clone();
    let cannot = |why: &str| ApiError::new(409, format!("Cannot update container {id}: {why}"));
    change(&mut host, &wanted).map_err(cannot)?;
    let (memory, both) = (host.memory.unwrap_or(0), host.memory_swap.unwrap_or(0));
    if memory > 0 && both > 0 && both < memory {
        // runc `libcontainer/cgroups`, `ConvertMemorySwapToCgroupV2Value`
        let why = "memory+swap limit must be >= memory limit";
        let why = format!("runc did not terminate successfully: exit status 1: {why}");
        return Err(ApiError::new(500, format!("Cannot update container {id}: {why}")));
    }
    if let Some(container) = daemon.state.containers.get_mut(&id) {
        container.host.set(host);
    }
    announce::tell(daemon, &id, "update", []);
    Ok(warnings)
}

/// Changes what `wanted` says, if it fits what is set already.
fn change(host: &mut HostConfig, wanted: &HostConfig) -> Result<(), &'static str> {
    let set = |value: Option<i64>| value.is_some_and(|value| value > 0);
    let conflicts = [
        (
            set(wanted.nano_cpus) && set(host.cpu_period),
            "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set",
        ),
        (
            set(wanted.nano_cpus) && set(host.cpu_quota),
            "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set",
        ),
        (
            set(wanted.cpu_period) && set(host.nano_cpus),
            "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set",
        ),
        (
            set(wanted.cpu_quota) && set(host.nano_cpus),
            "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set",
        ),
    ];
    if let Some((_, words)) = conflicts.iter().find(|(conflict, _)| *conflict) {
        return Err(words);
    }
    let memory = wanted.memory.unwrap_or(0);
    if memory != 0 && memory > host.memory_swap.unwrap_or(0) && wanted.memory_swap.unwrap_or(0) == 0 {
        return Err(
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
        );
    }
    let numbers = [
        (&mut host.cpu_shares, wanted.cpu_shares),
        (&mut host.nano_cpus, wanted.nano_cpus),
        (&mut host.cpu_period, wanted.cpu_period),
        (&mut host.cpu_quota, wanted.cpu_quota),
        (&mut host.cpu_realtime_period, wanted.cpu_realtime_period),
        (&mut host.cpu_realtime_runtime, wanted.cpu_realtime_runtime),
        (&mut host.memory, wanted.memory),
        (&mut host.memory_swap, wanted.memory_swap),
        (&mut host.memory_reservation, wanted.memory_reservation),
        (&mut host.pids_limit, wanted.pids_limit),
    ];
    for (number, value) in numbers {
        *number = value.filter(|value| *value != 0).or(*number);
    }
    host.blkio_weight = wanted.blkio_weight.filter(|weight| *weight != 0).or(host.blkio_weight);
    for (text, value) in [(&mut host.cpuset_cpus, &wanted.cpuset_cpus), (&mut host.cpuset_mems, &wanted.cpuset_mems)] {
        if value.as_ref().is_some_and(|value| !value.is_empty()) {
            text.clone_from(value);
        }
    }
    let Some(policy) = &wanted.restart_policy else { return Ok(()) };
    let none = matches!(policy.name, Some(RestartPolicyNameEnum::NO));
    if host.auto_remove == Some(true) && !none {
        return Err("Restart policy cannot be updated because AutoRemove is enabled for the container");
    }
    host.restart_policy = Some(policy.clone());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_change_unless_they_conflict() {
        let mut host = HostConfig { memory: Some(100), memory_swap: Some(200), ..HostConfig::default() };
        let wanted = HostConfig { memory: Some(150), cpu_shares: Some(5), ..HostConfig::default() };
        assert_eq!(change(&mut host, &wanted), Ok(()));
        assert_eq!((host.memory, host.memory_swap, host.cpu_shares), (Some(150), Some(200), Some(5)));
        let more = HostConfig { memory: Some(300), ..HostConfig::default() };
        assert!(change(&mut host, &more).unwrap_err().starts_with("Memory limit should be smaller"));
        let both = HostConfig { memory: Some(300), memory_swap: Some(-1), ..HostConfig::default() };
        assert_eq!(change(&mut host, &both), Ok(()));
        host.cpu_period = Some(1000);
        let cpus = HostConfig { nano_cpus: Some(1), ..HostConfig::default() };
        assert_eq!(
            change(&mut host, &cpus),
            Err("Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set")
        );
    }
}
