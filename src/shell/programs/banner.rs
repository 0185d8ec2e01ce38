//! What a BusyBox says of itself.

use crate::shell::System;
use crate::shell::launch::find as find_file;

/// The BusyBox whose options and words are known letter by letter (`fixtures/options.txt`): that of Debian 12.
const STUDIED: &str = "BusyBox v1.35.";

/// Whether the BusyBox on this machine is that one. Newer ones take more.
pub fn is_studied(system: &mut dyn System) -> bool {
    banner_in_file(system).is_some_and(|banner| banner.starts_with(STUDIED))
}

/// What a BusyBox says of itself when its file does not tell.
const BANNER: &str = "BusyBox v1.37.0 (2025-12-16 14:19:28 UTC)";
/// Bytes of a program file that are searched for the banner.
const SEARCHED: u64 = 4 << 20;

/// Name and version, as the BusyBox on this machine has them in its file.
pub fn banner(system: &mut dyn System) -> String {
    banner_in_file(system).unwrap_or_else(|| BANNER.into())
}

/// The version alone: `1.37.0`.
pub fn banner_version(system: &mut dyn System) -> String {
    let banner = banner(system);
    banner.split(' ').nth(1).unwrap_or_default().trim_start_matches('v').to_string()
}

/// The banner that stands in the file behind `sh`, if one does.
pub fn banner_in_file(system: &mut dyn System) -> Option<String> {
    let path = find_file(system.files(), "busybox", "/", Some("/bin:/usr/bin:/sbin:/usr/sbin")).ok()?;
    let content = system.files().read(&path).ok()?.slice(0..SEARCHED);
    // What is generated holds no words; where it begins, there is nothing more to read.
    let written = content.segments().iter().map_while(|segment| match segment {
        crate::content::Segment::Bytes(bytes) => Some(bytes.as_ref()),
        _ => None,
    });
    let bytes = written.collect::<Vec<&[u8]>>().concat();
    let start = bytes.windows(10).position(|window| window == b"BusyBox v1")?;
    let end = bytes.get(start..)?.iter().take(100).position(|byte| *byte == b')')? + start + 1;
    let text = std::str::from_utf8(bytes.get(start..end)?).ok()?;
    text.chars().all(|c| c.is_ascii_graphic() || c == ' ').then(|| text.to_string())
}
