//! Plurals.

/// `noun`, with an `s` unless `count` is 1.
pub fn plural(noun: &str, count: usize) -> String {
    if count == 1 { noun.to_string() } else { format!("{noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        assert_eq!(
            [plural("argument", 0), plural("argument", 1), plural("argument", 2)],
            ["arguments", "argument", "arguments"]
        );
    }
}
