//! `layer`: looks into the layers of an image, those parts too that layers above hide.

use super::{Helper, Parts, cut, fail, line, note, usage};
use crate::engine::{StoredLayer, StoredManifest};
use crate::image::Snapshot;
use crate::shell::{Output, ProcessParts, Stop, Stream};
use crate::text::{permissions, short_size};
use crate::vfs::{Change, Changes, Files, NodeKind, Path, Tree};

pub(super) const LAYER: Helper = Helper {
    name: "layer",
    about: "Looks into the layers of an image. Layers are counted from 1, the lowest.",
    instead: "use `docker history` and `docker save`",
    usage: &[
        ("layer ls IMAGE", "its layers"),
        ("layer ls IMAGE N", "what layer N holds, as in its tar archive"),
        ("layer cat IMAGE N PATH", "a file of layer N, hidden above or not"),
        ("layer chain IMAGE [--no-trunc]", "diff IDs, and chain IDs computed from them"),
        ("layer help", "this list"),
    ],
    run,
};

/// Columns of a table.
const COLUMNS: usize = 80;

struct Looked {
    manifest: StoredManifest,
    snapshot: Option<Snapshot>,
}

fn run(around: &mut Parts<'_>, parts: &mut ProcessParts<'_>) -> Result<i32, Stop> {
    let mut arguments: Vec<&str> = parts.arguments.iter().skip(1).map(String::as_str).collect();
    let whole = arguments.contains(&"--no-trunc");
    arguments.retain(|argument| *argument != "--no-trunc");
    let output = &mut *parts.output;
    let image = match arguments.as_slice() {
        [] | ["help" | "--help" | "-h"] => return usage(&LAYER, output),
        ["ls" | "chain", image] | ["ls", image, _] | ["cat", image, _, _] => *image,
        [word @ ("ls" | "cat" | "chain"), ..] => {
            let call = LAYER.usage.iter().map(|(call, _)| *call).rfind(|call| call.split(' ').nth(1) == Some(word));
            return fail(output, &format!("layer: write: {}", call.unwrap_or("layer help")));
        }
        [other, ..] => return fail(output, &format!("layer: there is no \"{other}\"; layer help lists what there is")),
    };
    let images = &around.engine.images;
    let Some(manifest) = images.stored_id(image).and_then(|id| images.stored_image(&id)) else {
        return fail(output, &format!("layer: there is no image {image} here; docker pull fetches one"));
    };
    let snapshot = manifest.chain_id().and_then(|chain_id| images.snapshot(&chain_id));
    let looked = Looked { manifest, snapshot };
    match arguments.as_slice() {
        ["chain", _] => chain(&looked, whole, output),
        ["ls", _] => table(&looked, output),
        [_, _, number, rest @ ..] => match looked.layer(number) {
            Err(error) => fail(output, &format!("layer: {image} {error}")),
            Ok(changes) => match rest.first() {
                Some(path) => cat(changes, image, number, path, output),
                None => list(changes, output),
            },
        },
        _ => Ok(1),
    }
}

impl Looked {
    fn layer(&self, number: &str) -> Result<&Changes, String> {
        let count = self.manifest.layers.len();
        let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let snapshot = self.snapshot.as_ref().ok_or("is not unpacked")?;
        index
            .and_then(|index| snapshot.lowers.get(index))
            .ok_or(format!("has layers 1 to {count}, and no layer {number}"))
    }
}

fn made_by(layer: &StoredLayer) -> String {
    let text = layer.instruction.trim_end_matches("# buildkit").trim();
    text.replace("RUN /bin/sh -c ", "RUN ").replace("/bin/sh -c #(nop) ", "")
}

