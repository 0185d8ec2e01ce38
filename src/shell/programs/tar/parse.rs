//! The command line of `tar`.

use super::given::Given;
use super::{Job, Packer, cannot_open, misused};
use crate::shell::Process;
use crate::shell::programs::Bail;
use crate::shell::programs::real::Asked;
use crate::vfs::{Errno, FileType};

/// The words as they are given today; in the oldest way the first one is letters, whose values follow in their order.
fn modern(words: &[String]) -> Vec<String> {
    let Some((first, values)) = words.split_first().filter(|(first, _)| !first.starts_with('-') && !first.is_empty())
    else {
        return words.to_vec();
    };
    let mut values = values.iter().cloned();
    let mut modern = Vec::new();
    for letter in first.chars() {
        modern.push(format!("-{letter}"));
        if "fCTXb".contains(letter) {
            modern.extend(values.next());
        }
    }
    modern.extend(values);
    modern
}

/// Reads the process's arguments.
pub(super) fn parse(process: &mut Process<'_>) -> Result<Job, Bail> {
    let mut job = Job { directory: process.directory.clone(), ..Job::default() };
    let mut words = modern(process.arguments.get(1..).unwrap_or_default()).into_iter();
    let mut only_names = false;
    while let Some(word) = words.next() {
        if only_names || !word.starts_with('-') || word == "-" {
            job.members.push((job.directory.clone(), word));
        } else if word == "--" {
            only_names = true;
        } else if let Some(long) = word.strip_prefix("--") {
            long_option(process, &mut job, long, &mut words)?;
        } else {
            for (at, letter) in word.char_indices().skip(1) {
                if !"fCTXb".contains(letter) {
                    letter_alone(process, &mut job, letter)?;
                    continue;
                }
                let rest = word.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty()).map(str::to_string);
                let Some(value) = rest.or_else(|| words.next()) else {
                    let words = match process.busybox() {
                        true => format!("option requires an argument: {letter}"),
                        false => format!("option requires an argument -- '{letter}'"),
                    };
                    return misused(process, 64, &words);
                };
                letter_with(process, &mut job, letter, value)?;
                break;
            }
        }
    }
    Ok(job)
}

/// `--NAME`, `--NAME=VALUE` or `--NAME VALUE`.
fn long_option(
    process: &mut Process<'_>,
    job: &mut Job,
    long: &str,
    words: &mut impl Iterator<Item = String>,
) -> Result<(), Bail> {
    let (name, given) = match long.split_once('=') {
        Some((name, value)) => (name, Some(value.to_string())),
        None => (long, None),
    };
    let gnu = !process.busybox();
    match name {
        "create" => job.mode = Some('c'),
        "list" => job.mode = Some('t'),
        "extract" | "get" => job.mode = Some('x'),
        "append" if gnu => job.mode = Some('r'),
        "gzip" | "gunzip" | "bzip2" | "xz" => job.packer = Packer::by_option(name),
        "auto-compress" => job.by_name = true,
        "verbose" => job.verbose += 1,
        "to-stdout" => job.to_stdout = true,
        "same-owner" | "preserve-permissions" | "same-permissions" => job.keep_owner = true,
        "no-same-owner" => job.keep_owner = false,
        "skip-old-files" | "keep-old-files" => job.keep_newer = true,
        "numeric-owner" => job.numeric = true,
        "dereference" => job.follow = true,
        "absolute-names" if gnu => job.absolute = true,
        "touch" => job.touch = true,
        "wildcards" | "no-same-permissions" | "overwrite" => {}
        "sort" if gnu && matches!(long, "sort=name" | "sort=none") => {}
        "format" if gnu && matches!(long, "format=gnu" | "format=oldgnu") => {}
        "file" | "directory" | "strip-components" | "exclude" | "files-from" | "exclude-from" => {
            let value = value_of(process, name, given, words)?;
            match name {
                "file" => job.file = Some(value),
                "directory" => change(process, job, &value)?,
                "strip-components" => match value.parse() {
                    Ok(parts) => job.strip = parts,
                    Err(_) => return misused(process, 2, &format!("{value}: Invalid number of elements")),
                },
                "exclude" => job.exclude.push(value),
                "files-from" => named_in(process, job, &value)?,
                _ => excluded_in(process, job, &value)?,
            }
        }
        _ if gnu && Given::knows(name) => {
            let value = value_of(process, name, given, words)?;
            job.given.take(process, &job.directory, name, &value)?;
        }
        _ => {
            process.unless_real(Asked::Long(name), 64)?;
            let words =
                if gnu { format!("unrecognized option '--{long}'") } else { format!("unrecognized option: {name}") };
            return misused(process, 64, &words);
        }
    }
    Ok(())
}

