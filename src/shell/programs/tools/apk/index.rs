//! The repositories' indexes: fetched for one command, or kept in `/var/cache/apk`.

use super::super::packages::{self, put, read_text};
use super::Line;
use super::release::Release;
use crate::content::{Filler, Rope};
use crate::shell::Process;
use crate::shell::programs::Ended;

const REPOSITORIES: &str = "/etc/apk/repositories";
const CACHE: &str = "/var/cache/apk";
/// Bytes of the indexes of `main` and `community`.
const SIZES: [u64; 2] = [534_000, 2_480_000];
/// Packages in both.
const AVAILABLE: u32 = 27_480;

fn repositories(process: &mut Process<'_>) -> Vec<String> {
    let text = read_text(process.system.files(), REPOSITORIES);
    text.lines().map(str::trim).filter(|line| line.starts_with("http")).map(str::to_string).collect()
}

/// Where the index of a repository is kept: the name has a hash of the address.
fn cached(address: &str) -> String {
    let hash = address.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{CACHE}/APKINDEX.{hash:08x}.tar.gz")
}

/// Fetches the indexes unless they are in the cache.
pub fn fetch(process: &mut Process<'_>, release: &Release, no_cache: bool) -> Ended {
    for (index, address) in repositories(process).iter().enumerate() {
        let place = cached(address);
        if !no_cache && process.system.files().stat(&place, true).is_ok() {
            continue;
        }
        if !release.third {
            process.print(&format!("fetch {address}/x86_64/APKINDEX.tar.gz\n"))?;
        }
        let size = *SIZES.get(index).unwrap_or(&SIZES[1]);
        packages::download(process, size)?;
        if !no_cache {
            keep(process, &place, index as u64, size);
        }
    }
    Ok(0)
}

fn keep(process: &mut Process<'_>, place: &str, index: u64, size: u64) {
    let content = Rope::filler(Filler { seed: 90 + index, dense: 65_000 }, size);
    // A cache that cannot be written is no reason to stop: apk goes on without, too.
    let _ = put(process.system.files(), place, content, 0o644);
}

/// `apk update`
pub fn update(process: &mut Process<'_>, release: &Release) -> Ended {
    let repositories = repositories(process);
    for (index, address) in repositories.iter().enumerate() {
        let size = *SIZES.get(index).unwrap_or(&SIZES[1]);
        if !release.third {
            process.print(&format!("fetch {address}/x86_64/APKINDEX.tar.gz\n"))?;
        }
        packages::download(process, size)?;
        keep(process, &cached(address), index as u64, size);
    }
    for address in &repositories {
        process.print(&format!("v{}.0-1-g0000000 [{address}]\n", release.name))?;
    }
    process.print(&format!("OK: {AVAILABLE} distinct packages available\n"))?;
    Ok(0)
}

/// `apk cache clean`
pub fn clean(process: &mut Process<'_>, line: &Line) -> Ended {
    if line.names.first().is_none_or(|name| name != "clean") {
        return Ok(0);
    }
    let files = process.system.files();
    for entry in files.read_dir(CACHE).unwrap_or_default() {
        let _ = files.remove_file(&format!("{CACHE}/{}", entry.name));
    }
    Ok(0)
}
