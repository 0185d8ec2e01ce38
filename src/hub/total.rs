//! [`Total`]: what all files of a Hub may come to together. The file with which it is too much is named, and nothing
//! after it is read.

use super::form::{FormError, RepositoryForm};

/// Bytes of one file that describes something.
const FILE: u64 = 1 << 20;
/// Bytes of a file whose lines or entries are small: the lock, an index.
const LIST: u64 = 16 << 20;
/// Files that describe repositories.
const FILES: usize = 20_000;
/// Their bytes.
const BYTES: usize = 4 << 20;
/// Images.
const IMAGES: usize = 10_000;
/// Tags, those that events bring included.
const TAGS: usize = 50_000;
/// Layers.
const LAYERS: usize = 50_000;
/// Entries of file sets, as they are written.
const ENTRIES: usize = 100_000;
/// Files and folders of the layers of all images, one image after the other.
const PLANNED: usize = 4_000_000;

/// What has come together so far.
#[derive(Debug, Default)]
pub(super) struct Total {
    files: usize,
    bytes: usize,
    images: usize,
    tags: usize,
    layers: usize,
    entries: usize,
    planned: usize,
}

/// A file of so many bytes, by itself.
pub(super) fn one(file: &str, size: u64) -> Result<(), FormError> {
    alone(file, size, FILE)
}

/// The same for a list.
pub(super) fn list(file: &str, size: u64) -> Result<(), FormError> {
    alone(file, size, LIST)
}

fn alone(file: &str, size: u64, limit: u64) -> Result<(), FormError> {
    match size > limit {
        true => Err(FormError::of(file, format!("{size} bytes, and {limit} are the most"))),
        false => Ok(()),
    }
}

impl Total {
    /// A file that is about to be read.
    pub(super) fn file(&mut self, file: &str, size: u64) -> Result<(), FormError> {
        one(file, size)?;
        add(&mut self.files, 1, FILES, "files", file)?;
        add(&mut self.bytes, usize::try_from(size).unwrap_or(usize::MAX), BYTES, "bytes", file)
    }

    /// What a file describes.
    pub(super) fn form(&mut self, form: &RepositoryForm, file: &str) -> Result<(), FormError> {
        let (images, events) = (form.images.values(), form.events.iter());
        let tags = images.clone().map(|image| image.tags.len()).sum::<usize>();
        let later = events.map(|event| event.moves.len() + event.adds.len()).sum::<usize>();
        add(&mut self.images, form.images.len(), IMAGES, "images", file)?;
        self.tags(tags + later, file)?;
        add(&mut self.layers, images.map(|image| image.history.len()).sum(), LAYERS, "layers", file)?;
        add(&mut self.entries, form.files.values().map(Vec::len).sum(), ENTRIES, "entries of file sets", file)
    }

    /// So many tags.
    pub(super) fn tags(&mut self, tags: usize, file: &str) -> Result<(), FormError> {
        add(&mut self.tags, tags, TAGS, "tags", file)
    }

    /// So many files and folders, of an image with all that it is built on.
    pub(super) fn planned(&mut self, planned: usize, file: &str) -> Result<(), FormError> {
        add(&mut self.planned, planned, PLANNED, "files and folders in the layers of all images", file)
    }
}

