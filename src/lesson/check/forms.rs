//! What can stand after a key: texts, numbers, and what is compiled when a lesson is read, so that a broken pattern is
//! an error there and not a check that never holds.

use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use regex_lite::Regex;
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::keys::Form;
use crate::oci::{Digest, Platform, Reference};
use crate::registry::Place;
use crate::shell::pattern::Pattern;

impl Form for String {
    const NAME: &'static str = "text";
}
impl Form for bool {
    const NAME: &'static str = "true or false";
}
impl Form for u64 {
    const NAME: &'static str = "number";
}
impl Form for i32 {
    const NAME: &'static str = "number";
}
impl Form for f64 {
    const NAME: &'static str = "number";
}
impl Form for NonZeroUsize {
    const NAME: &'static str = "number, from 1";
}
impl Form for Vec<f64> {
    const NAME: &'static str = "list of numbers";
}
impl Form for Vec<super::Check> {
    const NAME: &'static str = "list of checks";
}
impl<T: Form> Form for Option<T> {
    const NAME: &'static str = T::NAME;
}

/// One, or a list.
#[derive(Clone, Debug)]
pub struct Many<T>(Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Many(Vec::new())
    }
}

impl<T> Many<T> {
    /// All, in the order written.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a Many<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: fmt::Display> fmt::Display for Many<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(", "))
    }
}

impl Form for Many<String> {
    const NAME: &'static str = "text or list of texts";
}
impl Form for Many<ImageName> {
    const NAME: &'static str = "image or list of images";
}
impl Form for Many<Wildcard> {
    const NAME: &'static str = "pattern or list of patterns";
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore<T>(PhantomData<T>);
        impl<'de, T: DeserializeOwned> Visitor<'de> for OneOrMore<T> {
            type Value = Many<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(StrDeserializer::new(text)).map(|one| Many(vec![one]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Many)
            }
        }
        deserializer.deserialize_any(OneOrMore(PhantomData))
    }
}

/// Two images.
pub(super) type Two = [ImageName; 2];

impl Form for Two {
    const NAME: &'static str = "list of two images";
}

/// `true`: what is asked is all in the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Yes;

impl Form for Yes {
    const NAME: &'static str = "`true`";
}

impl<'de> Deserialize<'de> for Yes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(Yes),
            false => Err(D::Error::custom("only `true` can stand here")),
        }
    }
}

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) struct Expression(Regex);

impl Form for Expression {
    const NAME: &'static str = "regular expression";
}

impl Expression {
    /// Whether it is found in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
    /// As written.
    pub fn text(&self) -> &str {
        self.0.as_str()
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let broken = |error| D::Error::custom(format!("`{text}` is no regular expression: {error}"));
        Regex::new(&text).map(Expression).map_err(broken)
    }
}

/// A pattern as in the shell, or a plain text that stands for itself.
#[derive(Clone, Debug)]
pub struct Wildcard {
    text: String,
    /// `None`: a plain text.
    pattern: Option<Pattern>,
}

impl Form for Wildcard {
    const NAME: &'static str = "pattern";
}

impl Wildcard {
    /// Reads one; a bracket must be closed.
    pub fn new(text: &str) -> Result<Wildcard, String> {
        if !Pattern::is_special(text) {
            return Ok(Wildcard { text: text.into(), pattern: None });
        }
        if has_open_bracket(text) {
            return Err(format!("`{text}` is no pattern: its `[` is not closed"));
        }
        Ok(Wildcard { text: text.into(), pattern: Some(Pattern::new(text)) })
    }
    /// Whether it is, or matches, the whole text.
    pub fn fits(&self, text: &str) -> bool {
        self.pattern.as_ref().map_or(self.text == text, |pattern| pattern.matches(text))
    }
    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// Whether it is more than a plain text.
    pub fn is_special(&self) -> bool {
        self.pattern.is_some()
    }
}