fn table(looked: &Looked, output: &mut dyn Output) -> Result<i32, Stop> {
    line(output, &format!("{:>2}  {:<12}  {:>8}  {:>8}  {}", "N", "BLOB", "SIZE", "UNPACKED", "MADE BY"))?;
    for (index, layer) in looked.manifest.layers.iter().enumerate() {
        let unpacked = layer.usage.map_or_else(|| "-".into(), short_size);
        let head =
            format!("{:>2}  {}  {:>8}  {unpacked:>8}  ", index + 1, layer.digest.short(), short_size(layer.size));
        line(output, &format!("{head}{}", cut(&made_by(layer), COLUMNS - head.len())))?;
    }
    note(output, "`docker history` shows what made each layer")
}

fn list(changes: &Changes, output: &mut dyn Output) -> Result<i32, Stop> {
    for (path, change) in changes.iter().filter(|(path, _)| *path != "/") {
        let path = Path::new(path);
        let inside = path.relative();
        match change {
            Change::Whiteout => {
                let mark = path.parent().child(&format!(".wh.{}", path.name()));
                line(output, &format!("{:<10} {:>10}  {}", "-", 0, mark.relative()))?;
            }
            Change::Put(node) | Change::PutOpaque(node) => {
                let (letter, bytes, tail) = match &node.kind {
                    NodeKind::File(content) => ('-', content.len(), String::new()),
                    NodeKind::Directory => ('d', 0, "/".into()),
                    NodeKind::Symlink(target) => ('l', 0, format!(" -> {target}")),
                    NodeKind::HardLink(target) => ('h', 0, format!(" link to {}", target.trim_start_matches('/'))),
                    NodeKind::CharDevice { .. } => ('c', 0, String::new()),
                    NodeKind::BlockDevice { .. } => ('b', 0, String::new()),
                    NodeKind::Fifo => ('p', 0, String::new()),
                };
                line(output, &format!("{letter}{} {bytes:>10}  {inside}{tail}", permissions(node.meta.mode)))?;
                if matches!(change, Change::PutOpaque(_)) {
                    line(output, &format!("{:<10} {:>10}  {inside}/.wh..wh..opq", "-", 0))?;
                }
            }
        }
    }
    note(output, "`docker save` and `tar` show the same")
}

fn cat(changes: &Changes, image: &str, number: &str, path: &str, output: &mut dyn Output) -> Result<i32, Stop> {
    let absolute = Path::new(path);
    match changes.get(&absolute) {
        Some(Change::Whiteout) => {
            return fail(
                output,
                &format!("layer: layer {number} of {image} hides {absolute}; it has no content there"),
            );
        }
        None => return fail(output, &format!("layer: layer {number} of {image} does not hold {absolute}")),
        Some(_) => {}
    }
    match Tree::new().apply(changes).read(&absolute) {
        Ok(content) => {
            output.write_rope(Stream::Out, &content)?;
            output.write(Stream::Err, b"\nDocker has no such command; `docker save` and `tar` get the same.\n")?;
            Ok(0)
        }
        Err(errno) => fail(output, &format!("layer: {absolute}: {errno}")),
    }
}

fn chain(looked: &Looked, whole: bool, output: &mut dyn Output) -> Result<i32, Stop> {
    let shown = |hex: String| if whole { format!("sha256:{hex}") } else { hex.chars().take(12).collect() };
    let unknown = || String::from("?");
    let width = if whole { 71 } else { 12 };
    line(output, &format!("{:>2}  {:<width$}  {}", "N", "DIFF ID", "CHAIN ID"))?;
    for (index, layer) in looked.manifest.layers.iter().enumerate() {
        let diff_id = layer.diff_id.map_or_else(unknown, |id| shown(id.hex()));
        let chain_id = layer.chain_id.map_or_else(unknown, |id| shown(id.hex()));
        line(output, &format!("{:>2}  {diff_id:<width$}  {chain_id}", index + 1))?;
    }
    line(output, "\nChain 1 is diff 1; chain N is the SHA-256 of \"chain N-1, a blank, diff N\".")?;
    note(output, "`docker image inspect` and `sha256sum` say the same")
}
