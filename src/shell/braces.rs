//! bash's `{a,b}`, `{1..3}` and `{a..e..2}`. Only bare text can be braces and commas; what is quoted or expanded stays whole.

use super::Stop;
use super::language::{Part, Word};
use crate::allowance;

/// Words that one word may become.
const MAX_WORDS: usize = 100_000;
/// Letters that they may have together, while braces are left to be looked at.
const MAX_LETTERS: usize = 4 << 20;
/// Braces of a word that are looked at.
const MAX_BRACES: usize = 64;

/// A piece of a word that braces take or leave as a whole.
#[derive(Clone)]
enum Atom<'w> {
    Letter(char),
    Part(&'w Part),
}

impl Atom<'_> {
    fn is(&self, letter: char) -> bool {
        matches!(self, Atom::Letter(own) if *own == letter)
    }
}

/// The words that `word` stands for; `None`: it has no braces, and stands for itself. An error: they are too many, or
/// too long.
pub(super) fn expand(word: &Word) -> Result<Option<Vec<Word>>, Stop> {
    if !word.parts.iter().any(|part| matches!(part, Part::Literal(text) if text.contains('{'))) {
        return Ok(None);
    }
    let atoms = word.parts.iter().flat_map(|part| match part {
        Part::Literal(text) => text.chars().map(Atom::Letter).collect(),
        part => vec![Atom::Part(part)],
    });
    let mut done = Vec::new();
    let mut open: Vec<Vec<Atom<'_>>> = vec![atoms.collect()];
    let mut letters = 0;
    while let Some(atoms) = open.pop() {
        allowance::work(atoms.len() as u64)?;
        match alternatives(&atoms)? {
            Some(words) => {
                letters += words.iter().map(Vec::len).sum::<usize>();
                if open.len() + done.len() + words.len() > MAX_WORDS {
                    return Err(too_many_words());
                }
                if letters > MAX_LETTERS {
                    return Err(too_many_letters());
                }
                open.extend(words.into_iter().rev());
            }
            None => done.push(joined(&atoms)),
        }
    }
    Ok(Some(done))
}

fn too_many_words() -> Stop {
    Stop::Limit(format!("more than {MAX_WORDS} words of one word with braces"))
}

fn too_many_letters() -> Stop {
    Stop::Limit(format!("more than {MAX_LETTERS} letters of one word with braces"))
}

fn joined(atoms: &[Atom<'_>]) -> Word {
    let mut parts: Vec<Part> = Vec::new();
    for atom in atoms {
        match (atom, parts.last_mut()) {
            (Atom::Letter(letter), Some(Part::Literal(text))) => text.push(*letter),
            (Atom::Letter(letter), _) => parts.push(Part::Literal(letter.to_string())),
            (Atom::Part(part), _) => parts.push((*part).clone()),
        }
    }
    Word { parts }
}

/// What the first brace expression of a word makes of it.
fn alternatives<'w>(atoms: &[Atom<'w>]) -> Result<Option<Vec<Vec<Atom<'w>>>>, Stop> {
    let starts = atoms.iter().enumerate().filter(|(_, atom)| atom.is('{')).map(|(at, _)| at);
    for start in starts.take(MAX_BRACES) {
        let mut depth = 0;
        let mut commas = vec![start];
        let mut end = None;
        for (at, atom) in atoms.iter().enumerate().skip(start) {
            match atom {
                Atom::Letter('{') => depth += 1,
                Atom::Letter('}') => depth -= 1,
                Atom::Letter(',') if depth == 1 => commas.push(at),
                _ => {}
            }
            if depth == 0 {
                end = Some(at);
                break;
            }
        }
        let Some(end) = end else { continue };
        let piece = |from: usize, to: usize| atoms.get(from..to).unwrap_or_default();
        let (before, after) = (piece(0, start), piece(end + 1, atoms.len()));
        let inner: Vec<Vec<Atom<'w>>> = if commas.len() > 1 {
            commas.push(end);
            commas.iter().zip(commas.iter().skip(1)).map(|(from, to)| piece(from + 1, *to).to_vec()).collect()
        } else if let Some(range) = range(piece(start + 1, end))? {
            range.into_iter().map(|text| text.chars().map(Atom::Letter).collect()).collect()
        } else {
            continue;
        };
        if inner.len().saturating_mul(before.len() + after.len()) > MAX_LETTERS {
            return Err(too_many_letters());
        }
        return Ok(Some(inner.into_iter().map(|inner| [before, &inner, after].concat()).collect()));
    }
    Ok(None)
}

