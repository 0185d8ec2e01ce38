//! Writing an image into the content store: layers, config, manifest, and with attestations or for several platforms an
//! index (BuildKit's `exporter/containerimage/writer.go`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::layers::{self, ResultLayer, milliseconds};
use super::work::put;
use super::{About, Built, Work, attest, config, documents};
use crate::clock::Timestamp;
use crate::engine::api::{AnnotationPlace, ExportOptions};
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::remote_cache::{self, Place};
use crate::engine::build::solve::Solver;
use crate::engine::images::descriptor::Descriptor;
use crate::oci::{Blob, Digest, Platform, media_type};

/// The annotation with the config's digest on the descriptor of an image for one platform.
pub const CONFIG_DIGEST: &str = "config.digest";

/// An image in the content store.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The index or manifest.
    pub target: Descriptor,
    /// Of an image for one platform without attestations.
    pub config: Option<Digest>,
    /// The manifests of images by platform.
    pub manifests: Vec<(Platform, Descriptor)>,
}

/// Writes the results as one image.
pub fn commit(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    built: &[Built],
    about: About<'_>,
    options: &ExportOptions,
    inline: bool,
) -> Outcome<Committed> {
    let mut attested = Vec::new();
    for one in built {
        attested.push(attest::of(solver, one, about, work.at, inline)?);
    }
    let is_index = built.len() > 1 || attested.iter().any(|attestations| !attestations.is_empty());
    check(solver, built, options, is_index)?;
    let mut layers = Vec::new();
    for one in built {
        layers.push(layers::of(solver, one, about.begun, options, None)?);
    }
    let took = layers.iter().map(|layers| milliseconds(layers)).max().unwrap_or(1);
    work.did(solver, "exporting layers", took);
    let caches = inline_caches(solver, work, built, about);
    let mut commit = Commit { solver, work, options, begun: about.begun };
    let mut manifests = Vec::new();
    let mut attestations = Vec::new();
    for (((one, layers), attested), cache) in built.iter().zip(layers).zip(&attested).zip(caches) {
        let layers = commit.rewritten(one, layers)?;
        let (manifest, config) = commit.image(one, &layers, cache, is_index)?;
        if !is_index {
            return Ok(single(one, manifest, config));
        }
        let platform = one.converted.platform.clone();
        if !attested.is_empty() {
            attestations.push(commit.attestations(&manifest, &platform, attested));
        }
        let manifest = Descriptor { platform: Some(platform.clone()), ..manifest };
        manifests.push((platform, manifest));
    }
    let listed: Vec<Descriptor> = manifests.iter().map(|(_, manifest)| manifest.clone()).chain(attestations).collect();
    let target = commit.index(&listed);
    Ok(Committed { target, config: None, manifests })
}

/// `type=inline`: the cache of each platform, for its image's config.
fn inline_caches(
    solver: &mut Solver<'_, '_>,
    work: &mut Work,
    built: &[Built],
    about: About<'_>,
) -> Vec<Option<Value>> {
    if !about.caches.iter().any(|target| matches!(target.place, Place::Inline)) {
        return vec![None; built.len()];
    }
    let caches = built.iter().map(|one| remote_cache::inline(solver, one)).collect();
    work.did(solver, "preparing layers for inline cache", 10);
    caches
}

fn single(one: &Built, mut manifest: Descriptor, config: Digest) -> Committed {
    let platform = one.converted.platform.clone();
    manifest.annotations.insert(CONFIG_DIGEST.into(), config.to_string());
    manifest.platform = Some(platform.clone());
    Committed { target: manifest.clone(), config: Some(config), manifests: vec![(platform, manifest)] }
}

/// What cannot be written.
fn check(solver: &Solver<'_, '_>, built: &[Built], options: &ExportOptions, is_index: bool) -> Outcome<()> {
    for annotation in &options.annotations {
        let known = |platform: &Platform| built.iter().any(|one| one.converted.platform.matches(platform));
        if let Some(platform) = annotation.platform.as_ref().filter(|platform| !known(platform)) {
            return Err(Fault::new(format!("invalid annotation: no platform {platform} found in source")));
        }
        if options.docker_media_types && annotation.place != AnnotationPlace::Manifest {
            return Err(Fault::new("cannot export annotations with \"oci-mediatypes=false\""));
        }
        let of_index = matches!(annotation.place, AnnotationPlace::Index | AnnotationPlace::IndexDescriptor);
        if of_index && !is_index {
            return Err(Fault::new("index annotations not supported for single platform export"));
        }
    }
    let attested = solver.request.provenance.is_some() || solver.request.sbom.is_some();
    if is_index && options.docker_media_types && attested {
        return Err(Fault::new("cannot export attestations with \"oci-mediatypes=false\""));
    }
    Ok(())
}

struct Commit<'c, 'a, 'd> {
    solver: &'c mut Solver<'a, 'd>,
    work: &'c mut Work,
    options: &'c ExportOptions,
    begun: Timestamp,
}

