//! The bases of stages: images, named contexts, nothing (`resolveBaseImage`).

use std::collections::BTreeSet;

use super::names;
use super::stages::EMPTY_IMAGE;
use super::{Conversion, DEFAULT_PATH};
use crate::dockerfile::nearest_exact;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::graph::{ImageSource, LocalSource, Node, NodeId, Op, RemoteSource};
use crate::engine::build::ignore::Ignore;
use crate::oci::{Digest, ImageConfig, Platform, Reference};
use crate::text::quote;

/// What a conversion asks for outside of the Dockerfile.
pub trait Gateway {
    /// The config of an image for a platform (`ResolveImageConfig`); `shown` is how the step is called.
    fn image(&mut self, name: &str, platform: &Platform, shown: &str) -> Outcome<ResolvedImage>;
    /// Whether there is a context of this name.
    fn has_context(&mut self, name: &str, platform: Option<&Platform>) -> bool;
    /// Loads a named context.
    fn context(&mut self, name: &str, platform: &Platform) -> Outcome<NamedContext>;
    /// The patterns of `.dockerignore`.
    fn ignore(&mut self) -> Outcome<Ignore>;
}

/// An image that was found.
#[derive(Clone, Debug)]
pub struct ResolvedImage {
    /// As its step asks for it: full name, and digest but for a context's.
    pub reference: String,
    /// Full name without digest.
    pub name: String,
    /// What the name stands for: an index or a manifest.
    pub target: Digest,
    /// The platform's manifest.
    pub manifest: Digest,
    pub config: ImageConfig,
}

/// A named context that was loaded.
#[derive(Clone, Debug)]
pub enum NamedContext {
    /// Nothing is in it.
    Empty,
    Image {
        image: Box<ResolvedImage>,
        /// How its step is called.
        shown: String,
    },
    /// Files of the client.
    Local {
        /// Its name, as the client knows it.
        name: String,
        exclude: Vec<String>,
        shown: String,
    },
    /// What is behind a network.
    Remote { source: RemoteSource, shown: String },
}

/// Names that a mistyped base may have meant (`commonImageNames`).
const COMMON: [&str; 7] = ["alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"];

