//! `registry`: distribution's server. What it is asked through a published port, the engine answers from the files in its
//! root directory.

use super::{complain_line, now, stays, text_of, variable};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, RegistrySettings, Served};

pub(super) static PROGRAM: Applet =
    Applet { names: &["registry"], about: "an image registry", usage: "serve CONFIG | --version", run };

/// Where it keeps everything unless it is told otherwise.
const ROOT: &str = "/var/lib/registry";

fn run(process: &mut Process<'_>) -> Ended {
    match process.arguments.get(1).map(String::as_str) {
        Some("--version" | "-v") => {
            process.print("registry github.com/distribution/distribution/v3 3.1.1\n")?;
            Ok(0)
        }
        Some("serve") => serve(process),
        _ => {
            process.print("Usage:\n  registry [flags]\n  registry [command]\n")?;
            Ok(0)
        }
    }
}

/// The configuration file, and over it the environment (`REGISTRY_HTTP_ADDR` is `addr` below `http`).
fn serve(process: &mut Process<'_>) -> Ended {
    let path = process.arguments.get(2).cloned().unwrap_or_default();
    let config = match text_of(process, &path) {
        Some(config) => config,
        None => {
            let why = format!("open {path}: no such file or directory");
            complain_line(process, &format!("configuration error: {why}"))?;
            return Ok(1);
        }
    };
    let setting = |name: &str, key: &str| {
        let written = config.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix(':'));
        let written = written.map(|value| value.trim().trim_matches(['"', '\'']).to_string()).unwrap_or_default();
        variable(process, name, &written)
    };
    let address = Some(setting("REGISTRY_HTTP_ADDR", "addr")).filter(|text| !text.is_empty());
    let address = address.unwrap_or_else(|| ":5000".into());
    let root = Some(setting("REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", "rootdirectory"));
    let root = root.filter(|root| !root.is_empty()).unwrap_or_else(|| ROOT.into());
    let htpasswd = variable(process, "REGISTRY_AUTH_HTPASSWD_PATH", "");
    let realm = variable(process, "REGISTRY_AUTH_HTPASSWD_REALM", "");
    let asks = !htpasswd.is_empty() || variable(process, "REGISTRY_AUTH", "") == "htpasswd";
    let settings = RegistrySettings {
        root,
        deletes: variable(process, "REGISTRY_STORAGE_DELETE_ENABLED", "false") == "true",
        htpasswd: asks.then_some((htpasswd, realm)),
    };
    let stamp = now(process).rfc3339();
    let Some(port) = address.rsplit(':').next().and_then(|port| port.parse().ok()) else {
        complain_line(
            process,
            &format!("time=\"{stamp}\" level=fatal msg=\"listen tcp: address {address}: unknown port\""),
        )?;
        return Ok(1);
    };
    for message in ["using inmemory blob descriptor cache", &format!("listening on [::]:{port}")] {
        complain_line(process, &format!("time=\"{stamp}\" level=info msg=\"{message}\" version=3.1.1"))?;
    }
    stays(Some((port, Served::Registry(Box::new(settings)))), String::new())
}
