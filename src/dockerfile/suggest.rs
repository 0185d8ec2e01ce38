//! "Did you mean": BuildKit's `util/suggest`, which counts plain edits and keeps the case of what was written.

use super::arguments::FORMS;

/// Fewer edits than this make a name near.
const FAR: usize = 3;

/// The option nearest to `word` in the case of `word`; none if `word` is one of them, or none is near.
pub fn nearest<'a>(word: &str, options: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lower: Vec<String> = options.into_iter().map(str::to_lowercase).collect();
    let found = nearest_exact(&word.to_lowercase(), lower.iter().map(String::as_str))?;
    Some(if word != word.to_lowercase() && word == word.to_uppercase() {
        found.to_uppercase()
    } else {
        found.to_string()
    })
}

/// The same where case counts: names of stages, flags, variables. Of several as near, the first.
pub fn nearest_exact<'a>(word: &str, options: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let mut best = None;
    let mut least = FAR;
    for option in options {
        if option == word {
            return None;
        }
        if option.chars().count().abs_diff(length) >= FAR {
            continue;
        }
        let edits = strsim::levenshtein(word, option);
        if edits < least {
            (least, best) = (edits, Some(option));
        }
    }
    best
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

    #[test]
    fn where_case_counts_it_costs_an_edit_a_letter() {
        let known = ["VERSION", "version", "TARGET"];
        assert_eq!(nearest_exact("VERSON", known), Some("VERSION"));
        assert_eq!(nearest_exact("Version", known), Some("version"));
        assert_eq!(nearest_exact("tarGET", known), None);
        assert_eq!(nearest_exact("TARGET", known), None);
    }
}
