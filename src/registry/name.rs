//! Names of repositories and tags as the protocol takes them (distribution-spec, "Pulling manifests").

use crate::oci::Tag;

/// Characters that a repository's path may have.
pub const NAME_LIMIT: usize = 255;

/// Why a path names no repository; the words are those of distribution/reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Not of the grammar.
    #[error("invalid reference format")]
    Format,
    /// Too long.
    #[error("repository name must not be more than 255 characters")]
    TooLong,
}

/// Checks a repository's path: `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`, and more of these after slashes.
pub fn check(path: &str) -> Result<(), BadName> {
    if path.len() > NAME_LIMIT {
        return Err(BadName::TooLong);
    }
    if path.split('/').all(is_component) { Ok(()) } else { Err(BadName::Format) }
}

/// Whether this is a tag.
pub fn is_tag(text: &str) -> bool {
    Tag::new(text).is_ok()
}

/// The path as people write it on Docker Hub: without `library/`.
pub fn familiar(path: &str) -> &str {
    path.strip_prefix("library/").filter(|rest| !rest.contains('/')).unwrap_or(path)
}

/// The part before the first slash.
pub fn namespace(path: &str) -> &str {
    path.split_once('/').map_or("", |(namespace, _)| namespace)
}

fn is_component(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let mut separators = text.split(plain).filter(|between| !between.is_empty());
    text.starts_with(plain)
        && text.ends_with(plain)
        && separators.all(|between| matches!(between, "." | "_" | "__") || between.bytes().all(|b| b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_grammar_are_taken() {
        for good in ["a", "a/b/c", "a-b.c__d/0", "a---b", "library/nginx"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["", "A", "a/", "/a", "a//b", "a..b", "a___b", "-a", "a_", "a b", "ä", "a.-b"] {
            assert_eq!(check(bad), Err(BadName::Format), "{bad}");
        }
        assert_eq!(check(&"a".repeat(256)), Err(BadName::TooLong));
    }

    #[test]
    fn only_the_hubs_own_namespace_is_left_out() {
        assert_eq!((familiar("library/nginx"), familiar("student/page")), ("nginx", "student/page"));
        assert_eq!((namespace("student/page"), namespace("page")), ("student", ""));
    }
}
