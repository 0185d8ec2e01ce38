//! `--resource NAME=VALUE` and the flags that it took the place of (`ParseResourceLimits` in buildx `build/utils.go`):
//! limits of what RUN uses. Nothing here takes so much that they matter; what is no limit is refused.

use super::flags;
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::text::{parse_int, parse_memory, quote};

/// Checks the limits, those of older flags first.
pub(super) fn check(given: &Matches) -> Outcome<()> {
    let older = flags::LIMITS.iter().filter(|flag| given.changed(*flag));
    let older = older.map(|flag| format!("{}={}", flag.name(), given.text(flag)));
    older.chain(given.list(&flags::RESOURCE).iter().cloned()).try_for_each(|entry| check_one(&entry))
}

fn check_one(entry: &str) -> Outcome<()> {
    let Some((name, value)) = entry.split_once('=') else {
        return Err(Failure::new(format!("invalid resource {}, expected key=value", quote(entry))));
    };
    let (name, value) = (name.trim(), value.trim());
    let checked = match name {
        "memory" => parse_memory(value).map(drop).map_err(|error| error.to_string()),
        "memory-swap" if value == "-1" => Ok(()),
        "memory-swap" => parse_memory(value).map(drop).map_err(|error| error.to_string()),
        "cpu-shares" | "cpu-period" | "cpu-quota" => parse_int(value).map(drop).map_err(|error| error.to_string()),
        "cpuset-cpus" | "cpuset-mems" => Ok(()),
        _ => return Err(Failure::new(format!("unknown resource {}", quote(name)))),
    };
    checked.map_err(|why| Failure::new(format!("invalid value {} for resource {name}: {why}", quote(value))))
}
