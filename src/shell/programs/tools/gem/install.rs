//! One gem with what it needs.

use super::super::packages::version::{choose, satisfies_pip};
use super::super::packages::{self, PackageForm, closure, put, seed};
use super::{OFFER, home, installed};
use crate::content::{Filler, Rope};
use crate::shell::programs::Bail;
use crate::shell::{Process, Stream};

/// Exit code of gem's own errors.
const FAILED: i32 = 2;

fn fail<T>(process: &mut Process<'_>, text: &str) -> Result<T, Bail> {
    process.output.write(Stream::Err, text.as_bytes())?;
    Err(Bail::Status(FAILED))
}

/// Ruby's way to say which versions: `~> 3.0`, `3.0.1`.
pub fn range(text: &str) -> String {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let pip: Vec<String> = parts
        .map(|part| match part.strip_prefix("~>") {
            Some(rest) => format!("~={}", rest.trim()),
            None if part.starts_with(|letter: char| letter.is_ascii_digit()) => format!("=={part}"),
            None => part.strip_prefix("= ").map_or_else(|| part.to_string(), |rest| format!("=={rest}")),
        })
        .collect();
    pip.join(",")
}

/// `gem install NAME`: how many were installed.
pub fn gem(process: &mut Process<'_>, name: &str, asked: &str) -> Result<usize, Bail> {
    let shown = if asked.is_empty() { ">= 0".to_string() } else { format!("= {asked}") };
    let Some((name, form)) = OFFER.find(name) else {
        return fail(process, &format!("ERROR:  Could not find a valid gem '{name}' ({shown}) in any repository\n"));
    };
    let Some(version) = choose(&form.version, &form.versions, &range(asked), satisfies_pip) else {
        return fail(process, &format!("ERROR:  Could not find a valid gem '{name}' ({shown}) in any repository\n"));
    };
    let have = installed(process);
    let plan = closure(&OFFER, &[name], "", false, &|need| need != name && have.iter().any(|(own, _)| own == need));
    let chosen: Vec<(&str, &PackageForm, String)> = plan
        .iter()
        .map(|planned| {
            let version = if planned.name == name { version.clone() } else { planned.form.version.clone() };
            (planned.name, planned.form, version)
        })
        .collect();
    for (name, form, version) in &chosen {
        packages::download(process, form.size / 3)?;
        process.print(&format!("Fetching {name}-{version}.gem\n"))?;
    }
    for (name, form, version) in &chosen {
        if form.binary {
            process.print("Building native extensions. This could take a while...\n")?;
        }
        put_gem(process, name, form, version)?;
        process.print(&format!("Successfully installed {name}-{version}\n"))?;
    }
    Ok(chosen.len())
}

/// Writes a gem's files; one with machine code needs a compiler.
pub fn put_gem(process: &mut Process<'_>, name: &str, form: &PackageForm, version: &str) -> Result<(), Bail> {
    let home = home(process);
    if form.binary && !super::super::compile::has_program(process, "gcc") {
        let text = format!(
            "ERROR:  Error installing {name}:\n\tERROR: Failed to build gem native extension.\n\n    current directory: {home}/gems/{name}-{version}/ext/{name}\n/usr/local/bin/ruby extconf.rb\nchecking for gcc... *** extconf.rb failed ***\nCould not create Makefile due to some reason, probably lack of necessary\nlibraries and/or headers.\n\nextconf failed, exit code 1\n"
        );
        return fail(process, &text);
    }
    packages::unpack(process, form.size)?;
    let filler = |what: &str, size: u64| Rope::filler(Filler { seed: seed(name, what), dense: 26_000 }, size);
    let files = process.system.files();
    let mut written = put(files, &format!("{home}/cache/{name}-{version}.gem"), filler("gem", form.size / 3), 0o644)
        .and_then(|()| {
            put(files, &format!("{home}/gems/{name}-{version}/lib/{name}.rb"), filler("lib", form.size), 0o644)
        })
        .and_then(|()| {
            let text =
                format!("Gem::Specification.new do |s|\n  s.name = \"{name}\"\n  s.version = \"{version}\"\nend\n");
            put(files, &format!("{home}/specifications/{name}-{version}.gemspec"), text.into(), 0o644)
        });
    for program in &form.programs {
        let text = format!("#!/usr/bin/env ruby\nload Gem.bin_path('{name}', '{program}')\n");
        written = written.and_then(|()| put(files, &format!("{home}/bin/{program}"), text.into(), 0o755));
    }
    match written {
        Ok(()) => Ok(()),
        Err(_) => fail(
            process,
            &format!(
                "ERROR:  While executing gem ... (Gem::FilePermissionError)\n    You don't have write permissions for the {home} directory.\n"
            ),
        ),
    }
}
