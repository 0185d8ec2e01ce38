//! Circles: files that take names from each other, so that none of them can be read, moved or compiled in thought alone.
//!
//! An arrow runs from a file to the file that defines what it names, whoever hands the name on. What a parent takes from
//! the files in its own folder is no arrow: it is their face.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;

use super::{PROGRAM, Source, files};

/// Circles that are one noun: what it is, and its files below `src`.
const NOUNS: &[(&str, &[&str])] = &[
    (
        "a rope, how it is read, and the parts that it is saved in",
        &["content/part.rs", "content/parts.rs", "content/reader.rs", "content/rope.rs", "content/saved.rs"],
    ),
    (
        "the solver, and results that are kept elsewhere",
        &["engine/build/remote_cache/import.rs", "engine/build/solve/image.rs", "engine/build/solve/mod.rs"],
    ),
    (
        "a main process that is played, and those beside it that it asks",
        &["engine/containers/requests.rs", "engine/containers/running.rs"],
    ),
    (
        "a script, what it is run with, and what it prints",
        &[
            "shell/language/parser.rs",
            "shell/language/syntax.rs",
            "shell/nesting.rs",
            "shell/printed.rs",
            "shell/process.rs",
            "shell/state.rs",
        ],
    ),
    (
        "the machine that runs scripts: values, the heap that they live in, code",
        &[
            "shell/programs/script/arguments.rs",
            "shell/programs/script/code.rs",
            "shell/programs/script/dialect.rs",
            "shell/programs/script/heap.rs",
            "shell/programs/script/value.rs",
            "shell/programs/script/vm/mod.rs",
        ],
    ),
    (
        "what a value of Python's is: how it is shown, compared and ordered, what it can do; a program's classes may say each anew",
        &[
            "shell/programs/script/python/builtins/mod.rs",
            "shell/programs/script/python/display.rs",
            "shell/programs/script/python/errors.rs",
            "shell/programs/script/python/exceptions.rs",
            "shell/programs/script/python/format.rs",
            "shell/programs/script/python/inherited.rs",
            "shell/programs/script/python/lazy.rs",
            "shell/programs/script/python/methods/dict.rs",
            "shell/programs/script/python/methods/mod.rs",
            "shell/programs/script/python/methods/set.rs",
            "shell/programs/script/python/methods/special.rs",
            "shell/programs/script/python/operators.rs",
            "shell/programs/script/python/place.rs",
            "shell/programs/script/python/sameness.rs",
            "shell/programs/script/python/sequences.rs",
        ],
    ),
];

/// Files of a circle in `engine`, `program` and `client`, at most.
const LARGEST: usize = 3;

/// The place of a file among the modules, such as `["engine", "images"]`.
type Place = Vec<String>;

/// What a file defines, and what it names.
#[derive(Default)]
struct Names {
    items: BTreeSet<String>,
    /// Imported names with their paths; whether the file only hands them on (`pub use`) and does not name them itself.
    uses: BTreeMap<String, (Vec<String>, bool)>,
    /// Paths whose names are all imported.
    globs: Vec<Vec<String>>,
    /// Paths in the code.
    paths: BTreeSet<Vec<String>>,
}

