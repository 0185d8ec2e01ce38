//! All targets and groups of the files, and those that are asked for (`Config` in buildx `bake/bake.go`).

use std::collections::BTreeMap;

use super::evaluate::Scope;
use super::overrides::{Override, apply};
use super::syntax::{Block, Expression, Found, Trouble};
use super::target::{Target, list};
use super::value::Value;
use crate::text::{path_fits, quote};

/// Targets that a file may have: a matrix multiplies them.
const TARGET_LIMIT: usize = 1000;

/// A name for several targets.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) targets: Vec<String>,
}

/// What the files define.
#[derive(Clone, Debug, Default)]
pub(super) struct Definition {
    pub(super) groups: Vec<Group>,
    pub(super) targets: Vec<Target>,
}

/// What is to be built: targets and groups by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    pub(super) groups: BTreeMap<String, Group>,
    pub(super) targets: BTreeMap<String, Target>,
}

impl Definition {
    /// Reads the blocks of the files.
    pub(super) fn read(scope: &mut Scope<'_>) -> Found<Definition> {
        let mut definition = Definition::default();
        let blocks: Vec<&Block> = scope.bodies.iter().flat_map(|body| &body.blocks).collect();
        for block in blocks {
            let [label] = block.labels.as_slice() else {
                let detail = format!("invalid block label: [{}]", block.labels.join(" "));
                return Err(Trouble::at(&block.place, "Invalid block", detail));
            };
            match block.kind.as_str() {
                "variable" | "function" => {}
                "group" => definition.groups.push(group(label, block, scope)?),
                "target" => definition.add_targets(label, block, scope)?,
                other => {
                    let detail = format!("Blocks of type {} are not expected here.", quote(other));
                    return Err(Trouble::at(&block.place, "Unsupported block type", detail));
                }
            }
        }
        Ok(definition)
    }

    fn add_targets(&mut self, label: &str, block: &Block, scope: &mut Scope<'_>) -> Found<()> {
        check_name(label, block)?;
        let Some(matrix) = block.body.attribute("matrix") else {
            if let Some(name) = block.body.attribute("name") {
                return Err(Trouble::at(&name.place, "Invalid name", "name requires matrix"));
            }
            let target = Target::read(label.into(), &block.body, scope)?;
            return self.add(target);
        };
        let mut names = Vec::new();
        for values in combinations(&matrix.value, scope)? {
            scope.local = values;
            let name = match block.body.attribute("name") {
                Some(name) => scope.value(&name.value)?.text().unwrap_or_default(),
                None => label.to_string(),
            };
            check_name(&name, block)?;
            if names.contains(&name) {
                return Err(Trouble::at(&block.place, "Invalid name", format!("duplicate name {}", quote(&name))));
            }
            let target = Target::read(name.clone(), &block.body, scope);
            scope.local = BTreeMap::new();
            self.add(target?)?;
            names.push(name);
        }
        scope.local = BTreeMap::new();
        if names != [label] {
            self.groups.push(Group { name: label.into(), targets: names, ..Group::default() });
        }
        Ok(())
    }

    /// A target of a name that is there comes over it.
    fn add(&mut self, target: Target) -> Found<()> {
        if let Some(known) = self.targets.iter_mut().find(|known| known.name == target.name) {
            known.merge(&target);
            return Ok(());
        }
        if self.targets.len() >= TARGET_LIMIT {
            return Err(Trouble::plain(format!("more than {TARGET_LIMIT} targets")));
        }
        self.targets.push(target);
        Ok(())
    }

    /// What a word of the command line means: a name, or all names that a pattern fits.
    fn named(&self, pattern: &str) -> Found<Vec<String>> {
        if !pattern.contains(['*', '?', '[', ']']) {
            return Ok(vec![pattern.into()]);
        }
        let groups = self.groups.iter().map(|group| &group.name);
        let all = groups.chain(self.targets.iter().map(|target| &target.name));
        let found: Vec<String> = all.filter(|name| path_fits(pattern, name)).cloned().collect();
        match found.is_empty() {
            true => Err(Trouble::plain(format!("could not find any target matching {}", quote(pattern)))),
            false => Ok(found),
        }
    }

    /// The names of targets that `--set` is about.
    pub(super) fn overridden(&self, pattern: &str) -> Found<Vec<String>> {
        let exact = self.targets.iter().any(|target| target.name == pattern);
        let found: Vec<String> = self
            .targets
            .iter()
            .filter(|target| if exact { target.name == pattern } else { path_fits(pattern, &target.name) })
            .map(|target| target.name.clone())
            .collect();
        match found.is_empty() {
            true => Err(Trouble::plain(format!("could not find any target matching '{pattern}'"))),
            false => Ok(found),
        }
    }

    /// The targets and groups behind a name.
    fn resolve_group(&self, name: &str, seen: &mut Vec<String>) -> (Vec<String>, Vec<String>) {
        let Some(group) = self.groups.iter().find(|group| group.name == name) else {
            return (vec![name.into()], Vec::new());
        };
        if seen.iter().any(|seen| seen == name) {
            return (Vec::new(), Vec::new());
        }
        seen.push(name.into());
        let (mut targets, mut groups) = (Vec::new(), vec![name.to_string()]);
        for inner in &group.targets {
            let (found, inside) = self.resolve_group(inner, seen);
            match found.is_empty() {
                true => targets.push(inner.clone()),
                false => targets.extend(found),
            }
            groups.extend(inside);
        }
        (targets, groups)
    }

