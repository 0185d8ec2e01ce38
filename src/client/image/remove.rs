//! `docker rmi`, `docker image rm` (docker/cli `cli/command/image/remove.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch};
use crate::engine::api::ImageRemove;

const FORCE: Switch = Switch::new("force", "Remove it even if something speaks against it").short('f');
const NO_PRUNE: Switch = Switch::new("no-prune", "Leave untagged parents");
const PLATFORM: List =
    List::strings("platform", "Remove only this platform, given as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")");

const FLAGS: Flags = &[&FORCE, &NO_PRUNE, &PLATFORM];

pub static RMI: Command = Command {
    about: "Remove one or more images",
    synopsis: "[OPTIONS] IMAGE [IMAGE...]",
    aliases: "docker image rm, docker image remove, docker rmi",
    count: Count::AtLeast(1),
    arguments: &[Argument::Image],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let platforms = given.list(&PLATFORM).iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    let options = ImageRemove { force: given.on(&FORCE), no_prune: given.on(&NO_PRUNE), platforms };
    let mut failures = Vec::new();
    for name in &given.arguments {
        match docker.engine().image_remove(name, &options).map_err(Failure::from) {
            Err(failure @ Failure::Stop(_)) => return Err(failure),
            Err(failure) => failures.push(failure),
            Ok(items) => {
                for item in items {
                    match (item.deleted, item.untagged) {
                        (Some(id), _) if !id.is_empty() => docker.out_line(&format!("Deleted: {id}"))?,
                        (_, untagged) => {
                            docker.out_line(&format!("Untagged: {}", untagged.unwrap_or_default()))?;
                        }
                    }
                }
            }
        }
    }
    let fatal = failures.iter().any(|failure| !failure.is_not_found());
    match Failure::join(failures) {
        Err(failure) if options.force && !fatal => docker.err_line(&failure.to_string()),
        other => other,
    }
}