/// The branches of a use tree, each with the name that it has here; `*` for all.
fn branches(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let Some((head, list)) = tree.split_once('{').filter(|(head, _)| !head.contains(',')) else {
        let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut path: Vec<String> = path.split("::").map(|part| part.trim().to_string()).collect();
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let name = if name.is_empty() { path.last().cloned().unwrap_or_default() } else { name.trim().to_string() };
        return vec![(path, name)];
    };
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let (mut depth, mut start, mut all) = (0_usize, 0, Vec::new());
    let ends = list.char_indices().chain([(list.len(), ',')]);
    for (at, letter) in ends {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                let branch = list[start..at].trim();
                if !branch.is_empty() {
                    all.extend(branches(&format!("{head}{branch}")));
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    all
}

impl Names {
    fn of(code: &str) -> Names {
        let regex = |text: &str| Regex::new(text).expect("a regular expression");
        let import = regex(r"(?:^|[\s;{}])(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);");
        let rest = import.replace_all(code, "\n").into_owned();
        let words: BTreeSet<&str> = regex(r"\w+").find_iter(&rest).map(|word| word.as_str()).collect();
        let mut names = Names::default();
        for found in import.captures_iter(code) {
            for (mut path, name) in branches(&found[2]) {
                if name == "*" {
                    path.pop();
                    names.globs.push(path);
                } else {
                    let handed_on = found.get(1).is_some() && !words.contains(name.as_str());
                    names.uses.insert(name, (path, handed_on));
                }
            }
        }
        let item = regex(r"\b(?:fn|struct|enum|trait|const|static|type|union|macro_rules!)\s+(?:mut\s+)?(\w+)");
        names.items = item.captures_iter(&rest).map(|found| found[1].to_string()).collect();
        let path = regex(r"\w+(?:::\w+)+");
        let whole = |at: usize| !rest[..at].ends_with([':', '$']);
        let paths = path.find_iter(&rest).filter(|found| whole(found.start()));
        names.paths = paths.map(|found| found.as_str().split("::").map(str::to_string).collect()).collect();
        names
    }
}

/// All files of the core and the program.
struct House {
    places: BTreeMap<Place, Names>,
}

impl House {
    /// The file that defines what a path names, seen from a place; `None`: it is none of ours.
    fn home(&self, from: &[String], path: &[String], depth: usize) -> Option<Place> {
        let (first, mut rest) = path.split_first().filter(|_| depth < 20)?;
        let mut at: Place = from.to_vec();
        match first.as_str() {
            "crate" => at.truncate(usize::from(at.first().is_some_and(|top| top == PROGRAM))),
            "self" => {}
            "super" => drop(at.pop()),
            _ => rest = path,
        }
        while let Some((name, after)) = rest.split_first() {
            let inner: Place = at.iter().chain([name]).cloned().collect();
            if name == "super" {
                at.pop();
            } else if self.places.contains_key(&inner) || at.is_empty() {
                at = inner;
            } else {
                let names = self.places.get(&at)?;
                if names.items.contains(name) {
                    return Some(at);
                }
                let further = |path: &[String], after: &[String]| {
                    let whole: Vec<String> = path.iter().chain(after).cloned().collect();
                    self.home(&at, &whole, depth + 1)
                };
                return match names.uses.get(name) {
                    Some((path, _)) if path.as_slice() == std::slice::from_ref(name) => None,
                    Some((path, _)) => further(path, after),
                    None => names.globs.iter().find_map(|glob| further(glob, rest)),
                };
            }
            rest = after;
        }
        self.places.contains_key(&at).then_some(at)
    }

    /// The files that a file takes names from.
    fn arrows(&self, from: &Place, names: &Names) -> BTreeSet<Place> {
        let imported = names.uses.values().filter(|(_, handed_on)| !handed_on).map(|(path, _)| path);
        let paths = imported.chain(&names.globs).chain(&names.paths);
        let homes = paths.filter_map(|path| self.home(from, path, 0));
        homes.filter(|home| !home.starts_with(from)).collect()
    }

    /// The sets of files that reach each other.
    fn circles(&self) -> Vec<Vec<Place>> {
        let arrows: BTreeMap<&Place, BTreeSet<Place>> =
            self.places.iter().map(|(place, names)| (place, self.arrows(place, names))).collect();
        let reached = |from: &Place| {
            let (mut seen, mut todo) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(place) = todo.pop() {
                let next = arrows.get(&place).into_iter().flatten();
                todo.extend(next.filter(|next| seen.insert((*next).clone())).cloned());
            }
            seen
        };
        let all: BTreeMap<&Place, BTreeSet<Place>> = self.places.keys().map(|place| (place, reached(place))).collect();
        let mut circles = BTreeSet::new();
        for (place, reached) in all.iter().filter(|(place, reached)| reached.contains(**place)) {
            let circle = reached.iter().filter(|other| all.get(other).is_some_and(|back| back.contains(*place)));
            circles.insert(circle.cloned().collect::<Vec<Place>>());
        }
        circles.into_iter().filter(|circle| circle.len() > 1).collect()
    }
}

#[test]
fn files_that_need_each_other_are_one_noun() {
    let sources = files();
    let paths: BTreeMap<Place, String> =
        sources.iter().map(|source| (source.module.clone(), source.path.display().to_string())).collect();
    let place = |source: &Source| (source.module.clone(), Names::of(&source.code));
    let house = House { places: sources.iter().map(place).collect() };
    let named = |circle: Vec<Place>| circle.iter().filter_map(|place| paths.get(place).cloned()).collect();
    let mut found: Vec<Vec<String>> = house.circles().into_iter().map(named).collect();
    found.iter_mut().for_each(|circle| circle.sort());
    let within = |circle: &[String], files: &[&str]| circle.iter().all(|file| files.contains(&file.as_str()));
    let known = |circle: &[String]| NOUNS.iter().any(|(_, files)| within(circle, files));
    let new: Vec<String> = found.iter().filter(|circle| !known(circle)).map(|circle| circle.join(" ")).collect();
    assert!(new.is_empty(), "let what they share be a file below them:\n{}", new.join("\n"));
    for (noun, files) in NOUNS {
        assert!(found.iter().any(|circle| within(circle, files)), "this is no circle any more: {noun}");
        let narrow = ["engine/", "program/", "client/"].iter().any(|room| files[0].starts_with(room));
        assert!(!narrow || files.len() <= LARGEST, "too large for its room: {noun}");
    }
}

#[test]
fn a_circle_is_seen_through_whoever_hands_the_name_on() {
    let file = |place: &[&str], code: &str| (place.iter().map(|part| part.to_string()).collect(), Names::of(code));
    let house = House {
        places: [
            file(&["a"], "mod b; mod c; mod d; pub use b::{B, other as O}; use c::C; fn f(_: C) {}"),
            file(&["a", "b"], "pub(super) use std::fmt; pub struct B; pub fn other() { super::d::go(); }"),
            file(&["a", "c"], "use super::{O, d}; pub struct C; fn g() { O(); d::go(); }"),
            file(&["a", "d"], "use crate::a::{c::{self}, *}; pub fn go() -> B { c::g() }"),
        ]
        .into(),
    };
    let names: Vec<Vec<String>> =
        house.circles().iter().map(|circle| circle.iter().map(|place| place.join("::")).collect()).collect();
    assert_eq!(names, [["a::b", "a::c", "a::d"]]);
}
