//! A makefile's text: variables with their functions, rules, patterns.

use std::collections::BTreeMap;

use crate::shell::Process;
use crate::shell::pattern::Pattern;
use crate::shell::programs::Bail;

/// References within references.
const DEEPEST: usize = 50;
/// Bytes that a text may grow to.
const LONGEST: usize = 1 << 20;

/// A rule's prerequisites, and its recipe with line numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    pub needs: Vec<String>,
    pub recipe: Vec<(usize, String)>,
}

/// A makefile.
#[derive(Debug, Default)]
pub struct Makefile {
    pub file: String,
    pub variables: BTreeMap<String, String>,
    pub rules: BTreeMap<String, Rule>,
    pub patterns: Vec<(String, Rule)>,
    pub phony: Vec<String>,
    /// The first target, which is made if none is named.
    pub first: Option<String>,
}

impl Makefile {
    /// Reads a makefile; the inner error is make's own.
    pub fn read(
        process: &mut Process<'_>,
        file: &str,
        text: &str,
        given: &[(String, String)],
    ) -> Result<Result<Makefile, String>, Bail> {
        let mut makefile = Makefile { file: file.into(), ..Makefile::default() };
        makefile.variables.extend(process.environment.iter().map(|(name, value)| (name.clone(), value.clone())));
        makefile.variables.insert("MAKE".into(), "make".into());
        makefile.variables.insert("CURDIR".into(), process.directory.clone());
        makefile.variables.entry("CC".into()).or_insert_with(|| "cc".into());
        makefile.variables.entry("RM".into()).or_insert_with(|| "rm -f".into());
        makefile.variables.extend(given.iter().cloned());
        let mut current: Vec<String> = Vec::new();
        let mut skipping: Vec<bool> = Vec::new();
        for (number, line) in joined(text) {
            process.system.step()?;
            if line.starts_with('\t') && !current.is_empty() {
                if skipping.iter().any(|skip| *skip) {
                    continue;
                }
                for target in &current {
                    let rule = makefile.rule_mut(target);
                    rule.recipe.push((number, line.trim_start_matches('\t').to_string()));
                }
                continue;
            }
            let plain = line.split(" #").next().unwrap_or(&line);
            let plain = if plain.starts_with('#') { "" } else { plain.trim() };
            if plain.is_empty() {
                continue;
            }
            if makefile.condition(process, plain, &mut skipping)? || skipping.iter().any(|skip| *skip) {
                continue;
            }
            if let Some((name, operator, value)) = assignment(plain) {
                makefile.assign(process, &name, operator, &value, given)?;
                continue;
            }
            if plain.starts_with("include ")
                || plain.starts_with("-include ")
                || plain.starts_with("export")
                || plain.starts_with("define")
            {
                continue;
            }
            let expanded = makefile.expand(process, plain, 0)?;
            let Some((targets, needs)) = expanded.split_once(':') else {
                return Ok(Err(format!("{file}:{number}: *** missing separator.  Stop.")));
            };
            let (needs, inline) =
                needs.split_once(';').map_or((needs, None), |(needs, command)| (needs, Some(command)));
            let needs: Vec<String> = needs
                .trim_start_matches(':')
                .split_whitespace()
                .filter(|word| *word != "|")
                .map(str::to_string)
                .collect();
            current = targets.split_whitespace().map(str::to_string).collect();
            if current.iter().any(|target| target == ".PHONY") {
                makefile.phony.extend(needs);
                current.clear();
                continue;
            }
            for target in current.clone() {
                if target.contains('%') {
                    makefile.patterns.push((target.clone(), Rule::default()));
                } else if makefile.first.is_none() && !target.starts_with('.') {
                    makefile.first = Some(target.clone());
                }
                let rule = makefile.rule_mut(&target);
                rule.needs.extend(needs.iter().cloned());
                rule.recipe.extend(inline.map(|command| (number, command.trim().to_string())));
            }
        }
        Ok(Ok(makefile))
    }

    fn rule_mut(&mut self, target: &str) -> &mut Rule {
        if target.contains('%')
            && let Some(at) = self.patterns.iter().rposition(|(pattern, _)| pattern == target)
        {
            return &mut self.patterns[at].1;
        }
        self.rules.entry(target.into()).or_default()
    }

    /// The rule of a target.
    pub fn rule(&self, target: &str) -> Option<&Rule> {
        self.rules.get(target).filter(|rule| {
            !rule.recipe.is_empty()
                || !rule.needs.is_empty()
                || self.phony.iter().any(|name| name == target)
                || !target.contains('.')
        })
    }

    /// The first pattern rule that fits and whose prerequisites are there.
    pub fn pattern_rule(&self, target: &str, exists: &mut dyn FnMut(&str) -> bool) -> Option<Rule> {
        self.patterns.iter().find_map(|(pattern, rule)| {
            let (before, after) = pattern.split_once('%')?;
            let stem = target.strip_prefix(before)?.strip_suffix(after)?;
            let needs: Vec<String> = rule.needs.iter().map(|need| need.replace('%', stem)).collect();
            let fits = needs.iter().all(|need| exists(need) || self.rules.contains_key(need));
            fits.then(|| Rule { needs, recipe: rule.recipe.clone() })
        })
    }

