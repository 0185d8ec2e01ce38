//! `composer`: PHP's packages (`fixtures/packages/composer.toml`), in a project's `vendor`.

mod options;

use self::options::Asked;
use super::packages::version::{choose, satisfies_npm};
use super::packages::{self, Offer, PackageForm, closure, put, read_text, seed};
use crate::content::{Filler, Rope};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{OutputBuffer, Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["composer", "composer.phar"],
    about: "installs PHP's packages",
    usage: "install [--no-dev] | update | require NAME... | dump-autoload | --version",
    run,
};

static OFFER: Offer = Offer::of("composer.toml");

const VERSION: &str = "2.8.12";

/// What composer says goes to standard error.
fn say(process: &mut Process<'_>, text: &str) -> Result<(), Bail> {
    process.output.write(Stream::Err, format!("{text}\n").as_bytes())?;
    Ok(())
}

fn fail<T>(process: &mut Process<'_>, text: &str, code: i32) -> Result<T, Bail> {
    say(process, text)?;
    Err(Bail::Status(code))
}

fn run(process: &mut Process<'_>) -> Ended {
    let asked = options::read(process)?;
    if !asked.quiet {
        return obey(process, &asked);
    }
    // What goes well is not told.
    let mut unheard = OutputBuffer::default();
    let ended = obey(
        &mut Process {
            arguments: process.arguments.clone(),
            environment: process.environment.clone(),
            directory: process.directory.clone(),
            stdin: std::mem::take(&mut process.stdin),
            output: &mut unheard,
            system: &mut *process.system,
            flavour: process.flavour,
            pid: process.pid,
            inside: process.inside.clone(),
            version: process.version.clone(),
        },
        &asked,
    );
    if !matches!(ended, Ok(0)) {
        process.output.write(Stream::Err, &unheard.stream(Stream::Err))?;
    }
    ended
}

fn obey(process: &mut Process<'_>, asked: &Asked) -> Ended {
    let (folder, dev) = (asked.folder.as_str(), !asked.no_dev);
    let rest = asked.words.as_slice();
    if asked.version {
        process.print(&format!("Composer version {VERSION} 2025-09-19 13:41:59\n"))?;
        return Ok(0);
    }
    match rest.first().map(String::as_str) {
        Some("install" | "i" | "update" | "u" | "upgrade") if rest.len() > 1 => {
            fail(process, "layercake: composer: packages behind this command are not simulated", 1)
        }
        Some("install" | "i") => install(process, asked, false),
        Some("update" | "u" | "upgrade") => install(process, asked, true),
        Some("require" | "req") => require(process, asked, rest.get(1..).unwrap_or_default()),
        Some("dump-autoload" | "dumpautoload") => {
            say(process, "Generating autoload files")?;
            autoload(process, folder)?;
            say(process, "Generated autoload files")?;
            Ok(0)
        }
        Some("clear-cache" | "clearcache") => {
            say(process, "Clearing cache (cache-dir): /root/.composer/cache\nAll caches cleared.")?;
            Ok(0)
        }
        Some("validate") => {
            needs(process, folder, dev)?;
            process.print("./composer.json is valid\n")?;
            Ok(0)
        }
        Some("self-update") => {
            say(
                process,
                &format!("You are already using the latest available Composer version {VERSION} (stable channel)."),
            )?;
            Ok(0)
        }
        Some(
            verb @ ("create-project" | "global" | "remove" | "show" | "init" | "exec" | "config" | "run-script" | "run"
            | "diagnose" | "outdated" | "audit" | "update-lock" | "why" | "search"),
        ) => fail(process, &format!("layercake: composer {verb} is not simulated"), 1),
        None => {
            process.print(&format!("Composer version {VERSION} 2025-09-19 13:41:59\n"))?;
            Ok(0)
        }
        Some(other) => fail(
            process,
            &format!(
                "\n                                       \n  Command \"{other}\" is not defined.  \n                                       \n"
            ),
            1,
        ),
    }
}

