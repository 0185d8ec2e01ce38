//! The tree of packages below `node_modules`: what is needed goes as high as no other version stands in its way.

use std::collections::{BTreeMap, VecDeque};

use super::super::packages::PackageForm;
use super::super::packages::version::{Asked, choose, satisfies_npm};
use super::OFFER;

/// Packages that one command may install.
const MOST_PACKAGES: usize = 6_000;

/// A package at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// `node_modules/express/node_modules/debug`
    pub path: String,
    pub name: String,
    pub version: String,
    /// What it needs: names and ranges.
    pub needs: Vec<(String, String)>,
    /// Whether only development needs it.
    pub dev: bool,
}

impl Node {
    /// What the file of packages says of it; nothing, if it only stands in a lock file.
    pub fn form(&self) -> Option<&'static PackageForm> {
        OFFER.find(&self.name).map(|(_, form)| form)
    }
}

/// Why there is no tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No package of this name.
    Unknown(String, String),
    /// No version that satisfies the range.
    NoVersion(String, String),
    /// An address: there is nothing but the registry.
    Remote(String, String),
    TooMany,
}

/// A package that a project asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub name: String,
    pub range: String,
    pub dev: bool,
}

/// Builds the tree; `locked` gives versions by path that stay if they satisfy.
pub fn build(wanted: &[Wanted], locked: &BTreeMap<String, String>) -> Result<Vec<Node>, Failure> {
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    // What is for production first, so that what both need counts as such.
    let mut queue: VecDeque<(String, String, String, bool)> = VecDeque::new();
    let mut ordered: Vec<&Wanted> = wanted.iter().collect();
    ordered.sort_by_key(|wanted| (wanted.dev, wanted.name.clone()));
    queue.extend(ordered.into_iter().map(|one| (String::new(), one.name.clone(), one.range.clone(), one.dev)));
    while let Some((from, name, range, dev)) = queue.pop_front() {
        if let Some(node) = visible(&nodes, &from, &name).filter(|node| satisfies_npm(&node.version, &range)) {
            let path = node.path.clone();
            if node.dev && !dev {
                needed(&mut nodes, &path, &mut queue);
            }
            continue;
        }
        let top = format!("node_modules/{name}");
        let nested = if from.is_empty() { top.clone() } else { format!("{from}/node_modules/{name}") };
        let path = if nodes.contains_key(&top) { nested } else { top };
        let (version, needs) = version_of(&name, &range, locked.get(&path))?;
        queue.extend(needs.iter().map(|(need, range)| (path.clone(), need.clone(), range.clone(), dev)));
        nodes.insert(path.clone(), Node { path, name, version, needs, dev });
        if nodes.len() > MOST_PACKAGES {
            return Err(Failure::TooMany);
        }
    }
    Ok(nodes.into_values().collect())
}

/// A package that was only for development is needed for production, too, and so is what it needs.
fn needed(nodes: &mut BTreeMap<String, Node>, path: &str, queue: &mut VecDeque<(String, String, String, bool)>) {
    let Some(node) = nodes.get_mut(path) else { return };
    node.dev = false;
    queue.extend(node.needs.iter().map(|(need, range)| (path.to_string(), need.clone(), range.clone(), false)));
}

/// The package that `require(name)` finds from a place.
fn visible<'a>(nodes: &'a BTreeMap<String, Node>, from: &str, name: &str) -> Option<&'a Node> {
    let mut place = from;
    loop {
        let path =
            if place.is_empty() { format!("node_modules/{name}") } else { format!("{place}/node_modules/{name}") };
        if let Some(node) = nodes.get(&path) {
            return Some(node);
        }
        if place.is_empty() {
            return None;
        }
        place = place.rfind("/node_modules/").and_then(|at| place.get(..at)).unwrap_or("");
    }
}

type Needs = Vec<(String, String)>;

fn version_of(name: &str, range: &str, locked: Option<&String>) -> Result<(String, Needs), Failure> {
    if range.contains(':') && !range.starts_with("npm:") {
        return Err(Failure::Remote(name.into(), range.into()));
    }
    // An alias (`npm:real@range`) stands for another package.
    let alias = range.strip_prefix("npm:").map(|text| Asked::of(text, "npm"));
    let (real, range) = alias.as_ref().map_or((name, range), |asked| (asked.name.as_str(), asked.range.as_str()));
    let Some((_, form)) = OFFER.find(real) else { return Err(Failure::Unknown(name.into(), range.into())) };
    let kept = locked.filter(|version| satisfies_npm(version, range)).cloned();
    let version = kept.or_else(|| choose(&form.version, &form.versions, range, satisfies_npm));
    let version = version.ok_or_else(|| Failure::NoVersion(name.into(), range.into()))?;
    let needs = form.needs_of(&version, "npm").into_iter().map(|need| {
        let asked = Asked::of(&need, "npm");
        (asked.name, if asked.range.is_empty() { "*".into() } else { asked.range })
    });
    Ok((version, needs.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(wanted: &[(&str, &str)]) -> Result<Vec<Node>, Failure> {
        let wanted: Vec<Wanted> = wanted
            .iter()
            .map(|(name, range)| Wanted { name: name.to_string(), range: range.to_string(), dev: false })
            .collect();
        build(&wanted, &BTreeMap::new())
    }

    #[test]
    fn express_4_has_the_many_packages_that_it_has() {
        let nodes = tree(&[("express", "^4.21.2")]).unwrap();
        assert!((65..80).contains(&nodes.len()), "{}", nodes.len());
        let debug = nodes.iter().find(|node| node.name == "debug").unwrap();
        assert_eq!((debug.path.as_str(), debug.version.as_str()), ("node_modules/debug", "2.6.9"));
        assert!(nodes.iter().any(|node| node.path == "node_modules/send/node_modules/ms"), "{nodes:?}");
    }

    #[test]
    fn what_cannot_be_has_a_reason() {
        assert_eq!(tree(&[("nonsense", "*")]), Err(Failure::Unknown("nonsense".into(), "*".into())));
        assert_eq!(tree(&[("express", "99.0.0")]), Err(Failure::NoVersion("express".into(), "99.0.0".into())));
        assert!(matches!(tree(&[("x", "git+ssh://x")]), Err(Failure::Remote(..))));
    }

    #[test]
    fn every_package_has_a_tree() {
        let mut failures = std::collections::BTreeSet::new();
        for (name, form) in OFFER.all() {
            for version in form.versions.iter().chain([&form.version]) {
                if let Err(failure) = tree(&[(name, version)]) {
                    failures.insert(format!("{failure:?}, for example for {name}@{version}"));
                }
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
