//! How npm says that something went wrong: `npm error code …`, and where the log of the run is.

use super::Place;
use crate::shell::programs::Bail;
use crate::shell::{Process, Stop, Stream};
use crate::vfs::Errno;

/// Exit code when a file is missing, and when one may not be written: 256 minus the error number.
const NO_ENTRY: i32 = 254;
const ACCESS: i32 = 243;

impl Place {
    /// Writes lines to standard error, each after `npm error `.
    pub fn complain(&self, process: &mut Process<'_>, lines: &[String]) -> Result<(), Stop> {
        let head = if self.old_words() { "npm ERR!" } else { "npm error" };
        let text: String = lines.iter().map(|line| format!("{head} {line}").trim_end().to_string() + "\n").collect();
        process.output.write(Stream::Err, text.as_bytes())
    }

    /// The same for warnings.
    pub fn warn(&self, process: &mut Process<'_>, text: &str) -> Result<(), Stop> {
        let head = if self.old_words() { "npm WARN" } else { "npm warn" };
        process.output.write(Stream::Err, format!("{head} {text}\n").as_bytes())
    }

    /// Complains, names the log, and ends npm.
    pub fn fail<T>(&self, process: &mut Process<'_>, status: i32, lines: &[String]) -> Result<T, Bail> {
        let mut lines = lines.to_vec();
        if self.old_words() {
            lines.push(String::new());
        }
        let log = format!("{}/_logs/{}-debug-0.log", self.cache, self.stamp);
        lines.push(format!("A complete log of this run can be found in: {log}"));
        self.complain(process, &lines)?;
        let text: String = lines.iter().map(|line| format!("error {line}\n")).collect();
        // Without a place for the log npm goes on without.
        let _ = super::super::packages::put(process.system.files(), &log, text.into(), 0o644);
        Err(Bail::Status(status))
    }

    /// A file that the system refuses.
    pub fn refused<T>(&self, process: &mut Process<'_>, call: &str, path: &str, errno: Errno) -> Result<T, Bail> {
        let (code, words) = match errno {
            Errno::Access | Errno::NotPermitted => ("EACCES", "permission denied"),
            Errno::ReadOnly => ("EROFS", "read-only file system"),
            Errno::NoSpace => ("ENOSPC", "no space left on device"),
            _ => ("EIO", "i/o error"),
        };
        let mut lines = vec![
            format!("code {code}"),
            format!("syscall {call}"),
            format!("path {path}"),
            format!("errno -{}", errno.number()),
            format!("Error: {code}: {words}, {call} '{path}'"),
        ];
        if code == "EACCES" {
            let rest = [
                "",
                "The operation was rejected by your operating system.",
                "It is likely you do not have the permissions to access this file as the current user",
                "",
                "If you believe this might be a permissions issue, please double-check the",
                "permissions of the file and its containing directories, or try running",
                "the command again as root/Administrator.",
            ];
            lines.extend(rest.map(str::to_string));
        }
        self.fail(process, ACCESS, &lines)
    }

    /// No `package.json`.
    pub fn no_manifest<T>(&self, process: &mut Process<'_>) -> Result<T, Bail> {
        let path = format!("{}/package.json", self.folder.trim_end_matches('/'));
        let lines = [
            "code ENOENT".to_string(),
            "syscall open".into(),
            format!("path {path}"),
            "errno -2".into(),
            format!("enoent Could not read package.json: Error: ENOENT: no such file or directory, open '{path}'"),
            "enoent This is related to npm not being able to find a file.".into(),
            "enoent".into(),
        ];
        self.fail(process, NO_ENTRY, &lines)
    }

    /// A `package.json` that is no JSON.
    pub fn broken_manifest<T>(&self, process: &mut Process<'_>, words: &str) -> Result<T, Bail> {
        let lines = [
            "code EJSONPARSE".to_string(),
            format!("path {}/package.json", self.folder.trim_end_matches('/')),
            format!("JSON.parse {words}"),
            "JSON.parse Failed to parse JSON data.".into(),
            "JSON.parse Note: package.json must be actual JSON, not just JavaScript.".into(),
        ];
        self.fail(process, 1, &lines)
    }
}

/// The lines for a tree that cannot be built.
pub fn of_tree(failure: &super::tree::Failure) -> Vec<String> {
    use super::tree::Failure;
    match failure {
        Failure::Unknown(name, range) => vec![
            "code E404".into(),
            format!("404 Not Found - GET {}/{} - Not found", super::REGISTRY, name.replace('/', "%2f")),
            "404".into(),
            format!(
                "404  The requested resource '{name}@{range}' could not be found or you do not have permission to access it."
            ),
            "404".into(),
            "404 Note that you can also install from a".into(),
            "404 tarball, folder, http url, or git folder.".into(),
        ],
        Failure::NoVersion(name, range) => vec![
            "code ETARGET".into(),
            format!("notarget No matching version found for {name}@{range}."),
            "notarget In most cases you or one of your dependencies are requesting".into(),
            "notarget a package version that doesn't exist.".into(),
        ],
        Failure::Remote(name, range) => vec![
            "code ENOTFOUND".into(),
            format!("network the sandbox has a registry but no network beyond it: {name} at {range} is out of reach"),
        ],
        Failure::TooMany => vec!["more packages than the sandbox installs at once".into()],
    }
}
