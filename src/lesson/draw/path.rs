//! One path in the union: the layer that one sees it from, what is hidden below.

use super::{Drawn, Scene};
use crate::vfs::{Change, Changes, Overlay};

pub(super) fn draw(scene: &Scene<'_>, words: &[&str]) -> Drawn {
    let [name, path] = words else { return Err("Which path of what? `draw path IMAGE|CONTAINER PATH`".into()) };
    let path = format!("/{}", path.trim_start_matches('/'));
    let (union, has_writable) = union(scene, name)?;
    let layers: Vec<&Changes> = union.lowers().iter().chain(has_writable.then(|| union.upper())).collect();
    let origin = union.origin(&path);
    let mut lines = vec![scene.text(&format!("{path} in {name}, layers from top to bottom:"))];
    let mut is_covered = false;
    for (number, layer) in layers.iter().enumerate().rev() {
        let seen = origin.as_ref().is_some_and(|origin| origin.layer == number);
        let here = layer.get(&path);
        let (sign, what) = match here {
            _ if seen => ("●", "this is what one sees".to_string()),
            Some(Change::Whiteout) => ("✗", "hides it: no such file from here on".into()),
            Some(_) if is_covered => ("○", "has it too, hidden by the layer above".into()),
            Some(_) => ("○", "has it, and it is not seen".into()),
            None => ("│", String::new()),
        };
        is_covered |= seen || here.is_some();
        let kind = if has_writable && number == union.lowers().len() { "writable layer" } else { "layer" };
        let label = if kind == "layer" { format!("layer {}", number + 1) } else { kind.to_string() };
        if scene.in_sentences() {
            if !what.is_empty() {
                lines.push(format!("The {label}: {what}."));
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
        Some(origin) if origin.hidden.is_empty() => {
            format!("{path} comes from one layer, and nothing is hidden below.")
        }
        Some(_) => format!("One sees the topmost {path}. The others stay where they are, and take space."),
        None if is_covered => format!("{path} cannot be seen any more; what is below still takes its space."),
        None => format!("{path} is in no layer."),
    }));
    Ok(lines.join("\n"))
}

/// The union of an image or a container, and whether it has a writable layer.
fn union(scene: &Scene<'_>, name: &str) -> Result<(Overlay, bool), String> {
    let engine = &scene.world.engine;
    if let Some(id) = engine.images.stored_id(name) {
        let chain = engine.images.stored_image(&id).and_then(|image| image.chain_id());
        let snapshot = chain.and_then(|chain| engine.images.snapshot(&chain));
        let snapshot = snapshot.ok_or_else(|| format!("The layers of `{name}` are not unpacked here."))?;
        return Ok((Overlay::new(snapshot.lowers.clone(), snapshot.merged.clone()), false));
    }
    let missing = || format!("There is no image and no container `{name}` here.");
    let container = engine.containers.find(name).map_err(|_| missing())?;
    Ok((engine.union(container).ok_or_else(missing)?, true))
}
