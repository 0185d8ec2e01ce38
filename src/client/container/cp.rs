//! `docker cp` (docker/cli `cli/command/container/cp.go`, moby/go-archive `copy.go`).

use super::archive::{fault, pack, unpack};
use super::place::{
    Place, Renaming, arrange, asserts_directory, base, keep_end, link_target, rebase_name, split_entry,
};
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};
use crate::shell::Stream;
use crate::text::{clean, quote, short_size};
use crate::vfs::{Errno, FileType, Path};

const ARCHIVE: Switch = Switch::new("archive", "Keep owners (user and group IDs)").short('a');
const FOLLOW_LINK: Switch = Switch::new("follow-link", "Copy what a symbolic link SRC_PATH points to").short('L');
const QUIET: Switch =
    Switch::new("quiet", "Don't tell what was copied; without a terminal it is not told anyway").short('q');

/// Symbolic links that a destination may lead over.
const LINKS: usize = 10;

const FLAGS: Flags = &[&ARCHIVE, &FOLLOW_LINK, &QUIET];

pub static CP: Command = Command {
    about: "Copy files between a container and one's own directory\n\nWith '-' as the source, a tar archive is read from standard input and unpacked\nin a directory of the container. With '-' as the destination, a tar archive\nof the source is written to standard output.",
    synopsis: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    aliases: "docker container cp, docker cp",
    count: Count::Exactly(2),
    arguments: &[Argument::PathOrContainer],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

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

/// Container and path of an argument (`splitCpArg`).
fn split(argument: &str) -> (Option<&str>, &str) {
    match argument.split_once(':') {
        Some((container, path))
            if !argument.starts_with('/') && !container.starts_with('.') && !container.is_empty() =>
        {
            (Some(container), path)
        }
        // An empty name is no container, and what it names is the rest.
        Some(("", path)) => (None, path),
        _ => (None, argument),
    }
}

/// The path from the working directory on, with the dot or slash at its end kept.
fn absolute(docker: &Client<'_>, path: &str) -> String {
    keep_end(&docker.path(path), path)
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
    let source = match from {
        "-" => None,
        from => Some(absolute(docker, from)),
    };
    let destination = destination_inside(docker, container, path)?;
    let told_to = format!("{container}:{}", destination.path);
    let Some(source) = source else {
        if !destination.directory {
            let place = quote(&format!("{container}:{path}"));
            return Err(Failure::new(format!("destination {place} must be a directory")));
        }
        let archive = docker.read_input();
        let size = archive.len();
        docker.engine().container_write(container, &destination.path, archive, true, owners)?;
        return told(docker, quiet, size, size, &told_to);
    };
    let source = source_place(docker, &source, follow)?;
    let (directory, renaming) = arrange(&source, &destination)?;
    let (_, name) = split_entry(&source.path);
    let first = if source.rebase.is_empty() { &name } else { &source.rebase };
    let first = renaming.map_or_else(|| first.clone(), |renaming| renaming.of(first));
    let (archive, bytes) = pack(docker.files, &clean(&source.path), &first)?;
    let sent = archive.len();
    docker.engine().container_write(container, &directory, archive, true, owners)?;
    told(docker, quiet, bytes, sent, &told_to)
}

/// What the destination in a container is, a symbolic link followed. What cannot be found is left to the engine, which
/// says what is wrong when the archive is put there.
fn destination_inside(docker: &mut Client<'_>, container: &str, path: &str) -> Outcome<Place> {
    let mut destination = Place { path: path.into(), ..Place::default() };
    let stat = |docker: &mut Client<'_>, path: &str| match docker.engine().container_stat(container, path) {
        Ok(stat) => Ok(Some(stat)),
        Err(error) => match Failure::from(error) {
            failure @ Failure::Stop(_) => Err(failure),
            _ => Ok(None),
        },
    };
    let mut found = stat(docker, path)?;
    if let Some(link) = found.as_ref().filter(|stat| !stat.link_target.is_empty()) {
        destination.path = link_target(path, &link.link_target);
        found = stat(docker, &destination.path)?;
    }
    if let Some(found) = found {
        if found.kind.is_device() {
            let place = quote(&format!("{container}:{path}"));
            return Err(Failure::new(format!(
                "destination {place} must be a directory or a regular file: got a device"
            )));
        }
        (destination.exists, destination.directory) = (true, found.kind == FileType::Directory);
    }
    Ok(destination)
}

