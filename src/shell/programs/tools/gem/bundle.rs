//! `bundle`

use super::super::packages::version::{choose, satisfies_pip};
use super::super::packages::{self, PackageForm, closure, put};
use super::install::{put_gem, range};
use super::{BUNDLER, OFFER, home, installed, project_file};
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// Exit codes of Bundler's errors.
const NO_GEMFILE: i32 = 10;
const NOT_FOUND: i32 = 7;

/// What a Gemfile says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Gemfile {
    source: String,
    /// Name and range.
    gems: Vec<(String, String)>,
}

/// The text between the first quotes, and what comes behind it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['"', '\''])?;
    let quote = text.get(at..=at)?;
    text.get(at + 1..)?.split_once(quote)
}

fn read(text: &str) -> Gemfile {
    let mut gemfile = Gemfile::default();
    for line in text.lines().map(str::trim) {
        if let Some((source, _)) = line.strip_prefix("source").and_then(quoted) {
            gemfile.source = source.trim_end_matches('/').into();
        } else if let Some((name, rest)) = line.strip_prefix("gem ").and_then(quoted) {
            let mut ranges = Vec::new();
            let mut rest = rest;
            while let Some((value, behind)) = quoted(rest) {
                let before = rest.get(..rest.len() - behind.len() - value.len()).unwrap_or_default();
                if before.contains(':') {
                    break;
                }
                ranges.push(value.to_string());
                rest = behind;
            }
            gemfile.gems.push((name.into(), ranges.join(",")));
        }
    }
    gemfile
}

fn fail<T>(process: &mut Process<'_>, text: &str, code: i32) -> Result<T, Bail> {
    process.output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Err(Bail::Status(code))
}

pub fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    match words.first().map(String::as_str) {
        None | Some("install" | "update") => install(process),
        Some("exec") => {
            let command: Vec<String> = words.get(1..).unwrap_or_default().to_vec();
            let mut stdin = std::mem::take(&mut process.stdin);
            let status = spawn(process, command, &mut stdin);
            process.stdin = stdin;
            status
        }
        Some("config") => Ok(0),
        Some("check") => check(process),
        Some("init") => {
            let path = process.absolute("Gemfile");
            let text = "# frozen_string_literal: true\n\n# gem \"rails\"\n";
            match put(process.system.files(), &path, text.into(), 0o644) {
                Ok(()) => process.print(&format!("Writing new Gemfile to {path}\n"))?,
                Err(errno) => return fail(process, &format!("{path}: {errno}"), 1),
            }
            Ok(0)
        }
        Some("--version" | "-v" | "version") => {
            process.print(&format!("Bundler version {BUNDLER}\n"))?;
            Ok(0)
        }
        Some(other) => fail(process, &format!("layercake: bundle {other} is not simulated"), 1),
    }
}

/// `bundle check`: whether what the Gemfile asks for is installed.
fn check(process: &mut Process<'_>) -> Ended {
    let Some((_, text)) = project_file(process, "Gemfile") else {
        return fail(process, "Could not locate Gemfile", NO_GEMFILE);
    };
    let have = installed(process);
    let is_there = |name: &str| have.iter().any(|(known, _)| known == name);
    let missing: Vec<String> =
        read(&text).gems.into_iter().map(|(name, _)| name).filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        process.print("The Gemfile's dependencies are satisfied\n")?;
        return Ok(0);
    }
    let rows: String = missing.iter().map(|name| format!(" * {name}\n")).collect();
    let text = format!("The following gems are missing\n{rows}Install missing gems with `bundle install`");
    fail(process, &text, 1)
}