    /// `ifeq`, `ifdef`, …: whether the line was one.
    fn condition(&self, process: &mut Process<'_>, line: &str, skipping: &mut Vec<bool>) -> Result<bool, Bail> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "ifeq" | "ifneq" => {
                let text = self.expand(process, rest, 0)?;
                let inner = text.trim().trim_start_matches('(').trim_end_matches(')');
                let (left, right) = inner.split_once(',').unwrap_or((inner, ""));
                let same = left.trim() == right.trim();
                skipping.push(same != (word == "ifeq"));
            }
            "ifdef" | "ifndef" => {
                let set = self.variables.get(rest.trim()).is_some_and(|value| !value.is_empty());
                skipping.push(set != (word == "ifdef"));
            }
            "else" => {
                if let Some(last) = skipping.last_mut() {
                    *last = !*last;
                }
            }
            "endif" => {
                skipping.pop();
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn assign(
        &mut self,
        process: &mut Process<'_>,
        name: &str,
        operator: &str,
        value: &str,
        given: &[(String, String)],
    ) -> Result<(), Bail> {
        if given.iter().any(|(own, _)| own == name) {
            return Ok(());
        }
        match operator {
            "?=" => {
                self.variables.entry(name.into()).or_insert_with(|| value.into());
            }
            "+=" => {
                let old = self.variables.entry(name.into()).or_default();
                *old = if old.is_empty() { value.into() } else { format!("{old} {value}") };
            }
            ":=" | "::=" => {
                let value = self.expand(process, value, 0)?;
                self.variables.insert(name.into(), value);
            }
            _ => {
                self.variables.insert(name.into(), value.into());
            }
        }
        Ok(())
    }

    /// A line of a recipe with the automatic variables.
    pub fn expand_recipe(
        &self,
        process: &mut Process<'_>,
        text: &str,
        target: &str,
        rule: &Rule,
    ) -> Result<String, Bail> {
        let first = rule.needs.first().map_or("", String::as_str);
        let mut unique: Vec<&str> = Vec::new();
        for need in &rule.needs {
            if !unique.contains(&need.as_str()) {
                unique.push(need);
            }
        }
        let stem = target.rsplit_once('.').map_or(target, |(stem, _)| stem);
        let all = unique.join(" ");
        let folder = |path: &str| path.rsplit_once('/').map_or(".".to_string(), |(folder, _)| folder.to_string());
        let text = text
            .replace("$$", "\u{1}")
            .replace("$(@D)", &folder(target))
            .replace("$(<D)", &folder(first))
            .replace("$(@F)", target.rsplit('/').next().unwrap_or(target))
            .replace("$@", target)
            .replace("$<", first)
            .replace("$^", &all)
            .replace("$?", &all)
            .replace("$*", stem);
        Ok(self.expand(process, &text, 0)?.replace('\u{1}', "$"))
    }

    /// Expands references; functions are the common ones.
    fn expand(&self, process: &mut Process<'_>, text: &str, depth: usize) -> Result<String, Bail> {
        if depth > DEEPEST || text.len() > LONGEST {
            return Err(Bail::Stop(crate::shell::Stop::Limit(format!(
                "more than {DEEPEST} references within each other"
            ))));
        }
        let mut whole = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            whole += rest.get(..at).unwrap_or_default();
            let after = rest.get(at + 1..).unwrap_or_default();
            match after.chars().next() {
                Some('$') => {
                    whole.push('$');
                    rest = after.get(1..).unwrap_or_default();
                }
                Some(open @ ('(' | '{')) => {
                    let Some(end) = closing(after, open) else {
                        whole.push('$');
                        rest = after;
                        continue;
                    };
                    let inner = after.get(1..end).unwrap_or_default().to_string();
                    whole += &self.reference(process, &inner, depth + 1)?;
                    rest = after.get(end + 1..).unwrap_or_default();
                }
                Some(letter) => {
                    whole += self.variables.get(&letter.to_string()).map_or("", String::as_str);
                    rest = after.get(letter.len_utf8()..).unwrap_or_default();
                }
                None => rest = "",
            }
        }
        Ok(whole + rest)
    }

