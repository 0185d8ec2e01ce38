//! Paths of Dockerfiles: always Unix paths (BuildKit's `util/system/path.go`).

use crate::vfs::Path;

/// The path without `.`, `..` and double slashes, absolute.
pub fn clean(path: &str) -> String {
    Path::new(path).into()
}

/// `path` in the directory `parent`, clean (`NormalizeWorkdir`, `NormalizePath` without slashes kept).
pub fn normalised(parent: &str, path: &str) -> String {
    Path::new(parent).join(path).into()
}

/// The same, but a slash or `/.` at the end stays (`NormalizePath` with `keepSlash`).
pub fn with_slash(parent: &str, path: &str) -> String {
    let mut clean = normalised(parent, path);
    if path.ends_with('/') {
        if clean != "/" {
            clean.push('/');
        }
    } else if path.ends_with("/.") {
        if clean != "/" {
            clean.push('/');
        }
        clean.push('.');
    }
    clean
}

/// The last name of a path (Go's `path.Base`).
pub fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        Some("") if path.is_empty() => ".",
        Some("") | None => "/",
        Some(name) => name,
    }
}

/// The directory that a clean absolute path lies in.
pub fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((parent, _)) => parent,
    }
}

/// `name` in the clean directory `parent`.
pub fn join(parent: &str, name: &str) -> String {
    if parent == "/" { format!("/{name}") } else { format!("{parent}/{name}") }
}

/// Whether a path has wildcards; an escaped character is none.
pub fn has_wildcards(path: &str) -> bool {
    let mut characters = path.chars();
    while let Some(c) = characters.next() {
        match c {
            '*' | '?' | '[' => return true,
            '\\' => {
                characters.next();
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_says_directory() {
        for (parent, path, expected) in [
            ("/", "a", "/a"),
            ("/w", "a/", "/w/a/"),
            ("/w", "./", "/w/"),
            ("/w", "../x/.", "/x/."),
            ("/", "/", "/"),
            ("/w", "/a//b/../c", "/a/c"),
        ] {
            assert_eq!(with_slash(parent, path), expected);
        }
        assert_eq!((base("/a/b/"), base("/"), base("")), ("b", "/", "."));
    }

    #[test]
    fn wildcards_may_be_escaped() {
        assert!(has_wildcards("a*") && has_wildcards("[ab]") && !has_wildcards("a\\*b"));
    }
}