fn install(process: &mut Process<'_>) -> Ended {
    let Some((path, text)) = project_file(process, "Gemfile") else {
        return fail(process, "Could not locate Gemfile", NO_GEMFILE);
    };
    let gemfile = read(&text);
    let have = installed(process);
    process.print(&format!("Fetching gem metadata from {}/.........\n", gemfile.source))?;
    process.system.sleep(600_000_000)?;
    let mut chosen: Vec<(&str, &PackageForm, String)> = Vec::new();
    for (name, asked) in &gemfile.gems {
        let missing = format!(
            "Could not find gem '{name}{}' in rubygems repository {}/ or installed locally.",
            if asked.is_empty() { String::new() } else { format!(" ({asked})") },
            gemfile.source
        );
        let Some((found, form)) = OFFER.find(name) else { return fail(process, &missing, NOT_FOUND) };
        let Some(version) = choose(&form.version, &form.versions, &range(asked), satisfies_pip) else {
            return fail(process, &missing, NOT_FOUND);
        };
        for planned in closure(&OFFER, &[found], "", false, &|_| false) {
            let own = if planned.name == found { version.clone() } else { planned.form.version.clone() };
            match chosen.iter_mut().find(|(known, _, _)| *known == planned.name) {
                Some(known) if planned.name == found => known.2 = own,
                Some(_) => {}
                None => chosen.push((planned.name, planned.form, own)),
            }
        }
    }
    process.print("Resolving dependencies...\n")?;
    for (name, form, version) in &chosen {
        if have.iter().any(|(own, known)| own == name && known == version) {
            process.print(&format!("Using {name} {version}\n"))?;
            continue;
        }
        packages::download(process, form.size / 3)?;
        process.print(&format!("Fetching {name} {version}\n"))?;
        let extensions = if form.binary { " with native extensions" } else { "" };
        process.print(&format!("Installing {name} {version}{extensions}\n"))?;
        put_gem(process, name, form, version)?;
    }
    lock(process, &path, &gemfile, &chosen)?;
    let (asked, all) = (gemfile.gems.len(), chosen.len() + 1);
    let dependencies = if asked == 1 { "dependency" } else { "dependencies" };
    let place = home(process);
    process.print(&format!(
        "Bundle complete! {asked} Gemfile {dependencies}, {all} gems now installed.\nBundled gems are installed into `{place}`\n"
    ))?;
    Ok(0)
}

fn lock(
    process: &mut Process<'_>,
    gemfile_path: &str,
    gemfile: &Gemfile,
    chosen: &[(&str, &PackageForm, String)],
) -> Result<(), Bail> {
    let mut rows: Vec<String> = chosen
        .iter()
        .map(|(name, form, version)| {
            let needs: String = form.needs.iter().map(|need| format!("      {need}\n")).collect();
            format!("    {name} ({version})\n{needs}")
        })
        .collect();
    rows.sort();
    let mut asked: Vec<String> = gemfile
        .gems
        .iter()
        .map(|(name, range)| if range.is_empty() { format!("  {name}\n") } else { format!("  {name} ({range})\n") })
        .collect();
    asked.sort();
    let text = format!(
        "GEM\n  remote: {}/\n  specs:\n{}\nPLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n{}\nBUNDLED WITH\n   {BUNDLER}\n",
        gemfile.source,
        rows.concat(),
        asked.concat()
    );
    let path = format!("{gemfile_path}.lock");
    match put(process.system.files(), &path, text.into(), 0o644) {
        Ok(()) => Ok(()),
        Err(_) => fail(
            process,
            &format!(
                "There was an error while trying to write to `{path}`. It is likely that you need to grant write permissions for that path."
            ),
            23,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::run;
    use super::*;
    use crate::shell::Flavour;
    use crate::shell::testing::Machine;
    use crate::vfs::Files;

    #[test]
    fn a_gemfile_is_read() {
        let text = "source 'https://gems.example'\n# x\ngem \"rack\", '~> 3.0', '>= 3.0.1'\ngem 'puma', require: 'p'\n";
        let gems = vec![("rack".into(), "~> 3.0,>= 3.0.1".into()), ("puma".into(), String::new())];
        assert_eq!(read(text), Gemfile { source: "https://gems.example".into(), gems });
        assert_eq!(range("~> 3.0,>= 3.0.1"), "~=3.0,>= 3.0.1");
    }

    #[test]
    fn gems_are_installed_and_locked() {
        let mut machine = Machine::new(Flavour::Gnu);
        assert_eq!(run(&mut machine, "bundle install"), ("Could not locate Gemfile\n".into(), Ok(10)));
        machine.tree.make_dirs("/tmp", 0o1777).unwrap();
        let text = "source 'https://gems.example'\ngem 'sinatra'\n";
        machine.tree.write("/tmp/Gemfile", text.into(), 0o644).unwrap();
        let (said, ended) = run(&mut machine, "bundle install");
        assert_eq!(ended, Ok(0), "{said}");
        assert!(said.contains("Installing rack 3."), "{said}");
        assert!(machine.tree.read("/tmp/Gemfile.lock").is_ok());
        let (said, ended) = run(&mut machine, "gem install nonsense");
        let wanted = "ERROR:  Could not find a valid gem 'nonsense' (>= 0) in any repository\n";
        assert_eq!((said.as_str(), ended), (wanted, Ok(2)));
        assert!(run(&mut machine, "gem list").0.contains("sinatra (4."));
    }
}
