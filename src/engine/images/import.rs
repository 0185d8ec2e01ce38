//! `POST /images/create` with `fromSrc` (moby `daemon/containerd/image_import.go`).

use super::announce::{announce, tell};
use super::changes;
use super::create::{NewImage, create};
use crate::content::Rope;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, ImageImport, Progress, ProgressSink};
use crate::image::{Layer, Limits, gzip};
use crate::oci::{Blob, Config, History, ImageConfig, Platform, Reference, RootFs, media_type};

/// What gzip begins with (RFC 1952), and zstd (RFC 8878).
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// See [`crate::engine::api::Images::image_import`].
pub(in crate::engine) fn import(
    daemon: &mut Daemon<'_>,
    source: Rope,
    options: &ImageImport,
    progress: ProgressSink<'_>,
) -> ApiResult<()> {
    let bad = |error: crate::oci::ReferenceError| ApiError::new(400, error.to_string());
    let name = match options.reference.as_str() {
        "" => None,
        text => Some(Reference::parse(text).map_err(bad)?),
    };
    if name.as_ref().is_some_and(|name| name.digest.is_some()) {
        return Err(ApiError::new(400, "cannot import digest reference"));
    }
    let mut config = Config::default();
    changes::apply(&mut config, &options.changes)?;
    let layer = layer(source)?;
    let created = Some(daemon.clock.now().rfc3339());
    let comment = if options.message.is_empty() { "Imported from -".into() } else { options.message.clone() };
    let config = ImageConfig {
        created: created.clone(),
        author: String::new(),
        platform: options.platform.clone().unwrap_or_else(Platform::host),
        config,
        rootfs: RootFs { diff_ids: vec![layer.diff_id], ..RootFs::default() },
        history: vec![History { created, comment, ..History::default() }],
    };
    let mark = daemon.events.len();
    let id = create(daemon, NewImage { config, base: None, layer: Some(layer), parent: None, name })?;
    announce(daemon, mark, |_| true);
    tell(daemon, "import", &id.to_string(), &id.to_string());
    progress(Progress { status: id.to_string(), ..Progress::default() });
    Ok(())
}

/// The archive as a layer: as it is if it is compressed, otherwise compressed.
fn layer(source: Rope) -> ApiResult<Layer> {
    let head = source.slice(0..4).to_bytes();
    let (blob, media_type) = if head.starts_with(GZIP) {
        (source, media_type::LAYER_GZIP)
    } else if head.starts_with(ZSTD) {
        (source, media_type::LAYER_ZSTD)
    } else {
        (gzip::compress(&source), media_type::LAYER_GZIP)
    };
    Layer::read(Blob::new(blob), media_type, Limits::default()).map_err(|error| ApiError::new(500, error.to_string()))
}