/// What the source is (`CopyInfoSourcePath`).
fn source_place(docker: &mut Client<'_>, path: &str, follow: bool) -> Outcome<Place> {
    let (resolved, rebase) = if follow {
        rebase_name(path, &real_path(docker, path)?)
    } else {
        // All but what comes after the last slash.
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let resolved = format!("{}/{name}", real_path(docker, &format!("{directory}/"))?.trim_end_matches('/'));
        let renamed = path.ends_with('/') && base(path) != base(&resolved);
        (resolved, if renamed { base(path).to_string() } else { String::new() })
    };
    let stat = docker.files.stat(&clean(&resolved), false).map_err(|error| fault("lstat", &resolved, error))?;
    Ok(Place { path: resolved, exists: true, directory: stat.kind == FileType::Directory, rebase })
}

/// The absolute path without symbolic links (Go's `filepath.EvalSymlinks`); its errors name the part that is missing.
fn real_path(docker: &Client<'_>, path: &str) -> Outcome<String> {
    for step in Path::new(path).steps() {
        let stat = docker.files.stat(&step, true).map_err(|error| fault("lstat", &step, error))?;
        let last = *step == *clean(path);
        if stat.kind != FileType::Directory && (!last || asserts_directory(path)) {
            return Err(Failure::new("not a directory"));
        }
    }
    docker.files.real_path(&clean(path)).map_err(|error| fault("lstat", path, error))
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
        check_output(docker, &target)?;
    }
    let mut source = Place { path: path.into(), exists: true, ..Place::default() };
    if follow
        && let Ok(stat) = docker.engine().container_stat(container, path)
        && !stat.link_target.is_empty()
    {
        (source.path, source.rebase) = rebase_name(path, &link_target(path, &stat.link_target));
    }
    let (archive, stat) = docker.engine().container_read(container, &source.path)?;
    if to == "-" {
        return Ok(docker.output.write_rope(Stream::Out, &archive)?);
    }
    source.directory = stat.kind == FileType::Directory;
    let destination = destination_outside(docker, &target)?;
    let (directory, renaming) = arrange(&source, &destination)?;
    // The daemon names the entries after the path that it was asked for.
    let asked = (!source.rebase.is_empty()).then(|| Renaming::new(&split_entry(&source.path).1, &source.rebase));
    let renamings: Vec<Renaming> = asked.into_iter().chain(renaming).collect();
    let rename = |name: &str| renamings.iter().fold(name.to_string(), |name, renaming| renaming.of(&name));
    unpack(docker.files, &archive, &clean(&directory), &rename)?;
    let bytes = if source.directory { archive.len() } else { stat.size };
    told(docker, quiet, bytes, archive.len(), &target)
}

/// Whether something can be put at an absolute path (docker/cli `ValidateOutputPath`).
fn check_output(docker: &Client<'_>, path: &str) -> Outcome<()> {
    let parent = split_entry(&clean(path)).0;
    if docker.files.stat(&parent, true) == Err(Errno::NoEntry) {
        return Err(Failure::new(format!("invalid output path: directory {} does not exist", quote(&parent))));
    }
    match docker.files.stat(&clean(path), true) {
        Ok(stat) if stat.kind.is_device() => Err(Failure::new(format!(
            "invalid output path: {} must be a directory or a regular file: got a device",
            quote(path)
        ))),
        Ok(stat) if stat.kind != FileType::Directory && asserts_directory(path) => {
            Err(fault("stat", path, Errno::NotDirectory))
        }
        Ok(_) | Err(Errno::NoEntry) => Ok(()),
        Err(error) => Err(fault("stat", path, error)),
    }
}

/// What the destination outside is; a symbolic link at its end is followed, also to what is not there
/// (`CopyInfoDestinationPath`).
fn destination_outside(docker: &Client<'_>, path: &str) -> Outcome<Place> {
    let mut at = path.to_string();
    for _ in 0..=LINKS {
        match docker.files.stat(&clean(&at), asserts_directory(&at)) {
            Ok(stat) if stat.kind == FileType::Symlink => {
                let target = docker.files.read_link(&clean(&at)).map_err(|error| fault("readlink", &at, error))?;
                at = link_target(&at, &target);
            }
            Ok(stat) => {
                let directory = stat.kind == FileType::Directory;
                return Ok(Place { path: at, exists: true, directory, rebase: String::new() });
            }
            Err(Errno::NoEntry) => {
                let parent = split_entry(&at).0;
                let stat = docker.files.stat(&parent, true).map_err(|error| fault("stat", &parent, error))?;
                if stat.kind != FileType::Directory {
                    return Err(Failure::new("not a directory"));
                }
                return Ok(Place { path: at, ..Place::default() });
            }
            Err(error) => return Err(fault("lstat", &at, error)),
        }
    }
    Err(Failure::new(format!("too many symlinks in {path}")))
}

fn told(docker: &mut Client<'_>, quiet: bool, bytes: u64, sent: u64, to: &str) -> Outcome<()> {
    if quiet {
        return Ok(());
    }
    let size = |bytes: u64| short_size(bytes);
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
}
