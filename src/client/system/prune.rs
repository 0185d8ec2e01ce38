//! `docker system prune` (docker/cli `cli/command/system/prune.go`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};
use crate::client::image::list::filters as image_filters;
use crate::client::image::prune::{self as images, FILTER, FORCE, finish, prune_filters};
use crate::client::{buildx, container, network, volume};

const ALL: Switch = Switch::new("all", "Every unused image, not only the dangling ones").short('a');
const VOLUMES: Switch = Switch::new("volumes", "Anonymous volumes too");

const FLAGS: Flags = &[&FORCE, &ALL, &VOLUMES, &FILTER];

pub static PRUNE: Command =
    Command { about: "Remove what nobody uses", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let all = given.on(&ALL);
    let filters = prune_filters(docker, given.list(&FILTER))?;
    let volumes = given.on(&VOLUMES);
    if volumes && image_filters(given.list(&FILTER)).contains_key("until") {
        return Err(Failure::new("ERROR: The \"until\" filter is not supported with \"--volumes\""));
    }
    if !given.on(&FORCE) {
        let mut question = String::from(
            "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n",
        );
        if volumes {
            question.push_str("  - all anonymous volumes not used by at least one container\n");
        }
        question.push_str(match all {
            true => "  - all images without at least one container associated to them\n  - all build cache\n",
            false => "  - all dangling images\n  - unused build cache\n",
        });
        let mut shown: Vec<String> = ["label", "label!", "until"]
            .iter()
            .flat_map(|key| filters.get(*key).into_iter().flatten().map(move |value| format!("  - {key}={value}\n")))
            .collect();
        shown.sort();
        if !shown.is_empty() {
            question.push_str(&format!("\n  Items to be pruned will be filtered with:\n{}", shown.concat()));
        }
        if !docker.confirm(&format!("{question}\nAre you sure you want to continue?"))? {
            return Err(Failure::Cancelled);
        }
    }
    let mut total: i64 = 0;
    let (reclaimed, text) = container::prune::prune(docker, &filters)?;
    total = total.saturating_add(reclaimed);
    if !text.is_empty() {
        docker.out_line(&text)?;
    }
    let text = network::prune(docker, &filters)?;
    if !text.is_empty() {
        docker.out_line(&text)?;
    }
    if volumes {
        let (reclaimed, text) = volume::prune::prune(docker, &filters)?;
        total = total.saturating_add(reclaimed);
        if !text.is_empty() {
            docker.out_line(&text)?;
        }
    }
    let (reclaimed, text) = images::prune(docker, all, filters.clone())?;
    total = total.saturating_add(reclaimed);
    if !text.is_empty() {
        docker.out_line(&text)?;
    }
    let (reclaimed, text) = buildx::prune_cache(docker, all, &filters)?;
    total = total.saturating_add(reclaimed);
    finish(docker, total, &text)
}
