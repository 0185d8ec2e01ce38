//! `bundle`

use std::collections::BTreeSet;

use super::super::packages::version::{choose, satisfies_pip};
use super::super::packages::{self, PackageForm, closure, put};
use super::install::{put_gem, range};
use super::{BUNDLER, OFFER, config, home, installed, project_file};
use crate::shell::programs::machine::xargs::become_command;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// Exit codes of Bundler's errors.
const NO_GEMFILE: i32 = 10;
const NOT_FOUND: i32 = 7;
const NO_LOCK: i32 = 16;

/// What a Gemfile says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Gemfile {
    source: String,
    gems: Vec<Gem>,
}

/// A gem that is asked for, and the groups that it is in: none is `default`.
#[derive(Debug, PartialEq, Eq)]
struct Gem {
    name: String,
    range: String,
    groups: Vec<String>,
}

impl Gem {
    /// Whether all of its groups are left out.
    fn is_left_out(&self, without: &[String]) -> bool {
        !self.groups.is_empty() && self.groups.iter().all(|group| without.contains(group))
    }
}

/// The text between the first quotes, and what comes behind it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['"', '\''])?;
    let quote = text.get(at..=at)?;
    text.get(at + 1..)?.split_once(quote)
}

fn read(text: &str) -> Gemfile {
    let mut gemfile = Gemfile::default();
    // The groups of each block that is open.
    let mut groups: Vec<Vec<String>> = Vec::new();
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
            let mut own = groups.concat();
            own.extend(named(line));
            gemfile.gems.push(Gem { name: name.into(), range: ranges.join(","), groups: own });
        } else if line.ends_with(" do") || line.contains(" do |") || opens(line) {
            let inside = line.strip_prefix("group ").map(symbols).unwrap_or_default();
            groups.push(inside);
        } else if line == "end" {
            groups.pop();
        }
    }
    gemfile
}

/// Whether a line opens a block of another kind.
fn opens(line: &str) -> bool {
    ["if ", "unless ", "case "].iter().any(|word| line.starts_with(word))
}

/// The groups that a gem's own line names: `group: :test`, `groups: [:development, :test]`, `:group => :test`.
fn named(line: &str) -> Vec<String> {
    let at = ["group: ", "groups: ", ":group => ", ":groups => "].iter().find_map(|word| line.split_once(word));
    let Some((_, rest)) = at else { return Vec::new() };
    let end = if rest.starts_with('[') { rest.find(']') } else { rest.find(',') };
    symbols(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default())
}

/// The names in a list of symbols or texts.
fn symbols(text: &str) -> Vec<String> {
    let text = text.trim_end_matches(" do");
    let words = text.split([',', '[', ']', ' ']).map(|word| word.trim_matches([':', '"', '\'']));
    words.filter(|word| !word.is_empty()).map(str::to_string).collect()
}

fn fail<T>(process: &mut Process<'_>, text: &str, code: i32) -> Result<T, Bail> {
    process.output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Err(Bail::Status(code))
}

pub fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    match words.first().map(String::as_str) {
        None => install(process, &[]),
        Some("install" | "update") => install(process, words.get(1..).unwrap_or_default()),
        Some("exec") => {
            let command: Vec<String> = words.get(1..).unwrap_or_default().to_vec();
            let mut stdin = std::mem::take(&mut process.stdin);
            let status = become_command(process, command, &mut stdin);
            process.stdin = stdin;
            status
        }
        Some("config") => config::run(process, words.get(1..).unwrap_or_default()),
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
    let without = config::without(process);
    let gems = read(&text).gems.into_iter().filter(|gem| !gem.is_left_out(&without));
    let missing: Vec<String> = gems.map(|gem| gem.name).filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        process.print("The Gemfile's dependencies are satisfied\n")?;
        return Ok(0);
    }
    let rows: String = missing.iter().map(|name| format!(" * {name}\n")).collect();
    let text = format!("The following gems are missing\n{rows}Install missing gems with `bundle install`");
    fail(process, &text, 1)
}

/// Options of `bundle install` that change nothing which can be seen here, and whether a value follows.
const UNSEEN: &[(&str, bool)] = &[
    ("--jobs", true),
    ("-j", true),
    ("--retry", true),
    ("--no-cache", false),
    ("--full-index", false),
    ("--no-color", false),
    ("--verbose", false),
];

/// What the options of `bundle install` leave out; the rest of them is said to be not simulated.
fn options(process: &mut Process<'_>, words: &[String]) -> Result<Vec<String>, Bail> {
    let mut without = config::without(process);
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let joined = name.strip_prefix("-j").is_some_and(|rest| rest.parse::<u32>().is_ok());
        match UNSEEN.iter().find(|(known, _)| *known == name) {
            _ if joined => {}
            Some((_, takes)) => {
                if *takes && value.is_none() {
                    words.next();
                }
            }
            None if name == "--without" => {
                let mut more: Vec<&str> = value.into_iter().collect();
                while let Some(group) = words.next_if(|word| !word.starts_with('-')) {
                    more.push(group);
                }
                without.extend(more.iter().flat_map(|text| text.split([':', ' '])).map(str::to_string));
            }
            None => return fail(process, &format!("layercake: bundle install {word} is not simulated"), 1),
        }
    }
    Ok(without)
}

