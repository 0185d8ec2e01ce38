//! `registry`: distribution's server. It listens, and tells who asks that it speaks the protocol; the sandbox's own
//! registries are elsewhere.

use super::{complain_line, now, stays};
use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(super) static PROGRAM: Applet =
    Applet { names: &["registry"], about: "an image registry", usage: "serve CONFIG | --version", run };

fn run(process: &mut Process<'_>) -> Ended {
    match process.arguments.get(1).map(String::as_str) {
        Some("--version" | "-v") => {
            process.print("registry github.com/distribution/distribution/v3 3.1.1\n")?;
            Ok(0)
        }
        Some("serve") => {
            let stamp = now(process).rfc3339();
            for message in ["using inmemory blob descriptor cache", "listening on [::]:5000"] {
                complain_line(process, &format!("time=\"{stamp}\" level=info msg=\"{message}\" version=3.1.1"))?;
            }
            stays(Some((5000, "text:{}".into())), String::new())
        }
        _ => {
            process.print("Usage:\n  registry [flags]\n  registry [command]\n")?;
            Ok(0)
        }
    }
}