/// The value of a long option: behind its `=`, or the next word.
fn value_of(
    process: &mut Process<'_>,
    name: &str,
    given: Option<String>,
    words: &mut impl Iterator<Item = String>,
) -> Result<String, Bail> {
    match given.or_else(|| words.next()) {
        Some(value) => Ok(value),
        None => misused(process, 64, &format!("option '--{name}' requires an argument")),
    }
}

fn letter_alone(process: &mut Process<'_>, job: &mut Job, letter: char) -> Result<(), Bail> {
    let gnu = !process.busybox();
    match letter {
        'c' | 't' | 'x' => job.mode = Some(letter),
        'r' if gnu => job.mode = Some(letter),
        'z' | 'j' | 'J' => job.packer = Packer::by_option(&letter.to_string()),
        'a' => job.by_name = true,
        'v' => job.verbose += 1,
        'O' => job.to_stdout = true,
        'p' => job.keep_owner = true,
        'k' => job.keep_newer = true,
        'h' => job.follow = true,
        'm' => job.touch = true,
        'P' if gnu => job.absolute = true,
        'o' => job.keep_owner = false,
        'S' | 'n' | 'B' => {}
        other => {
            process.unless_real(Asked::Letter(other), 64)?;
            let words =
                if gnu { format!("invalid option -- '{other}'") } else { format!("unrecognized option: {other}") };
            return misused(process, 64, &words);
        }
    }
    Ok(())
}

fn letter_with(process: &mut Process<'_>, job: &mut Job, letter: char, value: String) -> Result<(), Bail> {
    match letter {
        'f' => job.file = Some(value),
        'C' => change(process, job, &value)?,
        'T' => named_in(process, job, &value)?,
        'X' => excluded_in(process, job, &value)?,
        // `-b`: how many blocks are written at once.
        _ => match value.parse().ok().filter(|blocks| (1..=1 << 16).contains(blocks)) {
            Some(blocks) => job.blocks = Some(blocks),
            None => return misused(process, 2, &format!("{value}: Invalid blocking factor")),
        },
    }
    Ok(())
}

/// The lines of a file.
fn lines_of(process: &mut Process<'_>, file: &str) -> Result<Vec<String>, Bail> {
    match process.open(file)? {
        Ok(content) => {
            let bytes = process.take_in(&content)?;
            Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_string).collect())
        }
        Err(errno) => cannot_open(process, file, errno).map(|_| Vec::new()),
    }
}

/// `-T`: the lines of a file are names.
fn named_in(process: &mut Process<'_>, job: &mut Job, file: &str) -> Result<(), Bail> {
    job.listed = true;
    let names = lines_of(process, file)?;
    job.members.extend(names.into_iter().map(|name| (job.directory.clone(), name)));
    Ok(())
}

/// `-X`: the lines of a file are patterns.
fn excluded_in(process: &mut Process<'_>, job: &mut Job, file: &str) -> Result<(), Bail> {
    let patterns = lines_of(process, file)?;
    job.exclude.extend(patterns);
    Ok(())
}

fn change(process: &mut Process<'_>, job: &mut Job, directory: &str) -> Result<(), Bail> {
    let path = crate::shell::absolute::absolute(&job.directory, directory);
    let stat = process.system.files().stat(&path, true);
    let errno = match stat {
        Ok(stat) if stat.kind == FileType::Directory => {
            job.directory = path;
            return Ok(());
        }
        Ok(_) => Errno::NotDirectory,
        Err(errno) => errno,
    };
    if process.busybox() {
        return process.fail(1, &format!("can't change directory to '{directory}': {errno}"));
    }
    process.complain(&format!("{directory}: Cannot open: {errno}"))?;
    process.fail(2, "Error is not recoverable: exiting now")
}
