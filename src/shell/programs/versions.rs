//! What version a program says that it has: its package's. A file that a package manager put there knows it
//! ([`Process::version`](crate::shell::Process)); of what an image brings along, its distribution tells it.

use crate::shell::Process;

/// Packages, and their versions in Debian 13, Debian 12, Ubuntu 24.04, Ubuntu 22.04 and Alpine.
const PACKAGES: &[(&str, [&str; 5])] = &[
    ("coreutils", ["9.7", "9.1", "9.4", "8.32", "9.8"]),
    ("curl", ["8.14.1", "7.88.1", "8.5.0", "7.81.0", "8.21.0"]),
    ("diffutils", ["3.10", "3.8", "3.10", "3.8", "3.12"]),
    ("findutils", ["4.10.0", "4.9.0", "4.9.0", "4.8.0", "4.10.0"]),
    ("grep", ["3.11", "3.8", "3.11", "3.7", "3.12"]),
    ("gzip", ["1.13", "1.12", "1.12", "1.10", "1.14"]),
    ("sed", ["4.9", "4.9", "4.9", "4.8", "4.9"]),
    ("tar", ["1.35", "1.34", "1.35", "1.34", "1.35"]),
    ("wget", ["1.25.0", "1.21.3", "1.21.4", "1.21.2", "1.25.0"]),
    ("xz", ["5.8.1", "5.4.1", "5.4.5", "5.2.5", "5.8.1"]),
];

/// The version of the package of this name.
pub fn of(process: &mut Process<'_>, package: &str) -> String {
    if let Some(own) = &process.version {
        return own.clone();
    }
    let release = super::accounts::text(process.system, "/etc/os-release");
    let at = match () {
        () if release.contains("ID=alpine") => 4,
        () if release.contains("jammy") => 3,
        () if release.contains("noble") => 2,
        () if release.contains("bookworm") => 1,
        () => 0,
    };
    let row = PACKAGES.iter().find(|(name, _)| *name == package);
    row.and_then(|(_, versions)| versions.get(at)).copied().unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn a_distribution_has_its_own() {
        check(&[
            ("sed --version; ls --version", "sed (GNU sed) 4.9\nls (GNU coreutils) 9.7\n"),
            (
                "echo VERSION_CODENAME=bookworm > /etc/os-release; cat --version; tar --version; curl --version | head -n 1",
                "cat (GNU coreutils) 9.1\ntar (GNU tar) 1.34\ncurl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\n",
            ),
        ]);
    }
}