impl Conversion<'_> {
    /// Resolves what the needed stages are FROM (`resolveReachableStages`).
    pub(super) fn resolve_bases(&mut self, target: usize) -> Outcome<BTreeSet<usize>> {
        let needed = self.stages.needed(target);
        for place in 0..self.stages.all.len() {
            let reachable = needed.contains(&place) || self.options.all_stages;
            let wanted = self.options.target_platform();
            let stage = self.stage(place)?;
            if stage.base.is_some() || stage.dispatched || stage.resolved {
                continue;
            }
            stage.resolved = reachable;
            if stage.head.base == EMPTY_IMAGE && stage.named_context.is_none() {
                stage.root = None;
                stage.image = empty_image(&wanted);
                stage.platform = Some(wanted);
                stage.dispatched = stage.unregistered;
                continue;
            }
            let span = stage.head.written.span;
            let resolved = self.resolve_base(place, reachable).map_err(|fault| fault.at(span));
            let stage = self.stage(place)?;
            stage.dispatched |= stage.unregistered;
            resolved?;
        }
        Ok(needed)
    }

    fn resolve_base(&mut self, place: usize, reachable: bool) -> Outcome<()> {
        let multi = self.options.multi_platform;
        let wanted = self.options.target_platform();
        let stage = self.stage(place)?;
        let written = stage.head.base.clone();
        let platform = stage.platform.clone().unwrap_or(wanted);
        let reference = Reference::parse(&written)
            .map_err(|error| Fault::new(format!("failed to parse stage name {}: {error}", quote(&written))))?;
        let full = reference.clone().or_latest().to_string();
        stage.head.base = full.clone();
        if !reachable {
            stage.platform = Some(platform);
            return Ok(());
        }
        if let Some(context) = stage.named_context.clone() {
            let loaded = self.gateway.context(&context, &platform)?;
            let (root, config) = self.context_node(loaded, &platform);
            let stage = self.stage(place)?;
            stage.dispatched = true;
            stage.root = root;
            if let Some(config) = config {
                stage.platform = Some(config.platform.clone());
                stage.image = ImageConfig { created: None, ..config };
            }
            return Ok(());
        }
        if self.gateway.has_context(&full, Some(&platform)) {
            let loaded = self.gateway.context(&full, &platform)?;
            let (root, config) = self.context_node(loaded, &platform);
            let config = config.unwrap_or_else(|| empty_image(&platform));
            let stage = self.stage(place)?;
            stage.base_image = Some(config.clone());
            stage.image = ImageConfig { created: None, ..config };
            stage.root = root;
            stage.platform = Some(platform);
            return Ok(());
        }
        let prefix = if multi { format!("[{platform} internal]") } else { "[internal]".into() };
        let shown = format!("{prefix} load metadata for {full}");
        let found = self.gateway.image(&full, &platform, &shown).map_err(|fault| {
            let names = self.stages.names();
            let common = COMMON.iter().flat_map(|name| [name.to_string(), format!("{name}:latest")]);
            let known: Vec<String> = names.into_iter().chain(common).collect();
            let nearest = nearest_exact(&written, known.iter().map(String::as_str));
            fault.within(&written).or_rather(nearest)
        })?;
        self.image_base(place, &written, found, platform)
    }

    fn image_base(&mut self, place: usize, written: &str, found: ResolvedImage, platform: Platform) -> Outcome<()> {
        let multi = self.options.multi_platform;
        let stage = self.stage(place)?;
        stage.base_image = Some(found.config.clone());
        stage.head.base = found.reference.clone();
        stage.image = ImageConfig { created: None, ..found.config.clone() };
        stage.platform = Some(platform.clone());
        let has_layers =
            !found.config.rootfs.diff_ids.is_empty() || found.config.history.iter().any(|row| !row.empty_layer);
        if !has_layers {
            stage.root = None;
            return Ok(());
        }
        let mut shown = format!("FROM {}", found.reference);
        let span = stage.head.written.span;
        shown = names::step(stage, &shown, multi);
        let node = self.image_node(found.clone(), &platform, shown, Some(span));
        let stage = self.stages.all.get_mut(place);
        if let Some(stage) = stage {
            stage.root = Some(node);
            self.lint.base_platform(stage, written, &platform, &found.config.platform);
        }
        Ok(())
    }

    fn image_node(
        &mut self,
        image: ResolvedImage,
        platform: &Platform,
        name: String,
        span: Option<crate::dockerfile::Span>,
    ) -> NodeId {
        let source = ImageSource {
            reference: image.reference,
            platform: platform.clone(),
            name: image.name,
            target: image.target,
            manifest: Some(image.manifest),
        };
        self.graph.add(Node { span, ..Node::source(Op::Image(source), name) })
    }

    fn context_node(&mut self, context: NamedContext, platform: &Platform) -> (Option<NodeId>, Option<ImageConfig>) {
        match context {
            NamedContext::Empty => (None, None),
            NamedContext::Image { image, shown } => {
                let config = image.config.clone();
                (Some(self.image_node(*image, platform, shown, None)), Some(config))
            }
            NamedContext::Local { name, exclude, shown } => {
                let op = Op::Local(LocalSource { name, include: Vec::new(), exclude });
                (Some(self.graph.add(Node::source(op, shown))), None)
            }
            NamedContext::Remote { source, shown } => {
                (Some(self.graph.add(Node::source(Op::Remote(source), shown))), None)
            }
        }
    }
}

/// What FROM scratch begins with.
pub fn empty_image(platform: &Platform) -> ImageConfig {
    let mut image = ImageConfig { platform: platform.clone(), ..ImageConfig::default() };
    image.config.working_dir = "/".into();
    if platform.os != "windows" {
        image.config.env.push(format!("PATH={DEFAULT_PATH}"));
    }
    image
}
