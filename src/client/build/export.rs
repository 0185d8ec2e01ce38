//! From outputs to what the engine's exporters are asked for (`toSolveOpt` in buildx `build/opt.go`, and the exporters'
//! own reading of their fields: buildkit `exporter/*`, `util/compression/attrs.go`).

use super::annotations;
use super::outputs::{Destination, Wanted};
use crate::client::Client;
use crate::client::failure::{Failure, Outcome};
use crate::engine::api::{Annotation, Compression, Export, ExportKind, ExportOptions};
use crate::oci::Reference;
use crate::text::{parse_bool, quote};

/// What all outputs of a build share.
pub(super) struct About<'a> {
    /// `--tag`
    pub(super) names: &'a [Reference],
    /// `--annotation`
    pub(super) annotations: &'a [Annotation],
    /// How many were asked for.
    pub(super) platforms: usize,
    /// Whether attestations were asked for.
    pub(super) attested: bool,
}

/// The exports of a request.
pub(super) fn exports(docker: &Client<'_>, wanted: &[Wanted], about: &About<'_>) -> Outcome<Vec<Export>> {
    let artifacts = parse_bool(docker.variable("BUILDX_NO_DEFAULT_OCI_ARTIFACT")) != Ok(true);
    let mut exports = Vec::new();
    for (index, output) in wanted.iter().enumerate() {
        exports.push(output.export(about, artifacts, index)?);
    }
    let layouts = exports.iter().filter(|export| matches!(export.kind, ExportKind::Oci { tar: false }));
    if layouts.count() > 1 {
        return Err(Failure::new("oci store key \"export\" already exists"));
    }
    Ok(exports)
}

impl Wanted {
    /// The request's export number `index`.
    fn export(&self, about: &About<'_>, artifacts: bool, index: usize) -> Outcome<Export> {
        let push = self.on("push", false)?;
        if push && self.on("push-by-digest", false)? {
            return Err(Failure::new(
                "push-by-digest is currently not implemented for docker driver, please create a new builder instance",
            ));
        }
        let names = self.names(about)?;
        if names.is_empty() && push {
            return Err(Failure::new("tag is needed when pushing to registry"));
        }
        let kind = self.exporter(about, push)?;
        let compression = self.compression()?;
        let oci_types = self.on("oci-mediatypes", true)?;
        let typed = self.attributes.get("compression").map_or("", String::as_str);
        if !oci_types && matches!(compression, Compression::Zstd | Compression::Estargz) {
            return Err(conflict(&format!("compression={typed}")));
        }
        let artifact = match self.attributes.contains_key("oci-artifact") {
            true => self.on("oci-artifact", true)?,
            false => artifacts && oci_types,
        };
        if artifact && !oci_types {
            return Err(conflict("oci-artifact=true"));
        }
        let options = ExportOptions {
            names,
            compression,
            compression_level: self.level()?,
            force_compression: self.forced()?,
            rewrite_timestamp: self.on("rewrite-timestamp", false)?,
            docker_media_types: !oci_types,
            no_artifact: !artifact,
            annotations: self.annotations(about)?,
            platform_split: self.split()?,
            attestation_prefix: self.attributes.get("attestation-prefix").cloned().unwrap_or_default(),
            index,
        };
        Ok(Export { kind, options })
    }

    fn exporter(&self, about: &About<'_>, push: bool) -> Outcome<ExportKind> {
        Ok(match (self.kind.as_str(), &self.to) {
            ("image", _) | ("docker", Destination::Engine) => {
                ExportKind::Image { push, store: self.on("store", true)?, unpack: self.on("unpack", true)? }
            }
            ("docker", Destination::Directory(_)) => {
                return Err(Failure::new("output directory is not supported by moby exporter"));
            }
            ("docker", _) if about.platforms > 1 || about.attested => {
                return Err(Failure::new(
                    "docker exporter does not support exporting manifest lists, use the oci exporter instead",
                ));
            }
            ("docker", _) => ExportKind::Docker { tar: true },
            ("oci", to) => ExportKind::Oci { tar: !matches!(to, Destination::Directory(_)) },
            ("tar", _) => ExportKind::Tar,
            ("local", _) => ExportKind::Local,
            _ => ExportKind::CacheOnly,
        })
    }

    /// `--tag`, or the output's own.
    fn names(&self, about: &About<'_>) -> Outcome<Vec<Reference>> {
        if !about.names.is_empty() {
            return Ok(about.names.to_vec());
        }
        let listed = self.attributes.get("name").map_or("", String::as_str);
        let mut names: Vec<Reference> = Vec::new();
        for name in listed.split(',').filter(|name| !name.is_empty()) {
            let wrong = |error| match self.kind.as_str() {
                "oci" => Failure::new(format!("failed to solve: failed to parse {name}: {error}")),
                _ => Failure::new(format!("failed to solve: {error}")),
            };
            let name = Reference::parse(name).map_err(wrong)?.or_latest();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn annotations(&self, about: &About<'_>) -> Outcome<Vec<Annotation>> {
        let mut all = about.annotations.to_vec();
        for (name, value) in &self.attributes {
            all.extend(annotations::field(name, value)?);
        }
        Ok(all)
    }

    fn compression(&self) -> Outcome<Compression> {
        match self.attributes.get("compression").map(String::as_str) {
            None | Some("gzip") => Ok(Compression::Gzip),
            Some("uncompressed") => Ok(Compression::Uncompressed),
            Some("zstd") => Ok(Compression::Zstd),
            Some("estargz") => Ok(Compression::Estargz),
            Some(other) => Err(Failure::new(format!("failed to solve: unsupported compression type {other}"))),
        }
    }

    fn level(&self) -> Outcome<Option<i64>> {
        let Some(level) = self.attributes.get("compression-level") else { return Ok(None) };
        level.parse().map(Some).map_err(|_| {
            Failure::new(format!(
                "failed to solve: non-integer value {level} specified for compression-level: strconv.ParseInt: parsing \
                 {}: invalid syntax",
                quote(level)
            ))
        })
    }

    fn forced(&self) -> Outcome<bool> {
        match self.attributes.get("force-compression").map_or("false", String::as_str) {
            "" => Ok(true),
            value => parse_bool(value).map_err(|why| {
                Failure::new(format!("failed to solve: non-bool value {value} specified for force-compression: {why}"))
            }),
        }
    }

    fn split(&self) -> Outcome<Option<bool>> {
        let Some(value) =
            self.attributes.get("platform-split").filter(|_| matches!(self.kind.as_str(), "local" | "tar"))
        else {
            return Ok(None);
        };
        let wrong = |why| Failure::new(format!("failed to solve: non-bool value for platform-split: {value}: {why}"));
        parse_bool(value).map(Some).map_err(wrong)
    }

    fn on(&self, key: &str, default: bool) -> Outcome<bool> {
        match self.attributes.get(key).map(String::as_str) {
            None => Ok(default),
            Some("") => Ok(true),
            Some(value) => parse_bool(value)
                .map_err(|why| Failure::new(format!("failed to solve: non-bool value specified for {key}: {why}"))),
        }
    }
}

fn conflict(option: &str) -> Failure {
    Failure::new(format!("failed to solve: exporter option \"{option}\" conflicts with \"oci-mediatypes=false\""))
}
