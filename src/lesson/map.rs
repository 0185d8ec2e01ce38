//! `map`: tags → images → layers, with what is shared, as a drawing or as sentences.
//!
//! Images whose stacks begin alike stand in one tree: a layer is drawn once, and the tree forks where they differ.

use std::collections::{BTreeMap, BTreeSet};

use super::canvas::{Canvas, Style, listed, size};
use crate::engine::{StoredLayer, StoredManifest};
use crate::oci::{ChainId, Digest, ImageId};
use crate::sandbox::World;
use crate::tell;
use crate::text::width;

/// An image of the map.
struct Pictured {
    id: ImageId,
    names: Vec<String>,
    manifest: Option<StoredManifest>,
    /// On the wire, bytes.
    content: u64,
    /// Names of containers made from it.
    containers: Vec<String>,
}

/// A layer of the tree, with what stands on it.
struct Branch<'a> {
    layer: &'a StoredLayer,
    above: Vec<Branch<'a>>,
    /// Images that end here, and all that pass through, as places in the list.
    ends: Vec<usize>,
    images: BTreeSet<usize>,
}

/// Columns of an image's line besides its name: lines, arrow, ID, layers, size.
const BESIDE_NAMES: usize = 42;
/// Columns that a name has at least; where little is left then, the line says less.
const NARROWEST: usize = 14;
/// Columns of lines and arrow.
const ARROW: usize = 8;
/// Columns of a name, at most.
const WIDEST: usize = 60;

/// Draws the store.
pub fn draw_map(world: &World, canvas: Canvas) -> String {
    let images = pictured(world);
    if images.is_empty() {
        return tell::no_image_yet();
    }
    if canvas.style == Style::Sentences {
        return in_sentences(&images);
    }
    let mut lines = vec![tell::map_tags()];
    let longest = images.iter().flat_map(|image| &image.names).map(|name| width(&short_name(name, canvas, WIDEST)));
    let room = longest
        .max()
        .unwrap_or(0)
        .max(width(&tell::map_dangling()))
        .min(canvas.width().saturating_sub(BESIDE_NAMES).max(NARROWEST));
    images.iter().for_each(|image| names(image, canvas, room, &mut lines));
    lines.push(String::new());
    let heading = tell::map_layers();
    let short = heading.split(':').next().unwrap_or_default();
    lines.push(if width(&heading) > canvas.width() { short.into() } else { heading });
    let mut drawn = Drawn { canvas, images: &images, lines, seen: BTreeSet::new() };
    let mut roots: Vec<Branch<'_>> = Vec::new();
    for (at, image) in images.iter().enumerate() {
        let layers = image.manifest.iter().flat_map(|manifest| &manifest.layers).collect::<Vec<_>>();
        if layers.is_empty() {
            drawn.image(at, "");
        }
        plant(&mut roots, &layers, at);
    }
    for root in &roots {
        drawn.branch(root, "", "");
    }
    drawn.lines.join("\n")
}

fn pictured(world: &World) -> Vec<Pictured> {
    let store = &world.engine.images;
    let mut images: Vec<Pictured> = Vec::new();
    for name in store.stored_names() {
        match images.iter_mut().find(|image| image.id == name.id) {
            Some(image) => image.names.extend(name.familiar),
            None => {
                let using = world.engine.containers.using(&name.id);
                let called = |id: &str| world.engine.containers.get(id).map(|container| container.name.clone());
                images.push(Pictured {
                    id: name.id,
                    names: name.familiar.into_iter().collect(),
                    manifest: store.stored_image(&name.id),
                    content: store.stored_sizes(&name.id).content,
                    containers: using.iter().filter_map(|using| called(&using.container)).collect(),
                });
            }
        }
    }
    images
}