impl Commit<'_, '_, '_> {
    /// With times no later than SOURCE_DATE_EPOCH, if that is wanted.
    fn rewritten(&mut self, one: &Built, layers: Vec<ResultLayer>) -> Outcome<Vec<ResultLayer>> {
        let (true, Some(epoch)) = (self.options.rewrite_timestamp, one.converted.epoch) else { return Ok(layers) };
        let layers = layers::of(self.solver, one, self.begun, self.options, Some(epoch))?;
        let text = format!(
            "rewriting layers with source-date-epoch {} ({})",
            epoch.seconds(),
            epoch.in_utc("%Y-%m-%d %H:%M:%S +0000 UTC"),
        );
        self.work.did(self.solver, text, milliseconds(&layers));
        Ok(layers)
    }

    fn annotations(&self, place: AnnotationPlace, platform: Option<&Platform>) -> BTreeMap<String, String> {
        let all = &self.options.annotations;
        let of = |specific: bool| {
            all.iter()
                .filter(move |annotation| annotation.place == place && annotation.platform.is_some() == specific)
                .filter(move |annotation| match (&annotation.platform, platform) {
                    (Some(wanted), Some(platform)) => wanted.matches(platform),
                    (Some(_), None) => false,
                    (None, _) => true,
                })
                .map(|annotation| (annotation.key.clone(), annotation.value.clone()))
        };
        of(false).chain(of(true)).collect()
    }

    /// Config and manifest of one platform.
    fn image(
        &mut self,
        one: &Built,
        layers: &[ResultLayer],
        cache: Option<Value>,
        is_index: bool,
    ) -> Outcome<(Descriptor, Digest)> {
        let docker = self.options.docker_media_types;
        let converted = &one.converted;
        let bytes = config::write(&converted.image, converted.base_image.as_ref(), layers, converted.epoch, cache);
        let config = Blob::new(bytes);
        let config_type = if docker { media_type::DOCKER_CONFIG } else { media_type::CONFIG };
        let config_descriptor = Descriptor::of(&config, config_type);
        let platform = is_index.then_some(&converted.platform);
        let annotations = self.annotations(AnnotationPlace::Manifest, platform);
        let listed: Vec<Descriptor> = layers.iter().map(|layer| layer.descriptor.clone()).collect();
        let manifest = Blob::new(documents::manifest(docker, &config_descriptor, &listed, &annotations));
        let manifest_type = if docker { media_type::DOCKER_MANIFEST } else { media_type::MANIFEST };
        let mut descriptor = Descriptor::of(&manifest, manifest_type);
        for layer in layers {
            put(self.solver, &layer.descriptor, &layer.blob);
            if let Some(record) = &layer.record {
                self.solver.hold_layer(record, layer.descriptor.digest);
            }
        }
        put(self.solver, &config_descriptor, &config);
        put(self.solver, &descriptor, &manifest);
        self.work.did(self.solver, format!("exporting manifest {}", descriptor.digest), 2);
        self.work.did(self.solver, format!("exporting config {}", config_descriptor.digest), 2);
        descriptor.annotations = self.annotations(AnnotationPlace::ManifestDescriptor, platform).into();
        Ok((descriptor, config_descriptor.digest))
    }

    /// The manifest of an image's attestations.
    fn attestations(
        &mut self,
        image: &Descriptor,
        platform: &Platform,
        attested: &[attest::Attestation],
    ) -> Descriptor {
        let names: Vec<String> = self.options.names.iter().map(ToString::to_string).collect();
        let subjects = attest::named(&names, platform, image.digest);
        let mut listed = Vec::new();
        for attestation in attested {
            let blob = Blob::new(attestation.compact(&subjects));
            let mut descriptor = Descriptor::of(&blob, media_type::IN_TOTO);
            let kind = attestation.predicate_type.to_string();
            descriptor.annotations.insert("in-toto.io/predicate-type".into(), kind);
            put(self.solver, &descriptor, &blob);
            listed.push(descriptor);
        }
        let manifest = if self.options.no_artifact {
            let config = Blob::new(documents::attestations_config(&listed));
            let described = Descriptor::of(&config, media_type::CONFIG);
            put(self.solver, &described, &config);
            Blob::new(documents::manifest(false, &described, &listed, &BTreeMap::new()))
        } else {
            put(self.solver, &documents::empty_config(), &Blob::new(documents::EMPTY_CONFIG));
            Blob::new(documents::attestations(image, &listed))
        };
        let mut descriptor = Descriptor::of(&manifest, media_type::MANIFEST);
        put(self.solver, &descriptor, &manifest);
        self.work.did(self.solver, format!("exporting attestation manifest {}", descriptor.digest), 4);
        let annotations = [
            ("vnd.docker.reference.digest", image.digest.to_string()),
            ("vnd.docker.reference.type", "attestation-manifest".to_string()),
        ];
        descriptor.annotations = annotations.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
        let unknown = || String::from("unknown");
        descriptor.platform = Some(Platform { os: unknown(), architecture: unknown(), ..Platform::default() });
        descriptor
    }

    fn index(&mut self, listed: &[Descriptor]) -> Descriptor {
        let docker = self.options.docker_media_types;
        let annotations = self.annotations(AnnotationPlace::Index, None);
        let blob = Blob::new(documents::index(docker, listed, &annotations));
        let index_type = if docker { media_type::DOCKER_LIST } else { media_type::INDEX };
        let mut descriptor = Descriptor::of(&blob, index_type);
        put(self.solver, &descriptor, &blob);
        self.work.did(self.solver, format!("exporting manifest list {}", descriptor.digest), 2);
        descriptor.annotations = self.annotations(AnnotationPlace::IndexDescriptor, None).into();
        descriptor
    }
}