fn add(sum: &mut usize, more: usize, limit: usize, what: &str, file: &str) -> Result<(), FormError> {
    *sum = sum.saturating_add(more);
    match *sum > limit {
        true => {
            Err(FormError::of(file, format!("with this file the Hub has more than {limit} {what}, which are the most")))
        }
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use bytes::Bytes;

    use super::super::{Catalogue, Folder, HubFiles, builtin_catalogue};
    use super::*;

    fn refused(files: BTreeMap<String, Bytes>) -> String {
        Catalogue::open(Arc::new(files)).unwrap().check(|_| true).iter().map(FormError::to_string).collect()
    }

    /// `count` repositories with this text.
    fn many(count: usize, text: &str) -> BTreeMap<String, Bytes> {
        (0..count).map(|at| (format!("own/r{at:05}.toml"), Bytes::from(text.to_string()))).collect()
    }

    #[test]
    fn all_files_together_have_limits_that_are_named() {
        let tags = |at: usize| (0..1000).map(|tag| format!("\"{at}-{tag}\",")).collect::<String>();
        let image = |at: usize| format!("[images.i{at}]\ncreated = \"2026-01-01\"\ntags = [{}]\n", tags(at));
        let tagged: String = (0..10).map(image).collect();
        let layers = format!("[images.a]\ncreated = \"2026-01-01\"\nhistory = [{}]", "{by=\"x\"},".repeat(6000));
        let images: String = (0..2001).map(|at| format!("[images.i{at}]\ncreated = \"2026-01-01\"\n")).collect();
        let entries = format!("[files]\na = [{}]", "{dir=\"/a\"},".repeat(19_000));
        let planned = "[images.a]\ncreated = \"2026-01-01\"\nhistory = [{ by = \"1\", files = \"x\" }, { by = \"2\", \
                       files = \"x\" }]\n[files]\nx = [{ bulk = \"/a{n}\", count = 20000, size = 1 }]";
        let padded = format!("note = \"{}\"", "x".repeat(900_000));
        let cases = [
            (
                many(5, &padded),
                "own/r00004.toml: with this file the Hub has more than 4194304 bytes, which are the most",
            ),
            (many(20_001, ""), "own/r20000.toml: with this file the Hub has more than 20000 files, which are the most"),
            (many(6, &tagged), "own/r00005.toml: with this file the Hub has more than 50000 tags, which are the most"),
            (
                many(9, &layers),
                "own/r00008.toml: with this file the Hub has more than 50000 layers, which are the most",
            ),
            (
                many(5, &images),
                "own/r00004.toml: with this file the Hub has more than 10000 images, which are the most",
            ),
            (
                many(6, &entries),
                "own/r00005.toml: with this file the Hub has more than 100000 entries of file sets, which are the most",
            ),
            (
                many(101, planned),
                "own/r00100.toml: with this file the Hub has more than 4000000 files and folders in the layers of all \
                 images, which are the most",
            ),
            (many(1, &"#".repeat(1 << 21)), "own/r00000.toml: 2097152 bytes, and 1048576 are the most"),
        ];
        for (files, expected) in cases {
            assert_eq!(refused(files), expected);
        }
    }

    #[test]
    fn a_layout_has_them_too() {
        let manifest = |at: usize| {
            format!(
                "{{\"digest\":\"sha256:{}\",\"annotations\":{{\"io.containerd.image.name\":\"own/a:{at}\"}}}},",
                "0".repeat(64)
            )
        };
        let index: String = (0..=TAGS).map(manifest).collect();
        let index = format!("{{\"manifests\":[{}]}}", index.trim_end_matches(','));
        let open = |text: String| {
            let files: Arc<dyn HubFiles> = Arc::new(BTreeMap::from([("index.json".to_string(), Bytes::from(text))]));
            Folder::open(files).unwrap_err().to_string()
        };
        assert_eq!(open(index), "index.json: with this file the Hub has more than 50000 tags, which are the most");
        assert_eq!(open(" ".repeat(17 << 20)), "index.json: 17825792 bytes, and 16777216 are the most");
    }

    /// The built-in Hub is far from them.
    #[test]
    fn the_builtin_hub_is_a_quarter_of_it_at_most() {
        let total = builtin_catalogue().total();
        for (has, most) in [
            (total.files, FILES),
            (total.bytes, BYTES),
            (total.images, IMAGES),
            (total.tags, TAGS),
            (total.layers, LAYERS),
            (total.entries, ENTRIES),
            (total.planned, PLANNED),
        ] {
            assert!(has > 0 && has <= most / 4, "{total:?}");
        }
    }
}
