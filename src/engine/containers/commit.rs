//! `POST /commit`: a container's writable layer becomes an image (moby `daemon/commit.go`,
//! `daemon/containerd/image_commit.go`).

use crate::clock::MILLISECOND;
use crate::image::Layer;
use crate::oci::{History, ImageConfig, Platform, Reference, RootFs};

use super::super::api::{ApiError, ApiResult, Commit};
use super::super::build;
use super::super::images::{self, NewImage, Spelling};
use super::super::{Daemon, Event};
use super::record::{Container, Status};
use super::settle::settle;
use super::{announce, files, merge};

/// How long a commit takes at least, nanoseconds.
const DURATION: i64 = 20 * MILLISECOND;

/// See [`super::super::api::Containers::container_commit`].
pub fn commit(daemon: &mut Daemon<'_>, options: &Commit) -> ApiResult<String> {
    let name = match options.reference.as_str() {
        "" => None,
        text => {
            let parsed = Reference::parse(text).map_err(|error| ApiError::new(400, error.to_string()))?;
            if parsed.digest.is_some() {
                return Err(ApiError::new(400, "cannot import digest reference"));
            }
            Some(parsed.or_latest())
        }
    };
    settle(daemon)?;
    let container = daemon.state.containers.find(&options.container)?.clone();
    let pauses = options.pause && container.state.status == Status::Running;
    if pauses {
        announce::tell(daemon, &container.id, "pause", []);
        daemon.events.push(Event::ContainerPaused { id: container.id.clone() });
    }
    let image = image(daemon, options, name, &container);
    if pauses {
        announce::tell(daemon, &container.id, "unpause", []);
        daemon.events.push(Event::ContainerUnpaused { id: container.id.clone() });
    }
    image
}

/// Makes the image of a container's files as they are.
fn image(
    daemon: &mut Daemon<'_>,
    options: &Commit,
    name: Option<Reference>,
    container: &Container,
) -> ApiResult<String> {
    let config = build::change(container.config.oci.clone(), &options.changes)?;
    let mut config = merge::merge(config, &container.config.oci);
    config.labels = config.labels.filter(|labels| !labels.is_empty());
    let image_id = container.image.to_string();
    let base = daemon.state.images.resolve(&image_id, Some(&container.platform))?;
    let changes = files::union(daemon, container, container.upper.clone())?.changes();
    let layer = (!changes.is_empty()).then(|| Layer::pack(&changes));
    let created = Some(daemon.clock.now().rfc3339());
    let author = if options.author.is_empty() { base.config.author.clone() } else { options.author.clone() };
    let mut history = base.config.history.clone();
    history.push(History {
        created: created.clone(),
        created_by: container.config.oci.cmd.iter().flatten().cloned().collect::<Vec<_>>().join(" "),
        author: author.clone(),
        comment: options.comment.clone(),
        empty_layer: layer.is_none(),
    });
    let mut diff_ids = base.config.rootfs.diff_ids.clone();
    diff_ids.extend(layer.as_ref().map(|layer| layer.diff_id));
    let platform = &base.config.platform;
    let image = ImageConfig {
        created,
        author,
        platform: Platform {
            architecture: platform.architecture.clone(),
            os: platform.os.clone(),
            ..Platform::default()
        },
        config,
        rootfs: RootFs { diff_ids, ..RootFs::default() },
        history,
    };
    let base = Some(container.manifest.digest);
    let layer = layer.map(|layer| (layer.blob, layer.media_type));
    let parent = Some(container.image);
    let new = NewImage { config: image, base, layer, parent, name, spelling: Spelling::Indented };
    let (mark, reference) = (daemon.events.len(), new.name.as_ref().map(Reference::familiar));
    let id = images::create(daemon, new)?;
    images::tell(daemon, "create", &id.to_string(), &id.to_string());
    images::announce(daemon, mark, |_| true);
    let about = [
        ("comment", options.comment.clone()),
        ("imageID", id.to_string()),
        ("imageRef", reference.unwrap_or_default()),
    ];
    announce::tell(daemon, &container.id, "commit", about);
    daemon.events.push(Event::Committed { container: container.id.clone(), id });
    // No two images are made at one moment.
    daemon.clock.advance(DURATION);
    Ok(id.to_string())
}
