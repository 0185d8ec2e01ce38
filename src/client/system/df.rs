//! `docker system df` (docker/cli `cli/command/system/df.go`, `formatter/disk_usage.go`).

use serde_json::Value;

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::arguments::Matches;
use crate::client::command::{COMMAND, Command};
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::{Flags, Switch};
use crate::client::image::context;
use crate::client::image::list::FORMAT;
use crate::client::listing::{self, Heads, TABLE_KEY};
use crate::client::template::{Datum, Field, Missing, Object, json_text};
use crate::client::{container, volume};
use crate::engine::api::models::{BuildCache, ContainerSummary, ImageSummary};
use crate::oci::Reference;
use crate::text::{human_size, short_size};

const HEADS: Heads = &[
    ("Type", "TYPE"),
    ("TotalCount", "TOTAL"),
    ("Active", "ACTIVE"),
    ("Size", "SIZE"),
    ("Reclaimable", "RECLAIMABLE"),
];
const CACHE_HEADS: Heads = &[
    ("ID", "CACHE ID"),
    ("CacheType", "CACHE TYPE"),
    ("Size", "SIZE"),
    ("CreatedSince", "CREATED"),
    ("LastUsedSince", "LAST USED"),
    ("UsageCount", "USAGE"),
    ("Shared", "SHARED"),
];

const VERBOSE: Switch = Switch::new("verbose", "Each image and container").short('v');

const FLAGS: Flags = &[&FORMAT.takes(Argument::Format(HEADS)), &VERBOSE];

pub static DF: Command =
    Command { about: "Show what takes how much space", synopsis: "[OPTIONS]", flags: &[FLAGS], run, ..COMMAND };

/// Numbers of one kind of object: total, active, size, reclaimable.
type Usage = [i64; 4];

fn row(kind: &str, [total, active, size, reclaimable]: Usage) -> Object {
    let share = match (kind, size) {
        ("Build Cache", _) | (_, ..=0) => String::new(),
        _ => format!(" ({}%)", i128::from(reclaimable) * 100 / i128::from(size)),
    };
    let type_name = match kind {
        "Images" => "*formatter.diskUsageImagesContext",
        "Containers" => "*formatter.diskUsageContainersContext",
        "Local Volumes" => "*formatter.diskUsageVolumesContext",
        _ => "*formatter.diskUsageBuilderContext",
    };
    Object::context(
        type_name,
        vec![
            ("Type", kind.into()),
            ("TotalCount", total.to_string()),
            ("Active", active.to_string()),
            ("Size", human_size(size as f64)),
            ("Reclaimable", human_size(reclaimable as f64) + &share),
        ],
    )
}

fn items<T: serde::de::DeserializeOwned>(values: Option<Vec<Value>>) -> Outcome<Vec<T>> {
    let parse = |value| serde_json::from_value(value).map_err(|error| Failure::new(error.to_string()));
    values.unwrap_or_default().into_iter().map(parse).collect()
}

