//! `update-ca-certificates`: own certificates of `/usr/local/share/ca-certificates` come into the list of all (Debian's and
//! Alpine's update-ca-certificates(8)).

use super::packages::put;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["update-ca-certificates"],
    about: "makes the list of certificates that are trusted",
    usage: "[--fresh] [--verbose]",
    run,
};

/// Where a machine's own certificates are put.
pub(super) const OWN: &str = "/usr/local/share/ca-certificates";
/// Where the links to all of them are.
const ALL: &str = "/etc/ssl/certs";
/// Bytes of a certificate that are read.
const LARGEST: u64 = 1 << 20;

fn run(process: &mut Process<'_>) -> Ended {
    if process.system.files().identity().uid != 0 {
        return process.fail(1, "cannot write /etc/ssl/certs: Permission denied");
    }
    let busybox = process.busybox();
    let fresh = process.arguments.iter().any(|word| word == "--fresh" || word == "-f");
    let mut warnings = String::new();
    if !busybox {
        process.print(if fresh { "Clearing symlinks in /etc/ssl/certs...\ndone.\n" } else { "" })?;
        process.print("Updating certificates in /etc/ssl/certs...\n")?;
    }
    let entries = process.system.files().read_dir(OWN).unwrap_or_default();
    let mut names: Vec<String> =
        entries.into_iter().map(|entry| entry.name).filter(|name| name.ends_with(".crt")).collect();
    names.sort();
    let list = format!("{ALL}/ca-certificates.crt");
    let files = process.system.files();
    let mut text = files.read(&list).ok().and_then(|all| all.bytes_up_to(LARGEST).ok()).unwrap_or_default().to_vec();
    let mut added = 0;
    for name in &names {
        let stem = name.trim_end_matches(".crt");
        let link = format!("{ALL}/{}{stem}.pem", if busybox { "ca-cert-" } else { "" });
        let content = files.read(&format!("{OWN}/{name}")).ok().and_then(|own| own.bytes_up_to(LARGEST).ok());
        let Some(content) = content else { continue };
        if !String::from_utf8_lossy(&content).contains("BEGIN CERTIFICATE") {
            warnings += &match busybox {
                true => format!("WARNING: {stem}.pem does not contain exactly one certificate: skipping\n"),
                false => format!(
                    "rehash: warning: skipping {stem}.pem, it does not contain exactly one certificate or CRL\n"
                ),
            };
        }
        if files.stat(&link, false).is_ok() {
            continue;
        }
        added += 1;
        text.extend_from_slice(&content);
        let made = files.make_dirs(ALL, 0o755).and_then(|()| files.symlink(&format!("{OWN}/{name}"), &link));
        if let Err(errno) = made {
            return process.fail(1, &format!("{link}: {errno}"));
        }
    }
    // What has been taken away leaves its link pointing nowhere.
    let linked = files.read_dir(ALL).unwrap_or_default();
    let gone = linked.iter().map(|entry| format!("{ALL}/{}", entry.name));
    let gone: Vec<String> = gone
        .filter(|link| {
            files.read_link(link).is_ok_and(|target| target.starts_with(OWN)) && files.stat(link, true).is_err()
        })
        .collect();
    for link in &gone {
        if let Err(errno) = files.remove_file(link) {
            return process.fail(1, &format!("{link}: {errno}"));
        }
    }
    if added > 0
        && let Err(errno) = put(files, &list, text.into(), 0o644)
    {
        return process.fail(1, &format!("{list}: {errno}"));
    }
    process.output.write(Stream::Err, warnings.as_bytes())?;
    if !busybox {
        process.print(&format!(
            "{added} added, {} removed; done.\nRunning hooks in /etc/ca-certificates/update.d...\ndone.\n",
            gone.len()
        ))?;
    }
    Ok(0)
}
