//! Options as Debian's `adduser` and its kin read them (Perl's Getopt::Long): with one dash or two, in any case, cut short
//! as long as they are clear.

use super::super::Bail;
use crate::shell::Process;

/// Long names, and whether they take a value.
type Known = [(&'static str, bool)];

/// Those of `adduser` and `addgroup`.
const ADDING: &Known = &[
    ("add-extra-groups", false),
    ("allow-all-names", false),
    ("allow-bad-names", false),
    ("comment", true),
    ("conf", true),
    ("debug", false),
    ("disabled-login", false),
    ("disabled-password", false),
    ("firstgid", true),
    ("firstuid", true),
    ("force-badname", false),
    ("gecos", true),
    ("gid", true),
    ("group", false),
    ("help", false),
    ("home", true),
    ("ingroup", true),
    ("lastgid", true),
    ("lastuid", true),
    ("no-create-home", false),
    ("quiet", false),
    ("shell", true),
    ("system", false),
    ("uid", true),
    ("verbose", false),
    ("version", false),
];

/// Those of `deluser` and `delgroup`.
const REMOVING: &Known = &[
    ("backup", false),
    ("backup-suffix", true),
    ("backup-to", true),
    ("conf", true),
    ("debug", false),
    ("group", false),
    ("help", false),
    ("only-if-empty", false),
    ("quiet", false),
    ("remove-all-files", false),
    ("remove-home", false),
    ("system", false),
    ("verbose", false),
    ("version", false),
];

/// The words of a command line with their options written in full.
pub(super) fn words(process: &mut Process<'_>) -> Result<Vec<String>, Bail> {
    let known = if process.name().starts_with("del") { REMOVING } else { ADDING };
    let mut given = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    let mut full = Vec::new();
    while let Some(word) = given.next() {
        let Some(text) = word.strip_prefix('-').filter(|text| !text.is_empty() && *text != "-") else {
            let rest = word == "--";
            full.push(word);
            if rest {
                full.extend(given.by_ref());
            }
            continue;
        };
        let text = text.strip_prefix('-').unwrap_or(text);
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let name = name.to_lowercase();
        let exact = known.iter().find(|(long, _)| *long == name);
        let begun: Vec<&(&str, bool)> = known.iter().filter(|(long, _)| long.starts_with(&name)).collect();
        let found = match (exact, begun.as_slice()) {
            (Some(found), _) => found,
            (None, [found]) => *found,
            (None, []) => {
                return wrong(process, &format!("Unknown option: {name}"));
            }
            (None, several) => {
                let names: Vec<&str> = several.iter().map(|(long, _)| *long).collect();
                return wrong(process, &format!("Option {name} is ambiguous ({})", names.join(", ")));
            }
        };
        full.push(match value {
            Some(value) => format!("--{}={value}", found.0),
            None => format!("--{}", found.0),
        });
        if found.1 && value.is_none() {
            full.extend(given.next());
        }
    }
    Ok(full)
}

fn wrong<T>(process: &mut Process<'_>, text: &str) -> Result<T, Bail> {
    let usage = match process.name().as_str() {
        "deluser" | "delgroup" => "deluser [--system] [--remove-home] [--remove-all-files] USER\ndeluser USER GROUP\n",
        _ => {
            "adduser [--uid id] [--firstuid id] [--lastuid id]\n        [--gid id] [--firstgid id] [--lastgid id] \
             [--ingroup group]\n        [--add-extra-groups] [--shell shell]\n        [--comment comment] [--home dir] \
             [--no-create-home]\n        [--allow-all-names] [--allow-bad-names]\n        [--disabled-password] \
             [--disabled-login]\n        [--conf file] [--quiet] [--verbose] [--debug]\n        user\n"
        }
    };
    process.output.write(crate::shell::Stream::Err, format!("{text}\n").as_bytes())?;
    process.print(usage)?;
    Err(Bail::Status(1))
}
