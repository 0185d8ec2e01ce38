//! `apt-get update`: the lists on disk, without which nothing can be located; and `clean`.

use super::super::packages::{self, put};
use super::size::size;
use super::system::{self, System};
use super::{FAILED, Line};
use crate::content::{Filler, Rope};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};

/// Where the lists are.
pub const LISTS: &str = "/var/lib/apt/lists";
/// Where fetched archives are.
pub const ARCHIVES: &str = "/var/cache/apt/archives";
/// Caches that apt writes when it reads the lists.
const CACHES: [(&str, u64); 2] =
    [("/var/cache/apt/pkgcache.bin", 43_000_000), ("/var/cache/apt/srcpkgcache.bin", 42_800_000)];
/// Images of the distribution have this, which says that caches and archives are not kept.
const DOCKER_CLEAN: &str = "/etc/apt/apt.conf.d/docker-clean";
/// Where apt looks for its settings, and bytes of one that are read.
const CONFIGURATION: &str = "/etc/apt/apt.conf.d";
const CONFIGURATION_LIMIT: u64 = 1 << 16;

/// What is fetched: name, bytes on the way, bytes on disk.
fn lists(system: &System) -> Vec<(String, u64, u64)> {
    let System { release, .. } = system;
    let main = if system.name == "ubuntu" { 1_800_000 } else { 9_672_000 };
    let rows = [
        (release.clone(), "InRelease", 140_000, 140_000),
        (format!("{release}-updates"), "InRelease", 47_300, 47_300),
        (format!("{release}-security"), "InRelease", 43_400, 43_400),
        (format!("{release}/main"), "amd64 Packages", main, main + main),
        (format!("{release}-updates/main"), "amd64 Packages", 5_412, 18_000),
        (format!("{release}-security/main"), "amd64 Packages", 98_300, 420_000),
    ];
    rows.map(|(suite, what, sent, kept)| (format!("{suite} {what}"), sent, kept)).into()
}

/// Whether the lists are there.
pub fn are_there(process: &mut Process<'_>) -> bool {
    let entries = process.system.files().read_dir(LISTS).unwrap_or_default();
    entries.iter().any(|entry| entry.name.ends_with("_Packages.lz4"))
}

/// `apt-get update`
pub fn run(process: &mut Process<'_>, line: &Line) -> Ended {
    if process.system.files().identity().uid != 0 {
        if line.quiet < 2 {
            process.print("Reading package lists...\n")?;
        }
        let text = "E: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission denied)\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(FAILED);
    }
    let system = system::of(process);
    let lists = lists(&system);
    let mut total = 0;
    let before = process.system.clock().now();
    for (index, (what, sent, kept)) in lists.iter().enumerate() {
        if line.quiet < 2 {
            let place = format!("http://archive.example/{} {what} [{}B]", system.name, size(*sent));
            process.print(&format!("Get:{} {place}\n", index + 1))?;
        }
        packages::download(process, *sent)?;
        total += sent;
        let name = what.replace(['/', ' '], "_");
        let suffix = if what.ends_with("Packages") { ".lz4" } else { "" };
        let path = format!("{LISTS}/archive.example_{}_dists_{name}{suffix}", system.name);
        let content = Rope::filler(Filler { seed: 77 + index as u64, dense: 40_000 }, *kept);
        let made = packages::make_dirs(process.system.files(), &format!("{LISTS}/partial"));
        if let Err(errno) = made.and_then(|()| put(process.system.files(), &path, content, 0o644)) {
            return system::failed(process, &format!("Could not write {path} - write ({errno})"));
        }
    }
    process.system.sleep(700_000_000)?;
    let seconds = (process.system.clock().now().since(before) / 1_000_000_000).max(1);
    if line.quiet < 2 {
        let speed = size(total / seconds.unsigned_abs());
        process.print(&format!("Fetched {}B in {seconds}s ({speed}B/s)\n", size(total)))?;
        process.print("Reading package lists...\n")?;
        if line.friendly {
            process
                .print("Building dependency tree...\nReading state information...\nAll packages are up to date.\n")?;
        }
    }
    keep_caches(process);
    Ok(0)
}

/// Whether apt keeps what it has downloaded. Images for containers have `docker-clean`, which removes it at once; without
/// that, `apt-get` keeps it, and `apt` if a file says `Keep-Downloaded-Packages "true"`.
pub fn keeps_archives(process: &mut Process<'_>) -> bool {
    let name = process.name().to_string();
    let files = process.system.files();
    if files.stat(DOCKER_CLEAN, true).is_ok() {
        return false;
    }
    let entries = files.read_dir(CONFIGURATION).unwrap_or_default();
    name != "apt"
        || entries.iter().any(|entry| {
            let content = files.read(&format!("{CONFIGURATION}/{}", entry.name)).ok();
            let bytes = content.and_then(|content| content.bytes_up_to(CONFIGURATION_LIMIT).ok()).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            text.lines().any(|line| line.contains("Keep-Downloaded-Packages") && line.contains("true"))
        })
}

/// The caches that apt leaves behind, unless the image says otherwise.
fn keep_caches(process: &mut Process<'_>) {
    if !keeps_archives(process) {
        return;
    }
    let files = process.system.files();
    for (path, size) in CACHES {
        // Where they cannot be written apt goes on without them.
        let _ = put(files, path, Rope::filler(Filler { seed: size, dense: 12_000 }, size), 0o644);
    }
}

/// `apt-get clean`
pub fn clean(process: &mut Process<'_>, line: &Line) -> Ended {
    if !system::is_root(process)? {
        return Ok(FAILED);
    }
    let files = process.system.files();
    for entry in files.read_dir(ARCHIVES).unwrap_or_default() {
        let _ = files.remove_file(&format!("{ARCHIVES}/{}", entry.name));
    }
    for (path, _) in CACHES {
        let _ = files.remove_file(path);
    }
    if line.verb == "distclean" {
        for entry in files.read_dir(LISTS).unwrap_or_default() {
            let _ = files.remove_file(&format!("{LISTS}/{}", entry.name));
        }
    }
    Ok(0)
}