/// Puts an image's layers into the tree. Not recursive: images may have many layers.
fn plant<'a>(roots: &mut Vec<Branch<'a>>, layers: &[&'a StoredLayer], image: usize) {
    let mut level = roots;
    let count = layers.len();
    for (index, layer) in layers.iter().enumerate() {
        let same = |branch: &Branch<'_>| match (branch.layer.chain_id, layer.chain_id) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        };
        let at = level.iter().position(same).unwrap_or_else(|| {
            level.push(Branch { layer, above: Vec::new(), ends: Vec::new(), images: BTreeSet::new() });
            level.len() - 1
        });
        let Some(branch) = level.get_mut(at) else { return };
        branch.images.insert(image);
        if index + 1 == count {
            branch.ends.push(image);
        }
        level = &mut branch.above;
    }
}

/// The names of one image, joined by lines, with an arrow to it.
fn names(image: &Pictured, canvas: Canvas, room: usize, lines: &mut Vec<String>) {
    let what = match &image.manifest {
        Some(manifest) => {
            let left = canvas.width().saturating_sub(room + ARROW);
            let more = [tell::layers(manifest.layers.len()), size(image.content)];
            more.iter().fold(image.id.short(), |said, more| match width(&said) + 2 + width(more) <= left {
                true => format!("{said}  {more}"),
                false => said,
            })
        }
        None => tell::map_not_for_machine(image.id.short()),
    };
    if image.names.is_empty() {
        let none = canvas.cut(&tell::map_dangling(), room);
        lines.push(format!("  {none:<room$}      {what}"));
    }
    let count = image.names.len();
    for (index, name) in image.names.iter().enumerate() {
        let name = short_name(name, canvas, room);
        let dash = canvas.sign("─", "-");
        let run = dash.repeat(room.saturating_sub(width(&name)) + 1);
        let (join, tail) = match (index + 1 == count, index == 0) {
            (true, true) => (canvas.sign("──▶", "-->"), format!(" {what}")),
            (true, false) => (canvas.sign("┴─▶", "+->"), format!(" {what}")),
            (false, true) => (canvas.sign("┐", "+"), String::new()),
            (false, false) => (canvas.sign("┤", "+"), String::new()),
        };
        lines.push(format!("  {name} {run}{join}{tail}"));
    }
}

/// A name; the digest in it shortened.
fn short_name(name: &str, canvas: Canvas, room: usize) -> String {
    let name = match name.split_once("@sha256:") {
        Some((before, digits)) => {
            format!("{before}@{}{}", digits.chars().take(12).collect::<String>(), canvas.sign("…", ".."))
        }
        None => name.into(),
    };
    canvas.cut(&name, room)
}

struct Drawn<'a> {
    canvas: Canvas,
    images: &'a [Pictured],
    lines: Vec<String>,
    seen: BTreeSet<Digest>,
}

/// Forks inside each other that are still drawn to the right; deeper ones stay in their column.
const DEEPEST: usize = 12;