    fn reference(&self, process: &mut Process<'_>, inner: &str, depth: usize) -> Result<String, Bail> {
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        if let Some((name, arguments)) = inner.split_once([' ', '\t']) {
            let arguments = self.expand(process, arguments, depth)?;
            let parts: Vec<&str> = arguments.split(',').map(str::trim).collect();
            let part = |index: usize| parts.get(index).copied().unwrap_or_default();
            let list = match name {
                "shell" => {
                    let text = super::make_shell(process, &arguments)?;
                    return Ok(text.trim_end_matches('\n').replace('\n', " "));
                }
                "wildcard" => words(&arguments).iter().flat_map(|pattern| matching(process, pattern)).collect(),
                "patsubst" => words(part(2)).iter().map(|word| substituted(word, part(0), part(1))).collect(),
                "subst" => return Ok(part(2).replace(part(0), part(1))),
                "notdir" => {
                    words(&arguments).iter().map(|word| word.rsplit('/').next().unwrap_or(word).to_string()).collect()
                }
                "dir" => words(&arguments)
                    .iter()
                    .map(|word| word.rsplit_once('/').map_or("./".into(), |(dir, _)| format!("{dir}/")))
                    .collect(),
                "basename" => words(&arguments)
                    .iter()
                    .map(|word| word.rsplit_once('.').map_or(word.clone(), |(stem, _)| stem.into()))
                    .collect(),
                "addprefix" => words(part(1)).iter().map(|word| format!("{}{word}", part(0))).collect(),
                "addsuffix" => words(part(1)).iter().map(|word| format!("{word}{}", part(0))).collect(),
                "filter" => words(part(1))
                    .into_iter()
                    .filter(|word| words(part(0)).iter().any(|pattern| fits(word, pattern)))
                    .collect(),
                "filter-out" => words(part(1))
                    .into_iter()
                    .filter(|word| !words(part(0)).iter().any(|pattern| fits(word, pattern)))
                    .collect(),
                "sort" => {
                    let mut list = words(&arguments);
                    list.sort();
                    list.dedup();
                    list
                }
                "strip" => words(&arguments),
                "firstword" => words(&arguments).into_iter().take(1).collect(),
                "abspath" | "realpath" => words(&arguments).iter().map(|word| process.absolute(word)).collect(),
                "info" => {
                    process.print(&format!("{arguments}\n"))?;
                    Vec::new()
                }
                _ => Vec::new(),
            };
            return Ok(list.join(" "));
        }
        let inner = self.expand(process, inner, depth)?;
        if let Some((name, change)) = inner.split_once(':') {
            let value = self.value(process, name, depth)?;
            let (from, to) = change.split_once('=').unwrap_or((change, ""));
            let (from, to) = if from.contains('%') {
                (from.to_string(), to.to_string())
            } else {
                (format!("%{from}"), format!("%{to}"))
            };
            return Ok(words(&value).iter().map(|word| substituted(word, &from, &to)).collect::<Vec<_>>().join(" "));
        }
        self.value(process, &inner, depth)
    }

    fn value(&self, process: &mut Process<'_>, name: &str, depth: usize) -> Result<String, Bail> {
        match self.variables.get(name) {
            Some(value) => self.expand(process, value, depth + 1),
            None => Ok(String::new()),
        }
    }
}

/// Lines with their numbers; a backslash at the end joins.
fn joined(text: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    let mut pending: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        let (number, mut whole) = pending.take().unwrap_or((index + 1, String::new()));
        whole += if whole.is_empty() { line } else { line.trim_start() };
        match whole.strip_suffix('\\') {
            Some(begun) => pending = Some((number, format!("{} ", begun.trim_end()))),
            None => all.push((number, whole)),
        }
    }
    all.extend(pending);
    all
}

/// `NAME := value`
fn assignment(line: &str) -> Option<(String, &'static str, String)> {
    let at = line.find('=')?;
    let before = line.get(..at)?;
    let (name, operator) = [("::", "::="), (":", ":="), ("?", "?="), ("+", "+="), ("", "=")]
        .into_iter()
        .find_map(|(mark, operator)| Some((before.strip_suffix(mark)?, operator)))?;
    let name = name.trim().trim_start_matches("export ").trim();
    let plain = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter));
    plain.then(|| (name.to_string(), operator, line.get(at + 1..).unwrap_or_default().trim().to_string()))
}

/// Where the bracket that `text` begins with is closed.
fn closing(text: &str, open: char) -> Option<usize> {
    let close = if open == '(' { ')' } else { '}' };
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

fn fits(word: &str, pattern: &str) -> bool {
    match pattern.split_once('%') {
        Some((before, after)) => {
            word.len() >= before.len() + after.len() && word.starts_with(before) && word.ends_with(after)
        }
        None => word == pattern,
    }
}

fn substituted(word: &str, from: &str, to: &str) -> String {
    let Some((before, after)) = from.split_once('%') else {
        return if word == from { to.into() } else { word.into() };
    };
    if !fits(word, from) {
        return word.into();
    }
    let stem = word.get(before.len()..word.len() - after.len()).unwrap_or_default();
    to.replacen('%', stem, 1)
}

/// The files that a pattern of one directory matches.
fn matching(process: &mut Process<'_>, pattern: &str) -> Vec<String> {
    let (folder, base) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let path = if folder.is_empty() { process.directory.clone() } else { process.absolute(folder) };
    let entries = process.system.files().read_dir(&path).unwrap_or_default();
    let wanted = Pattern::new(base);
    let names = entries.into_iter().map(|entry| entry.name).filter(|name| wanted.matches(name));
    let mut all: Vec<String> =
        names.map(|name| if folder.is_empty() { name } else { format!("{folder}/{name}") }).collect();
    all.sort();
    all
}
