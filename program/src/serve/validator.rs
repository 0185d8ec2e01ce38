//! Entity tags (RFC 9110, 8.8.3 and 13.1.2): whether what somebody has is still what there is.

use std::time::{SystemTime, UNIX_EPOCH};

/// The tag of a file: its length and when it was written.
pub(super) fn tag(len: u64, modified: SystemTime) -> String {
    let written = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("\"{len:x}-{:x}\"", written.as_nanos())
}

/// Whether `If-None-Match` names this tag.
pub(super) fn is_known(if_none_match: &str, tag: &str) -> bool {
    let mut known = if_none_match.split(',').map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_tag_changes_with_the_file() {
        let at = |nanos| UNIX_EPOCH + Duration::from_nanos(nanos);
        assert_eq!(tag(16, at(255)), "\"10-ff\"");
        assert_ne!(tag(16, at(255)), tag(17, at(255)));
        assert_ne!(tag(16, at(255)), tag(16, at(256)));
    }

    #[test]
    fn a_tag_is_found_among_several() {
        assert!(is_known("\"a\", W/\"b\"", "\"b\""));
        assert!(is_known("*", "\"b\""));
        assert!(!is_known("\"a\"", "\"b\""));
        assert!(!is_known("", "\"b\""));
    }
}
