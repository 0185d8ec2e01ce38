//! Annotations: `--annotation` (`ParseAnnotations` in buildx `util/buildflags/export.go`) and those among the fields of an
//! output (`ParseAnnotationKey` in buildkit `exporter/containerimage/exptypes`).

use crate::client::failure::{Failure, Outcome};
use crate::engine::api::{Annotation, AnnotationPlace};
use crate::oci::{BadPlatform, Platform};
use crate::text::quote;

/// `--annotation [PLACE[PLATFORM],…:]KEY=VALUE`
pub fn parse(given: &[String]) -> Outcome<Vec<Annotation>> {
    let mut all = Vec::new();
    for text in given.iter().filter(|text| !text.is_empty()) {
        let Some((key, value)) = text.split_once('=') else {
            return Err(Failure::new(format!("invalid annotation {}, expected key=value", quote(text))));
        };
        let Some((places, key)) = key.split_once(':') else {
            let (place, platform) = (AnnotationPlace::Manifest, None);
            all.push(annotation(place, platform, key, value));
            continue;
        };
        for place in places.split(',') {
            let (name, platform) = match place.split_once('[') {
                Some((name, platform)) => (name, platform.strip_suffix(']').filter(|inner| !inner.is_empty())),
                None => (place, Some("")),
            };
            let right = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let Some(platform) = platform.filter(|_| right(name)) else {
                return Err(Failure::new(format!(
                    "invalid annotation type {}, expected type and optional platform in square brackets",
                    quote(place)
                )));
            };
            let Some(place) = place_called(name) else {
                return Err(Failure::new(format!("unknown annotation type {}", quote(name))));
            };
            let platform = match platform {
                "" => None,
                text => Some(text.parse().map_err(|error: BadPlatform| {
                    Failure::new(format!("invalid platform {}: {error}", quote(text)))
                })?),
            };
            all.push(annotation(place, platform, key, value));
        }
    }
    Ok(all)
}

/// `annotation[-PLACE][[PLATFORM]].KEY` as the field of an output; `None`: it is another field.
pub(super) fn field(name: &str, value: &str) -> Outcome<Option<Annotation>> {
    let Some((head, key)) = name.strip_prefix("annotation").and_then(|rest| rest.split_once('.')) else {
        return Ok(None);
    };
    let (kind, platform) = match head.strip_suffix(']').and_then(|head| head.split_once('[')) {
        Some((kind, platform)) => (kind, Some(platform)),
        None => (head, None),
    };
    let place = match kind.strip_prefix('-') {
        None if kind.is_empty() => AnnotationPlace::Manifest,
        None => return Ok(None),
        Some(name) => place_called(name)
            .ok_or_else(|| Failure::new(format!("failed to solve: unrecognized annotation type {name}")))?,
    };
    let platform = platform.map(str::parse).transpose();
    let platform = platform.map_err(|error: BadPlatform| Failure::new(format!("failed to solve: {error}")))?;
    Ok(Some(annotation(place, platform, key, value)))
}

fn place_called(name: &str) -> Option<AnnotationPlace> {
    Some(match name {
        "manifest" => AnnotationPlace::Manifest,
        "manifest-descriptor" => AnnotationPlace::ManifestDescriptor,
        "index" => AnnotationPlace::Index,
        "index-descriptor" => AnnotationPlace::IndexDescriptor,
        _ => return None,
    })
}

/// An index is for all platforms.
fn annotation(place: AnnotationPlace, platform: Option<Platform>, key: &str, value: &str) -> Annotation {
    let of_index = matches!(place, AnnotationPlace::Index | AnnotationPlace::IndexDescriptor);
    Annotation { place, platform: platform.filter(|_| !of_index), key: key.into(), value: value.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<Annotation> {
        parse(&[text.to_string()]).unwrap()
    }

    #[test]
    fn an_annotation_says_what_it_belongs_to() {
        let arm: Platform = "linux/arm64".parse().unwrap();
        assert_eq!(parsed("a=1"), [annotation(AnnotationPlace::Manifest, None, "a", "1")]);
        let both = parsed("index,manifest[linux/arm64]:a.b=1=2");
        assert_eq!(both[0], annotation(AnnotationPlace::Index, None, "a.b", "1=2"));
        assert_eq!(both[1], annotation(AnnotationPlace::Manifest, Some(arm), "a.b", "1=2"));
        let wrong = |text: &str| parse(&[text.to_string()]).unwrap_err().to_string();
        assert_eq!(wrong("a"), "invalid annotation \"a\", expected key=value");
        assert_eq!(wrong("b:a=1"), "unknown annotation type \"b\"");
    }

    #[test]
    fn fields_of_an_output_may_be_annotations() {
        let arm: Platform = "linux/arm64".parse().unwrap();
        let found = |name: &str| field(name, "v").unwrap();
        assert_eq!(found("annotation.k"), Some(annotation(AnnotationPlace::Manifest, None, "k", "v")));
        assert_eq!(found("annotation-index.k"), Some(annotation(AnnotationPlace::Index, None, "k", "v")));
        let specific = found("annotation-manifest-descriptor[linux/arm64].k");
        assert_eq!(specific, Some(annotation(AnnotationPlace::ManifestDescriptor, Some(arm), "k", "v")));
        assert_eq!(found("annotations"), None);
        assert_eq!(
            field("annotation-x.k", "v").unwrap_err().to_string(),
            "failed to solve: unrecognized annotation type x"
        );
    }
}
