//! What images say: their config, size, files, identity.

use super::{bytes, missing, same, whole, yes_no};
use crate::lesson::check::forms::{ImageName, Many, Measure, Two, Wildcard};
use crate::lesson::check::truth::Tell;
use crate::lesson::check::{Truth, View, keys};
use crate::vfs::Tree;

keys! {
    /// What a container of it runs: entrypoint and command.
    pub(super) struct CommandOf {
        /// an image's name or ID
        command_of: ImageName,
    }
}

impl Tell for CommandOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(image) = view.image(&self.command_of) else { return missing(&self.command_of) };
        let command = image.config.map(|config| config.config.command_line()).unwrap_or_default();
        Truth::Text(vec![command.join(" ")])
    }
}

keys! {
    /// Its size.
    pub(super) struct SizeOf {
        /// an image's name or ID
        size_of: ImageName,
        /// which size
        #[serde(default)]
        measure: Measure,
    }
}

impl Tell for SizeOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        view.size(&self.size_of, self.measure).map_or_else(|| missing(&self.size_of), bytes)
    }
}

keys! {
    /// How many times as large the content of the first is as that of the second.
    pub(super) struct ContentRatio {
        /// two images
        content_ratio: Two,
    }
}

impl Tell for ContentRatio {
    fn truth(&self, view: &View<'_>) -> Truth {
        let [one, other] = &self.content_ratio;
        let content = |name| view.size(name, Measure::Content).map(|bytes| bytes as f64);
        match (content(one), content(other)) {
            (Some(one), Some(other)) => Truth::Number { number: one / other.max(1.0), tolerance: 0.5 },
            (None, _) => missing(one),
            (_, None) => missing(other),
        }
    }
}

keys! {
    /// How many files one sees in it.
    pub(super) struct FilesIn {
        /// an image's name or ID
        files_in: ImageName,
        /// a pattern for the last part of the path
        named: Option<Wildcard>,
    }
}

impl Tell for FilesIn {
    fn truth(&self, view: &View<'_>) -> Truth {
        let fits = |name: &str| self.named.as_ref().is_none_or(|pattern| pattern.fits(name));
        view.snapshot(&self.files_in)
            .map_or_else(|| missing(&self.files_in), |snapshot| whole(named(&snapshot.merged, fits)))
    }
}

/// How many paths of a tree have such a name.
fn named(tree: &Tree, fits: impl Fn(&str) -> bool) -> usize {
    tree.walk().filter(|(path, _)| fits(path.rsplit('/').next().unwrap_or_default())).count()
}

keys! {
    /// Whether a container of each would run on the machine's own kernel: it does if the image brings none.
    pub(super) struct SameKernel {
        /// images
        same_kernel: Many<ImageName>,
    }
}

impl Tell for SameKernel {
    fn truth(&self, view: &View<'_>) -> Truth {
        let kernel = |name: &str| name.starts_with("vmlinu");
        for name in &self.same_kernel {
            match view.snapshot(name) {
                None => return missing(name),
                Some(snapshot) if named(&snapshot.merged, kernel) > 0 => return same(false),
                Some(_) => {}
            }
        }
        same(true)
    }
}

keys! {
    /// Its ID (eight digits are enough).
    pub(super) struct IdOf {
        /// an image's name or ID
        id_of: ImageName,
    }
}

impl Tell for IdOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        view.id(&self.id_of).map_or_else(|| missing(&self.id_of), |id| Truth::Digits(vec![id.hex()]))
    }
}

keys! {
    /// Whether both names point to one image: yes or no.
    pub(super) struct SameImage {
        /// two names
        same_image: Two,
    }
}

impl Tell for SameImage {
    fn truth(&self, view: &View<'_>) -> Truth {
        let [one, other] = &self.same_image;
        match (view.id(one), view.id(other)) {
            (Some(one), Some(other)) => yes_no(one == other),
            (None, _) => missing(one),
            (_, None) => missing(other),
        }
    }
}

keys! {
    /// How many entries of its index are attestations (unknown/unknown).
    pub(super) struct AttestationsOf {
        /// an image's name or ID
        attestations_of: ImageName,
    }
}

impl Tell for AttestationsOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(id) = view.id(&self.attestations_of) else { return missing(&self.attestations_of) };
        let manifests = view.now.engine.images.stored_manifests(&id);
        whole(manifests.iter().filter(|manifest| manifest.attestation).count())
    }
}

keys! {
    /// How many entries its index has.
    pub(super) struct ManifestsOf {
        /// an image's name or ID
        manifests_of: ImageName,
    }
}

impl Tell for ManifestsOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        let Some(id) = view.id(&self.manifests_of) else { return missing(&self.manifests_of) };
        whole(view.now.engine.images.stored_manifests(&id).len())
    }
}

keys! {
    /// The tag that a name without one means, once the image is here.
    pub(super) struct DefaultTag {
        /// a repository
        default_tag: ImageName,
    }
}

impl Tell for DefaultTag {
    fn truth(&self, view: &View<'_>) -> Truth {
        let name = &self.default_tag;
        match view.id(name) {
            Some(_) => {
                let texts = ["latest", ":latest", "tag latest", "using default tag: latest", "default tag: latest"];
                Truth::Text(texts.map(String::from).into_iter().chain([format!("{name}:latest")]).collect())
            }
            None => missing(name),
        }
    }
}