/// What `composer.json` asks for: names and ranges, without PHP itself and its extensions.
fn needs(process: &mut Process<'_>, folder: &str, dev: bool) -> Result<Vec<(String, String)>, Bail> {
    let path = format!("{folder}/composer.json");
    if process.system.files().stat(&path, true).is_err() {
        let text = format!(
            "Composer could not find a composer.json file in {folder}\nTo initialize a project, please create a composer.json file."
        );
        return fail(process, &text, 1);
    }
    let text = read_text(process.system.files(), &path);
    let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else {
        return fail(process, &format!("\n  \"{path}\" does not contain valid JSON\n"), 1);
    };
    let parts = if dev { &["require", "require-dev"][..] } else { &["require"][..] };
    let mut all = Vec::new();
    for (name, range) in parts.iter().filter_map(|part| value.get(part)?.as_object()).flatten() {
        if name.contains('/') {
            all.push((name.clone(), range.as_str().unwrap_or("*").to_string()));
        }
    }
    Ok(all)
}

/// The versions that a lock file names.
fn locked_versions(process: &mut Process<'_>, lock: &str) -> std::collections::BTreeMap<String, String> {
    let value = serde_json::from_str::<serde_json::Value>(&read_text(process.system.files(), lock)).unwrap_or_default();
    let packages = value.get("packages").and_then(|packages| packages.as_array()).cloned().unwrap_or_default();
    let text = |package: &serde_json::Value, key: &str| Some(package.get(key)?.as_str()?.to_string());
    packages.iter().filter_map(|package| Some((text(package, "name")?, text(package, "version")?))).collect()
}

/// `anew`: whatever a lock file says.
fn install(process: &mut Process<'_>, asked: &Asked, anew: bool) -> Ended {
    let (folder, dev) = (asked.folder.as_str(), !asked.no_dev);
    let wanted = needs(process, folder, dev)?;
    let lock = format!("{folder}/composer.lock");
    let locked = !anew && process.system.files().stat(&lock, true).is_ok();
    let kept = if locked { locked_versions(process, &lock) } else { Default::default() };
    if !locked {
        say(
            process,
            match anew {
                true => "Loading composer repositories with package information",
                false => {
                    "No composer.lock file present. Updating dependencies to latest instead of installing from lock file."
                }
            },
        )?;
        if !anew {
            say(process, "Loading composer repositories with package information")?;
        }
        say(process, "Updating dependencies")?;
        process.system.sleep(800_000_000)?;
    }
    let mut chosen: Vec<(&str, &PackageForm, String)> = Vec::new();
    for (name, range) in &wanted {
        let found = OFFER.find(name).and_then(|(found, form)| {
            choose(&form.version, &form.versions, range, satisfies_npm).map(|version| (found, form, version))
        });
        let Some((found, form, version)) = found else {
            let text = format!(
                "Your requirements could not be resolved to an installable set of packages.\n\n  Problem 1\n    - Root composer.json requires {name} {range}, it could not be found in any version, there may be a typo in the package name."
            );
            return fail(process, &text, 2);
        };
        for planned in closure(&OFFER, &[found], "", false, &|_| false) {
            if !chosen.iter().any(|(known, _, _)| *known == planned.name) {
                let own = match kept.get(planned.name) {
                    Some(kept) => kept.clone(),
                    None if planned.name == found => version.clone(),
                    None => planned.form.version.clone(),
                };
                chosen.push((planned.name, if planned.name == found { form } else { planned.form }, own));
            }
        }
    }
    chosen.sort_by_key(|(name, _, _)| *name);
    let count = chosen.len();
    let plural = if count == 1 { "install" } else { "installs" };
    if !locked {
        say(process, &format!("Lock file operations: {count} {plural}, 0 updates, 0 removals"))?;
        for (name, _, version) in &chosen {
            say(process, &format!("  - Locking {name} ({version})"))?;
        }
        say(process, "Writing lock file")?;
        write_lock(process, &lock, &chosen)?;
    }
    if asked.no_install {
        return Ok(0);
    }
    let including = if dev { " (including require-dev)" } else { "" };
    say(process, &format!("Installing dependencies from lock file{including}"))?;
    if count == 0 {
        say(process, "Nothing to install, update or remove")?;
    } else {
        say(process, &format!("Package operations: {count} {plural}, 0 updates, 0 removals"))?;
    }
    for (name, form, version) in &chosen {
        packages::download(process, form.size / 4)?;
        say(process, &format!("  - Downloading {name} ({version})"))?;
    }
    for (name, form, version) in &chosen {
        packages::unpack(process, form.size)?;
        say(process, &format!("  - Installing {name} ({version}): Extracting archive"))?;
        let content = Rope::filler(Filler { seed: seed(name, version), dense: 24_000 }, form.size);
        keep(process, &format!("{folder}/vendor/{name}/src/library.php"), content)?;
        keep(
            process,
            &format!("{folder}/vendor/{name}/composer.json"),
            format!("{{\n    \"name\": \"{name}\"\n}}\n").into(),
        )?;
    }
    if !asked.no_autoloader {
        say(process, "Generating autoload files")?;
        autoload(process, folder)?;
    }
    if !asked.no_scripts && has_scripts(process, folder) {
        say(process, "layercake: composer: the scripts of composer.json are not simulated, and left out")?;
    }
    Ok(0)
}

