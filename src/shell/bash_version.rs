//! Which bash it is.

use super::System;

/// The version of the package that bash is from, as dpkg's and apk's databases have it; Debian 13's where they do not.
pub(super) fn bash_version(system: &mut dyn System) -> String {
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
