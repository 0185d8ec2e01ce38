//! `docker cp` (docker/cli `cli/command/container/cp.go`, moby/go-archive `copy.go`).

use super::archive::{fault, pack, unpack};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};
use crate::shell::Stream;
use crate::text::{clean, human_size_with_precision, quote};
use crate::vfs::{Errno, FileType};

const ARCHIVE: Switch = Switch::new("archive", "Keep owners (user and group IDs)").short('a');
const FOLLOW_LINK: Switch = Switch::new("follow-link", "Copy what a symbolic link SRC_PATH points to").short('L');
const QUIET: Switch =
    Switch::new("quiet", "Don't tell what was copied; without a terminal it is not told anyway").short('q');

const FLAGS: Flags = &[&ARCHIVE, &FOLLOW_LINK, &QUIET];

pub(crate) static CP: Command = Command {
    about: "Copy files between a container and one's own directory\n\nWith '-' as the source, a tar archive is read from standard input and unpacked\nin a directory of the container. With '-' as the destination, a tar archive\nof the source is written to standard output.",
    synopsis: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    aliases: "docker container cp, docker cp",
    count: Count::Exactly(2),
    arguments: &[Argument::PathOrContainer],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

/// What is known of a source or a destination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    path: String,
    exists: bool,
    directory: bool,
    /// The name that the source's entries get, where it is not that of the path.
    rebase: String,
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let (source, destination) = (given.argument(0), given.argument(1));
    if source.is_empty() {
        return Err(Failure::new("source can not be empty"));
    }
    if destination.is_empty() {
        return Err(Failure::new("destination can not be empty"));
    }
    let quiet = if given.changed(&QUIET) { given.on(&QUIET) } else { docker.columns(Stream::Out).is_none() };
    let follow = given.on(&FOLLOW_LINK);
    match (split(source), split(destination)) {
        ((Some(container), path), (None, to)) => from_container(docker, container, path, to, follow, quiet),
        ((None, from), (Some(container), path)) => {
            to_container(docker, from, container, path, follow, given.on(&ARCHIVE), quiet)
        }
        ((Some(_), _), (Some(_), _)) => Err(Failure::new("copying between containers is not supported")),
        ((None, _), (None, _)) => Err(Failure::new("must specify at least one container source")),
    }
}

/// Container and path of an argument.
fn split(argument: &str) -> (Option<&str>, &str) {
    match argument.split_once(':') {
        Some((container, path))
            if !argument.starts_with('/') && !argument.starts_with('.') && !container.is_empty() =>
        {
            (Some(container), path)
        }
        _ => (None, argument),
    }
}

fn is_current(path: &str) -> bool {
    path == "." || path.ends_with("/.")
}

/// Whether the path says that it is a directory.
fn asserts_directory(path: &str) -> bool {
    path.ends_with('/') || is_current(path)
}

/// Directory and name (`SplitPathDirEntry`).
fn split_entry(path: &str) -> (String, String) {
    let cleaned = clean(path);
    if is_current(path) {
        return (cleaned, ".".into());
    }
    match cleaned.rsplit_once('/') {
        Some(("", "")) => ("/".into(), "/".into()),
        Some(("", name)) => ("/".into(), name.into()),
        Some((directory, name)) => (directory.into(), name.into()),
        None => (".".into(), cleaned),
    }
}

/// Where to unpack, and the names to replace in the entries (`PrepareArchiveCopy`).
fn arrange(source: &Place, destination: &Place) -> Outcome<(String, String, String)> {
    let (directory, name) = split_entry(&destination.path);
    let from = if source.rebase.is_empty() { split_entry(&source.path).1 } else { source.rebase.clone() };
    let from = if from == "/" { String::new() } else { from };
    match () {
        _ if destination.exists && destination.directory => {
            Ok((destination.path.clone(), String::new(), String::new()))
        }
        _ if destination.exists && source.directory => Err(Failure::new("cannot copy directory")),
        _ if destination.exists || source.directory => Ok((directory, from, name)),
        _ if asserts_directory(&destination.path) => Err(Failure::new("no such directory")),
        _ => Ok((directory, from, name)),
    }
}

