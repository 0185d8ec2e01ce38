//! One path in the union: the layer that one sees it from, what is hidden below.

use super::{Drawn, Scene};
use crate::tell;
use crate::vfs::{Change, Changes, Overlay};

pub(super) fn draw(scene: &Scene<'_>, words: &[&str]) -> Drawn {
    let [name, path] = words else { return Err(tell::draw_path_of_what()) };
    let path = format!("/{}", path.trim_start_matches('/'));
    let (union, has_writable) = union(scene, name)?;
    let layers: Vec<&Changes> = union.lowers().iter().chain(has_writable.then(|| union.upper())).collect();
    let origin = union.origin(&path);
    let mut lines = vec![scene.text(&tell::draw_path_in(&path, name))];
    let mut is_covered = false;
    for (number, layer) in layers.iter().enumerate().rev() {
        let seen = origin.as_ref().is_some_and(|origin| origin.layer == number);
        let here = layer.get(&path);
        let (sign, what) = match here {
            _ if seen => ("●", tell::path_seen()),
            Some(Change::Whiteout) => ("✗", tell::path_hides()),
            Some(_) if is_covered => ("○", tell::path_hidden()),
            Some(_) => ("○", tell::path_unseen()),
            None => ("│", String::new()),
        };
        is_covered |= seen || here.is_some();
        let is_writable = has_writable && number == union.lowers().len();
        let label = if is_writable { tell::writable_layer() } else { tell::layer_number(number + 1) };
        if scene.in_sentences() {
            if !what.is_empty() {
                lines.push(tell::path_layer(label, what));
            }
            continue;
        }
        let sign = match (sign, scene.canvas.sign("u", "a")) {
            (sign, "u") => sign,
            ("●", _) => "*",
            ("✗", _) => "x",
            ("○", _) => "o",
            _ => "|",
        };
        lines.push(scene.row(&format!("  {sign}"), &format!("{label:<16}{what}")));
    }
    lines.push(String::new());
    lines.push(scene.text(&match &origin {
        Some(origin) if origin.hidden.is_empty() => tell::path_once(path),
        Some(_) => tell::path_topmost(path),
        None if is_covered => tell::path_gone(path),
        None => tell::path_nowhere(path),
    }));
    Ok(lines.join("\n"))
}

/// The union of an image or a container, and whether it has a writable layer.
fn union(scene: &Scene<'_>, name: &str) -> Result<(Overlay, bool), String> {
    let engine = &scene.world.engine;
    if let Some(id) = engine.images.stored_id(name) {
        let chain = engine.images.stored_image(&id).and_then(|image| image.chain_id());
        let snapshot = chain.and_then(|chain| engine.images.snapshot(&chain));
        let snapshot = snapshot.ok_or_else(|| tell::layers_not_unpacked(name))?;
        return Ok((Overlay::new(snapshot.lowers.clone(), snapshot.merged.clone()), false));
    }
    let missing = || tell::neither_here(name);
    let container = engine.containers.find(name).map_err(|_| missing())?;
    Ok((engine.union(container).ok_or_else(missing)?, true))
}
