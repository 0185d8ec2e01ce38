//! `WORKDIR path`: made if it is not there.

use super::{Evaluation, Expander, Fault, Meaning, Outcome, Request, StageState, Written};
use crate::engine::build::convert::names;
use crate::engine::build::graph::{FileAction, MakeDirectory, Node, Op};
use crate::engine::build::path;

#[derive(Debug)]
struct WorkDir(String);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    let path = request.only("WORKDIR")?;
    request.flags(&[])?;
    Ok(Box::new(WorkDir(path)))
}

impl Meaning for WorkDir {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        self.0 = word(&self.0)?;
        Ok(())
    }

    fn is_step(&self) -> bool {
        true
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        if !stage.workdir_set && !self.0.starts_with('/') {
            work.lint.relative_workdir(written, &self.0);
        }
        stage.workdir_set = true;
        let directory = match self.0.as_str() {
            "" if work.options.classic => return Err(Fault::new("cannot normalize nothing")),
            absolute if work.options.classic && absolute.starts_with('/') => absolute.to_string(),
            path => path::normalised(&stage.image.config.working_dir, path),
        };
        stage.image.config.working_dir = directory.clone();
        let makes = directory != "/";
        if makes {
            let name = names::step(stage, &work.expanded_code(&written.code, stage), work.multi_platform);
            let make = MakeDirectory {
                path: directory.clone(),
                mode: 0o755,
                parents: true,
                owner: stage.image.config.user.clone(),
                created: stage.epoch,
            };
            stage.root = Some(work.graph.add(Node {
                op: Op::File(vec![FileAction::MakeDirectory(make)]),
                inputs: vec![stage.root],
                name,
                span: Some(written.span),
                ignore_cache: false,
                group: None,
                site: stage.site(written),
            }));
        }
        stage.history(format!("WORKDIR {directory}"), makes);
        Ok(())
    }
}
