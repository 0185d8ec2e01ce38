//! `apk info`, `list`, `search`, `policy`.

use super::database::{self, Installed};
use super::release::Release;
use super::{Line, OFFER};
use crate::shell::Process;
use crate::shell::programs::Ended;

/// `apk info`: names, or with operands what is known of a package.
pub fn info(process: &mut Process<'_>, release: &Release, line: &Line) -> Ended {
    let have = database::read(process);
    if line.letters.contains('W') {
        let mut status = 1;
        for path in &line.names {
            for owner in have.iter().filter(|installed| installed.files.contains(path)) {
                process.print(&format!("{path} is owned by {}-{}\n", owner.name, owner.version))?;
                status = 0;
            }
        }
        return Ok(status);
    }
    if line.names.is_empty() {
        let mut names: Vec<String> = have
            .iter()
            .map(|installed| match line.letters.contains('v') {
                true => format!("{}-{}", installed.name, installed.version),
                false => installed.name.clone(),
            })
            .collect();
        names.sort();
        for name in names {
            process.print(&format!("{name}\n"))?;
        }
        return Ok(0);
    }
    let mut status = 0;
    for name in &line.names {
        let own = have.iter().find(|installed| installed.name == *name);
        if line.letters.contains('e') {
            match own {
                Some(_) => process.print(&format!("{name}\n"))?,
                None => status = 1,
            }
            continue;
        }
        match (own, OFFER.find(name)) {
            (Some(installed), _) => tell(process, release, line, installed)?,
            (None, Some((name, form))) => {
                let installed = Installed {
                    name: name.into(),
                    version: release.version(form).into(),
                    size: form.size,
                    needs: form.needs.clone(),
                    files: Vec::new(),
                };
                tell(process, release, line, &installed)?
            }
            (None, None) => {
                status = 1;
                0
            }
        };
    }
    Ok(status)
}

fn tell(process: &mut Process<'_>, release: &Release, line: &Line, installed: &Installed) -> Ended {
    let Installed { name, version, size, needs, files } = installed;
    let all = line.letters.contains('a');
    let about = OFFER.find(name).map(|(_, form)| form.about.clone()).filter(|about| !about.is_empty());
    let about = about.unwrap_or_else(|| name.clone());
    let asked = |letter: char| all || line.letters.contains(letter);
    let plain = !line.letters.contains(['L', 'R', 's', 'd', 'a']);
    if plain || asked('d') {
        process.print(&format!("{name}-{version} description:\n{about}\n\n"))?;
    }
    if plain || asked('s') {
        process.print(&format!("{name}-{version} installed size:\n{}\n\n", release.size(*size)))?;
    }
    if asked('R') {
        process.print(&format!("{name}-{version} depends on:\n"))?;
        for need in needs {
            process.print(&format!("{need}\n"))?;
        }
        process.print("\n")?;
    }
    if asked('L') {
        process.print(&format!("{name}-{version} contains:\n"))?;
        for file in files {
            process.print(&format!("{}\n", file.trim_start_matches('/')))?;
        }
        process.print("\n")?;
    }
    Ok(0)
}

/// `apk list`, `apk list -I`
pub fn list(process: &mut Process<'_>, release: &Release, line: &Line) -> Ended {
    let mut have = database::read(process);
    have.sort_by(|one, other| one.name.cmp(&other.name));
    let only_installed = line.letters.contains('I') || line.letters.contains('e');
    let fits = |name: &str| line.names.is_empty() || line.names.iter().any(|wanted| matches(wanted, name));
    for installed in have.iter().filter(|installed| fits(&installed.name)) {
        let Installed { name, version, .. } = installed;
        process.print(&format!("{name}-{version} x86_64 {{{name}}} (as packaged) [installed]\n"))?;
    }
    if !only_installed {
        for (name, form) in OFFER.all().filter(|(name, _)| fits(name)) {
            if !have.iter().any(|installed| installed.name == name) {
                let version = release.version(form);
                process.print(&format!("{name}-{version} x86_64 {{{name}}} (as packaged)\n"))?;
            }
        }
    }
    Ok(0)
}

/// `apk search`
pub fn search(process: &mut Process<'_>, release: &Release, line: &Line) -> Ended {
    let exact = line.letters.contains('e') || line.letters.contains('x');
    for (name, form) in OFFER.all() {
        let found = line.names.iter().any(
            |wanted| {
                if exact { wanted == name } else { name.contains(wanted.trim_matches('*')) }
            },
        );
        if found || line.names.is_empty() {
            let version = release.version(form);
            process.print(&format!("{name}-{version}\n"))?;
        }
    }
    Ok(0)
}

/// `apk policy`
pub fn policy(process: &mut Process<'_>, release: &Release, line: &Line) -> Ended {
    for name in &line.names {
        if let Some((name, form)) = OFFER.find(name) {
            process.print(&format!("{name} policy:\n  {}:\n", release.version(form)))?;
            if database::read(process).iter().any(|installed| installed.name == name) {
                process.print("    lib/apk/db/installed\n")?;
            }
        }
    }
    Ok(0)
}

/// A name, with `*` for anything.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => name.starts_with(before) && name.ends_with(after),
        None => pattern == name,
    }
}
