//! What a page's form sends: `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578).

use std::collections::BTreeMap;

use super::super::path::decoded;

/// Fields of one form that are read.
const FIELDS: usize = 16;

/// A body that is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a form as a page sends it")]
pub(super) struct BadForm;

/// The fields of a form, by name: bytes as they were sent. Of two of a name, the first that is not empty stands.
pub(super) type Form = BTreeMap<String, Vec<u8>>;

/// Reads `name=value&…`.
pub(super) fn urlencoded(body: &[u8]) -> Result<Form, BadForm> {
    let text = std::str::from_utf8(body).map_err(|_| BadForm)?;
    let mut form = Form::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()).take(FIELDS) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name, true).ok_or(BadForm)?, decoded(value, true).ok_or(BadForm)?);
        put(&mut form, name, value.into_bytes());
    }
    Ok(form)
}

/// Reads the parts between boundaries; the header of the request says which boundary.
pub(super) fn multipart(content_type: &str, body: &[u8]) -> Result<Form, BadForm> {
    let boundary = parameter(content_type, "boundary").ok_or(BadForm)?;
    if boundary.is_empty() || boundary.len() > 70 {
        return Err(BadForm);
    }
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first boundary has no line before it.
    let mut rest = body.strip_prefix(&delimiter[2..]).ok_or(BadForm)?;
    let mut form = Form::new();
    for _ in 0..FIELDS {
        if rest.starts_with(b"--") {
            return Ok(form);
        }
        rest = rest.strip_prefix(b"\r\n").ok_or(BadForm)?;
        let (part, after) = split(rest, &delimiter).ok_or(BadForm)?;
        let (head, value) = match part.strip_prefix(b"\r\n") {
            Some(value) => (&b""[..], value),
            None => split(part, b"\r\n\r\n").ok_or(BadForm)?,
        };
        let head = std::str::from_utf8(head).map_err(|_| BadForm)?;
        let name = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let disposition = name.trim().eq_ignore_ascii_case("content-disposition");
            disposition.then(|| parameter(value, "name")).flatten()
        });
        put(&mut form, name.ok_or(BadForm)?, value.to_vec());
        rest = after;
    }
    Err(BadForm)
}

fn put(form: &mut Form, name: String, value: Vec<u8>) {
    let held = form.entry(name).or_default();
    if held.is_empty() {
        *held = value;
    }
}

/// What stands before the first `mark`, and after it.
fn split<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
}

/// The value of `name` in `…; name=value; other="value"`.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut quoted = false;
    let outside = |c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    };
    header.split(outside).skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=XYZ";

    fn fields(form: &Form) -> Vec<(&str, &str)> {
        form.iter().map(|(name, value)| (name.as_str(), std::str::from_utf8(value).unwrap())).collect()
    }

    #[test]
    fn a_plain_form_is_decoded() {
        let form = urlencoded(b"code=ab+cd%2D2345&x&y=%3Cb%3E").unwrap();
        assert_eq!(fields(&form), [("code", "ab cd-2345"), ("x", ""), ("y", "<b>")]);
        assert_eq!(urlencoded(b""), Ok(Form::new()));
        for bad in [&b"a=%"[..], b"a=%zz", b"a=\xff", b"%ff=1"] {
            assert_eq!(urlencoded(bad), Err(BadForm));
        }
    }

    #[test]
    fn the_parts_of_an_upload_are_taken_as_they_are() {
        let body = "--XYZ\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nabcd\r\n\
                    --XYZ\r\ncontent-disposition: form-data; name=\"receipt\"; filename=\"a;name=b.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nline 1\r\n--XY\nline 2\n\r\n--XYZ--\r\n";
        let form = multipart(TYPE, body.as_bytes()).unwrap();
        assert_eq!(fields(&form), [("code", "abcd"), ("receipt", "line 1\r\n--XY\nline 2\n")]);
    }

    #[test]
    fn an_empty_file_gives_way_to_what_is_typed() {
        let part =
            |value: &str| format!("--XYZ\r\nContent-Disposition: form-data; name=\"receipt\"\r\n\r\n{value}\r\n");
        let body = part("") + &part("typed") + &part("more") + "--XYZ--";
        assert_eq!(fields(&multipart(TYPE, body.as_bytes()).unwrap()), [("receipt", "typed")]);
    }

    #[test]
    fn what_is_broken_is_no_form() {
        let whole = "--XYZ\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nabcd\r\n--XYZ--\r\n";
        assert!(multipart(TYPE, whole.as_bytes()).is_ok());
        for end in 0..whole.len() - 4 {
            assert_eq!(multipart(TYPE, &whole.as_bytes()[..end]), Err(BadForm), "{end}");
        }
        for other in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=OTHER"] {
            assert_eq!(multipart(other, whole.as_bytes()), Err(BadForm), "{other}");
        }
        let many = "--XYZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n".repeat(FIELDS + 1) + "--XYZ--";
        assert_eq!(multipart(TYPE, many.as_bytes()), Err(BadForm));
    }
}
