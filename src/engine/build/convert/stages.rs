//! The stages of a build: which is FROM which, which takes files from which, and which the target needs (BuildKit's
//! `dispatchStates`).

use std::collections::{BTreeMap, BTreeSet};

use super::stage::StageState;
use crate::dockerfile::nearest_exact;
use crate::engine::build::fault::{Fault, Outcome};
use crate::engine::build::instructions::{Head, Source, Step, Written};
use crate::engine::build::limits;
use crate::text::quote;

/// What a stage is FROM that has no files.
pub const EMPTY_IMAGE: &str = "scratch";

/// All stages, those that stand for images of `--from` included.
#[derive(Debug, Default)]
pub struct Stages {
    pub all: Vec<StageState>,
    by_name: BTreeMap<String, usize>,
}

/// An instruction with the stages that it takes files from.
#[derive(Debug)]
pub struct Planned {
    pub step: Step,
    pub sources: Vec<usize>,
}

impl Stages {
    /// Adds a stage; it is FROM the last one before it that has its base's name.
    pub fn add(&mut self, mut stage: StageState) -> Outcome<usize> {
        let place = self.all.len();
        if place >= limits::STAGES {
            let text = format!("dockerfile has more than {} stages", limits::STAGES);
            return Err(Fault::new(text).at(stage.head.written.span));
        }
        stage.base = self.by_name.get(&stage.head.base).copied();
        stage.paths_of = place;
        if let Some(base) = stage.base.and_then(|base| self.all.get(base)) {
            stage.outline = base.outline.clone();
        }
        if !stage.head.name.is_empty() {
            self.by_name.insert(stage.head.name.to_lowercase(), place);
        }
        self.all.push(stage);
        Ok(place)
    }

    /// The stage of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_lowercase()).copied()
    }

    /// The names that are shown.
    pub fn names(&self) -> Vec<String> {
        self.all.iter().map(|stage| stage.name.clone()).filter(|name| !name.is_empty()).collect()
    }

    /// The stage that is built.
    pub fn target(&self, name: &str) -> Outcome<usize> {
        if name.is_empty() {
            return Ok(self.all.len().saturating_sub(1));
        }
        self.find(name).ok_or_else(|| {
            let names = self.names();
            let nearest = nearest_exact(name, names.iter().map(String::as_str));
            Fault::new(format!("target stage {} could not be found", quote(name))).or_rather(nearest)
        })
    }

    /// Plans a stage's instructions: finds the stages that they take files from; what is no stage becomes one that
    /// stands for an image.
    pub fn plan(&mut self, place: usize, steps: Vec<Step>) -> Outcome<Vec<Planned>> {
        let mut planned = Vec::new();
        for step in steps {
            let mut sources = Vec::new();
            for source in step.meaning.sources() {
                let of = self.source(&source, &step.written)?;
                if let Some(stage) = self.all.get_mut(place) {
                    stage.dependencies.push((of, step.written.span));
                }
                sources.push(of);
            }
            planned.push(Planned { step, sources });
        }
        Ok(planned)
    }

    fn source(&mut self, source: &Source, written: &Written) -> Outcome<usize> {
        let (name, span) = match source {
            Source::Copied(name) => {
                // Quotes and escapes would be taken away, too.
                if name.contains(['$', '"', '\'', '\\']) {
                    let text = "variable expansion is not supported for --from, define a new stage with FROM using ARG \
                                from global scope as a workaround";
                    return Err(Fault::new(text));
                }
                if let Ok(index) = name.parse::<i64>() {
                    let place = usize::try_from(index).ok().filter(|place| *place < self.all.len());
                    return place.ok_or_else(|| Fault::new(format!("invalid stage index {index}")));
                }
                (name, Some(written.span))
            }
            Source::Mounted(name) => (name, None),
        };
        if let Some(place) = self.find(name) {
            return Ok(place);
        }
        let head = Head {
            base: name.clone(),
            name: String::new(),
            platform: String::new(),
            description: String::new(),
            written: Written {
                name: "FROM".into(),
                code: String::new(),
                span: span.unwrap_or(crate::dockerfile::Span::line(0)),
                comments: Vec::new(),
            },
        };
        self.add(StageState { unregistered: true, ..StageState::new(head) })
    }

    /// Everything that a stage needs, itself included.
    pub fn needed(&self, target: usize) -> BTreeSet<usize> {
        let mut needed = BTreeSet::new();
        let mut todo = vec![target];
        while let Some(place) = todo.pop() {
            if !needed.insert(place) {
                continue;
            }
            if let Some(stage) = self.all.get(place) {
                todo.extend(stage.base);
                todo.extend(stage.dependencies.iter().map(|(of, _)| *of));
            }
        }
        needed
    }

    /// A circle of stages that take files from each other is an error.
    pub fn check_circles(&self) -> Outcome<()> {
        let mut done = BTreeSet::new();
        for start in 0..self.all.len() {
            // The way to where we are: a stage, the dependency looked at next, and the lines that led here.
            let mut way: Vec<(usize, usize)> = vec![(start, 0)];
            if done.contains(&start) {
                continue;
            }
            let mut on_way = BTreeSet::from([start]);
            while let Some((place, next)) = way.pop() {
                let dependency = self.all.get(place).and_then(|stage| stage.dependencies.get(next));
                let Some((of, _)) = dependency else {
                    on_way.remove(&place);
                    done.insert(place);
                    continue;
                };
                way.push((place, next + 1));
                if on_way.contains(of) {
                    return Err(self.circle(start, &way));
                }
                if !done.contains(of) {
                    on_way.insert(*of);
                    way.push((*of, 0));
                }
            }
        }
        Ok(())
    }

    fn circle(&self, start: usize, way: &[(usize, usize)]) -> Fault {
        let name = self.all.get(start).map_or("", |stage| stage.name.as_str());
        let fault = Fault::new(format!("circular dependency detected on stage: {name}"));
        let span = |(place, next): &(usize, usize)| {
            let dependency = next.checked_sub(1)?;
            self.all.get(*place)?.dependencies.get(dependency).map(|(_, span)| *span)
        };
        way.iter().filter_map(span).fold(fault, Fault::at)
    }
}
