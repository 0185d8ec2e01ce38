//! What npm says at the end: how many packages came and went, who looks for money, and that there is a newer npm.

use super::line::Line;
use super::tree::Node;
use super::{OFFER, Place};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stop, Stream};

/// What a command did to the tree.
#[derive(Default)]
pub struct Done {
    pub added: usize,
    pub removed: usize,
    pub changed: usize,
    pub all: Vec<Node>,
}

/// `added 68 packages, and audited 69 packages in 2s`, and the rest.
pub fn summary(process: &mut Process<'_>, line: &Line, place: &Place, done: &Done, taken: i64) -> Ended {
    if line.has("silent") || line.value("loglevel") == Some("silent") {
        return Ok(0);
    }
    let omit = line.omits_dev(process);
    let here: Vec<_> = done.all.iter().filter(|node| !(omit && node.dev)).collect();
    let audits = !line.has("global") && !line.has("no-audit") && line.value("audit") != Some("false");
    let packages = |count: usize| if count == 1 { "1 package".to_string() } else { format!("{count} packages") };
    let parts: Vec<String> = [("added", done.added), ("removed", done.removed), ("changed", done.changed)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verb, count)| format!("{verb} {}", packages(count)))
        .collect();
    let mut head = match parts.split_last() {
        None => "up to date".to_string(),
        Some((last, others)) if !others.is_empty() && !audits => format!("{}, and {last}", others.join(", ")),
        Some(_) => parts.join(", "),
    };
    if audits {
        let and = if parts.is_empty() { "" } else { "and " };
        head += &format!(", {and}audited {}", packages(here.len() + 1));
    }
    process.print(&format!("\n{head} in {}\n", duration(taken)))?;
    let funding = here.iter().filter(|node| node.form().is_some_and(|form| form.funding)).count();
    if funding > 0 && !line.has("no-fund") && line.value("fund") != Some("false") {
        let looking = if funding == 1 { "package is" } else { "packages are" };
        process.print(&format!("\n{funding} {looking} looking for funding\n  run `npm fund` for details\n"))?;
    }
    if audits {
        process.print("\nfound 0 vulnerabilities\n")?;
    }
    notice(process, line, place)?;
    Ok(0)
}

/// `812ms`, `3s`, `2m`
pub fn duration(nanos: i64) -> String {
    let millis = nanos.max(0) / 1_000_000;
    match millis {
        0..1_000 => format!("{millis}ms"),
        1_000..60_000 => format!("{}s", (millis + 500) / 1_000),
        _ => format!("{}m", (millis + 30_000) / 60_000),
    }
}

/// Tells of a newer npm, once a week for each cache.
fn notice(process: &mut Process<'_>, line: &Line, place: &Place) -> Result<(), Bail> {
    let newest = OFFER.find("npm").map(|(_, form)| form.version.clone()).unwrap_or_default();
    let itself = line.has("global") && line.words.iter().any(|word| word.starts_with("npm"));
    let silent = line.value("update-notifier") == Some("false") || line.has("no-update-notifier");
    let ci = process.environment.get("CI").is_some();
    let mark = format!("{}/_update-notifier-last-checked", place.cache);
    if itself || silent || ci || process.system.files().stat(&mark, true).is_ok() || place.npm == newest {
        return Ok(());
    }
    // Where the mark cannot be left, npm tells again.
    let _ = super::super::packages::put(process.system.files(), &mark, "".into(), 0o644);
    let number = |text: &str, at: usize| text.split('.').nth(at).map(str::to_string);
    let kind = match () {
        () if number(&place.npm, 0) != number(&newest, 0) => "major",
        () if number(&place.npm, 1) != number(&newest, 1) => "minor",
        () => "patch",
    };
    let text = format!(
        "npm notice\nnpm notice New {kind} version of npm available! {} -> {newest}\n\
         npm notice Changelog: https://github.com/npm/cli/releases/tag/v{newest}\n\
         npm notice To update run: npm install -g npm@{newest}\nnpm notice\n",
        place.npm
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(())
}

/// What stands below an error of how `npm ci` is used.
pub fn usage_of_ci() -> Vec<String> {
    [
        "Clean install a project",
        "",
        "Usage:",
        "npm ci",
        "",
        "aliases: clean-install, ic, install-clean, isntall-clean",
        "",
        "Run \"npm help ci\" for more info",
    ]
    .map(str::to_string)
    .to_vec()
}

/// Shows the verbs.
pub fn usage(process: &mut Process<'_>, place: &Place) -> Result<(), Stop> {
    process.print(&format!(
        "npm <command>\n\nUsage:\n\nnpm install        install all the dependencies in your project\n\
         npm install <foo>  add the <foo> dependency to your project\nnpm test           run this project's tests\n\
         npm run <foo>      run the script named <foo>\n\nAll commands:\n\n    \
         cache, ci, config, exec, init, install, ls, outdated, pkg, prune, root, run,\n    \
         start, stop, test, uninstall, update, version, view\n\nnpm@{} {}/lib/node_modules/npm\n",
        place.npm, place.prefix
    ))
}
