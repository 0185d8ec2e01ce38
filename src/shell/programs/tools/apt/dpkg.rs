//! `dpkg` and `dpkg-query`: what is installed, and whose a file is.

use super::status::{self, Installed};
use super::system;
use crate::shell::pattern::Pattern;
use crate::shell::programs::Ended;
use crate::shell::{Process, Stream};

pub fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let system = system::of(process);
    let verb = words.first().map(String::as_str).unwrap_or_default();
    let names = words.get(1..).unwrap_or_default();
    match verb {
        "--version" => {
            let name = process.name();
            let what = if name == "dpkg" { "package management program" } else { "package management query tool" };
            process.print(&format!("Debian '{name}' {what} version {} (amd64).\n", system.dpkg))?;
        }
        "-l" | "--list" => return list(process, &system, names),
        "--print-architecture" => process.print("amd64\n")?,
        "--print-foreign-architectures" | "--add-architecture" | "--configure" => {}
        "--get-selections" => {
            for Installed { name, .. } in status::read(process, &system) {
                let gap = "\t".repeat(6_usize.saturating_sub(name.len() / 8).max(1));
                process.print(&format!("{name}{gap}install\n"))?;
            }
        }
        "-L" | "--listfiles" => {
            for name in names {
                if !known(process, &system, name)? {
                    return Ok(1);
                }
                process.print("/.\n")?;
                for path in status::files_of(process, name) {
                    process.print(&format!("{path}\n"))?;
                }
            }
        }
        "-s" | "--status" => {
            for name in names {
                let have = status::read(process, &system);
                let Some(own) = have.iter().find(|installed| installed.name == *name) else {
                    let text = format!(
                        "dpkg-query: package '{name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n"
                    );
                    process.output.write(Stream::Err, text.as_bytes())?;
                    return Ok(1);
                };
                let Installed { version, about, .. } = own;
                process.print(&format!(
                    "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\nDescription: {about}\n"
                ))?;
            }
        }
        "-S" | "--search" => {
            let mut status = 1;
            for pattern in names {
                for Installed { name, .. } in status::read(process, &system) {
                    for path in status::files_of(process, &name) {
                        if path.contains(pattern.as_str()) {
                            process.print(&format!("{name}: {path}\n"))?;
                            status = 0;
                        }
                    }
                }
                if status != 0 {
                    let text = format!("dpkg-query: no path found matching pattern {pattern}\n");
                    process.output.write(Stream::Err, text.as_bytes())?;
                }
            }
            return Ok(status);
        }
        "-W" | "--show" => return show(process, &system, names),
        format if format.starts_with("-f") || format.starts_with("--showformat") => {
            let rest: Vec<String> = names.iter().filter(|name| !name.starts_with('-')).cloned().collect();
            let format = format.split_once('=').map_or("", |(_, format)| format);
            return formatted(process, &system, format, &rest);
        }
        "-i" | "--install" => {
            if let Some(name) = names.first() {
                let text = if process.open(name)?.is_err() {
                    format!("dpkg: error: cannot access archive '{name}': No such file or directory\n")
                } else {
                    format!(
                        "dpkg: error processing archive {name} (--install):\n the sandbox unpacks no .deb archives\n"
                    )
                };
                process.output.write(Stream::Err, text.as_bytes())?;
                return Ok(2);
            }
        }
        _ => {
            let text = "dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(2);
        }
    }
    Ok(0)
}

fn known(process: &mut Process<'_>, system: &system::System, name: &str) -> Result<bool, crate::shell::Stop> {
    if status::read(process, system).iter().any(|installed| installed.name == name) {
        return Ok(true);
    }
    let text = format!(
        "dpkg-query: package '{name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n"
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(false)
}

fn list(process: &mut Process<'_>, system: &system::System, patterns: &[String]) -> Ended {
    let have = status::read(process, system);
    let fits = |name: &str| patterns.is_empty() || patterns.iter().any(|pattern| Pattern::new(pattern).matches(name));
    let rows: Vec<&Installed> = have.iter().filter(|installed| fits(&installed.name)).collect();
    if rows.is_empty() {
        for pattern in patterns {
            let text = format!("dpkg-query: no packages found matching {pattern}\n");
            process.output.write(Stream::Err, text.as_bytes())?;
        }
        return Ok(1);
    }
    let name = rows.iter().map(|row| row.name.len()).max().unwrap_or(0).max(14);
    let version = rows.iter().map(|row| row.version.len()).max().unwrap_or(0).max(12);
    process.print(&format!(
        "Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n\
         |/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ {:<name$} {:<version$} {:<12} Description\n+++-{}-{}-{}-{}\n",
        "Name", "Version", "Architecture", "=".repeat(name), "=".repeat(version), "=".repeat(12), "=".repeat(33)
    ))?;
    for Installed { name: own, version: its, about, .. } in rows {
        process.print(&format!("ii  {own:<name$} {its:<version$} {:<12} {about}\n", "amd64"))?;
    }
    Ok(0)
}

fn show(process: &mut Process<'_>, system: &system::System, words: &[String]) -> Ended {
    let format = words.iter().find_map(|word| word.strip_prefix("-f=").or_else(|| word.strip_prefix("--showformat=")));
    let format = format.unwrap_or("${Package}\\t${Version}\\n").to_string();
    let names: Vec<String> = words.iter().filter(|word| !word.starts_with('-')).cloned().collect();
    formatted(process, system, &format, &names)
}

fn formatted(process: &mut Process<'_>, system: &system::System, format: &str, names: &[String]) -> Ended {
    let have = status::read(process, system);
    for name in names {
        if !have.iter().any(|installed| installed.name == *name) {
            let text = format!("dpkg-query: no packages found matching {name}\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
    }
    for installed in have.iter().filter(|installed| names.is_empty() || names.contains(&installed.name)) {
        let Installed { name, version, about, .. } = installed;
        let text = format
            .replace("${Package}", name)
            .replace("${binary:Package}", name)
            .replace("${Version}", version)
            .replace("${Status}", "install ok installed")
            .replace("${Architecture}", "amd64")
            .replace("${binary:Summary}", about)
            .replace("\\n", "\n")
            .replace("\\t", "\t");
        process.print(&text)?;
    }
    Ok(0)
}
