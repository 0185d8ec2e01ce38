//! Rust (the Rust Reference), as far as small programs use it: a parser, a look at the types, and the way to the one tree
//! of all languages.
//!
//! The sources are read into a tree of their own ([`ast`]), because much of what a program means is in its types:
//! where whole numbers end, what `parse`, `collect` and `into` give, whose methods are called. [`infer`] finds them out,
//! one function after the other, with what the library declares (`library/rust/declarations.txt`); [`lower`] makes the
//! tree that is run. What has a type that nobody found out is looked at when it runs, or said to be not simulated.

mod ast;
mod collect;
mod infer;
mod lexer;
mod lower;
mod parser;
mod types;
mod world;

use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::Block;
pub use collect::Source;
use collect::{Collector, Wrong};
use infer::Infer;
use lower::Lower;
use world::Target;

/// What the library declares.
const DECLARATIONS: &str = include_str!("../../library/rust/declarations.txt");

/// What is run first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `main`.
    Program,
    /// Functions with `#[test]`.
    Tests,
}

/// A crate of a program's.
pub struct Crate {
    /// Its place in the sources.
    pub file: usize,
    /// The name under which other crates use it.
    pub name: String,
}

/// A test.
#[derive(Clone, Debug)]
pub struct Test {
    pub name: String,
    /// How the tree names it.
    pub function: String,
    pub ignored: bool,
    /// That it must panic, and with what in its words.
    pub panics: Option<String>,
}

/// A program as statements.
pub struct Made {
    /// For each file, the statements of each phase.
    pub phases: Vec<[Block; PHASES]>,
    pub main: Option<String>,
    pub tests: Vec<Test>,
    /// Crates of the library's that it mentions.
    pub uses: Vec<&'static str>,
}

/// Types, functions, methods, constants.
pub const PHASES: usize = 3;

/// Crates with modules of their own in the library.
const CRATES: &[(&str, &str)] = &[
    ("serde_json", "_rust_json"),
    ("axum", "_rust_json"),
    ("axum", "_rust_web"),
    ("actix_web", "_rust_json"),
    ("actix_web", "_rust_web"),
];

/// Makes a program of its sources; the last of `crates` is the one that starts. The first source is left out in what
/// comes back: it is the library's.
pub fn make(sources: Vec<Source>, crates: &[Crate], kind: &Kind) -> Result<Made, Wrong> {
    let mut all = vec![Source { path: "declarations".into(), text: DECLARATIONS.into() }];
    all.extend(sources);
    let mut collector = Collector::new(&all, false);
    collector.begin(0, "")?;
    let mut root = 0;
    let last = crates.len().saturating_sub(1);
    for (place, made) in crates.iter().enumerate() {
        collector.testing = *kind == Kind::Tests && place == last;
        let path = if place == last { "crate".to_string() } else { made.name.clone() };
        root = collector.begin(made.file + 1, &path)?;
        if place != last
            && let Some(first) = collector.world.modules.first_mut()
        {
            first.types.insert(made.name.as_str().into(), Target::Module(root));
        }
    }
    collector.finish()?;
    let Collector { world, program, .. } = collector;
    let main = match world.modules.get(root).and_then(|module| module.values.get("main")) {
        Some(Target::Function(name)) => Some(name.to_string()),
        _ => None,
    };
    let file_of = |module: usize| world.modules.get(module).map_or(0, |module| module.file);
    let mut infer = Infer::new(&world, &program);
    let mut wrong: Vec<Option<Halt>> = Vec::new();
    for made in &program.functions {
        wrong.push(infer.function(made).err());
    }
    for constant in &program.constants {
        infer.constant(constant).map_err(|halt| (file_of(constant.place.module), halt))?;
    }
    for class in &program.classes {
        let numbers = class.shape.as_ref().err().into_iter().flatten().filter_map(|variant| variant.number.as_ref());
        for number in numbers {
            infer.lone(number, class.module).map_err(|halt| (file_of(class.module), halt))?;
        }
    }
    let known = std::mem::take(&mut infer.known);
    let mut lower = Lower::new(&world, known);
    let mut phases: Vec<[Block; PHASES]> = all.iter().map(|_| Default::default()).collect();
    for (name, module) in &program.traits {
        phases[file_of(*module)][0].push(lower.trait_class(name));
    }
    for class in &program.classes {
        let file = file_of(class.module);
        lower.class(class, &mut phases[file][0]).map_err(|halt| (file, halt))?;
    }
    for (made, wrong) in program.functions.iter().zip(wrong) {
        let file = file_of(made.place.module);
        let mut steps = Vec::new();
        let result = match wrong {
            Some(halt) => Err(halt),
            None => lower.function(made, &mut steps),
        };
        if let Err(halt) = result {
            // Only who calls it learns that it is not simulated.
            steps.clear();
            lower.stub(made, &halt, &mut steps).map_err(|halt| (file, halt))?;
        }
        lower.annotated(made, &mut steps).map_err(|halt| (file, halt))?;
        phases[file][1].extend(steps);
    }
    for (of, method, by) in &program.inherited {
        let module = program.traits.iter().find(|(name, _)| name == by).map_or(root, |(_, module)| *module);
        let step = lower.inherited(of, method, by).map_err(|halt| (file_of(module), halt))?;
        phases[file_of(root)][2].push(step);
    }
    for constant in &program.constants {
        let file = file_of(constant.place.module);
        lower.constant(constant, &mut phases[file][2]).map_err(|halt| (file, halt))?;
    }
    phases.remove(0);
    let tests =
        program.tests.iter().map(|(name, function)| Test {
            name: name.clone(),
            function: format!("crate::{name}"),
            ignored: function.attributes.iter().any(|attribute| &*attribute.name == "ignore"),
            panics: function.attributes.iter().find(|attribute| &*attribute.name == "should_panic").map(|attribute| {
                attribute.words.iter().map(|(_, word)| word.to_string()).next_back().unwrap_or_default()
            }),
        });
    let tests = tests.collect();
    let mentions = |name: &str| all.iter().skip(1).any(|source| source.text.contains(name));
    let mut uses: Vec<&'static str> =
        CRATES.iter().filter(|(name, _)| mentions(name)).map(|(_, module)| *module).collect();
    uses.dedup();
    Ok(Made { phases, main, tests, uses })
}
