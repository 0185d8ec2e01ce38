//! Lines out of a grammar: what the learner's shell, its programs and docker know, put together without sense, nested and
//! repeated up to thousands of times. The grammar is `grammar.txt`, whose head says how it is written.

use std::collections::BTreeMap;

/// Bytes that a line may have.
const LONGEST: usize = 48 << 10;
/// Rules inside each other, after which each ends as soon as it can.
const DEEPEST: usize = 12;

/// The rules by name.
pub struct Grammar(BTreeMap<&'static str, Vec<&'static str>>);

/// Chance by a seed (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One to some thousands, small ones more often.
    fn times(&mut self) -> usize {
        let most = [2, 8, 40, 300, 5000][self.below(5)];
        1 + self.below(most)
    }
}

impl Grammar {
    pub fn new() -> Grammar {
        let mut rules: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for line in include_str!("grammar.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, text) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
            rules.entry(name).or_default().push(text);
        }
        Grammar(rules)
    }

    /// A line; here-documents have more of them.
    pub fn line(&self, chance: &mut Chance) -> String {
        let mut line = String::new();
        self.write("line", chance, 0, &mut line);
        line.replace("\\n", "\n").replace("\\t", "\t")
    }

    fn one(&self, rule: &str, chance: &mut Chance, depth: usize) -> &'static str {
        let texts = self.0.get(rule).unwrap_or_else(|| panic!("no rule {rule}"));
        if depth > DEEPEST { texts[0] } else { texts[chance.below(texts.len())] }
    }

    fn write(&self, rule: &str, chance: &mut Chance, depth: usize, into: &mut String) {
        let mut rest = self.one(rule, chance, depth);
        while let Some((before, reference, after)) = next_reference(rest) {
            into.push_str(before);
            rest = after;
            if into.len() > LONGEST {
                continue;
            }
            if let Some(name) = reference.strip_suffix('*') {
                let mut piece = String::new();
                self.write(name, chance, depth + 1, &mut piece);
                let times = chance.times().min(1 + LONGEST / piece.len().max(1));
                into.push_str(&piece.repeat(times));
            } else if let Some(name) = reference.strip_suffix('+') {
                for _ in 0..=chance.below(6) {
                    self.write(name, chance, depth + 1, into);
                    into.push(' ');
                }
            } else if let Some((name, brackets)) = reference.split_once('^') {
                let (open, close) = self.one(brackets, chance, depth).split_once('…').unwrap_or_default();
                let times = chance.times();
                into.push_str(&open.repeat(times));
                self.write(name, chance, depth + 2, into);
                into.push_str(&close.repeat(times));
            } else {
                self.write(reference, chance, depth + 1, into);
            }
        }
        into.push_str(rest);
    }
}

/// What stands before the next `<name>`, the name, and what stands behind it.
fn next_reference(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find('<').map(|at| from + at) {
        let end = text[at + 1..].find(|c: char| !c.is_ascii_lowercase())? + at + 1;
        let more = text[end..].find('>').map(|close| end + close);
        if let Some(close) = more.filter(|close| {
            end > at + 1 && text[end..*close].chars().all(|c| c.is_ascii_lowercase() || "*+^".contains(c))
        }) && !text[..=close].ends_with(".h>")
        {
            return Some((&text[..at], &text[at + 1..close], &text[close + 1..]));
        }
        from = at + 1;
    }
    None
}