/// Whether a project has scripts that run when its packages are there (getcomposer.org, "Scripts").
fn has_scripts(process: &mut Process<'_>, folder: &str) -> bool {
    let text = read_text(process.system.files(), &format!("{folder}/composer.json"));
    let value = serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default();
    let scripts = value.get("scripts").and_then(|scripts| scripts.as_object());
    scripts.is_some_and(|scripts| scripts.keys().any(|name| name.starts_with("post-") || name.starts_with("pre-")))
}

fn keep(process: &mut Process<'_>, path: &str, content: Rope) -> Result<(), Bail> {
    match put(process.system.files(), path, content, 0o644) {
        Ok(()) => Ok(()),
        Err(errno) => fail(process, &format!("\n  file_put_contents({path}): Failed to open stream: {errno}\n"), 1),
    }
}

fn write_lock(process: &mut Process<'_>, path: &str, chosen: &[(&str, &PackageForm, String)]) -> Result<(), Bail> {
    let rows: Vec<String> = chosen
        .iter()
        .map(|(name, _, version)| {
            format!("        {{\n            \"name\": \"{name}\",\n            \"version\": \"{version}\"\n        }}")
        })
        .collect();
    let text = format!("{{\n    \"packages\": [\n{}\n    ],\n    \"packages-dev\": []\n}}\n", rows.join(",\n"));
    keep(process, path, text.into())
}

fn autoload(process: &mut Process<'_>, folder: &str) -> Result<(), Bail> {
    let text =
        "<?php\n\n// autoload.php @generated by Composer\n\nreturn require __DIR__ . '/composer/autoload_real.php';\n";
    keep(process, &format!("{folder}/vendor/autoload.php"), text.into())?;
    keep(process, &format!("{folder}/vendor/composer/autoload_real.php"), "<?php\n".into())
}

