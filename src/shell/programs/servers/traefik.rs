//! `traefik`

use super::{complain_line, now, stays};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Served};

pub(super) static PROGRAM: Applet =
    Applet { names: &["traefik"], about: "a reverse proxy", usage: "[version] [flags]", run };

fn run(process: &mut Process<'_>) -> Ended {
    if process.arguments.get(1).is_some_and(|word| word == "version") {
        process.print("Version:      3.7.11\nOS/Arch:      linux/amd64\n")?;
        return Ok(0);
    }
    let stamp = now(process).rfc3339();
    complain_line(process, &format!("{stamp} INF Traefik version 3.7.11 built version=3.7.11"))?;
    complain_line(process, &format!("{stamp} INF Starting provider aggregator *aggregator.ProviderAggregator"))?;
    stays(Some((80, Served::Text("404 page not found\n".into()))), String::new())
}
