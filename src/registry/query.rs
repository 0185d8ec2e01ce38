//! The query of a URL, and forms, which are written alike (`application/x-www-form-urlencoded`).

use std::fmt;

/// Names and values in order; a name may stand there several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// No pairs.
    pub fn new() -> Query {
        Query::default()
    }

    /// Reads what stands after the `?`. Anything can be read: what is no `%XX` is taken as it stands.
    pub fn parse(text: &str) -> Query {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        };
        Query(text.split('&').filter(|text| !text.is_empty()).map(pair).collect())
    }

    /// With one more pair.
    pub fn with(mut self, name: &str, value: &str) -> Query {
        self.0.push((name.into(), value.into()));
        self
    }

    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of this name that has a character.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// All values of this name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// As Go's `url.Values.Encode` without the sorting.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let joint = if index == 0 { "" } else { "&" };
            write!(f, "{joint}{}={}", encode(name), encode(value))?;
        }
        Ok(())
    }
}

fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit = |digit: u8| (digit as char).to_digit(16).unwrap_or(0) as u8;
                bytes.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn several_values_of_a_name_keep_their_order() {
        let query = Query::parse("scope=repository%3Aa%3Apull&service=x&scope=b+c&&empty");
        assert_eq!(query.all("scope").collect::<Vec<_>>(), ["repository:a:pull", "b c"]);
        assert_eq!((query.get("empty"), query.text("empty"), query.get("none")), (Some(""), None, None));
        assert_eq!(Query::parse("a=%zz%4").get("a"), Some("%zz%4"));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(name in "\\PC{1,12}", value in "\\PC*") {
            let query = Query::new().with(&name, &value).with("n", "1");
            prop_assert_eq!(Query::parse(&query.to_string()), query);
        }
    }
}
