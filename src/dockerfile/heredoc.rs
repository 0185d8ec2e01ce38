//! Heredocs: their marks on an instruction's line (BuildKit's `ParseHeredoc`, `heredocsFromLine`).

use std::collections::BTreeMap;

use super::lexer::{Escapes, Lexer, Quotes, Unset};
use super::{Arguments, Fault, Heredoc, Instruction, limits};

impl Heredoc {
    /// The heredoc that a word marks, if it does, without its content: `<<EOF`, `3<<-"EOF"`.
    pub fn mark(word: &str) -> Result<Option<Self>, Fault> {
        const SPACE: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];
        let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let (descriptor, rest) = word.split_at(digits);
        let Some(rest) = rest.strip_prefix("<<") else { return Ok(None) };
        let (strips_tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
        let rest = rest.trim_start_matches(SPACE);
        if rest.is_empty() || rest.contains('<') {
            return Ok(None);
        }
        let read = |quotes| {
            let lexer = Lexer::new('\\').with_quotes(quotes).with_unset(Unset::Keep);
            lexer.words(rest, &BTreeMap::new())
        };
        let plain = read(Quotes::Remove)?;
        let [name] = plain.as_slice() else { return Ok(None) };
        let raw = read(Quotes::Keep)?;
        let [raw] = raw.as_slice() else { return Err(Fault::InconsistentHeredoc(rest.to_string())) };
        let quotes = |word: &str| word.chars().filter(|c| matches!(c, '\'' | '"')).count();
        let descriptor = if descriptor.is_empty() { 0 } else { descriptor.parse().unwrap_or(u64::MAX) };
        Ok(Some(Self {
            name: name.clone(),
            descriptor,
            expands: quotes(name) == quotes(raw),
            strips_tabs,
            content: String::new(),
        }))
    }
}

/// Whether heredocs may follow an instruction: RUN, COPY and ADD not in JSON form, alone or in ONBUILD.
pub fn may_follow(instruction: &Instruction) -> bool {
    let instruction = match &instruction.arguments {
        Arguments::Inner(inner) => inner,
        _ => instruction,
    };
    let takes = ["ADD", "COPY", "RUN"].iter().any(|name| instruction.name.eq_ignore_ascii_case(name));
    takes && !instruction.arguments.is_json()
}

/// The marks on an instruction's line, in order. A line that cannot be split into words has none.
pub fn marks(line: &str) -> Result<Vec<Heredoc>, Fault> {
    let lexer = Lexer::new('\\').with_quotes(Quotes::Keep).with_escapes(Escapes::Keep).with_unset(Unset::Keep);
    let mut marks = Vec::new();
    for word in lexer.words(line, &BTreeMap::new()).unwrap_or_default() {
        if let Some(mark) = Heredoc::mark(&word)? {
            if marks.len() == limits::HEREDOCS {
                return Err(Fault::ManyHeredocs);
            }
            marks.push(mark);
        }
    }
    Ok(marks)
}

/// `content` without the tabs at the head of each line.
pub fn without_leading_tabs(content: &str) -> String {
    content.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}
