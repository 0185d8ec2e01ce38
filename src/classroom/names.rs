//! Students' names: when two are one, and as parts of file names.

/// A name without what people write differently: capitals, and blanks around and between.
pub fn folded(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A name as part of a file name: letters, digits and dashes.
pub fn plain_name(name: &str) -> String {
    let plain: String = folded(name).chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_however_they_are_typed() {
        assert_eq!(folded("  Ada  LOVELACE "), folded("ada lovelace"));
        assert_eq!(plain_name("../Ada Lovelace <ada@x>"), "ada-lovelace-ada-x");
        assert_eq!(plain_name("Jürgen"), "jürgen");
    }
}
