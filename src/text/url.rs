//! [`Url`]: the pieces of an address as people and servers write it.

/// `scheme://authority/path?query` (RFC 3986, section 3). What is not there is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    pub scheme: &'a str,
    /// Host and port.
    pub authority: &'a str,
    /// With its slash.
    pub path: &'a str,
    /// Without its question mark.
    pub query: &'a str,
}

impl<'a> Url<'a> {
    /// Takes an address apart; one without `://` has no scheme.
    pub fn split(text: &'a str) -> Url<'a> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Url { scheme, authority, path, query }
    }

    /// Host, and port as a number: that of the scheme (443 or 80) where none is named. `None` if the port is no number.
    pub fn host_and_port(&self) -> Option<(&'a str, u16)> {
        let usual = if self.scheme == "https" { 443 } else { 80 };
        let (host, port) = split_port(self.authority);
        Some((host, port.map_or(Some(usual), |port| port.parse().ok())?))
    }

    /// The path with the query, `/` where there is none: what a request asks for.
    pub fn target(&self) -> String {
        let path = if self.path.is_empty() { "/" } else { self.path };
        let joint = if self.query.is_empty() { "" } else { "?" };
        format!("{path}{joint}{}", self.query)
    }
}

/// An address whose user and password are hidden: `https://xxxxx:xxxxx@host/` (BuildKit's `urlutil.RedactCredentials`).
pub fn redacted(text: &str) -> String {
    let Url { scheme, authority, .. } = Url::split(text);
    let Some((who, host)) = authority.rsplit_once('@').filter(|_| !scheme.is_empty()) else { return text.into() };
    let hidden = |word: &str| if word.is_empty() { "" } else { "xxxxx" };
    let who = match who.split_once(':') {
        Some((user, _)) => format!("{}:xxxxx", hidden(user)),
        None => hidden(who).to_string(),
    };
    let rest = text.get(scheme.len() + "://".len() + authority.len()..).unwrap_or_default();
    format!("{scheme}://{who}@{host}{rest}")
}

/// A part of an address without its percent-encoding (RFC 3986, section 2.1); what is no such code stays.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let pair = after.get(..2).filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let pair = pair.and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The media type that servers take a file for by its name (nginx's `mime.types`, the common ones).
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "js" => "application/javascript",
        "json" => "application/json",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}

/// Host and port of `host:port`; a colon inside brackets is none (`[::1]`).
pub fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_stays() {
        assert_eq!(percent_decoded("/a%20b%zz%+4%4"), "/a b%zz%+4%4");
        assert_eq!(percent_decoded("%C3%A9%2f"), "é/");
    }

    #[test]
    fn who_asks_is_hidden() {
        for (text, hidden) in [
            ("https://a:b@host/x?y=@", "https://xxxxx:xxxxx@host/x?y=@"),
            ("ssh://git@host:22/x.git#main", "ssh://xxxxx@host:22/x.git#main"),
            ("https://:b@host", "https://:xxxxx@host"),
            ("https://host/a@b", "https://host/a@b"),
            ("git@host:x.git", "git@host:x.git"),
        ] {
            assert_eq!(redacted(text), hidden);
        }
    }

    #[test]
    fn addresses_are_taken_apart() {
        for (text, scheme, host, target) in [
            ("localhost", "", Some(("localhost", 80)), "/"),
            ("http://127.0.0.1:8080/a/?b", "http", Some(("127.0.0.1", 8080)), "/a/?b"),
            ("https://index.docker.io/v1/", "https", Some(("index.docker.io", 443)), "/v1/"),
            ("[::1]:5000/x", "", Some(("[::1]", 5000)), "/x"),
            ("[::1]", "", Some(("[::1]", 80)), "/"),
            ("a:b", "", None, "/"),
            ("a?x=/", "", Some(("a", 80)), "/?x=/"),
            ("", "", Some(("", 80)), "/"),
        ] {
            let url = Url::split(text);
            assert_eq!((url.scheme, url.host_and_port(), url.target().as_str()), (scheme, host, target), "{text}");
        }
    }
}
