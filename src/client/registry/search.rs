//! `docker search` (docker/cli `cli/command/registry/search.go`, `formatter_search.go`).

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Number, Text};
use crate::client::image::list::{FILTER, NO_TRUNC, filters};
use crate::client::listing::{self, Heads, TABLE_KEY};
use crate::client::settings::key_of;
use crate::client::template::Object;
use crate::engine::api::Credentials;
use crate::text::ellipsis;

/// Places that a description may take.
const DESCRIPTION: usize = 45;

const HEADS: Heads =
    &[("Name", "NAME"), ("Description", "DESCRIPTION"), ("StarCount", "STARS"), ("IsOfficial", "OFFICIAL")];

const FORMAT: Text = Text::new("format", "A Go template for each line").takes(Argument::Format(HEADS));
const LIMIT: Number = Number::int("limit", "Most results to show");

const FLAGS: Flags = &[&FILTER.takes(Argument::Filter(&["is-official", "stars"])), &FORMAT, &LIMIT, &NO_TRUNC];

pub static SEARCH: Command = Command {
    about: "Search Docker Hub for images",
    synopsis: "[OPTIONS] TERM",
    count: Count::Exactly(1),
    arguments: &[Argument::Repository],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let filters = filters(given.list(&FILTER));
    if filters.contains_key("is-automated") {
        docker.err_line("WARNING: the \"is-automated\" filter is deprecated, and searching for \"is-automated=true\" will not yield any results in future.")?;
    }
    let term = given.argument(0);
    let host = match term.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
        _ => "docker.io",
    };
    let settings = docker.load_settings()?;
    // A search goes on without credentials that cannot be had.
    let account = match docker.account(&settings, key_of(host)) {
        Ok(account) => account,
        Err(failure @ Failure::Stop(_)) => return Err(failure),
        Err(_) => Default::default(),
    };
    let credentials = Credentials {
        username: account.username,
        password: account.password,
        identity_token: account.identity_token,
        server_address: key_of(host).to_string(),
    };
    let limit = Some(given.number(&LIMIT)).filter(|limit| *limit > 0);
    let results = docker.engine().image_search(term, limit, &filters, &credentials)?;
    let format = match given.text(&FORMAT) {
        "" | TABLE_KEY => "table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}",
        own => own,
    };
    let truncate = !given.on(&NO_TRUNC);
    // As JSON, what is official is true or false.
    let json = format == "json" || format.contains("json .}}");
    let rows = results
        .iter()
        .map(|result| {
            let description = result.description.clone().unwrap_or_default().replace(['\n', '\r'], " ");
            let official = match (result.is_official.unwrap_or(false), json) {
                (true, true) => "true",
                (true, false) => "[OK]",
                (false, true) => "false",
                (false, false) => "",
            };
            Object::context(
                "*registry.searchContext",
                vec![
                    ("Name", result.name.clone().unwrap_or_default()),
                    ("Description", if truncate { ellipsis(&description, DESCRIPTION) } else { description }),
                    ("StarCount", result.star_count.unwrap_or(0).to_string()),
                    ("IsOfficial", official.into()),
                ],
            )
        })
        .collect();
    listing::print(docker, format, HEADS, rows)
}
