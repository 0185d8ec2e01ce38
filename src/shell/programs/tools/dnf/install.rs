//! `dnf install`, `dnf remove`, `dnf clean`.

use super::super::packages::{self, Layout, closure, put, remove_recorded, seed};
use super::database::{self, Installed};
use super::{Line, OFFER, fail};
use crate::content::{Filler, Rope};
use crate::shell::Process;
use crate::shell::programs::{Bail, Ended};

const LAYOUT: Layout = Layout { libraries: "/usr/lib64" };
/// Where what was downloaded stays.
const CACHE: &str = "/var/cache/dnf";
/// Repositories: identifier, name, bytes of what they say about themselves.
const REPOSITORIES: [(&str, &str, u64); 3] =
    [("baseos", "BaseOS", 2_400_000), ("appstream", "AppStream", 8_100_000), ("extras", "Extras", 16_000)];
/// Nanoseconds that a transaction's checks take.
const CHECKING: i64 = 400_000_000;

/// Bytes as dnf writes them: `47 k`, `2.0 M`.
fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes}  "),
        1_000..=1_023_999 => format!("{} k", bytes.div_ceil(1024)),
        _ => format!("{:.1} M", bytes as f64 / 1_048_576.0),
    }
}

/// Fetches what the repositories have, unless it is there.
pub fn metadata(process: &mut Process<'_>, line: &Line) -> Result<(), Bail> {
    let stamp = format!("{CACHE}/expired_repos.json");
    if process.system.files().stat(&stamp, true).is_ok() {
        let now = process.system.clock().now().in_utc("%a %b %d %H:%M:%S %Y");
        if !line.quiet {
            process.print(&format!("Last metadata expiration check: 0:00:01 ago on {now}.\n"))?;
        }
        return Ok(());
    }
    for (id, name, bytes) in REPOSITORIES {
        packages::download(process, bytes)?;
        if !line.quiet {
            process.print(&format!("{name:<46} 11 MB/s | {:>6}B     00:00    \n", size(bytes)))?;
        }
        let content = Rope::filler(Filler { seed: seed(id, "metadata"), dense: 40_000 }, bytes);
        let path = format!("{CACHE}/{id}-{:016x}/repodata/primary.xml.gz", seed(id, "folder"));
        keep(process, &path, content)?;
    }
    keep(process, &stamp, "[]\n".into())
}

fn keep(process: &mut Process<'_>, path: &str, content: Rope) -> Result<(), Bail> {
    match put(process.system.files(), path, content, 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => {
            fail(process, &format!("Error: Failed to write {path}: {errno}"))?;
            Err(Bail::Status(1))
        }
    }
}

/// Whether it may go on.
fn agreed(process: &mut Process<'_>, line: &Line) -> Result<bool, Bail> {
    if line.yes {
        return Ok(true);
    }
    process.print("Is this ok [y/N]: ")?;
    let answer = match process.stdin.comes_by_lines() {
        true => process.system.read_line(&crate::shell::Prompt::shell(""))?.unwrap_or_default(),
        false => String::new(),
    };
    if answer.trim().eq_ignore_ascii_case("y") {
        return Ok(true);
    }
    process.print("Operation aborted.\n")?;
    Ok(false)
}

