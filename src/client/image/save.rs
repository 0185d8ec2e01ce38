//! `docker save` (docker/cli `cli/command/image/save.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Text};
use crate::client::invocation::go_words;
use crate::client::platform;
use crate::content::Rope;
use crate::shell::Stream;
use crate::vfs::{Errno, FileType, Path};

const OUTPUT: Text =
    Text::new("output", "The file to write, instead of standard output").takes(Argument::Path).short('o');
const PLATFORM: List = List::strings(
    "platform",
    "Only these platforms, a comma-separated list of \"os[/arch[/variant]]\" (e.g., \"linux/amd64,linux/arm64/v8\")",
);

const FLAGS: Flags = &[&OUTPUT, &PLATFORM];

pub static SAVE: Command = Command {
    about: "Write one or more images to a tar archive (to standard output by default)",
    synopsis: "[OPTIONS] IMAGE [IMAGE...]",
    aliases: "docker image save, docker save",
    count: Count::AtLeast(1),
    arguments: &[Argument::Image],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let platforms = platform::parse_all(given.list(&PLATFORM))?;
    let to = given.text(&OUTPUT);
    check_target(docker, to, "image")?;
    let archive = docker.engine().image_save(&given.arguments, &platforms)?;
    write(docker, to, archive, "image")
}

/// Refuses what an archive cannot be written to.
pub fn check_target(docker: &mut Client<'_>, to: &str, what: &str) -> Outcome<()> {
    let failed = if what == "image" { "failed to save image" } else { "failed to export container" };
    if to.is_empty() {
        return match docker.columns(Stream::Out) {
            Some(_) => Err(Failure::new("cowardly refusing to save to a terminal. Use the -o flag or redirect")),
            None => Ok(()),
        };
    }
    let absolute = docker.path(to);
    let stat = docker.files.stat(&Path::new(&absolute).parent(), true).and_then(|stat| match stat.kind {
        FileType::Directory => Ok(stat),
        _ => Err(Errno::NotDirectory),
    });
    if let Err(error) = stat {
        let shown = to.rsplit_once('/').map_or(".", |(parent, _)| if parent.is_empty() { "/" } else { parent });
        let why = go_words(error);
        return Err(Failure::new(format!("{failed}: invalid output path: stat {shown}: {why}")));
    }
    let what = match docker.files.stat(&absolute, false).map(|stat| stat.kind) {
        Err(_) | Ok(FileType::File) => return Ok(()),
        Ok(FileType::Directory) => "directory",
        Ok(FileType::Symlink) => "symbolic link directly",
        Ok(FileType::Fifo) => "named pipe (FIFO)",
        Ok(FileType::CharDevice) => "character device file",
        Ok(FileType::BlockDevice) => "block device file",
    };
    Err(Failure::new(format!("{failed}: cannot write to a {what}")))
}

/// Writes an archive to a file or to standard output.
pub fn write(docker: &mut Client<'_>, to: &str, archive: Rope, what: &str) -> Outcome<()> {
    if to.is_empty() {
        return Ok(docker.output.write_rope(Stream::Out, &archive)?);
    }
    let failed = if what == "image" { "failed to save image" } else { "failed to export container" };
    docker.save_file(to, archive, 0o600).map_err(|failure| failure.context(failed))
}
