//! "Did you mean": BuildKit's `util/suggest`, which counts plain edits and keeps the case of what was written.

use super::arguments::FORMS;

/// Fewer edits than this make a name near.
const FAR: usize = 3;

/// The option nearest to `word` in the case of `word`; none if `word` is one of them, or none is near.
pub fn nearest<'a>(word: &str, options: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    let mut best: Option<(usize, String)> = None;
    for option in options {
        let option = option.to_lowercase();
        if option == lower {
            return None;
        }
        if option.chars().count().abs_diff(length) >= FAR {
            continue;
        }
        let edits = strsim::levenshtein(&lower, &option);
        if edits < best.as_ref().map_or(FAR, |(edits, _)| *edits) {
            best = Some((edits, option));
        }
    }
    let (_, found) = best?;
    Some(if word == word.to_lowercase() {
        found
    } else if word == word.to_uppercase() {
        found.to_uppercase()
    } else {
        found
    })
}

/// The names of all instructions, upper case, in order.
pub fn instruction_names() -> impl Iterator<Item = &'static str> {
    FORMS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_is_found_in_the_case_it_was_written_in() {
        let near = |word| nearest(word, instruction_names());
        assert_eq!(near("RUM").as_deref(), Some("RUN"));
        assert_eq!(near("expos").as_deref(), Some("expose"));
        assert_eq!(near("Frm").as_deref(), Some("from"));
        assert_eq!(near("HELLO").as_deref(), Some("SHELL"));
        assert_eq!(near("RUN"), None, "an exact name was not the fault");
        assert_eq!(near("FETCH"), None);
        assert_eq!(near(""), None);
    }
}
