//! `docker images`, `docker image ls` (docker/cli `cli/command/image/list.go`).

use super::context::{HEADS, rows};
use super::tree;
use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command, Count};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, List, Switch, Text};
use crate::client::listing::{self, QUIET_FORMAT, TABLE_KEY, is_table};
use crate::engine::api::models::ImageSummary;
use crate::engine::api::{Filters, ImageList};
use crate::text::quote;

/// `--format` of a list.
pub const FORMAT: Text = Text::new(
    "format",
    "How to print it:\n'table':            as a table with heads (default)\n'table TEMPLATE':   as a table of the template's columns\n'json':             as JSON, a line each\n'TEMPLATE':         as the Go template says.\nSee https://docs.docker.com/go/formatting/ for templates",
);
/// `--filter` of a list.
pub const FILTER: List = List::filter("filter", "Only what fits the condition").short('f');
/// `--no-trunc`.
pub const NO_TRUNC: Switch = Switch::new("no-trunc", "Don't cut IDs and long texts");

const QUIET: Switch = Switch::new("quiet", "Only IDs").short('q');
const ALL: Switch = Switch::new("all", "Untagged images too").short('a');
const DIGESTS: Switch = Switch::new("digests", "With the digests");
const TREE: Switch = Switch::new("tree", "With the platforms of each image, as a tree (EXPERIMENTAL)");

/// What a list of images may be limited by.
const KEYS: &[&str] = &["before", "dangling", "label", "reference", "since", "until"];

const FLAGS: Flags = &[
    &QUIET,
    &ALL,
    &NO_TRUNC,
    &DIGESTS,
    &FORMAT.takes(Argument::Format(HEADS)),
    &FILTER.takes(Argument::Filter(KEYS)),
    &TREE,
];

pub static IMAGES: Command = Command {
    about: "List images",
    synopsis: "[OPTIONS] [REPOSITORY[:TAG]]",
    aliases: "docker image ls, docker image list, docker images",
    count: Count::AtMost(1),
    arguments: &[Argument::Image],
    flags: &[FLAGS],
    run,
    ..COMMAND
};

/// Filters as the API takes them.
pub fn filters(given: &[String]) -> Filters {
    let mut filters = Filters::new();
    for filter in given.iter().filter(|filter| !filter.is_empty()) {
        let (key, value) = filter.split_once('=').unwrap_or((filter, ""));
        let values = filters.entry(key.trim().to_lowercase()).or_default();
        let value = value.trim().to_string();
        if !values.contains(&value) {
            values.push(value);
        }
    }
    filters
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let name = given.argument(0);
    let mut filters = filters(given.list(&FILTER));
    if !name.is_empty() {
        filters.entry("reference".into()).or_default().push(name.into());
    }
    let mut as_tree = use_tree(given)?;
    let no_dangling =
        filters.get("dangling").is_none_or(|values| values.iter().any(|value| matches!(value.as_str(), "false" | "0")));
    let options = ImageList { all: given.on(&ALL), filters, shared_size: false, manifests: as_tree };
    let mut images = docker.engine().image_list(&options)?;
    if !given.on(&ALL) && no_dangling {
        images.retain(|image| !is_dangling(image));
    }
    let configured = docker.load_settings()?.text("imagesFormat").to_string();
    let mut format = given.text(&FORMAT).to_string();
    if format.is_empty() && !configured.is_empty() && !given.on(&QUIET) && !given.on(&TREE) {
        format = configured;
        as_tree = false;
    }
    let count = images.len();
    if as_tree {
        tree::print(docker, &images, given.on(&TREE))?;
    } else {
        let digests = given.on(&DIGESTS);
        let format = table_format(&format, given.on(&QUIET), digests);
        let truncate = !given.on(&NO_TRUNC);
        let rows = images.iter().flat_map(|image| rows(docker, image, truncate, digests, &format)).collect();
        listing::print(docker, &format, HEADS, rows)?;
    }
    const VERBS: [&str; 13] =
        ["build", "history", "import", "inspect", "list", "load", "ls", "prune", "pull", "push", "rm", "save", "tag"];
    if count == 0 && given.path == "images" && VERBS.contains(&name) {
        let quoted = quote(name);
        docker.err_line(&format!("No images found matching {quoted}: did you mean \"docker image {name}\"?"))?;
    }
    Ok(())
}

/// Whether the view of Docker 29 is shown; flags that belong to the old table exclude it.
fn use_tree(given: &Matches) -> Outcome<bool> {
    let others = [
        (given.on(&QUIET), "--quiet"),
        (given.on(&NO_TRUNC), "--no-trunc"),
        (given.on(&DIGESTS), "--show-digest"),
        (!given.text(&FORMAT).is_empty(), "--format"),
    ];
    for (set, shown) in others {
        if set && given.on(&TREE) {
            return Err(Failure::new(format!("{shown} is not yet supported with --tree")));
        }
        if set {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_dangling(image: &ImageSummary) -> bool {
    image.repo_tags.is_empty() || image.repo_tags == ["<none>:<none>"] && image.repo_digests == ["<none>@<none>"]
}

/// The format of an image list (docker/cli `NewImageFormat`).
fn table_format(format: &str, quiet: bool, digests: bool) -> String {
    let digest = if digests { "\t{{.Digest}}" } else { "" };
    match format {
        "" | TABLE_KEY if quiet => QUIET_FORMAT.into(),
        "" | TABLE_KEY => format!(
            "table {{{{.Repository}}}}\t{{{{.Tag}}}}{digest}\t{{{{.ID}}}}\t{{{{if .CreatedSince }}}}{{{{.CreatedSince}}}}{{{{else}}}}N/A{{{{end}}}}\t{{{{.Size}}}}"
        ),
        "raw" if quiet => "image_id: {{.ID}}".into(),
        "raw" => {
            let digest = if digests { "digest: {{.Digest}}\n" } else { "" };
            format!(
                "repository: {{{{ .Repository }}}}\ntag: {{{{.Tag}}}}\n{digest}image_id: {{{{.ID}}}}\ncreated_at: {{{{.CreatedAt}}}}\nvirtual_size: {{{{.Size}}}}\n"
            )
        }
        own if is_table(own) && digests && !own.contains("{{.Digest}}") => format!("{own}\t{{{{.Digest}}}}"),
        own => own.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_gathered_by_key() {
        let given =
            ["dangling=true".to_string(), "Label=a=b".to_string(), "label=c".to_string(), "label=c".to_string()];
        let filters = filters(&given);
        assert_eq!(filters["label"], ["a=b", "c"]);
        assert_eq!(filters["dangling"], ["true"]);
    }

    #[test]
    fn the_old_table_has_a_digest_column_on_demand() {
        assert!(table_format("", false, true).starts_with("table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}"));
        assert_eq!(table_format("", true, false), "{{.ID}}");
        assert_eq!(table_format("table {{.ID}}", false, true), "table {{.ID}}\t{{.Digest}}");
    }
}
