//! The view of images since Docker 29: a table, or a tree with platforms (docker/cli `cli/command/image/tree.go`).

use crate::client::Client;
use crate::client::failure::Outcome;
use crate::client::listing::short_id;
use crate::client::note::info_head;
use crate::engine::api::models::{ImageManifestSummaryKindEnum as Kind, ImageSummary, OciPlatform};
use crate::oci::Platform;
use crate::shell::Stream;
use crate::text::{ellipsis, short_size, width};

/// Blanks between columns.
const SPACING: usize = 3;
/// A name column narrower than this makes the columns after it go.
const NARROWEST_NAME: usize = 12;
/// The narrowest terminal that is laid out for.
const NARROWEST_TERMINAL: usize = 20;
const UNTAGGED: &str = "<untagged>";

const BLUE_BOLD: &str = "\u{1b}[34m\u{1b}[1m";
const PLAIN: &str = "\u{1b}[39m";
const PLAIN_BOLD: &str = "\u{1b}[39m\u{1b}[1m";
const FAINT: &str = "\u{1b}[39m\u{1b}[2m";
const CHIP_IN_USE: &str = "\u{1b}[38;5;0m\u{1b}[48;5;14m U \u{1b}[0m";

struct Details {
    id: String,
    disk_usage: String,
    content_size: String,
    in_use: bool,
}

struct Child {
    platform: String,
    available: bool,
    details: Details,
}

struct Top {
    names: Vec<String>,
    details: Details,
    children: Vec<Child>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
}

#[derive(Clone, Copy)]
struct Column {
    title: &'static str,
    width: usize,
    align: Align,
    /// What a row shows in it; the first column shows names.
    value: Option<fn(&Details, &Look) -> String>,
    /// Whether the value brings its own colours.
    own_colours: bool,
}

/// What the output looks like.
struct Look {
    colours: bool,
    /// Whether any image is in use.
    chips: bool,
}

/// Prints the images; `expanded` with the platforms of each.
pub(super) fn print(docker: &mut Client<'_>, images: &[ImageSummary], expanded: bool) -> Outcome<()> {
    let columns = docker.columns(Stream::Out).map(|columns| columns.max(NARROWEST_TERMINAL));
    let text = render(images, expanded, columns, docker.colours(Stream::Out));
    docker.out(&text)
}