/// `dnf install NAME…`
pub fn install(process: &mut Process<'_>, line: &Line, names: &[String]) -> Ended {
    metadata(process, line)?;
    let mut have = database::read(process);
    let release = super::release(process);
    let mut wanted = Vec::new();
    let mut unknown = Vec::new();
    for name in names {
        match OFFER.find(name) {
            Some((found, _)) => match have.iter().find(|installed| installed.name == found) {
                Some(installed) => process.print(&format!("Package {} is already installed.\n", installed.whole()))?,
                None => wanted.push(found),
            },
            None => unknown.push(name.clone()),
        }
    }
    if !unknown.is_empty() {
        for name in &unknown {
            process.print(&format!("No match for argument: {name}\n"))?;
        }
        return fail(process, &format!("Error: Unable to find a match: {}", unknown.join(" ")));
    }
    let present = |name: &str| have.iter().any(|installed| installed.name == name);
    let plan = closure(&OFFER, &wanted, "", false, &present);
    if plan.is_empty() {
        process.print("Dependencies resolved.\nNothing to do.\nComplete!\n")?;
        return Ok(0);
    }
    let news: Vec<(Installed, bool, u64)> = plan
        .iter()
        .map(|planned| {
            let version = format!("{}.{release}", planned.form.version);
            let archive = if planned.form.download == 0 { planned.form.size / 3 } else { planned.form.download };
            let installed =
                Installed { name: planned.name.into(), version, size: planned.form.size, files: Vec::new() };
            (installed, planned.asked, archive)
        })
        .collect();
    table(process, "Install", &news)?;
    if !agreed(process, line)? {
        return Ok(1);
    }
    let count = news.len();
    process.print("Downloading Packages:\n")?;
    for (at, (installed, _, archive)) in news.iter().enumerate() {
        packages::download(process, *archive)?;
        let file = format!("{}.rpm", installed.whole());
        process.print(&format!("({}/{count}): {file:<50} 11 MB/s | {:>6}B     00:00    \n", at + 1, size(*archive)))?;
    }
    process.print(&format!(
        "{}\nTotal{:>62}B     00:00     \nRunning transaction check\nTransaction check succeeded.\nRunning transaction test\nTransaction test succeeded.\nRunning transaction\n",
        "-".repeat(80),
        size(news.iter().map(|(_, _, archive)| archive).sum())
    ))?;
    process.system.sleep(CHECKING)?;
    process.print(&format!("  Preparing        : {:>59} \n", "1/1"))?;
    let mut told = Vec::new();
    for (at, (planned, (mut installed, _, _))) in plan.iter().zip(news).enumerate() {
        packages::unpack(process, installed.size)?;
        let place = format!("{}/{count}", at + 1);
        process.print(&format!("  Installing       : {:<45} {place:>13} \n", installed.whole()))?;
        let sets = OFFER.sets(planned.form);
        let (version, form) = (&installed.version, planned.form);
        match packages::write(process.system.files(), planned.name, version, form, &sets, &LAYOUT) {
            Ok(files) => installed.files = files,
            Err(errno) => {
                let text = format!("Error unpacking rpm package {}: cpio: write failed - {errno}", installed.whole());
                return fail(process, &text);
            }
        }
        told.push(installed.whole());
        have.push(installed);
    }
    for (at, name) in told.iter().enumerate() {
        process.print(&format!("  Verifying        : {name:<45} {:>13} \n", format!("{}/{count}", at + 1)))?;
    }
    database::write(process, &have)?;
    told.sort();
    let lines: String = told.iter().map(|name| format!("  {name}\n")).collect();
    process.print(&format!("\nInstalled:\n{lines}\nComplete!\n"))?;
    Ok(0)
}

/// What is going to happen.
fn table(process: &mut Process<'_>, verb: &str, news: &[(Installed, bool, u64)]) -> Result<(), Bail> {
    let rule = "=".repeat(80);
    let mut text = format!(
        "Dependencies resolved.\n{rule}\n {:<26} {:<9} {:<24} {:<10} {:>5}\n{rule}\n",
        "Package", "Arch", "Version", "Repository", "Size"
    );
    let row = |(installed, _, archive): &(Installed, bool, u64)| {
        format!(
            " {:<26} {:<9} {:<24} {:<10} {:>5}\n",
            installed.name,
            "x86_64",
            installed.version,
            "appstream",
            size(*archive)
        )
    };
    for (title, asked) in [(format!("{verb}ing:"), true), (format!("{verb}ing dependencies:"), false)] {
        let title = title.replace("Removeing", "Removing");
        let rows: String = news.iter().filter(|new| new.1 == asked).map(row).collect();
        if !rows.is_empty() {
            text += &format!("{title}\n{rows}");
        }
    }
    let count = news.len();
    let plural = if count == 1 { "Package" } else { "Packages" };
    text += &format!("\nTransaction Summary\n{rule}\n{verb}  {count} {plural}\n\n");
    let all: u64 = news.iter().map(|(installed, _, _)| installed.size).sum();
    if verb == "Install" {
        let archives: u64 = news.iter().map(|(_, _, archive)| archive).sum();
        text += &format!("Total download size: {}\nInstalled size: {}\n", size(archives), size(all));
    } else {
        text += &format!("Freed space: {}\n", size(all));
    }
    process.print(&text)?;
    Ok(())
}

