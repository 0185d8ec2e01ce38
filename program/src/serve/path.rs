//! The path of a request: decoded, and refused where it could mean something outside of what is served.

use http::StatusCode;

/// Characters that a path may have, as it was sent.
pub(super) const PATH_LIMIT: usize = 2048;

/// Why a path is not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadPath {
    /// Longer than [`PATH_LIMIT`].
    #[error("the path is longer than {PATH_LIMIT} characters")]
    TooLong,
    /// A `%` without two hexadecimal digits, or bytes that are no UTF-8.
    #[error("the path is not well written")]
    Malformed,
    /// `..`, an empty part, a hidden file, a backslash, a colon, a control character.
    #[error("nothing has such a path")]
    Forbidden,
}

impl BadPath {
    /// The status that says so.
    pub fn status(self) -> StatusCode {
        match self {
            BadPath::TooLong => StatusCode::URI_TOO_LONG,
            BadPath::Malformed => StatusCode::BAD_REQUEST,
            BadPath::Forbidden => StatusCode::NOT_FOUND,
        }
    }
}

/// The parts of a path, decoded: `/a/b%20c` is `a`, `b c`. A slash at the end is an empty last part.
pub(super) fn parts(path: &str) -> Result<Vec<String>, BadPath> {
    if path.len() > PATH_LIMIT {
        return Err(BadPath::TooLong);
    }
    let path = path.strip_prefix('/').ok_or(BadPath::Malformed)?;
    let parts = path.split('/').map(|part| decoded(part, false)).collect::<Option<Vec<String>>>();
    let parts = parts.ok_or(BadPath::Malformed)?;
    let (last, folders) = parts.split_last().ok_or(BadPath::Malformed)?;
    let plain = folders.iter().all(|part| is_plain(part)) && (last.is_empty() || is_plain(last));
    if plain { Ok(parts) } else { Err(BadPath::Forbidden) }
}

/// Whether a part is the name of a file or folder on every system: no way up, not hidden, no drive, no second slash.
fn is_plain(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('.') && !part.contains(|c: char| c.is_control() || "/\\:".contains(c))
}

/// Text in which `%41` stands for a byte (and, in forms, `+` for a space); `None` where it is malformed.
pub(super) fn decoded(text: &str, form: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            b'+' if form => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_and_decoded() {
        let of = |path: &str| parts(path).map(|parts| parts.join("|"));
        assert_eq!(of("/"), Ok("".into()));
        assert_eq!(of("/book/a%20b.html"), Ok("book|a b.html".into()));
        assert_eq!(of("/book/"), Ok("book|".into()));
        assert_eq!(of("/%C3%A4"), Ok("ä".into()));
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        for path in [
            "/..",
            "/../etc/passwd",
            "/a/../../b",
            "/%2e%2e/x",
            "/.%2e/x",
            "/.git/config",
            "//host/x",
            "/a//b",
            "/a/./b",
            "/..%2fx",
            "/a%5c..%5cx",
            "/C:/x",
            "/c%3a/x",
            "/a%00",
            "/a%0d%0ab",
            "/file.txt::$DATA",
            "/.",
        ] {
            assert_eq!(parts(path), Err(BadPath::Forbidden), "{path}");
        }
        for path in ["", "x", "*", "/%", "/%4", "/%zz", "/%ff", "/%+1"] {
            assert_eq!(parts(path), Err(BadPath::Malformed), "{path}");
        }
        assert_eq!(parts(&format!("/{}", "a".repeat(PATH_LIMIT))), Err(BadPath::TooLong));
    }
}
