//! Which bash it is.

use super::{Shell, System};

/// The version that the image of bash itself names, or that of the package that bash is from, as dpkg's and apk's databases
/// have it; Debian 13's where they do not.
pub(super) fn bash_version(system: &mut dyn System, shell: &Shell) -> String {
    if let Some(version) = shell.get("_BASH_VERSION") {
        return version.into();
    }
    let packages =
        [("/var/lib/dpkg/status", "Package: bash\n", "Version: "), ("/lib/apk/db/installed", "P:bash\n", "V:")];
    for (path, head, mark) in packages {
        let text = super::programs::accounts::text(system, path);
        let version =
            text.split("\n\n").find(|package| package.starts_with(head) || package.contains(&format!("\n{head}")));
        let version = version.and_then(|package| package.lines().find_map(|line| line.strip_prefix(mark)));
        // The stand-ins of packages have a version of their own.
        if let Some(version) = version.filter(|version| !version.starts_with('0')) {
            return version.split(['-', '+']).next().unwrap_or(version).to_string();
        }
    }
    "5.2.37".into()
}

/// The machine that it was made for (`MACHTYPE`).
pub(super) fn bash_machine(system: &mut dyn System, shell: &Shell) -> &'static str {
    let files = system.files();
    let alpine = files.stat("/etc/alpine-release", true).is_ok();
    match shell.get("_BASH_VERSION") {
        Some(_) if alpine => "x86_64-pc-linux-musl",
        None if alpine => "x86_64-alpine-linux-musl",
        _ if files.stat("/etc/redhat-release", true).is_ok() => "x86_64-redhat-linux-gnu",
        _ => "x86_64-pc-linux-gnu",
    }
}