/// As written.
impl fmt::Display for Wildcard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a `[` that is not quoted by a backslash has no `]` after its first member.
fn has_open_bracket(text: &str) -> bool {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '[' => {
                letters.next_if(|next| matches!(next, '!' | '^'));
                letters.next();
                if !letters.any(|next| next == ']') {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

impl<'de> Deserialize<'de> for Wildcard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Wildcard::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A local image: a name (`latest` is filled in), an ID, or a pattern for names.
#[derive(Clone, Debug)]
pub(super) struct ImageName {
    text: String,
    full: Wildcard,
}

impl Form for ImageName {
    const NAME: &'static str = "image";
}

impl ImageName {
    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// As the store has it: `nginx` → `nginx:latest`. A pattern stays as it is.
    pub fn full(&self) -> &Wildcard {
        &self.full
    }
}

/// As written.
impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for ImageName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_id = text.parse::<Digest>().is_ok() || format!("sha256:{text}").parse::<Digest>().is_ok();
        let full = match Pattern::is_special(&text) || is_id {
            true => Wildcard::new(&text).map_err(D::Error::custom)?,
            false => {
                let wrong = |error| D::Error::custom(format!("`{text}` is no image: {error}"));
                let reference = Reference::parse(&text).map_err(wrong)?;
                Wildcard::new(&reference.or_latest().familiar()).map_err(D::Error::custom)?
            }
        };
        Ok(ImageName { text, full })
    }
}

/// A name on one of the sandbox's registries.
#[derive(Clone, Debug)]
pub(super) struct RemoteName {
    text: String,
    reference: Reference,
    place: Place,
}

impl Form for RemoteName {
    const NAME: &'static str = "name on a registry";
}

impl RemoteName {
    /// With `latest` filled in.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }
    /// The registry.
    pub fn place(&self) -> Place {
        self.place
    }
}

/// As written.
impl fmt::Display for RemoteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for RemoteName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |error| D::Error::custom(format!("`{text}` is no name: {error}"));
        let reference = Reference::parse(&text).map_err(wrong)?.or_latest();
        let Some(place) = Place::of_reference(reference.name.host()) else {
            return Err(D::Error::custom(format!("there is no registry {}", reference.name.host())));
        };
        Ok(RemoteName { text, reference, place })
    }
}

/// A platform.
#[derive(Clone, Debug)]
pub(super) struct OnPlatform(Platform);

impl Form for OnPlatform {
    const NAME: &'static str = "platform";
}

impl OnPlatform {
    /// Whether content for another platform will do.
    pub fn matches(&self, other: &Platform) -> bool {
        self.0.matches(other)
    }
}

impl fmt::Display for OnPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for OnPlatform {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |error| D::Error::custom(format!("`{text}` is no platform: {error}"));
        text.parse().map(OnPlatform).map_err(wrong)
    }
}

/// Which size of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measure {
    /// On the wire.
    #[default]
    Content,
    /// What the unpacked layers take.
    Unpacked,
    /// Both.
    Disk,
}

impl Form for Measure {
    const NAME: &'static str = "`content` (on the wire, the default), `unpacked`, or `disk` (both)";
}

/// Things, or their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Amount {
    /// How many.
    Layers,
    /// How much.
    Bytes,
}

impl Form for Amount {
    const NAME: &'static str = "`layers` or `bytes`";
}

/// Steps of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Steps {
    /// Done, because they were not in the cache.
    Ran,
    /// Found in the cache.
    Cached,
}

impl Form for Steps {
    const NAME: &'static str = "`ran` or `cached`";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_that_is_not_closed_is_found() {
        for closed in ["a", "[a]", "[]]", "[!]]", r"\[", "*[0-9].[0-9]*"] {
            assert!(!has_open_bracket(closed), "{closed}");
        }
        for open in ["[", "a[bc", "[]", "[!", "[a][b"] {
            assert!(has_open_bracket(open), "{open}");
        }
    }
}