fn install(process: &mut Process<'_>, words: &[String]) -> Ended {
    let without = options(process, words)?;
    let Some((path, text)) = project_file(process, "Gemfile") else {
        return fail(process, "Could not locate Gemfile", NO_GEMFILE);
    };
    if let Some(setting) = config::frozen(process)
        && process.system.files().stat(&format!("{path}.lock"), true).is_err()
    {
        let text = format!(
            "The {setting} requires a lockfile. Please make sure you have checked your Gemfile.lock into version control before deploying."
        );
        return fail(process, &text, NO_LOCK);
    }
    let gemfile = read(&text);
    let have = installed(process);
    process.print(&format!("Fetching gem metadata from {}/.........\n", gemfile.source))?;
    process.system.sleep(600_000_000)?;
    let mut chosen: Vec<(&str, &PackageForm, String)> = Vec::new();
    let mut here: BTreeSet<&str> = BTreeSet::new();
    for Gem { name, range: asked, .. } in &gemfile.gems {
        let missing = format!(
            "Could not find gem '{name}{}' in rubygems repository {}/ or installed locally.",
            if asked.is_empty() { String::new() } else { format!(" ({asked})") },
            gemfile.source
        );
        let Some((found, form)) = OFFER.find(name) else { return fail(process, &missing, NOT_FOUND) };
        let Some(version) = choose(&form.version, &form.versions, &range(asked), satisfies_pip) else {
            return fail(process, &missing, NOT_FOUND);
        };
        let left_out = gemfile.gems.iter().any(|gem| gem.name == *name && gem.is_left_out(&without));
        for planned in closure(&OFFER, &[found], "", false, &|_| false) {
            if !left_out {
                here.insert(planned.name);
            }
            let own = if planned.name == found { version.clone() } else { planned.form.version.clone() };
            match chosen.iter_mut().find(|(known, _, _)| *known == planned.name) {
                Some(known) if planned.name == found => known.2 = own,
                Some(_) => {}
                None => chosen.push((planned.name, planned.form, own)),
            }
        }
    }
    process.print("Resolving dependencies...\n")?;
    for (name, form, version) in chosen.iter().filter(|(name, ..)| here.contains(name)) {
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
    let (asked, all) = (gemfile.gems.len(), here.len() + 1);
    let dependencies = if asked == 1 { "dependency" } else { "dependencies" };
    let place = home(process);
    let left: BTreeSet<&String> =
        gemfile.gems.iter().flat_map(|gem| &gem.groups).filter(|name| without.contains(name)).collect();
    let left: Vec<String> = left.into_iter().map(|name| format!("'{name}'")).collect();
    let told = match left.as_slice() {
        [] => String::new(),
        [one] => format!("Gems in the group {one} were not installed.\n"),
        [others @ .., last] => format!("Gems in the groups {} and {last} were not installed.\n", others.join(", ")),
    };
    process.print(&format!(
        "Bundle complete! {asked} Gemfile {dependencies}, {all} gems now installed.\n{told}Bundled gems are installed into `{place}`\n"
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
        .map(
            |Gem { name, range, .. }| {
                if range.is_empty() { format!("  {name}\n") } else { format!("  {name} ({range})\n") }
            },
        )
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
        let gem = |name: &str, range: &str, groups: &[&str]| Gem {
            name: name.into(),
            range: range.into(),
            groups: groups.iter().map(|name| name.to_string()).collect(),
        };
        let gems = vec![gem("rack", "~> 3.0,>= 3.0.1", &[]), gem("puma", "", &[])];
        assert_eq!(read(text), Gemfile { source: "https://gems.example".into(), gems });
        assert_eq!(range("~> 3.0,>= 3.0.1"), "~=3.0,>= 3.0.1");
        let text = "group :development, :test do\n  if ENV['X']\n    gem 'rspec'\n  end\nend\ngem 'rack'\ngem 'byebug', group: :test\n";
        let gems = vec![gem("rspec", "", &["development", "test"]), gem("rack", "", &[]), gem("byebug", "", &["test"])];
        assert_eq!(read(text).gems, gems);
    }

    #[test]
    fn groups_that_are_left_out_are_locked_and_not_installed() {
        let mut machine = Machine::new(Flavour::Gnu);
        machine.tree.make_dirs("/tmp", 0o1777).unwrap();
        let text = "source 'https://gems.example'\ngem 'rack'\ngem 'rspec', group: :test\n";
        machine.tree.write("/tmp/Gemfile", text.into(), 0o644).unwrap();
        assert_eq!(run(&mut machine, "bundle config set path vendor").1, Ok(1));
        assert_eq!(run(&mut machine, "bundle config set --local without development test"), (String::new(), Ok(0)));
        let kept = machine.tree.read("/tmp/.bundle/config").unwrap().to_bytes();
        assert_eq!(String::from_utf8_lossy(&kept), "---\nBUNDLE_WITHOUT: \"development:test\"\n");
        let (said, ended) = run(&mut machine, "bundle install --jobs 4");
        assert_eq!(ended, Ok(0), "{said}");
        assert!(said.contains("Installing rack 3.") && !said.contains("Installing rspec"), "{said}");
        assert!(said.contains("Gems in the group 'test' were not installed.\n"), "{said}");
        assert_eq!(run(&mut machine, "bundle check").1, Ok(0));
        assert_eq!(run(&mut machine, "bundle install --path x").1, Ok(1));
        assert_eq!(run(&mut machine, "bundle config unset without").1, Ok(0));
        assert_eq!(run(&mut machine, "bundle check").1, Ok(1));
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