/// `composer require NAME…`
fn require(process: &mut Process<'_>, asked: &Asked, names: &[String]) -> Ended {
    let folder = asked.folder.as_str();
    let part = if asked.for_dev { "require-dev" } else { "require" };
    let path = format!("{folder}/composer.json");
    let text = read_text(process.system.files(), &path);
    let text = if text.is_empty() { "{}" } else { &text };
    let Ok(mut value) = serde_json::from_str::<serde_json::Value>(text) else {
        return fail(process, &format!("\n  \"{path}\" does not contain valid JSON\n"), 1);
    };
    for name in names {
        let (name, range) = name.split_once(':').map_or((name.as_str(), None), |(name, range)| (name, Some(range)));
        let Some((found, form)) = OFFER.find(name) else {
            return fail(
                process,
                &format!(
                    "\n  Could not find a matching version of package {name}. Check the package spelling, your version constraint and that the package is available in a stability which matches your minimum-stability (stable).\n"
                ),
                1,
            );
        };
        let minor: Vec<&str> = form.version.split('.').take(2).collect();
        let range = range.map_or_else(|| format!("^{}", minor.join(".")), str::to_string);
        say(process, &format!("Using version {range} for {found}"))?;
        if let Some(object) = value.as_object_mut() {
            let require = object.entry(part).or_insert_with(|| serde_json::json!({}));
            if let Some(require) = require.as_object_mut() {
                require.insert(found.into(), range.into());
            }
        }
    }
    say(process, "./composer.json has been updated")?;
    let pretty = serde_json::to_string_pretty(&value).unwrap_or_default().replace("  ", "    ");
    keep(process, &path, format!("{pretty}\n").into())?;
    if asked.no_update {
        return Ok(0);
    }
    let lock = format!("{folder}/composer.lock");
    let files = process.system.files();
    if files.stat(&lock, true).is_ok()
        && let Err(errno) = files.remove_file(&lock)
    {
        return fail(process, &format!("{lock}: {errno}"), 1);
    }
    install(process, asked, true)
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::shell::Flavour;
    use crate::shell::testing::Machine;
    use crate::vfs::Files;

    #[test]
    fn a_project_gets_its_packages() {
        let mut machine = Machine::new(Flavour::Gnu);
        let (said, ended) = run(&mut machine, "composer install");
        assert!(said.starts_with("Composer could not find a composer.json file in /tmp\n"), "{said}");
        assert_eq!(ended, Ok(1));
        let text = "{\"require\": {\"php\": \">=8.1\", \"monolog/monolog\": \"^3.0\"}}";
        machine.tree.make_dirs("/tmp", 0o1777).unwrap();
        machine.tree.write("/tmp/composer.json", text.into(), 0o644).unwrap();
        let (said, ended) = run(&mut machine, "composer install --no-dev");
        assert_eq!(ended, Ok(0), "{said}");
        assert!(said.contains("Package operations: 2 installs, 0 updates, 0 removals\n"), "{said}");
        assert!(machine.tree.read("/tmp/vendor/autoload.php").is_ok());
        machine.tree.write("/tmp/composer.json", "{\"require\": {\"no/such\": \"*\"}}".into(), 0o644).unwrap();
        let (said, ended) = run(&mut machine, "composer update");
        assert!(said.contains("- Root composer.json requires no/such *, it could not be found"), "{said}");
        assert_eq!(ended, Ok(2));
    }

    #[test]
    fn options_work_or_are_named() {
        let mut machine = Machine::new(Flavour::Gnu);
        machine.tree.make_dirs("/tmp/app", 0o1777).unwrap();
        machine
            .tree
            .write("/tmp/app/composer.json", "{\"scripts\": {\"post-install-cmd\": \"x\"}}".into(), 0o644)
            .unwrap();
        let (said, ended) = run(&mut machine, "composer install --dry-run");
        assert_eq!((said.as_str(), ended), ("layercake: composer: the option --dry-run is not simulated\n", Ok(1)));
        let (said, ended) = run(&mut machine, "composer install --no-such");
        assert!(said.contains("\n  The \"--no-such\" option does not exist.  \n"), "{said}");
        assert_eq!(ended, Ok(1));
        assert_eq!(run(&mut machine, "composer -q -d app require --dev monolog/monolog"), (String::new(), Ok(0)));
        let text = machine.tree.read("/tmp/app/composer.json").unwrap().to_bytes();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(text.contains("\"require-dev\"") && !text.contains("\"require\":"), "{text}");
        let (said, ended) = run(&mut machine, "composer install --no-dev --no-autoloader -d app");
        assert_eq!(ended, Ok(0));
        assert!(!said.contains("Generating autoload files"), "{said}");
        assert!(said.ends_with("the scripts of composer.json are not simulated, and left out\n"), "{said}");
    }
}
