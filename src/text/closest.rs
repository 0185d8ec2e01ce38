//! "Did you mean": the nearest of some names.

/// At most this many edits make a name near.
const NEAR: usize = 2;
/// Letters of a word of which one edit is enough to make another word.
const SHORT: usize = 3;

/// The candidate nearest to `word`, if any is near enough to be meant.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = if word.chars().count() <= SHORT { 1 } else { NEAR };
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(edits, candidate)| *edits <= near && *edits < candidate.chars().count())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not() {
        assert_eq!(closest("imgaes", ["image", "images", "info"]), Some("images"));
        assert_eq!(closest("xyzzy", ["image", "images"]), None);
        assert_eq!(closest("a", ["b"]), None);
        assert_eq!([closest("zsh", ["push"]), closest("pus", ["push"])], [None, Some("push")]);
    }
}
