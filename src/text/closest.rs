//! "Did you mean": the nearest of some names.

/// At most this many edits make a name near.
const NEAR: usize = 2;
/// Letters of a word of which one edit is enough to make another word.
const SHORT: usize = 3;
/// Letters that are right in a slip for each that is wrong, at least, unless all of them are there in another order.
const RIGHT: usize = 2;

/// The candidate nearest to `word`, if any is near enough to be meant.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = if word.chars().count() <= SHORT { 1 } else { NEAR };
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(edits, candidate)| *edits <= near && is_slip(word, candidate, *edits))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Whether enough of a name is in a word that so many edits part from it: `d` is no slip of `dd`, nor `zero` of `redo`, and
/// `sl` is one of `ls`.
fn is_slip(word: &str, name: &str, edits: usize) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.to_lowercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    let (letters, of_name) = (sorted(word), sorted(name));
    letters == of_name || letters.len().max(of_name.len()) >= edits * (1 + RIGHT)
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

    #[test]
    fn a_letter_or_two_are_no_slip_of_another_word_unless_they_changed_places() {
        assert_eq!(["d", "p", "lx", "l", "zero"].map(|word| closest(word, ["dd", "ps", "ls", "redo"])), [None; 5]);
        assert_eq!(
            [closest("sl", ["ls"]), closest("rmi", ["rm"]), closest("pl", ["pul"])],
            [Some("ls"), Some("rm"), Some("pul")]
        );
    }
}
