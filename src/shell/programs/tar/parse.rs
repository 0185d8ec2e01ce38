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
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (long, None),
            };
            let mut value = || value.clone().or_else(|| words.next()).unwrap_or_default();
            match name {
                "create" => job.mode = Some('c'),
                "list" => job.mode = Some('t'),
                "extract" | "get" => job.mode = Some('x'),
                "file" => job.file = Some(value()),
                "gzip" | "gunzip" | "bzip2" | "xz" => job.packer = Packer::by_option(name),
                "auto-compress" => job.by_name = true,
                "verbose" => job.verbose += 1,
                "to-stdout" => job.to_stdout = true,
                "directory" => change(process, &mut job, &value())?,
                "strip-components" => job.strip = value().parse().unwrap_or(0),
                "exclude" => job.exclude.push(value()),
                "same-owner" | "preserve-permissions" | "same-permissions" => job.keep_owner = true,
                "no-same-owner" => job.keep_owner = false,
                "skip-old-files" | "keep-old-files" => job.keep_newer = true,
                "numeric-owner" => job.numeric = true,
                "files-from" => named_in(process, &mut job, &value())?,
                "append" if !process.busybox() => job.mode = Some('r'),
                "dereference" => job.follow = true,
                "absolute-names" if !process.busybox() => job.absolute = true,
                "touch" => job.touch = true,
                "exclude-from" => excluded_in(process, &mut job, &value())?,
                "wildcards" | "no-same-permissions" | "overwrite" => {}
                "sort" if matches!(long, "sort=name" | "sort=none") && !process.busybox() => {}
                "format" if matches!(long, "format=gnu" | "format=oldgnu") && !process.busybox() => {}
                _ if Given::knows(name) && !process.busybox() => {
                    let value = value();
                    job.given.take(process, &job.directory, name, &value)?;
                }
                _ => {
                    process.unless_real(Asked::Long(name), 64)?;
                    let words = if process.busybox() {
                        format!("unrecognized option: {name}")
                    } else {
                        format!("unrecognized option '{word}'")
                    };
                    return misused(process, 64, &words);
                }
            }
        } else {
            let letters = word.char_indices().skip(1);
            for (at, letter) in letters {
                let rest = word.get(at + letter.len_utf8()..).unwrap_or("").to_string();
                let mut value = || if rest.is_empty() { words.next() } else { Some(rest.clone()) };
                match letter {
                    'c' | 't' | 'x' => job.mode = Some(letter),
                    'r' if !process.busybox() => job.mode = Some(letter),
                    'z' | 'j' | 'J' => job.packer = Packer::by_option(&letter.to_string()),
                    'a' => job.by_name = true,
                    'v' => job.verbose += 1,
                    'O' => job.to_stdout = true,
                    'p' => job.keep_owner = true,
                    'k' => job.keep_newer = true,
                    'h' => job.follow = true,
                    'm' => job.touch = true,
                    'P' if !process.busybox() => job.absolute = true,
                    'o' => job.keep_owner = false,
                    'S' | 'n' | 'B' => {}
                    'f' | 'C' | 'T' | 'X' | 'b' => {
                        let Some(value) = value() else {
                            let words = match process.busybox() {
                                true => format!("option requires an argument: {letter}"),
                                false => format!("option requires an argument -- '{letter}'"),
                            };
                            return misused(process, 64, &words);
                        };
                        match letter {
                            'f' => job.file = Some(value),
                            'C' => change(process, &mut job, &value)?,
                            'T' => named_in(process, &mut job, &value)?,
                            'X' => excluded_in(process, &mut job, &value)?,
                            // How many blocks are written at once.
                            _ => {
                                let blocks = value.parse().ok().filter(|blocks| (1..=1 << 16).contains(blocks));
                                let Some(blocks) = blocks else {
                                    return misused(process, 2, &format!("{value}: Invalid blocking factor"));
                                };
                                job.blocks = Some(blocks);
                            }
                        }
                        break;
                    }
                    other => {
                        process.unless_real(Asked::Letter(other), 64)?;
                        let words = match process.busybox() {
                            true => format!("unrecognized option: {other}"),
                            false => format!("invalid option -- '{other}'"),
                        };
                        return misused(process, 64, &words);
                    }
                }
            }
        }
    }
    Ok(job)
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