/// The path from the working directory on, with the dot or slash at its end kept.
fn absolute(docker: &Client<'_>, path: &str) -> String {
    let absolute = docker.path(path);
    match () {
        _ if is_current(path) && absolute != "/" => format!("{absolute}/."),
        _ if path.ends_with('/') && absolute != "/" => format!("{absolute}/"),
        _ => absolute,
    }
}

/// Where a symbolic link of the container leads.
fn link_target(path: &str, target: &str) -> String {
    if target.starts_with('/') { target.into() } else { clean(&format!("{}/{target}", split_entry(path).0)) }
}

fn to_container(
    docker: &mut Client<'_>,
    from: &str,
    container: &str,
    path: &str,
    follow: bool,
    owners: bool,
    quiet: bool,
) -> Outcome<()> {
    let mut destination = Place { path: path.into(), ..Place::default() };
    match docker.engine().container_stat(container, path).map_err(Failure::from) {
        Ok(stat) => {
            let mut found = Some(stat.directory);
            if !stat.link_target.is_empty() {
                destination.path = link_target(path, &stat.link_target);
                found = docker.engine().container_stat(container, &destination.path).ok().map(|stat| stat.directory);
            }
            if let Some(directory) = found {
                (destination.exists, destination.directory) = (true, directory);
            }
        }
        Err(failure @ Failure::Stop(_)) => return Err(failure),
        // What is wrong will be told when the archive is put there.
        Err(_) => {}
    }
    if from == "-" {
        if !destination.directory {
            return Err(Failure::new(format!(
                "destination {} must be a directory",
                quote(&format!("{container}:{path}"))
            )));
        }
        let archive = docker.read_input();
        let size = archive.len();
        docker.engine().container_write(container, &destination.path, archive, true, owners)?;
        return told(docker, quiet, size, size, &format!("{container}:{}", destination.path));
    }
    let given = absolute(docker, from);
    let source = source_place(docker, &given, follow)?;
    let (_, name) = split_entry(&source.path);
    let entries = if source.rebase.is_empty() { name } else { source.rebase.clone() };
    let (directory, old, new) = arrange(&source, &destination)?;
    let renamed = if old.is_empty() { entries } else { entries.replacen(&old, &new, 1) };
    let (archive, bytes) = pack(docker.files, source.path.trim_end_matches("/."), &renamed)?;
    let sent = archive.len();
    docker.engine().container_write(container, &directory, archive, true, owners)?;
    told(docker, quiet, bytes, sent, &format!("{container}:{}", destination.path))
}

/// What the source is (`CopyInfoSourcePath`).
fn source_place(docker: &mut Client<'_>, path: &str, follow: bool) -> Outcome<Place> {
    let plain = clean(path);
    let stat =
        docker.files.stat(&plain, follow || asserts_directory(path)).map_err(|error| fault("lstat", path, error))?;
    if asserts_directory(path) && stat.kind != FileType::Directory {
        return Err(Failure::new("not a directory"));
    }
    let mut place =
        Place { path: path.into(), exists: true, directory: stat.kind == FileType::Directory, rebase: String::new() };
    let is_link = docker.files.stat(&plain, false).is_ok_and(|stat| stat.kind == FileType::Symlink);
    if is_link && (follow || asserts_directory(path)) {
        let real = docker.files.real_path(&plain).map_err(|error| fault("lstat", path, error))?;
        let name = split_entry(&plain).1;
        if !is_current(path) && split_entry(&real).1 != name {
            place.rebase = name;
        }
        place.path = if is_current(path) { format!("{real}/.") } else { real };
    }
    Ok(place)
}

