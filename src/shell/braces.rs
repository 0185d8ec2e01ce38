//! bash's `{a,b}`, `{1..3}` and `{a..e..2}`. Only bare text can be braces and commas; what is quoted or expanded stays whole.

use super::language::{Part, Word};

/// Words that one word may become.
const MAX_WORDS: usize = 10_000;
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

/// The words that `word` stands for: itself, if it has no braces that mean something.
pub(super) fn expand(word: &Word) -> Vec<Word> {
    if !word.parts.iter().any(|part| matches!(part, Part::Literal(text) if text.contains('{'))) {
        return vec![word.clone()];
    }
    let atoms = word.parts.iter().flat_map(|part| match part {
        Part::Literal(text) => text.chars().map(Atom::Letter).collect(),
        part => vec![Atom::Part(part)],
    });
    let mut done = Vec::new();
    let mut open: Vec<Vec<Atom<'_>>> = vec![atoms.collect()];
    while let Some(atoms) = open.pop() {
        match alternatives(&atoms) {
            Some(words) if open.len() + done.len() + words.len() <= MAX_WORDS => open.extend(words.into_iter().rev()),
            _ => done.push(joined(&atoms)),
        }
    }
    done
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
fn alternatives<'w>(atoms: &[Atom<'w>]) -> Option<Vec<Vec<Atom<'w>>>> {
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
        let (before, after) = (atoms.get(..start)?, atoms.get(end + 1..)?);
        let inner: Vec<Vec<Atom<'w>>> = if commas.len() > 1 {
            commas.push(end);
            commas.windows(2).filter_map(|pair| Some(atoms.get(pair[0] + 1..pair[1])?.to_vec())).collect()
        } else if let Some(range) = atoms.get(start + 1..end).and_then(range) {
            range.into_iter().map(|text| text.chars().map(Atom::Letter).collect()).collect()
        } else {
            continue;
        };
        return Some(inner.into_iter().map(|inner| [before, &inner, after].concat()).collect());
    }
    None
}

/// `first..last` and `first..last..step`.
fn range(atoms: &[Atom<'_>]) -> Option<Vec<String>> {
    let letters = atoms.iter().map(|atom| match atom {
        Atom::Letter(letter) => Some(*letter),
        Atom::Part(_) => None,
    });
    let text: String = letters.collect::<Option<_>>()?;
    let mut ends = text.split("..");
    let (first, last, step, None) = (ends.next()?, ends.next()?, ends.next(), ends.next()) else { return None };
    let step = step.map_or(Some(1), |step| step.parse::<i64>().ok())?.unsigned_abs().max(1);
    if let (Ok(from), Ok(to)) = (first.parse::<i64>(), last.parse::<i64>()) {
        let padded =
            |text: &str| text.trim_start_matches('-').starts_with('0') && text.trim_start_matches('-').len() > 1;
        let width = if padded(first) || padded(last) { first.len().max(last.len()) } else { 0 };
        let numbers = steps(from, to, step)?;
        return Some(numbers.into_iter().map(|number| format!("{number:0width$}")).collect());
    }
    let letter = |text: &str| text.chars().next().filter(|c| c.is_ascii_alphabetic() && text.len() == 1);
    let (from, to) = (letter(first)?, letter(last)?);
    let numbers = steps(i64::from(from as u32), i64::from(to as u32), step)?;
    numbers.into_iter().map(|number| char::from_u32(number as u32).map(String::from)).collect()
}

fn steps(from: i64, to: i64, step: u64) -> Option<Vec<i64>> {
    let count = from.abs_diff(to) / step;
    if count >= MAX_WORDS as u64 {
        return None;
    }
    let step = i64::try_from(step).ok()?;
    let step = if from <= to { step } else { -step };
    Some((0..=count as i64).map(|turn| from.saturating_add(turn.saturating_mul(step))).collect())
}
