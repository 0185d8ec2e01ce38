//! bash's `{a,b}` and `{1..3}`, in words without quotes or expansions.

use super::language::{Part, Word};

/// Words that one word may become.
const MAX_WORDS: usize = 10_000;

/// The words that `word` stands for: itself, if it has no braces that mean something.
pub(super) fn expand(word: &Word) -> Vec<Word> {
    let Some(text) = word.bare().filter(|text| text.contains('{')) else { return vec![word.clone()] };
    let mut done = Vec::new();
    let mut open = vec![text.to_string()];
    while let Some(text) = open.pop() {
        match alternatives(&text) {
            Some(texts) if open.len() + done.len() + texts.len() <= MAX_WORDS => open.extend(texts.into_iter().rev()),
            _ => done.push(Word { parts: vec![Part::Literal(text)] }),
        }
    }
    done
}

/// What the first brace expression of `text` makes of it.
fn alternatives(text: &str) -> Option<Vec<String>> {
    for (start, _) in text.match_indices('{').take(64) {
        let mut depth = 0;
        let mut commas = vec![start];
        let mut end = None;
        for (at, letter) in text.char_indices().skip_while(|(at, _)| *at < start) {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => commas.push(at),
                _ => {}
            }
            if depth == 0 {
                end = Some(at);
                break;
            }
        }
        let Some(end) = end else { continue };
        let (before, after) = (text.get(..start)?, text.get(end + 1..)?);
        let inner: Vec<String> = if commas.len() > 1 {
            commas.push(end);
            commas.windows(2).filter_map(|pair| Some(text.get(pair[0] + 1..pair[1])?.to_string())).collect()
        } else if let Some(range) = text.get(start + 1..end).and_then(range) {
            range
        } else {
            continue;
        };
        return Some(inner.into_iter().map(|inner| format!("{before}{inner}{after}")).collect());
    }
    None
}

fn range(text: &str) -> Option<Vec<String>> {
    let (first, last) = text.split_once("..")?;
    if let (Ok(first), Ok(last)) = (first.parse::<i64>(), last.parse::<i64>()) {
        if first.abs_diff(last) >= MAX_WORDS as u64 {
            return None;
        }
        let up: Vec<String> = (first.min(last)..=first.max(last)).map(|number| number.to_string()).collect();
        return Some(if first <= last { up } else { up.into_iter().rev().collect() });
    }
    let letter = |text: &str| text.chars().next().filter(|c| c.is_ascii_alphabetic() && text.len() == 1);
    let (first, last) = (letter(first)?, letter(last)?);
    let up: Vec<String> = (first.min(last)..=first.max(last)).map(String::from).collect();
    Some(if first <= last { up } else { up.into_iter().rev().collect() })
}