fn from_container(
    docker: &mut Client<'_>,
    container: &str,
    path: &str,
    to: &str,
    follow: bool,
    quiet: bool,
) -> Outcome<()> {
    let target = absolute(docker, to);
    if to != "-" {
        let parent = split_entry(&clean(&target)).0;
        if docker.files.stat(&parent, true).is_err() {
            return Err(Failure::new(format!("invalid output path: directory {} does not exist", quote(&parent))));
        }
    }
    let mut source = Place { path: path.into(), exists: true, ..Place::default() };
    if follow
        && let Ok(stat) = docker.engine().container_stat(container, path)
        && !stat.link_target.is_empty()
    {
        source.path = link_target(path, &stat.link_target);
        let name = split_entry(path).1;
        if split_entry(&source.path).1 != name {
            source.rebase = name;
        }
    }
    let (archive, stat) = docker.engine().container_read(container, &source.path)?;
    if to == "-" {
        return Ok(docker.output.write_rope(Stream::Out, &archive)?);
    }
    source.directory = stat.directory;
    let mut destination = Place { path: target.clone(), ..Place::default() };
    match docker.files.stat(&clean(&target), true) {
        Ok(stat) => (destination.exists, destination.directory) = (true, stat.kind == FileType::Directory),
        Err(Errno::NoEntry) => {}
        Err(error) => return Err(fault("stat", &target, error)),
    }
    if destination.exists && !destination.directory && asserts_directory(&target) {
        return Err(Failure::new("not a directory"));
    }
    let first = split_entry(&source.path).1;
    let (directory, old, new) = arrange(&Place { rebase: String::new(), ..source.clone() }, &destination)?;
    // The daemon names the entries after the path it was asked for.
    let (old, new) = match (old.is_empty(), source.rebase.is_empty()) {
        (true, false) => (first, source.rebase.clone()),
        _ => (old, new),
    };
    unpack(docker.files, &archive, &clean(&directory), &old, &new)?;
    let bytes = if stat.directory { archive.len() } else { stat.size };
    told(docker, quiet, bytes, archive.len(), &target)
}

fn told(docker: &mut Client<'_>, quiet: bool, bytes: u64, sent: u64, to: &str) -> Outcome<()> {
    if quiet {
        return Ok(());
    }
    let size = |bytes: u64| human_size_with_precision(bytes as f64, 3);
    docker.err_line(&match bytes == sent {
        true => format!("Successfully copied {} to {to}", size(bytes)),
        false => format!("Successfully copied {} (transferred {}) to {to}", size(bytes), size(sent)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_told_apart() {
        assert_eq!(split("box:/etc"), (Some("box"), "/etc"));
        assert_eq!(split("./a:b"), (None, "./a:b"));
        assert_eq!(split("/a:b"), (None, "/a:b"));
        assert_eq!(split("file"), (None, "file"));
    }

    #[test]
    fn paths_are_split_as_go_splits_them() {
        assert_eq!(split_entry("/a/b"), ("/a".into(), "b".into()));
        assert_eq!(split_entry("/a/b/."), ("/a/b".into(), ".".into()));
        assert_eq!(split_entry("/a/"), ("/".into(), "a".into()));
    }

    #[test]
    fn where_a_copy_goes_follows_what_is_there() {
        let source = |path: &str, directory| Place { path: path.into(), exists: true, directory, ..Place::default() };
        let new = |path: &str| Place { path: path.into(), ..Place::default() };
        let there = |path: &str, directory| Place { path: path.into(), exists: true, directory, ..Place::default() };
        let arranged = |source: &Place, destination: &Place| {
            arrange(source, destination).map_or_else(|failure| failure.words(), |(a, b, c)| format!("{a} {b}>{c}"))
        };
        assert_eq!(arranged(&source("/w/src", true), &new("/new")), "/ src>new");
        assert_eq!(arranged(&source("/w/src", true), &there("/tmp", true)), "/tmp >");
        assert_eq!(arranged(&source("/w/src/.", true), &new("/new")), "/ .>new");
        assert_eq!(arranged(&source("/w/f", false), &there("/g", false)), "/ f>g");
        assert_eq!(arranged(&source("/w/f", false), &new("/d/")), "no such directory");
        assert_eq!(arranged(&source("/w/src", true), &there("/g", false)), "cannot copy directory");
    }
}
