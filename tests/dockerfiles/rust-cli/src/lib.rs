use std::collections::BTreeMap;
use std::fmt;

pub mod report;

#[derive(Debug, PartialEq)]
pub enum CountError {
    Empty,
    TooShort { wanted: usize, found: usize },
}

impl fmt::Display for CountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CountError::Empty => write!(f, "nothing to count"),
            CountError::TooShort { wanted, found } => write!(f, "{found} words, {wanted} wanted"),
        }
    }
}

impl std::error::Error for CountError {}

/// Words and how often each stands in a text.
pub fn count(text: &str, least: usize) -> Result<BTreeMap<String, usize>, CountError> {
    let mut all = BTreeMap::new();
    for word in text.split_whitespace().map(|word| word.trim_matches(',').to_lowercase()) {
        *all.entry(word).or_insert(0) += 1;
    }
    match all.len() {
        0 => Err(CountError::Empty),
        found if found < least => Err(CountError::TooShort { wanted: least, found }),
        _ => Ok(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted() {
        let all = count("a b, A", 1).unwrap();
        assert_eq!(all.get("a"), Some(&2));
        assert_eq!(all["b"], 1);
    }

    #[test]
    fn nothing_is_an_error() {
        assert_eq!(count(" ", 1), Err(CountError::Empty));
    }

    #[test]
    #[should_panic(expected = "1 words, 2 wanted")]
    fn too_short() {
        if let Err(error) = count("x x", 2) {
            panic!("{error}");
        }
    }
}
