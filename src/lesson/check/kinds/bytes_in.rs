//! Bytes that stand somewhere in an image, seen or not.

use crate::content::{Rope, Segment};
use crate::lesson::check::forms::ImageName;
use crate::lesson::check::{Ask, View, is, keys};
use crate::oci::MANIFEST_LIMIT;
use crate::tell;
use crate::vfs::NodeKind;

keys! {
    /// Bytes stand somewhere in an image: config, history, or a file of any layer, hidden or not.
    pub(super) struct BytesIn {
        /// an image's name or ID
        bytes_in: ImageName,
        /// the bytes
        text: Option<String>,
        /// or: a file of the working directory whose content (trimmed) they are
        file: Option<String>,
    }
}

impl Ask for BytesIn {
    fn valid(&self) -> Result<(), String> {
        match self.text.is_some() == self.file.is_some() {
            true => Err("`bytes_in` needs either `text` or `file`".into()),
            false => Ok(()),
        }
    }

    fn has_subject(&self, view: &View<'_>) -> bool {
        view.image(&self.bytes_in).is_some()
    }

    fn holds(&self, view: &View<'_>) -> bool {
        let from_file = || self.file.as_ref().and_then(|path| view.text_at(&view.path(path)));
        let Some(needle) = self.text.clone().or_else(from_file) else { return false };
        let needle = needle.trim().as_bytes();
        let Some(image) = view.image(&self.bytes_in) else { return false };
        if needle.is_empty() {
            return false;
        }
        let config = image.config_digest.and_then(|digest| view.now.engine.images.blob(&digest));
        let in_config = config.and_then(|blob| blob.content().bytes_up_to(MANIFEST_LIMIT).ok());
        if in_config.is_some_and(|bytes| contains(&bytes, needle)) {
            return true;
        }
        let Some(snapshot) = view.snapshot(&self.bytes_in) else { return false };
        let nodes = snapshot.lowers.iter().flat_map(|layer| layer.iter()).filter_map(|(_, change)| change.node());
        nodes.into_iter().any(|node| match &node.kind {
            NodeKind::File(content) => rope_contains(content, needle),
            _ => false,
        })
    }

    fn says(&self, not: bool) -> String {
        tell::goal_secret(is(not), self.bytes_in.full().text())
    }
}

/// Whether literal bytes of a rope contain the needle. Generated content has no secrets in it, and is not generated.
fn rope_contains(rope: &Rope, needle: &[u8]) -> bool {
    let mut run: Vec<u8> = Vec::new();
    for segment in rope.segments() {
        match segment {
            Segment::Bytes(bytes) => {
                // What stands across two segments counts, too.
                let keep = run.len().saturating_sub(needle.len());
                run.drain(..keep);
                run.extend_from_slice(bytes);
                if contains(&run, needle) {
                    return true;
                }
            }
            _ => run.clear(),
        }
    }
    false
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
