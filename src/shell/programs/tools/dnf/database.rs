//! What is installed: a line a package in the database's place, and the questions about it.

use super::super::packages::{put, read_text};
use super::OFFER;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// Where rpm has its database.
const PATH: &str = "/var/lib/rpm/rpmdb.sqlite";

/// A package that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    pub name: String,
    /// `2.4.62-1.el9`
    pub version: String,
    pub size: u64,
    pub files: Vec<String>,
}

impl Installed {
    /// `httpd-2.4.62-1.el9.x86_64`
    pub fn whole(&self) -> String {
        format!("{}-{}.x86_64", self.name, self.version)
    }
}

/// What is installed; at first what every image of the family has.
pub fn read(process: &mut Process<'_>) -> Vec<Installed> {
    let text = read_text(process.system.files(), PATH);
    if text.is_empty() {
        let release = super::release(process);
        let own = OFFER.system().iter().filter_map(|name| OFFER.find(name));
        return own
            .map(|(name, form)| Installed {
                name: name.into(),
                version: format!("{}.{release}", form.version),
                size: form.size,
                files: Vec::new(),
            })
            .collect();
    }
    text.lines()
        .filter_map(|line| {
            let mut fields = line.split('\t').map(str::to_string);
            let (name, version, size) = (fields.next()?, fields.next()?, fields.next()?.parse().ok()?);
            Some(Installed { name, version, size, files: fields.collect() })
        })
        .collect()
}

/// Writes what is installed.
pub fn write(process: &mut Process<'_>, all: &[Installed]) -> Result<(), Bail> {
    let mut text = String::new();
    for Installed { name, version, size, files } in all {
        let files: String = files.iter().map(|file| format!("\t{file}")).collect();
        text += &format!("{name}\t{version}\t{size}{files}\n");
    }
    if let Err(errno) = put(process.system.files(), PATH, text.into(), 0o644) {
        let text = format!("error: cannot open Packages database in /var/lib/rpm: {errno}\n");
        process.output.write(Stream::Err, text.as_bytes())?;
        return Err(Bail::Status(1));
    }
    Ok(())
}

/// `rpm -q NAME`, `rpm -qa`
pub fn rpm(process: &mut Process<'_>) -> Ended {
    let words: Vec<String> = process.arguments.get(1..).unwrap_or_default().to_vec();
    let options: String = words.iter().filter(|word| word.starts_with('-')).cloned().collect();
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let have = read(process);
    if options.contains("qa") || options.contains("--query") && options.contains("--all") {
        let mut all: Vec<String> = have.iter().map(Installed::whole).collect();
        all.sort();
        all.iter().try_for_each(|name| process.print(&format!("{name}\n")))?;
        return Ok(0);
    }
    if !options.contains('q') {
        let text = "layercake: of rpm, only questions about what is installed are simulated\n";
        process.output.write(Stream::Err, text.as_bytes())?;
        return Ok(1);
    }
    let mut missing = 0;
    for name in names {
        match have.iter().find(|installed| installed.name == *name) {
            Some(installed) if options.contains('l') => {
                installed.files.iter().try_for_each(|file| process.print(&format!("{file}\n")))?;
            }
            Some(installed) => process.print(&format!("{}\n", installed.whole()))?,
            None => {
                missing += 1;
                process.print(&format!("package {name} is not installed\n"))?;
            }
        }
    }
    Ok(missing)
}

/// `dnf list installed`, `dnf info`, `dnf search`
pub fn list(process: &mut Process<'_>, verb: &str, words: &[String]) -> Ended {
    let have = read(process);
    let release = super::release(process);
    if verb == "list" && words.first().is_some_and(|word| word == "installed" || word == "--installed")
        || words.is_empty()
    {
        process.print("Installed Packages\n")?;
        for installed in have {
            let name = format!("{}.x86_64", installed.name);
            process.print(&format!("{name:<40} {:<30} @System\n", installed.version))?;
        }
        return Ok(0);
    }
    let mut any = false;
    for word in words {
        let found =
            OFFER.all().filter(|(name, _)| if verb == "search" { name.contains(word.as_str()) } else { name == word });
        for (name, form) in found.collect::<Vec<_>>() {
            any = true;
            let line = if verb == "search" {
                format!("{name}.x86_64 : {}\n", form.about)
            } else {
                format!("{:<40} {:<30} appstream\n", format!("{name}.x86_64"), format!("{}.{release}", form.version))
            };
            process.print(&line)?;
        }
    }
    if any {
        return Ok(0);
    }
    process.output.write(Stream::Err, b"Error: No matching Packages to list\n")?;
    Ok(1)
}
