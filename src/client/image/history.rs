//! `docker history` (docker/cli `cli/command/image/history.go`, `formatter_history.go`).

use super::context::ago;
use super::list::{FORMAT, NO_TRUNC};
use crate::client::Client;
use crate::client::argument::{self, Argument};
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::Outcome;
use crate::client::flag::{Flags, Switch, Text};
use crate::client::listing::{self, Heads, QUIET_FORMAT, TABLE_KEY, short_id};
use crate::client::platform;
use crate::client::template::Object;
use crate::clock::Timestamp;
use crate::text::{ellipsis, short_size};

/// Places that the instruction may take.
const CREATED_BY: usize = 45;
/// 2000-01-01: what is older has no age.
const EPOCH: i64 = 946_684_800;

const HEADS: Heads = &[
    ("ID", "IMAGE"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("CreatedBy", "CREATED BY"),
    ("Size", "SIZE"),
    ("Comment", "COMMENT"),
];

const HUMAN: Switch = Switch::new("human", "Sizes and times for people to read").short('H').default("true");
const QUIET: Switch = Switch::new("quiet", "Only IDs").short('q');
const PLATFORM: Text =
    Text::new("platform", "Which platform's history, as \"os[/arch[/variant]]\" (e.g., \"linux/amd64\")")
        .takes(argument::PLATFORM);

const FLAGS: Flags = &[&HUMAN, &QUIET, &NO_TRUNC, &FORMAT.takes(Argument::Format(HEADS)), &PLATFORM];

pub static HISTORY: Command = Command {
    about: "Show how an image came to be",
    synopsis: "[OPTIONS] IMAGE",
    aliases: "docker image history, docker history",
    count: Count::Exactly(1),
    arguments: &[Argument::Image],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let platform = platform::parse(given.text(&PLATFORM)).map_err(|failure| failure.context("invalid platform"))?;
    let items = docker.engine().image_history(given.argument(0), platform.as_ref())?;
    let human = given.on(&HUMAN);
    let format = match given.text(&FORMAT) {
        "" | TABLE_KEY if given.on(&QUIET) => QUIET_FORMAT.to_string(),
        "" | TABLE_KEY => {
            let when = if human { "CreatedSince" } else { "CreatedAt" };
            format!("table {{{{.ID}}}}\t{{{{.{when}}}}}\t{{{{.CreatedBy}}}}\t{{{{.Size}}}}\t{{{{.Comment}}}}")
        }
        own => own.to_string(),
    };
    let truncate = !given.on(&NO_TRUNC);
    let rows = items
        .iter()
        .map(|item| {
            let at = Timestamp::from_seconds(item.created.clamp(-9_000_000_000, 9_000_000_000)).rfc3339();
            let since = match human {
                false => at.clone(),
                true if item.created <= EPOCH => "N/A".into(),
                true => ago(docker.now, item.created),
            };
            let by = item.created_by.replace('\t', " ");
            Object::context(
                "*image.historyContext",
                vec![
                    ("ID", if truncate { short_id(&item.id) } else { &item.id }.to_string()),
                    ("CreatedAt", at),
                    ("CreatedSince", since),
                    ("CreatedBy", if truncate { ellipsis(&by, CREATED_BY) } else { by }),
                    ("Size", if human { short_size(item.size) } else { item.size.to_string() }),
                    ("Comment", item.comment.clone()),
                ],
            )
        })
        .collect();
    listing::print(docker, &format, HEADS, rows)
}
