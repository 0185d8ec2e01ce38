//! `docker update` (docker/cli `cli/command/container/update.go`).

use super::flags::{
    BLKIO_WEIGHT, CPU_PERIOD, CPU_QUOTA, CPU_RT_PERIOD, CPU_RT_RUNTIME, CPU_SHARES, CPUS, CPUSET_CPUS, CPUSET_MEMS,
    MEMORY, MEMORY_RESERVATION, MEMORY_SWAP, PIDS_LIMIT,
};
use super::options::restart_policy;
use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Number, Text};
use crate::engine::api::models::HostConfig;
use crate::text::parse_memory;

const RESTART: Text = Text::new("restart", "When to start it again").takes(argument::RESTART);

const FLAGS: Flags = &[
    &BLKIO_WEIGHT,
    &CPU_PERIOD,
    &CPU_QUOTA,
    &CPU_RT_PERIOD,
    &CPU_RT_RUNTIME,
    &CPU_SHARES,
    &CPUS,
    &CPUSET_CPUS,
    &CPUSET_MEMS,
    &Number::bytes("kernel-memory", "Limit of kernel memory").deprecated("and no longer supported by the kernel"),
    &MEMORY,
    &MEMORY_RESERVATION,
    &MEMORY_SWAP,
    &PIDS_LIMIT,
    &RESTART,
];

pub static UPDATE: Command = Command {
    about: "Change limits of containers",
    synopsis: "[OPTIONS] CONTAINER [CONTAINER...]",
    aliases: "docker container update, docker update",
    count: Count::AtLeast(1),
    arguments: &[Argument::Container],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    if given.given().next().is_none() {
        return Err(Failure::new("you must provide one or more flags when using this command"));
    }
    let number = |flag: &Number| Some(given.number(flag)).filter(|number| *number != 0);
    let text = |flag: &Text| Some(given.text(flag).to_string()).filter(|text| !text.is_empty());
    let wanted = HostConfig {
        blkio_weight: number(&BLKIO_WEIGHT).and_then(|weight| u16::try_from(weight).ok()),
        cpu_period: number(&CPU_PERIOD),
        cpu_quota: number(&CPU_QUOTA),
        cpu_realtime_period: number(&CPU_RT_PERIOD),
        cpu_realtime_runtime: number(&CPU_RT_RUNTIME),
        cpu_shares: number(&CPU_SHARES),
        nano_cpus: number(&CPUS),
        cpuset_cpus: text(&CPUSET_CPUS),
        cpuset_mems: text(&CPUSET_MEMS),
        memory: number(&MEMORY),
        memory_reservation: number(&MEMORY_RESERVATION),
        memory_swap: match given.text(&MEMORY_SWAP) {
            "-1" => Some(-1),
            size => parse_memory(size).ok(),
        },
        pids_limit: number(&PIDS_LIMIT),
        restart_policy: text(&RESTART).map(|policy| restart_policy(&policy)).transpose()?,
        ..HostConfig::default()
    };
    let (mut warnings, mut failures) = (Vec::new(), Vec::new());
    for name in &given.arguments {
        match docker.engine().container_update(name, &wanted).map_err(Failure::from) {
            Ok(told) => {
                docker.out_line(name)?;
                warnings.extend(told);
            }
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
        }
    }
    if !warnings.is_empty() {
        docker.out_line(&warnings.join("\n"))?;
    }
    Failure::join(failures)
}