fn render(images: &[ImageSummary], expanded: bool, terminal: Option<usize>, colours: bool) -> String {
    let mut tops = Vec::new();
    for image in images {
        gather(&mut tops, image, expanded);
    }
    tops.sort_by_key(|top: &Top| (top.names.is_empty(), top.names.first().cloned()));
    let spacing = tops.iter().any(|top| !top.children.is_empty());
    let chips = tops.iter().any(|top| top.details.in_use || top.children.iter().any(|child| child.details.in_use));
    let look = Look { colours, chips };
    let mut out = String::new();
    if let Some(width) = terminal {
        out.push_str(&legend(colours, width));
        out.push('\n');
    }
    let columns = layout(terminal, &tops);
    for (index, column) in columns.iter().enumerate() {
        if index > 0 {
            out.push_str(&" ".repeat(SPACING));
        }
        out.push_str(&cell(column, &look, PLAIN_BOLD, &column.title.to_uppercase()));
    }
    out.push('\n');
    for top in &tops {
        names(&mut out, &columns, &look, top);
        details(&mut out, &columns, &look, PLAIN, &top.details);
        if !top.children.is_empty() || spacing {
            out.push('\n');
        }
        for (index, child) in top.children.iter().enumerate() {
            let colour = if child.available { PLAIN } else { FAINT };
            let branch = if index + 1 < top.children.len() { "├─ " } else { "└─ " };
            if let Some(first) = columns.first() {
                out.push_str(&cell(first, &look, colour, &format!("{branch}{}", child.platform)));
            }
            details(&mut out, &columns, &look, colour, &child.details);
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

fn size(bytes: i64) -> String {
    short_size(bytes)
}

fn gather(tops: &mut Vec<Top>, image: &ImageSummary, expanded: bool) {
    let mut in_use = image.containers > 0;
    let mut content: i64 = 0;
    let mut children = Vec::new();
    for manifest in image.manifests.as_deref().unwrap_or(&[]) {
        content = content.saturating_add(manifest.size.content);
        let (Some(Kind::IMAGE), Some(data)) = (manifest.kind, &manifest.image_data) else { continue };
        let used = !data.containers.is_empty();
        in_use |= used;
        if expanded {
            children.push(Child {
                platform: platform(&data.platform),
                available: manifest.available,
                details: Details {
                    id: manifest.id.clone(),
                    disk_usage: size(manifest.size.total),
                    content_size: size(manifest.size.content),
                    in_use: used,
                },
            });
        }
    }
    let details =
        || Details { id: image.id.clone(), disk_usage: size(image.size), content_size: size(content), in_use };
    let mut names = image.repo_tags.clone();
    names.sort();
    if expanded || names.is_empty() {
        tops.push(Top { names, details: details(), children });
        return;
    }
    tops.extend(names.into_iter().map(|name| Top { names: vec![name], details: details(), children: Vec::new() }));
}

fn platform(platform: &OciPlatform) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let platform = Platform {
        os: text(&platform.os),
        architecture: text(&platform.architecture),
        variant: text(&platform.variant),
        ..Platform::default()
    };
    if platform.os.is_empty() { "unknown".into() } else { platform.to_string() }
}

fn legend(colours: bool, columns: usize) -> String {
    let chip = if colours { CHIP_IN_USE } else { "U" };
    let legend = format!("{} {chip} In Use", info_head(colours));
    " ".repeat(columns.saturating_sub(width(&legend))) + &legend
}

fn layout(terminal: Option<usize>, tops: &[Top]) -> Vec<Column> {
    let column = |title, width, align, value: fn(&Details, &Look) -> String| Column {
        title,
        width,
        align,
        value: Some(value),
        own_colours: false,
    };
    let mut columns = vec![
        Column { title: "Image", width: 0, align: Align::Left, value: None, own_colours: false },
        column("ID", 12, Align::Left, |details, _| short_id(&details.id).to_string()),
        column("Disk usage", 10, Align::Right, |details, _| details.disk_usage.clone()),
        column("Content size", 12, Align::Right, |details, _| details.content_size.clone()),
        Column {
            own_colours: true,
            ..column("Extra", 5, Align::Left, |details, look| match (look.chips, details.in_use, look.colours) {
                (false, ..) => String::new(),
                (true, true, true) => CHIP_IN_USE.into(),
                (true, true, false) => "U".into(),
                (true, false, true) => "   ".into(),
                (true, false, false) => " ".into(),
            })
        },
    ];
    let mut room = terminal.unwrap_or(0);
    if room > 0 {
        for index in 1..columns.len() {
            let wide = columns.get(index).map_or(0, |column| column.width) + SPACING;
            if room < wide + NARROWEST_NAME {
                columns.truncate(index);
                break;
            }
            room -= wide;
        }
    }
    // As Go counts: bytes, so that a branch counts for more places than it takes.
    let names = tops.iter().flat_map(|top| top.names.iter().map(String::len));
    let untagged = tops.iter().filter(|top| top.names.is_empty()).map(|_| UNTAGGED.len());
    let platforms = tops.iter().flat_map(|top| top.children.iter().map(|child| child.platform.len() + "└─ ".len()));
    let widest = names.chain(untagged).chain(platforms).max().unwrap_or(0).max("Image".len());
    if let Some(first) = columns.first_mut() {
        first.width = if terminal.is_none() || room > widest { widest } else { room };
    }
    columns
}

fn cell(column: &Column, look: &Look, colour: &str, text: &str) -> String {
    let paint = |text: &str| match look.colours && !colour.is_empty() {
        true => format!("{colour}{text}\u{1b}[0m"),
        false => text.to_string(),
    };
    let taken = width(text);
    // The first column is never cut.
    if taken > column.width && column.value.is_some() {
        return paint(&ellipsis(text, column.width));
    }
    let fill = " ".repeat(column.width.saturating_sub(taken));
    match column.align {
        Align::Left => paint(text) + &fill,
        Align::Right => fill + &paint(text),
    }
}

fn details(out: &mut String, columns: &[Column], look: &Look, colour: &str, details: &Details) {
    for column in columns {
        let Some(value) = column.value else { continue };
        out.push_str(&" ".repeat(SPACING));
        let colour = if column.own_colours { "" } else { colour };
        out.push_str(&cell(column, look, colour, &value(details, look)));
    }
}

fn names(out: &mut String, columns: &[Column], look: &Look, top: &Top) {
    let Some(first) = columns.first() else { return };
    if top.names.is_empty() {
        out.push_str(&cell(first, look, FAINT, UNTAGGED));
    }
    for (index, name) in top.names.iter().enumerate() {
        let last = index + 1 == top.names.len();
        let too_wide = width(name) > first.width;
        out.push_str(&cell(first, look, BLUE_BOLD, name));
        if !last || too_wide {
            out.push('\n');
        }
        if last && too_wide {
            out.push_str(&" ".repeat(first.width));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::api::models::{ImageManifestSummary, ImageManifestSummaryImageData, ImageManifestSummarySize};

    fn image(names: &[&str], id: char, containers: i64) -> ImageSummary {
        let platform =
            OciPlatform { os: Some("linux".into()), architecture: Some("amd64".into()), ..Default::default() };
        ImageSummary {
            id: format!("sha256:{}", id.to_string().repeat(64)),
            repo_tags: names.iter().map(|name| name.to_string()).collect(),
            size: 3_095_820,
            containers,
            manifests: Some(vec![ImageManifestSummary {
                id: format!("sha256:{}", "f".repeat(64)),
                available: true,
                size: ImageManifestSummarySize { total: 3_095_820, content: 1_085_000 },
                kind: Some(Kind::IMAGE),
                image_data: Some(ImageManifestSummaryImageData { platform, ..Default::default() }),
                ..Default::default()
            }]),
            ..Default::default()
        }
    }

    #[test]
    fn each_name_has_its_line() {
        let images = [image(&["tools:v1", "busybox:1.37"], 'a', 1), image(&[], 'b', 0)];
        let text = render(&images, false, None, false).replace(' ', "·");
        insta::assert_snapshot!(text, @r"
        IMAGE··········ID·············DISK·USAGE···CONTENT·SIZE···EXTRA
        busybox:1.37···aaaaaaaaaaaa········3.1MB·········1.08MB···U····
        tools:v1·······aaaaaaaaaaaa········3.1MB·········1.08MB···U····
        <untagged>·····bbbbbbbbbbbb········3.1MB·········1.08MB········
        ");
    }

    #[test]
    fn the_tree_shows_platforms() {
        let text = render(&[image(&["tools:v1", "busybox:1.37"], 'a', 0)], true, None, false).replace(' ', "·");
        insta::assert_snapshot!(text, @r"
        IMAGE················ID·············DISK·USAGE···CONTENT·SIZE···EXTRA
        busybox:1.37······
        tools:v1·············aaaaaaaaaaaa········3.1MB·········1.08MB········
        └─·linux/amd64·······ffffffffffff········3.1MB·········1.08MB········
        ");
    }

    #[test]
    fn a_narrow_terminal_has_fewer_columns() {
        let text = render(&[image(&["busybox:1.37"], 'a', 0)], false, Some(46), false);
        assert_eq!(text.lines().nth(1), Some("IMAGE          ID             DISK USAGE"));
    }
}
