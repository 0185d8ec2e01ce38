//! pip's cache: what was downloaded, in files whose names are hashes, below `~/.cache/pip`.

use super::super::packages::{self, make_dirs, put};
use super::line::Line;
use super::requirement::fail;
use super::wheel::size;
use crate::content::{Filler, Rope};
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};
use crate::vfs::{FileType, Files};

/// Files that one look into the cache counts.
const MOST_FILES: usize = 50_000;

/// The cache, or none.
pub struct Cache {
    folder: Option<String>,
}

impl Cache {
    /// The cache of this command: its directory is made, if that may be.
    pub fn of(process: &mut Process<'_>, line: &Line) -> Result<Cache, crate::shell::Stop> {
        if line.no_cache() {
            return Ok(Cache { folder: None });
        }
        let folder = folder(process, line);
        let files = process.system.files();
        let usable = make_dirs(files, &folder).is_ok() && files.may(&folder, 2).is_ok();
        if !usable {
            let text = format!(
                "WARNING: The directory '{folder}' or its parent directory is not owned or is not writable by the current user. The cache has been disabled. Check the permissions and owner of that directory. If executing pip with sudo, you should use sudo's -H flag.\n"
            );
            process.output.write(Stream::Err, text.as_bytes())?;
        }
        Ok(Cache { folder: usable.then_some(folder) })
    }

    /// Gets an archive: `Downloading` or `Using cached`, the time that it takes, and its place in the cache.
    pub fn get(&self, process: &mut Process<'_>, file: &str, bytes: u64) -> Result<&'static str, crate::shell::Stop> {
        let Some(folder) = &self.folder else {
            packages::download(process, bytes)?;
            return Ok("Downloading");
        };
        let name = hashed(file);
        let letters: Vec<String> = name.chars().take(5).map(String::from).collect();
        let place = format!("{folder}/http-v2/{}/{name}", letters.join("/"));
        if process.system.files().stat(&place, true).is_ok() {
            return Ok("Using cached");
        }
        packages::download(process, bytes)?;
        let body = Rope::filler(Filler { seed: packages::seed(file, "cached"), dense: 65_000 }, bytes);
        // A cache that cannot be written is no reason to stop.
        let _ = put(process.system.files(), &format!("{place}.body"), body, 0o644);
        let _ = put(process.system.files(), &place, format!("{file}\n").into(), 0o644);
        Ok("Downloading")
    }

    /// Where a wheel that was built is put.
    pub fn wheels(&self, file: &str) -> String {
        let name = hashed(file);
        let folder = self.folder.clone().unwrap_or_else(|| "/tmp/pip-ephem-wheel-cache-layercake".into());
        let part = |range: std::ops::Range<usize>| name.get(range).unwrap_or_default().to_string();
        format!("{folder}/wheels/{}/{}/{}/{}", part(0..2), part(2..4), part(4..6), part(6..56))
    }
}

fn folder(process: &Process<'_>, line: &Line) -> String {
    if let Some(folder) = line.value("cache-dir") {
        return process.absolute(folder);
    }
    if let Some(folder) = process.environment.get("XDG_CACHE_HOME") {
        return format!("{folder}/pip");
    }
    let home = process.environment.get("HOME").map_or("/root", |home| home.trim_end_matches('/'));
    format!("{home}/.cache/pip")
}

/// A name of 56 hexadecimal digits, as SHA-224 has.
fn hashed(file: &str) -> String {
    let mut digits = String::new();
    for part in 0..4 {
        digits += &format!("{:016x}", packages::seed(file, &part.to_string()));
    }
    digits.truncate(56);
    digits
}

/// `pip cache dir`, `info`, `list`, `purge`, `remove`
pub fn run(process: &mut Process<'_>, line: &Line) -> Ended {
    if line.no_cache() {
        return fail(process, "pip cache commands can not function since cache is disabled.");
    }
    let folder = folder(process, line);
    match line.words.first().map(String::as_str) {
        Some("dir") => process.print(&format!("{folder}\n"))?,
        Some("info") => {
            let all = listed(process.system.files(), &folder);
            let bytes: u64 = all.iter().map(|(_, bytes)| bytes).sum();
            let count = all.len();
            process.print(&format!(
                "Package index page cache location (pip v23.3+): {folder}/http-v2\n\
                 Package index page cache location (older pips): {folder}/http\n\
                 Package index page cache size: {}\nNumber of HTTP files: {count}\n\
                 Locally built wheels location: {folder}/wheels\nLocally built wheels size: 0 bytes\n\
                 Number of locally built wheels: 0\n",
                size(bytes)
            ))?;
        }
        Some("list") => process.print("No locally built wheels cached.\n")?,
        Some("purge") => {
            let all = listed(process.system.files(), &folder);
            if all.is_empty() {
                process.output.write(Stream::Err, b"WARNING: No matching packages\n")?;
            }
            let bytes: u64 = all.iter().map(|(_, bytes)| bytes).sum();
            let count = all.len();
            for (path, _) in &all {
                packages::remove_recorded(process.system.files(), std::slice::from_ref(path));
            }
            process.print(&format!("Files removed: {count} ({})\n", size(bytes)))?;
        }
        Some("remove") => return fail(process, "No matching packages"),
        _ => return fail(process, "Need an action (dir, info, list, purge, remove) to perform."),
    }
    Ok(0)
}

/// All files of the cache with their sizes.
fn listed(files: &dyn Files, folder: &str) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_string()];
    while let Some(folder) = folders.pop() {
        for entry in files.read_dir(&folder).unwrap_or_default() {
            let path = format!("{folder}/{}", entry.name);
            match files.stat(&path, false) {
                Ok(stat) if stat.kind == FileType::Directory => folders.push(path),
                Ok(stat) => all.push((path, stat.size)),
                Err(_) => {}
            }
        }
        if all.len() > MOST_FILES {
            break;
        }
    }
    all
}
