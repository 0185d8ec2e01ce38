//! What a bake file may do without being allowed to: read and write below the working directory (buildx
//! `bake/entitlements.go`).

use std::collections::BTreeSet;

use super::definition::Chosen;
use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::build::flags;
use crate::client::failure::{Failure, Outcome};
use crate::shell::Stream;
use crate::text::{parse_bool, quote};

/// The rights that are missing: what each is, and the flag that gives it.
pub(super) struct Asked {
    rights: Vec<(String, String)>,
    /// Whether it is all about files.
    only_files: bool,
}

/// The rights that targets need and nobody gave.
pub(super) fn missing(docker: &Client<'_>, given: &Matches, chosen: &Chosen) -> Option<Asked> {
    let allowed = given.list(&flags::ALLOW);
    let (mut reads, mut writes, mut needs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for target in chosen.targets.values() {
        let texts = ["context"].iter().filter_map(|name| target.texts.get(name));
        let contexts = target.maps.get("contexts").into_iter().flat_map(|map| map.values());
        reads.extend(texts.chain(contexts).filter(|path| !is_elsewhere(path)).cloned());
        let files = |name: &str, key: &str| -> Vec<String> {
            let entries = target.entries.get(name).into_iter().flatten();
            entries.filter_map(|entry| entry.get(key)).map(str::to_string).collect()
        };
        reads.extend(files("secret", "src"));
        reads.extend(files("cache-from", "src"));
        writes.extend(files("output", "dest"));
        writes.extend(files("cache-to", "dest"));
        needs.extend(target.lists.get("entitlements").into_iter().flatten().cloned());
    }
    let mut rights = Vec::new();
    for (name, words) in [
        ("network.host", "Running build containers that can access host network"),
        ("security.insecure", "Running privileged containers that can make system changes"),
    ] {
        if needs.contains(name) && !allowed.iter().any(|right| right == name) {
            rights.push((words.to_string(), name.to_string()));
        }
    }
    let only_files = rights.is_empty();
    let granted = |right: &str| -> Vec<String> {
        let both = [format!("{right}="), "fs=".to_string()];
        allowed
            .iter()
            .filter_map(|text| both.iter().find_map(|start| text.strip_prefix(start)))
            .map(str::to_string)
            .collect()
    };
    let outside = |paths: &BTreeSet<String>, right: &str| -> BTreeSet<String> {
        let granted = granted(right);
        if granted.iter().any(|path| path == "*") {
            return BTreeSet::new();
        }
        let roots: Vec<String> = granted.iter().map(|path| docker.path(path)).chain([docker.path(".")]).collect();
        let inside = |path: &String| {
            roots.iter().any(|root| path == root || path.starts_with(&format!("{}/", root.trim_end_matches('/'))))
        };
        paths.iter().map(|path| docker.path(path)).filter(|path| !inside(path)).collect()
    };
    let (read, written) = (outside(&reads, "fs.read"), outside(&writes, "fs.write"));
    for path in read.intersection(&written) {
        let path = relative(docker, path);
        rights.push((format!("Read and write access to path {path}"), format!("fs={path}")));
    }
    for path in read.difference(&written) {
        let path = relative(docker, path);
        rights.push((format!("Read access to path {path}"), format!("fs.read={path}")));
    }
    for path in written.difference(&read) {
        let path = relative(docker, path);
        rights.push((format!("Write access to path {path}"), format!("fs.write={path}")));
    }
    Some(Asked { rights, only_files }).filter(|asked| !asked.rights.is_empty())
}

fn is_elsewhere(path: &str) -> bool {
    path.contains("://") && !path.starts_with("cwd://") || path.starts_with("target:")
}

/// A path from the working directory on, with one `..` at most.
fn relative(docker: &Client<'_>, path: &str) -> String {
    let here = docker.path(".");
    let above = here.rsplit_once('/').map_or("/", |(above, _)| if above.is_empty() { "/" } else { above });
    if path == above {
        return "..".into();
    }
    match path.strip_prefix(&format!("{}/", above.trim_end_matches('/'))) {
        Some(beside) => format!("../{beside}"),
        None => path.to_string(),
    }
}

impl Asked {
    /// Asks for them (`Prompt`).
    pub(super) fn ask(&self, docker: &mut Client<'_>) -> Outcome<()> {
        let mut text =
            "Your build is requesting privileges for following possibly insecure capabilities:\n\n".to_string();
        self.rights.iter().for_each(|(words, _)| text.push_str(&format!(" - {words}\n")));
        let flags: Vec<String> = self.rights.iter().map(|(_, flag)| format!("--allow={flag}")).collect();
        let flags = flags.join(" ");
        let asks = docker.columns(Stream::Out).is_some();
        text.push_str(&match asks {
            true => format!(
                "\nIn order to not see this message in the future pass {} to grant requested privileges.\n",
                quote(&flags)
            ),
            false => format!("\nPass {} to grant requested privileges.\n", quote(&flags)),
        });
        let words = docker.arguments.to_vec();
        if let Some(at) = words.iter().position(|word| word == "bake") {
            let (before, after) = words.split_at(at + 1);
            let line = format!("{} {flags} {}\n\n", before.join(" "), after.join(" "));
            text.push_str(&format!("\nYour full command with requested privileges:\n\n{line}"));
        }
        let variable = docker.variable("BUILDX_BAKE_ENTITLEMENTS_FS").to_string();
        let checks = match parse_bool(&variable) {
            _ if variable.is_empty() => true,
            Ok(checks) => checks,
            Err(why) => {
                let words = format!("failed to parse BUILDX_BAKE_ENTITLEMENTS_FS value {}: {why}", quote(&variable));
                return Err(Failure::new(words));
            }
        };
        docker.err(&text)?;
        if !checks && self.only_files {
            return Ok(());
        }
        if checks && variable.is_empty() && self.rights.iter().any(|(_, flag)| flag.starts_with("fs")) {
            docker
                .err_line("To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .\n")?;
        }
        if asks {
            let answer = docker.ask("Do you want to grant requested privileges and continue? [y/N] ", true)?;
            if answer.is_some_and(|answer| answer.trim().eq_ignore_ascii_case("y")) {
                return Ok(());
            }
        }
        Err(Failure::new("additional privileges requested"))
    }
}