impl Drawn<'_> {
    /// A run of layers up to the next fork, and what stands on it. `first` begins its first line, `rest` the others.
    fn branch(&mut self, start: &Branch<'_>, first: &str, rest: &str) {
        let mut branch = start;
        let mut lead = first.to_string();
        loop {
            self.layer(branch, &lead);
            lead = rest.to_string();
            let forks = branch.ends.len() + branch.above.len();
            match branch.above.first() {
                Some(only) if forks == 1 => branch = only,
                _ => break,
            }
        }
        let deeper = rest.chars().count() < 2 * DEEPEST;
        for at in &branch.ends {
            self.image(*at, rest);
        }
        let count = branch.above.len();
        for (index, above) in branch.above.iter().enumerate() {
            let last = index + 1 == count;
            let (first, next) = match (last, deeper) {
                (false, true) => (self.canvas.sign("├─", "+-"), self.canvas.sign("│ ", "| ")),
                (true, true) => (self.canvas.sign("└─", "`-"), "  "),
                (_, false) => ("", ""),
            };
            self.branch(above, &format!("{rest}{first}"), &format!("{rest}{next}"));
        }
    }

    fn layer(&mut self, branch: &Branch<'_>, lead: &str) {
        let canvas = self.canvas;
        let layer = branch.layer;
        let mark = canvas.sign("■", "#");
        let share = match branch.images.len() {
            1 => String::new(),
            count => tell::map_in_images(count),
        };
        let again = if self.seen.insert(layer.digest) { "" } else { &tell::map_same_blob() };
        let size = size(layer.usage.unwrap_or(layer.size));
        let head = format!("{lead}{mark} {} {size:>7}", id_of(layer));
        let notes = format!("{share}{again}");
        let room = canvas.width().saturating_sub(head.chars().count() + 2 + notes.chars().count());
        let made = canvas.cut(&short_instruction(&layer.instruction), room);
        self.lines.push(format!("{head}  {made}{notes}").trim_end().to_string());
    }

    fn image(&mut self, at: usize, lead: &str) {
        let Some(image) = self.images.get(at) else { return };
        let canvas = self.canvas;
        let mark = canvas.sign("◆", "*");
        let names: Vec<String> = image.names.iter().map(|name| short_name(name, canvas, 40)).collect();
        let names = if names.is_empty() { tell::map_no_name() } else { names.join(", ") };
        let head = format!("{lead}{mark} image {}  ", image.id.short());
        let room = canvas.width().saturating_sub(head.chars().count());
        self.lines.push(format!("{head}{}", canvas.cut(&names, room)));
        if !image.containers.is_empty() {
            let head = tell::map_containers(lead, canvas.sign("▲", "^"));
            let room = canvas.width().saturating_sub(head.chars().count());
            self.lines.push(format!("{head}{}", canvas.cut(&image.containers.join(", "), room)));
        }
    }
}

fn id_of(layer: &StoredLayer) -> String {
    layer.diff_id.map_or_else(|| layer.digest.short(), |diff_id| diff_id.short())
}

/// What made a layer, without what all of them have in common.
pub(super) fn short_instruction(instruction: &str) -> String {
    let text = instruction.trim().trim_end_matches("# buildkit").trim_end();
    let text = text.strip_prefix("/bin/sh -c ").unwrap_or(text);
    let text = text.strip_prefix("#(nop) ").unwrap_or(text).trim_start();
    text.replace("RUN /bin/sh -c ", "RUN ")
}

fn in_sentences(images: &[Pictured]) -> String {
    let mut holders: BTreeMap<ChainId, Vec<usize>> = BTreeMap::new();
    for (at, image) in images.iter().enumerate() {
        for layer in image.manifest.iter().flat_map(|manifest| &manifest.layers) {
            if let Some(chain_id) = layer.chain_id {
                holders.entry(chain_id).or_default().push(at);
            }
        }
    }
    let called = |image: &Pictured| image.names.first().cloned().unwrap_or_else(|| image.id.short());
    let mut sentences = vec![tell::map_count(images.len())];
    for (at, image) in images.iter().enumerate() {
        let names = match image.names.as_slice() {
            [] => tell::map_unnamed(image.id.short()),
            [one] => tell::map_one_name(one, image.id.short()),
            names => tell::map_names(listed(names), image.id.short()),
        };
        let mut text = names;
        if let Some(manifest) = &image.manifest {
            text += &tell::map_has(tell::layers(manifest.layers.len()), size(image.content));
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for chain_id in manifest.layers.iter().filter_map(|layer| layer.chain_id) {
                for other in holders.get(&chain_id).into_iter().flatten().filter(|other| **other != at) {
                    *shared.entry(*other).or_default() += 1;
                }
            }
            for (other, count) in shared {
                let name = images.get(other).map(called).unwrap_or_default();
                text += &tell::map_shares(tell::layers(count), name);
            }
        }
        if !image.containers.is_empty() {
            text += &tell::map_made_from(listed(&image.containers));
        }
        sentences.push(text);
    }
    sentences.join("\n")
}