    /// A target with what it inherits and what `--set` says.
    fn resolve(
        &self,
        name: &str,
        overrides: &BTreeMap<String, BTreeMap<String, Override>>,
        done: &mut BTreeMap<String, Option<Target>>,
    ) -> Found<Option<Target>> {
        if let Some(known) = done.get(name) {
            return Ok(known.clone());
        }
        let _nesting = crate::allowance::Nesting::enter().map_err(|deep| Trouble::plain(deep.to_string()))?;
        done.insert(name.into(), None);
        let Some(own) = self.targets.iter().find(|target| target.name == name) else {
            return Err(Trouble::plain(format!("failed to find target {name}")));
        };
        let mut target = Target { name: name.into(), ..Target::default() };
        for above in &own.inherits {
            if let Some(above) = self.resolve(above, overrides, done)? {
                target.merge(&above);
            }
        }
        target.merge(own);
        if let Some(said) = overrides.get(name) {
            apply(&mut target, said)?;
        }
        target.normalise();
        done.insert(name.into(), Some(target.clone()));
        Ok(Some(target))
    }

    /// What the words of the command line ask for (`ReadTargets`).
    pub(super) fn choose(
        &self,
        words: &[String],
        overrides: &BTreeMap<String, BTreeMap<String, Override>>,
    ) -> Found<Chosen> {
        let mut chosen = Chosen::default();
        let mut wanted: Vec<String> = Vec::new();
        for word in words {
            // `sanitizeTargetName`
            for name in self.named(&word.replace('.', "_"))? {
                if !wanted.contains(&name) {
                    wanted.push(name);
                }
            }
        }
        for name in &wanted {
            let (targets, groups) = self.resolve_group(name, &mut Vec::new());
            for target in targets {
                if chosen.targets.contains_key(&target) {
                    continue;
                }
                if let Some(mut found) = self.resolve(&target, overrides, &mut BTreeMap::new())? {
                    found.texts.entry("context").or_insert_with(|| ".".into());
                    let dockerfile = found.texts.entry("dockerfile").or_default();
                    if dockerfile.is_empty() {
                        *dockerfile = "Dockerfile".into();
                    }
                    chosen.targets.insert(target, found);
                }
            }
            for name in groups {
                if let Some(group) = self.groups.iter().find(|group| group.name == name) {
                    chosen.groups.entry(name).or_insert_with(|| group.clone());
                }
            }
        }
        let is_default = chosen.groups.contains_key("default");
        let default = chosen.groups.entry("default".into()).or_default();
        for name in wanted.into_iter().filter(|name| !(is_default && name == "default")) {
            if !default.targets.contains(&name) {
                default.targets.push(name);
            }
        }
        default.targets.sort();
        default.targets.dedup();
        Ok(chosen)
    }
}

fn group(name: &str, block: &Block, scope: &mut Scope<'_>) -> Found<Group> {
    let mut group = Group { name: name.into(), ..Group::default() };
    for attribute in &block.body.attributes {
        match attribute.name.as_str() {
            "targets" => group.targets = list(&attribute.value, scope)?.unwrap_or_default(),
            "description" => group.description = scope.value(&attribute.value)?.text().unwrap_or_default(),
            name @ ("name" | "matrix") => {
                let detail = format!("{name} is not supported for groups");
                return Err(Trouble::at(&block.place, "Invalid block", detail));
            }
            other => {
                let detail = format!("An argument named {} is not expected here.", quote(other));
                return Err(Trouble::at(&attribute.place, "Unsupported argument", detail));
            }
        }
    }
    if block.body.attribute("targets").is_none() {
        let detail = "The argument \"targets\" is required, but no definition was found.";
        return Err(Trouble::at(&block.place, "Missing required argument", detail));
    }
    let mut kept: Vec<String> = Vec::new();
    for target in group.targets.drain(..) {
        if !kept.contains(&target) {
            kept.push(target);
        }
    }
    group.targets = kept;
    Ok(group)
}

fn check_name(name: &str, block: &Block) -> Found<()> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    match !name.is_empty() && name.chars().all(fits) {
        true => Ok(()),
        false => Err(Trouble::at(&block.place, "Invalid name", "only \"[a-zA-Z0-9_-]+\" are allowed")),
    }
}

/// Each value of each row of a matrix with each of the others.
fn combinations(matrix: &Expression, scope: &mut Scope<'_>) -> Found<Vec<BTreeMap<String, Value>>> {
    let Value::Object(rows) = scope.value(matrix)? else {
        return Err(Trouble::at(&matrix.place, "Invalid block", "matrix must be a map"));
    };
    let mut all = vec![BTreeMap::new()];
    for (name, values) in rows {
        let Value::List(values) = values else {
            return Err(Trouble::at(&matrix.place, "Invalid block", "matrix values must be a list"));
        };
        if all.len().saturating_mul(values.len()) > TARGET_LIMIT {
            return Err(Trouble::plain(format!("more than {TARGET_LIMIT} targets")));
        }
        let with = |value: &Value| {
            let value = value.clone();
            let name = name.clone();
            all.iter()
                .map(move |before: &BTreeMap<String, Value>| {
                    let mut next = before.clone();
                    next.insert(name.clone(), value.clone());
                    next
                })
                .collect::<Vec<_>>()
        };
        all = values.iter().flat_map(with).collect();
    }
    Ok(all)
}
