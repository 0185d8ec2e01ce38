//! `layers IMAGE|CONTAINER`: the stack, top first: what each layer adds, changes and hides, its sizes and identities.

use super::canvas::{Canvas, Style, listed, size};
use super::map::short_instruction;
use crate::engine::{Container, StoredLayer};
use crate::image::Snapshot;
use crate::sandbox::World;
use crate::tell;
use crate::vfs::{Change, Changes, Files, Tree};

/// Paths that are named as examples.
const EXAMPLES: usize = 3;

/// What one layer does to what lies below it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub hidden: Vec<String>,
}

/// What a changeset does to the files below it. Directories that are only on the way do not count.
pub(super) fn effect(below: &Tree, changes: &Changes) -> Effect {
    let mut effect = Effect::default();
    for (path, change) in changes.iter() {
        let was = below.stat(path, false).ok();
        match change {
            Change::Whiteout => effect.hidden.push(path.into()),
            Change::PutOpaque(_) => effect.hidden.push(format!("{path}/*")),
            Change::Put(node) if node.is_directory() => {
                if was.is_none() && path != "/" {
                    effect.added.push(format!("{path}/"));
                }
            }
            Change::Put(_) if was.is_some() => effect.changed.push(path.into()),
            Change::Put(_) => effect.added.push(path.into()),
        }
    }
    effect
}

/// Draws the stack of an image or a container; the error says that there is neither.
pub fn draw_stack(world: &World, name: &str, canvas: Canvas) -> Result<String, String> {
    let store = &world.engine.images;
    if let Some(id) = store.stored_id(name) {
        let Some(manifest) = store.stored_image(&id) else {
            return Err(tell::stack_no_platform(name));
        };
        let snapshot = manifest.chain_id().and_then(|chain_id| store.snapshot(&chain_id));
        let sizes = store.stored_sizes(&id);
        let head = tell::stack_image(
            name,
            id.short(),
            tell::layers(manifest.layers.len()),
            size(sizes.content),
            size(sizes.disk),
        );
        return Ok(stack(&head, &manifest.layers, snapshot.as_ref(), None, canvas));
    }
    let Ok(container) = world.engine.containers.find(name) else {
        return Err(tell::neither_here(name));
    };
    let using = world.engine.containers.uses().into_iter().find(|using| using.container == container.id);
    let manifest = using.map(|using| store.stored_platform(&using.manifest, &container.platform));
    let layers = manifest.map(|manifest| manifest.layers).unwrap_or_default();
    let snapshot = store.snapshot(&container.chain_id);
    let count = snapshot.as_ref().map_or(layers.len(), |snapshot| snapshot.lowers.len());
    let head = tell::stack_container(&container.name, &container.config.image, tell::layers(count));
    Ok(stack(&head, &layers, snapshot.as_ref(), Some(container), canvas))
}

fn stack(
    head: &str,
    layers: &[StoredLayer],
    snapshot: Option<&Snapshot>,
    container: Option<&Container>,
    canvas: Canvas,
) -> String {
    let mut lines = vec![canvas.wrapped(head, 0)];
    let mut tree = Tree::new();
    let mut drawn: Vec<Vec<String>> = Vec::new();
    let count = snapshot.map_or(0, |snapshot| snapshot.lowers.len()).max(layers.len());
    for index in 0..count {
        let changes = snapshot.and_then(|snapshot| snapshot.lowers.get(index));
        let effect = changes.map(|changes| effect(&tree, changes));
        if let Some(changes) = changes {
            tree = tree.apply(changes);
        }
        drawn.push(one_layer(index + 1, layers.get(index), effect.as_ref(), canvas));
    }
    if let Some(container) = container {
        let effect = effect(&tree, &container.upper);
        let title = canvas.cut(&tell::stack_writable(&container.name), canvas.width() - 4);
        let mut text = vec![format!("{:>3} {title}", count + 1)];
        text.extend(what_it_does(&effect, canvas));
        text.push(canvas.wrapped(&tell::stack_upper(size(container.upper.disk_usage())), 4));
        drawn.push(text);
    }
    let rule = match canvas.style {
        Style::Sentences => String::new(),
        style => (if style == Style::Lines { "─" } else { "-" }).repeat(canvas.width().min(60)),
    };
    for text in drawn.into_iter().rev() {
        lines.push(rule.clone());
        lines.extend(text);
    }
    if count == 0 && container.is_none() {
        lines.push(tell::stack_no_layers());
    }
    lines.join("\n")
}

fn one_layer(number: usize, layer: Option<&StoredLayer>, effect: Option<&Effect>, canvas: Canvas) -> Vec<String> {
    let instruction = layer.map(|layer| short_instruction(&layer.instruction)).unwrap_or_default();
    let instruction = if instruction.is_empty() { tell::stack_no_history() } else { instruction };
    let sentences = canvas.style == Style::Sentences;
    let mut lines = vec![match sentences {
        true => tell::stack_made_by(number, instruction),
        false => format!("{number:>3} {}", canvas.cut(&instruction, canvas.width() - 4)),
    }];
    lines.extend(effect.map(|effect| what_it_does(effect, canvas)).unwrap_or_default());
    let Some(layer) = layer else { return lines };
    let disk = layer.usage.map_or(tell::stack_not_unpacked(), |usage| tell::stack_unpacked(size(usage)));
    let missing = if layer.here { "" } else { &tell::stack_blob_missing() };
    let sizes = tell::stack_sizes(size(layer.size), disk, missing);
    let diff_id = layer.diff_id.map_or("?".into(), |id| id.short());
    let chain_id = layer.chain_id.map_or("?".into(), |id| id.short());
    if sentences {
        lines.push(tell::stack_size_is(sizes));
        lines.push(tell::stack_digests_are(layer.digest.short(), diff_id, chain_id));
    } else {
        lines.push(canvas.wrapped(&sizes, 4));
        let mut identities = format!("blob {}  diff {diff_id}  chain {chain_id}", layer.digest.short());
        if identities.len() + 4 > canvas.width() {
            identities = identities.replace("  chain", "\n    chain");
        }
        lines.push(format!("    {identities}"));
    }
    lines
}

fn what_it_does(effect: &Effect, canvas: Canvas) -> Vec<String> {
    let mut lines = Vec::new();
    type Says = fn(String, String, String) -> String;
    let parts: [(Says, _); 3] = [
        (tell::stack_adds, &effect.added),
        (tell::stack_changes, &effect.changed),
        (tell::stack_hides, &effect.hidden),
    ];
    for (says, paths) in parts {
        // A file says more than the directory that it is in.
        let (files, directories): (Vec<&String>, Vec<&String>) = paths.iter().partition(|path| !path.ends_with('/'));
        if paths.is_empty() {
            continue;
        }
        let mut counts = Vec::new();
        if !files.is_empty() {
            counts.push(tell::files(files.len()));
        }
        if !directories.is_empty() {
            counts.push(tell::directories(directories.len()));
        }
        let examples: Vec<&str> = files.iter().chain(&directories).take(EXAMPLES).map(|path| path.as_str()).collect();
        let more = if paths.len() > EXAMPLES { canvas.sign(", …", ", ...") } else { "" };
        let line = says(listed(&counts), examples.join(", "), more.into());
        lines.push(canvas.wrapped(&line, 4));
    }
    if lines.is_empty() {
        lines.push(tell::stack_changes_nothing());
    }
    lines
}
