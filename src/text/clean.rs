//! Slash-separated paths by their text alone.

/// The path without `.`, `..` and double slashes; `.` if nothing is left (Go's `path.Clean`).
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_as_go_cleans_them() {
        for (path, cleaned) in [
            ("", "."),
            ("./", "."),
            ("a/..", "."),
            ("a//b/../c/.", "a/c"),
            ("../../a/../b", "../../b"),
            ("/", "/"),
            ("/../a/", "/a"),
        ] {
            assert_eq!(clean(path), cleaned, "{path}");
        }
    }
}
