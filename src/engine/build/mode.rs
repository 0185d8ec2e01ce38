//! `--chmod` in symbols (tonistiigi/dchapes-mode): `u=rwX,go=rX`, with a umask of 0.

use super::fault::{Fault, Outcome};
use crate::text::quote;

/// Checks the symbols.
pub fn check(text: &str) -> Outcome<()> {
    clauses(text).map(drop)
}

/// The mode after the change; `directory` matters for `X`.
pub fn changed(text: &str, mode: u32, directory: bool) -> u32 {
    clauses(text).unwrap_or_default().iter().fold(mode, |mode, clause| clause.on(mode, directory))
}

struct Clause {
    /// Masks of the classes: 0o700, 0o070, 0o007.
    who: u32,
    operator: char,
    permissions: Vec<char>,
}

const CLASSES: [(char, u32); 4] = [('u', 0o4700), ('g', 0o2070), ('o', 0o1007), ('a', 0o7777)];

fn clauses(text: &str) -> Outcome<Vec<Clause>> {
    let bad = || Fault::new(format!("invalid mode: {}", quote(text)));
    let mut clauses = Vec::new();
    for part in text.split(',') {
        let end = part.find(['+', '-', '=']).ok_or_else(bad)?;
        let (classes, mut rest) = part.split_at(end);
        let mut who = 0;
        for class in classes.chars() {
            who |= CLASSES.iter().find(|(name, _)| *name == class).ok_or_else(bad)?.1;
        }
        let who = if who == 0 { 0o7777 } else { who };
        while !rest.is_empty() {
            let mut characters = rest.chars();
            let operator = characters.next().filter(|c| "+-=".contains(*c)).ok_or_else(bad)?;
            rest = characters.as_str();
            let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
            let permissions: Vec<char> = rest[..end].chars().collect();
            rest = &rest[end..];
            if permissions.iter().any(|permission| !"rwxXstugo".contains(*permission)) {
                return Err(bad());
            }
            clauses.push(Clause { who, operator, permissions });
        }
    }
    Ok(clauses)
}

impl Clause {
    fn on(&self, mode: u32, directory: bool) -> u32 {
        let copied = |shift: u32| {
            let bits = (mode >> shift) & 7;
            bits << 6 | bits << 3 | bits
        };
        let mut bits = 0;
        for permission in &self.permissions {
            bits |= match permission {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if directory || mode & 0o111 != 0 => 0o111,
                's' => 0o6000,
                't' => 0o1000,
                'u' => copied(6),
                'g' => copied(3),
                'o' => copied(0),
                _ => 0,
            };
        }
        let bits = bits & self.who;
        match self.operator {
            '+' => mode | bits,
            '-' => mode & !bits,
            _ => (mode & !self.who) | bits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_change_modes_as_chmod_does() {
        for (text, mode, directory, expected) in [
            ("u=rwX,go=rX", 0o644, false, 0o644),
            ("u=rwX,go=rX", 0o700, true, 0o755),
            ("+x", 0o644, false, 0o755),
            ("go-w", 0o666, false, 0o644),
            ("a=r", 0o755, false, 0o444),
            ("g=u", 0o640, false, 0o660),
            ("u+s", 0o755, false, 0o4755),
            ("+t", 0o755, true, 0o1755),
        ] {
            assert_eq!(changed(text, mode, directory), expected, "{text}");
        }
        assert!(check("rwx").is_err() && check("u=q").is_err());
    }
}
