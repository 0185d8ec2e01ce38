//! `gem` and `bundle`: Ruby's packages (`fixtures/packages/gem.toml`), in the place that `GEM_HOME` names.

mod bundle;
mod config;
mod install;
mod rake;

pub(super) use rake::PROGRAM as RAKE;

use super::packages::{Offer, read_text};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet = Applet {
    names: &["gem"],
    about: "installs Ruby's packages",
    usage: "install NAME... [-v VERSION] | list | update --system | --version",
    run,
};
pub(super) static BUNDLE: Applet = Applet {
    names: &["bundle", "bundler"],
    about: "installs what a Gemfile names",
    usage: "install | exec COMMAND | config ... | check | --version",
    run: bundle::run,
};

static OFFER: Offer = Offer::of("gem.toml");

/// Versions of gem itself and of Bundler.
const GEM: &str = "3.7.2";
const BUNDLER: &str = "2.7.2";

/// Where gems are: `GEM_HOME`, or Ruby's own place.
fn home(process: &Process<'_>) -> String {
    let told = process.environment.get("BUNDLE_PATH").or_else(|| process.environment.get("GEM_HOME"));
    told.cloned().unwrap_or_else(|| {
        let version = process
            .version
            .clone()
            .or_else(|| process.environment.get("RUBY_VERSION").cloned())
            .unwrap_or_else(|| "3.4.0".into());
        let parts: Vec<&str> = version.split('.').take(2).collect();
        format!("/usr/local/lib/ruby/gems/{}.0", parts.join("."))
    })
}

/// The gems that are installed: name and version.
fn installed(process: &mut Process<'_>) -> Vec<(String, String)> {
    let folder = format!("{}/specifications", home(process));
    let entries = process.system.files().read_dir(&folder).unwrap_or_default();
    let names = entries.iter().filter_map(|entry| entry.name.strip_suffix(".gemspec"));
    names.filter_map(|name| name.rsplit_once('-')).map(|(name, version)| (name.into(), version.into())).collect()
}

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let value = |names: [&str; 2]| {
        let at = words.iter().position(|word| names.contains(&word.as_str()))?;
        words.get(at + 1).cloned()
    };
    let version = value(["-v", "--version"]).filter(|_| words.first().is_some_and(|word| !word.starts_with('-')));
    let rest: Vec<String> = words
        .iter()
        .skip(1)
        .filter(|word| !word.starts_with('-') && Some(*word) != version.as_ref())
        .cloned()
        .collect();
    match words.first().map(String::as_str) {
        Some("install" | "i") => {
            let mut count = 0;
            for asked in &rest {
                let (name, own) = asked.split_once(':').map_or((asked.as_str(), None), |(name, own)| (name, Some(own)));
                let range = own.map(str::to_string).or_else(|| version.clone()).unwrap_or_default();
                count += install::gem(process, name, &range)?;
            }
            let plural = if count == 1 { "gem" } else { "gems" };
            process.print(&format!("{count} {plural} installed\n"))?;
            Ok(0)
        }
        Some("list" | "query") => {
            for (name, version) in installed(process) {
                process.print(&format!("{name} ({version})\n"))?;
            }
            Ok(0)
        }
        Some("--version" | "-v") => {
            process.print(&format!("{GEM}\n"))?;
            Ok(0)
        }
        Some("update") if words.iter().any(|word| word == "--system") => {
            process.print("Latest version already installed. Done.\n")?;
            Ok(0)
        }
        Some("update") => {
            process.print("Updating installed gems\nNothing to update\n")?;
            Ok(0)
        }
        Some("cleanup") => {
            process.print("Cleaning up installed gems...\nClean up complete\n")?;
            Ok(0)
        }
        Some(
            verb @ ("uninstall" | "build" | "push" | "fetch" | "search" | "info" | "sources" | "env" | "environment"
            | "which" | "cert" | "contents" | "specification" | "dependency" | "pristine" | "outdated"
            | "owner" | "signin" | "signout" | "unpack" | "yank" | "lock" | "exec" | "open"),
        ) => {
            process.output.write(Stream::Err, format!("layercake: gem {verb} is not simulated\n").as_bytes())?;
            Ok(1)
        }
        Some(other) => {
            process.output.write(Stream::Err, format!("ERROR:  Unknown command {other}\n").as_bytes())?;
            Ok(1)
        }
        None => {
            process.print("RubyGems is a package manager for Ruby.\n\n  Usage:\n    gem -h/--help\n    gem -v/--version\n    gem command [arguments...] [options...]\n")?;
            Ok(0)
        }
    }
}

/// A project's file; `None` if it is not there.
fn project_file(process: &mut Process<'_>, name: &str) -> Option<(String, String)> {
    let told = process.environment.get("BUNDLE_GEMFILE").cloned().filter(|_| name == "Gemfile");
    let path = told.unwrap_or_else(|| process.absolute(name));
    let files = process.system.files();
    files.stat(&path, true).ok()?;
    Some((path.clone(), read_text(files, &path)))
}