/// `first..last` and `first..last..step`.
fn range(atoms: &[Atom<'_>]) -> Result<Option<Vec<String>>, Stop> {
    let letters = atoms.iter().map(|atom| match atom {
        Atom::Letter(letter) => Some(*letter),
        Atom::Part(_) => None,
    });
    let Some(text) = letters.collect::<Option<String>>() else { return Ok(None) };
    let mut ends = text.split("..");
    let (Some(first), Some(last), step, None) = (ends.next(), ends.next(), ends.next(), ends.next()) else {
        return Ok(None);
    };
    let Some(step) = step.map_or(Some(1), |step| step.parse::<i64>().ok()) else { return Ok(None) };
    if let (Ok(from), Ok(to)) = (first.parse::<i64>(), last.parse::<i64>()) {
        let padded =
            |text: &str| text.trim_start_matches('-').starts_with('0') && text.trim_start_matches('-').len() > 1;
        let width = if padded(first) || padded(last) { first.len().max(last.len()) } else { 0 };
        let Some(numbers) = steps(from, to, step)? else { return Ok(None) };
        if numbers.len().saturating_mul(width) > MAX_LETTERS {
            return Err(too_many_letters());
        }
        return Ok(Some(numbers.into_iter().map(|number| filled(number, width)).collect()));
    }
    let letter = |text: &str| text.chars().next().filter(|c| c.is_ascii_alphabetic() && text.len() == 1);
    let (Some(from), Some(to)) = (letter(first), letter(last)) else { return Ok(None) };
    let numbers = steps(i64::from(from as u32), i64::from(to as u32), step)?.unwrap_or_default();
    Ok(numbers.into_iter().map(|number| char::from_u32(number as u32).map(String::from)).collect())
}

/// A number with zeros before it, up to `width` letters.
fn filled(number: i64, width: usize) -> String {
    let digits = number.unsigned_abs().to_string();
    let sign = if number < 0 { "-" } else { "" };
    let zeros = width.saturating_sub(sign.len() + digits.len());
    format!("{sign}{}{digits}", "0".repeat(zeros))
}

/// The numbers from one end to the other; none where bash finds too many (`mkseq` in its `braces.c`).
fn steps(from: i64, to: i64, step: i64) -> Result<Option<Vec<i64>>, Stop> {
    let Some(step) = step.checked_abs().map(|step| step.max(1)) else { return Ok(None) };
    let Some(count) = to.checked_sub(from).and_then(i64::checked_abs).map(|whole| whole / step) else {
        return Ok(None);
    };
    if count >= i64::from(i32::MAX) - 2 {
        return Ok(None);
    }
    if count >= MAX_WORDS as i64 {
        return Err(too_many_words());
    }
    // Nothing of this is past `to`.
    let step = if from <= to { step } else { -step };
    Ok(Some((0..=count).map(|turn| from + turn * step).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Vec<String>, Stop> {
        let word = Word { parts: vec![Part::Literal(text.into())] };
        Ok(expand(&word)?.unwrap_or(vec![word]).iter().map(|word| word.bare().unwrap_or("").to_string()).collect())
    }

    /// What bash 5.2 says of the same words.
    #[test]
    fn ranges_reach_to_the_ends_of_numbers() {
        for (text, expected) in [
            ("{1..3..-9223372036854775808}", "{1..3..-9223372036854775808}"),
            ("{-9223372036854775808..9223372036854775807..99}", "{-9223372036854775808..9223372036854775807..99}"),
            ("{1..9223372036854775807}", "{1..9223372036854775807}"),
            ("{-9223372036854775808..-9223372036854775807}", "-9223372036854775808 -9223372036854775807"),
            ("{1..9223372036854775807..4611686018427387904}", "1 4611686018427387905"),
            ("{-01..1}", "-01 000 001"),
            ("{c..a..2}", "c a"),
            ("{1..2..0}", "1 2"),
        ] {
            assert_eq!(words(text).unwrap().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_is_too_much_names_its_limit() {
        let wide = format!("{{{}1..2}}", "0".repeat(70_000));
        assert_eq!(words(&wide).unwrap()[1].len(), 70_001);
        let many = format!("{{{}1..999}}", "0".repeat(70_000));
        for text in ["{1..2000000000}", "{1..400}{1..400}", &many, &format!("{{1..9999}}{}", "x".repeat(9999))] {
            assert!(matches!(words(text), Err(Stop::Limit(words)) if words.contains("with braces")));
        }
    }
}
