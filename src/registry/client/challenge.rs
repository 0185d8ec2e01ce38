//! Challenges: what `WWW-Authenticate` asks for (RFC 9110, section 11; containerd `auth/parse.go`).

use std::collections::BTreeMap;

use http::HeaderMap;

/// One challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    /// How to answer it.
    pub scheme: Scheme,
    /// `realm`, `service`, `scope`, `error`.
    pub parameters: BTreeMap<String, String>,
}

/// The schemes that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scheme {
    Basic,
    Bearer,
}

impl Challenge {
    /// A parameter, or nothing.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }
}

/// The challenges that are understood, Bearer first.
pub(super) fn parse(headers: &HeaderMap) -> Vec<Challenge> {
    let values = headers.get_all("www-authenticate").iter().filter_map(|value| value.to_str().ok());
    let mut challenges: Vec<Challenge> = values.filter_map(parse_one).collect();
    challenges.sort_by_key(|challenge| std::cmp::Reverse(challenge.scheme));
    challenges
}

fn parse_one(text: &str) -> Option<Challenge> {
    let (scheme, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let scheme = match scheme {
        scheme if scheme.eq_ignore_ascii_case("basic") => Scheme::Basic,
        scheme if scheme.eq_ignore_ascii_case("bearer") => Scheme::Bearer,
        _ => return None,
    };
    let (mut parameters, mut rest) = (BTreeMap::new(), rest);
    while let Some((name, after)) = rest.split_once('=') {
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => match after.find(',') {
                Some(comma) => after.split_at(comma),
                None => (after, ""),
            },
        };
        let name = name.trim_matches(|c: char| c == ',' || c.is_whitespace());
        parameters.insert(name.to_ascii_lowercase(), value.to_string());
        rest = after;
    }
    Some(Challenge { scheme, parameters })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_and_bare_parameters_are_read() {
        let challenge =
            parse_one(r#"Bearer realm="https://a/token",service=b, scope="repository:c:pull,push""#).unwrap();
        assert_eq!(challenge.scheme, Scheme::Bearer);
        assert_eq!(challenge.parameter("realm"), "https://a/token");
        assert_eq!(challenge.parameter("service"), "b");
        assert_eq!(challenge.parameter("scope"), "repository:c:pull,push");
        assert_eq!(challenge.parameter("error"), "");
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        assert_eq!(parse_one("Negotiate abc"), None);
        assert_eq!(parse_one(""), None);
        assert_eq!(parse_one("Basic").unwrap().scheme, Scheme::Basic);
        assert!(parse_one("Bearer realm=\"open").unwrap().parameters.contains_key("realm"));
    }
}