/// `dnf remove NAME…`
pub fn remove(process: &mut Process<'_>, line: &Line, names: &[String]) -> Ended {
    let have = database::read(process);
    let (gone, kept): (Vec<Installed>, Vec<Installed>) =
        have.into_iter().partition(|installed| names.contains(&installed.name));
    for name in names.iter().filter(|name| !gone.iter().any(|installed| installed.name == **name)) {
        process.print(&format!("No match for argument: {name}\n"))?;
    }
    if gone.is_empty() {
        process.print("No packages marked for removal.\nDependencies resolved.\nNothing to do.\nComplete!\n")?;
        return Ok(0);
    }
    let rows: Vec<(Installed, bool, u64)> =
        gone.iter().map(|installed| (installed.clone(), true, installed.size)).collect();
    table(process, "Remove", &rows)?;
    if !agreed(process, line)? {
        return Ok(1);
    }
    for installed in &gone {
        remove_recorded(process.system.files(), &installed.files);
    }
    database::write(process, &kept)?;
    let lines: String = gone.iter().map(|installed| format!("  {}\n", installed.whole())).collect();
    process.print(&format!("\nRemoved:\n{lines}\nComplete!\n"))?;
    Ok(0)
}

/// `dnf clean all`
pub fn clean(process: &mut Process<'_>) -> Ended {
    let files = process.system.files();
    let mut count = 0;
    for entry in files.read_dir(CACHE).unwrap_or_default() {
        let path = format!("{CACHE}/{}", entry.name);
        count += if path.ends_with(".json") { 1 } else { 6 };
        if let Err(errno) = super::super::npm::remove_all(files, &path) {
            return fail(process, &format!("Error: Failed to delete {path}: {errno}"));
        }
    }
    process.print(&format!("{count} files removed\n"))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::run;
    use crate::shell::Flavour;
    use crate::shell::testing::Machine;
    use crate::vfs::Files;

    #[test]
    fn packages_come_with_what_they_need_and_go() {
        let mut machine = Machine::new(Flavour::Gnu);
        machine.tree.make_dirs("/etc", 0o755).unwrap();
        let release = "ID=\"rocky\"\nVERSION_ID=\"9.3\"\n";
        machine.tree.write("/etc/os-release", release.into(), 0o644).unwrap();
        let (said, ended) = run(&mut machine, "dnf install -y httpd");
        assert_eq!(ended, Ok(0), "{said}");
        assert!(said.contains("Installing dependencies:\n apr "), "{said}");
        assert!(said.ends_with("\nComplete!\n"), "{said}");
        assert!(run(&mut machine, "rpm -q httpd").0.starts_with("httpd-2.4"));
        let (said, ended) = run(&mut machine, "yum install nonsense");
        assert!(said.ends_with("No match for argument: nonsense\nError: Unable to find a match: nonsense\n"), "{said}");
        assert_eq!(ended, Ok(1));
        assert!(run(&mut machine, "dnf remove -y httpd").0.contains("\nRemoved:\n  httpd-2.4"));
        assert_eq!(run(&mut machine, "rpm -q httpd"), ("package httpd is not installed\n".into(), Ok(1)));
    }
}