fn run(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    let usage = docker.engine().disk_usage()?;
    let images = usage.image_usage.unwrap_or_default();
    let containers = usage.container_usage.unwrap_or_default();
    let volumes = usage.volume_usage.unwrap_or_default();
    let cache = usage.build_cache_usage.unwrap_or_default();
    let or_zero = |numbers: [Option<i64>; 4]| numbers.map(|number| number.unwrap_or(0));
    if !given.on(&VERBOSE) {
        let format = match given.text(&FORMAT) {
            "" | TABLE_KEY => "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
            "raw" => {
                "type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n"
            }
            own => own,
        };
        let of_images = [images.total_count, images.active_count, images.total_size, images.reclaimable];
        let of_containers =
            [containers.total_count, containers.active_count, containers.total_size, containers.reclaimable];
        let of_volumes = [volumes.total_count, volumes.active_count, volumes.total_size, volumes.reclaimable];
        let of_cache = [cache.total_count, cache.active_count, cache.total_size, cache.reclaimable];
        let rows = vec![
            row("Images", or_zero(of_images)),
            row("Containers", or_zero(of_containers)),
            row("Local Volumes", or_zero(of_volumes)),
            row("Build Cache", or_zero(of_cache)),
        ];
        return listing::print(docker, format, HEADS, rows);
    }
    let format = given.text(&FORMAT);
    let own = !matches!(format, "" | TABLE_KEY);
    // IDs are cut in tables only.
    let truncate = listing::is_table(format) || !own;
    let mut of_images = Vec::new();
    for image in items::<ImageSummary>(images.items)? {
        let first = image.repo_tags.first().and_then(|name| Reference::parse(name).ok());
        let (repository, tag) = match &first {
            Some(Reference { name, tag: Some(tag), .. }) => (name.familiar(), tag.as_str()),
            _ => ("<none>".into(), "<none>"),
        };
        of_images.push(context::row(docker, &image, truncate, [&repository, tag, ""]));
    }
    let mut of_containers = Vec::new();
    for mut container in items::<ContainerSummary>(containers.items)? {
        container.size_root_fs = None;
        of_containers.push(container::context::row(docker, &container, truncate));
    }
    let of_volumes: Vec<Object> = volumes.items.unwrap_or_default().iter().map(volume::context::row).collect();
    let of_cache: Vec<Object> =
        items::<BuildCache>(cache.items)?.iter().map(|record| cache_row(docker, record, truncate)).collect();
    if own {
        let text = listing::parse(format)?
            .execute(&everything(of_images, of_containers, of_volumes, of_cache), Missing::Default)
            .map_err(Failure::new)?;
        return docker.out(&text);
    }
    docker.out("Images space usage:\n\n")?;
    let format = "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}";
    listing::print(docker, format, context::HEADS, of_images)?;
    docker.out("\nContainers space usage:\n\n")?;
    let format = "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}";
    listing::print(docker, format, container::context::HEADS, of_containers)?;
    docker.out("\nLocal Volumes space usage:\n\n")?;
    listing::print(docker, "table {{.Name}}\t{{.Links}}\t{{.Size}}", volume::context::HEADS, of_volumes)?;
    let total = human_size(cache.total_size.unwrap_or(0) as f64);
    docker.out(&format!("\nBuild cache usage: {total}\n\n"))?;
    let format =
        "table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}";
    listing::print(docker, format, CACHE_HEADS, of_cache)
}

/// What a template sees with `--verbose`: all lists at once.
fn everything(images: Vec<Object>, containers: Vec<Object>, volumes: Vec<Object>, cache: Vec<Object>) -> Datum {
    let list = |rows: Vec<Object>| Datum::list(rows.into_iter().map(Datum::from).collect());
    let lists = [
        ("Images", list(images)),
        ("Containers", list(containers)),
        ("Volumes", list(volumes)),
        ("BuildCache", list(cache)),
    ];
    let json: serde_json::Map<String, Value> = lists
        .iter()
        .map(|(name, list)| (name.to_string(), serde_json::from_str(&json_text(list)).unwrap_or_default()))
        .collect();
    let fields = lists.into_iter().map(|(name, list)| (name.to_string(), Field::Value(list))).collect();
    Object { type_name: "*formatter.diskUsageContext", fields, json: Some(Value::Object(json)), escaped: true }.into()
}

fn cache_row(docker: &Client<'_>, record: &BuildCache, truncate: bool) -> Object {
    let since = |at: &Option<String>| {
        let at = at.as_deref().and_then(crate::clock::Timestamp::parse);
        at.map_or(String::new(), |at| context::ago(docker.now, at.seconds()))
    };
    let id = record.id.clone().unwrap_or_default();
    let in_use = if record.in_use.unwrap_or(false) { "*" } else { "" };
    Object::context(
        "*formatter.buildCacheContext",
        vec![
            ("ID", format!("{}{in_use}", if truncate { listing::short_id(&id) } else { &id })),
            ("CacheType", record.typ.map_or(String::new(), |kind| kind.to_string())),
            ("Size", short_size(record.size.unwrap_or(0))),
            ("CreatedSince", since(&record.created_at)),
            ("LastUsedSince", since(&record.last_used_at)),
            ("UsageCount", record.usage_count.unwrap_or(0).to_string()),
            ("Shared", record.shared.unwrap_or(false).to_string()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_percents_of_what_there_is() {
        let rows = vec![row("Images", [2, 0, 3_108_000, 3_107_000]), row("Build Cache", [0, 0, 0, 0])];
        assert_eq!(
            listing::render("{{.Type}} {{.Size}} {{.Reclaimable}}", HEADS, rows).unwrap(),
            "Images 3.108MB 3.107MB (99%)\nBuild Cache 0B 0B\n"
        );
    }
}
