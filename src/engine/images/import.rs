//! `POST /images/create` with `fromSrc` (moby `daemon/containerd/image_import.go`).

use super::announce::{announce, tell};
use super::create::{NewImage, create};
use crate::content::Rope;
use crate::engine::Daemon;
use crate::engine::api::{ApiError, ApiResult, ImageImport, ImportSource, Progress, ProgressSink};
use crate::engine::build;
use crate::image::{Limits, gzip};
use crate::oci::{Blob, Config, DiffId, Digest, History, ImageConfig, Platform, Reference, RootFs, media_type};

/// What gzip begins with (RFC 1952), and zstd (RFC 8878).
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// See [`crate::engine::api::Images::image_import`].
pub(in crate::engine) fn import(
    daemon: &mut Daemon<'_>,
    source: ImportSource,
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
    let config = build::change(Config::default(), &options.changes)?;
    let source = match source {
        ImportSource::Content(content) => content,
        ImportSource::Url(url) => return Err(build::unreachable_url(&url)),
    };
    let (layer, diff_id) = layer(source)?;
    let created = Some(daemon.clock.now().rfc3339());
    let comment = if options.message.is_empty() { "Imported from -".into() } else { options.message.clone() };
    let config = ImageConfig {
        created: created.clone(),
        author: String::new(),
        platform: options.platform.clone().unwrap_or_else(Platform::host),
        config,
        rootfs: RootFs { diff_ids: vec![diff_id], ..RootFs::default() },
        history: vec![History { created, comment, ..History::default() }],
    };
    let mark = daemon.events.len();
    let id = create(daemon, NewImage { config, layer: Some(layer), name, ..NewImage::default() })?;
    announce(daemon, mark, |_| true);
    tell(daemon, "import", &id.to_string(), &id.to_string());
    progress(Progress { status: id.to_string(), ..Progress::default() });
    Ok(())
}

/// The archive as a layer's blob with its media type: as it is if it is compressed, otherwise compressed. Whether it can
/// be unpacked shows later.
fn layer(source: Rope) -> ApiResult<((Blob, String), DiffId)> {
    let head = source.slice(0..4).to_bytes();
    let (blob, media_type) = if head.starts_with(GZIP) {
        (source, media_type::LAYER_GZIP)
    } else if head.starts_with(ZSTD) {
        (source, media_type::LAYER_ZSTD)
    } else {
        // An image's layer is compressed with neither bzip2 nor xz: such archives are compressed anew.
        let plain = gzip::decompress_archive(&source, Limits::default());
        (gzip::compress(&plain.map_err(|error| ApiError::new(500, error.to_string()))?), media_type::LAYER_GZIP)
    };
    let archive = gzip::decompress(&blob, Limits::default()).map_err(|error| ApiError::new(500, error.to_string()))?;
    let diff_id = DiffId(Digest::from_sha256(archive.sha256()));
    Ok(((Blob::new(blob), media_type.into()), diff_id))
}
