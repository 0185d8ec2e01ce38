//! `ENTRYPOINT command`: forgets the CMD of the base, not that of the same stage.

use super::command_line::{self, CommandLine, quoted};
use super::{Evaluation, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Entrypoint(CommandLine);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    request.flags(&[])?;
    Ok(Box::new(Entrypoint(command_line::read(request))))
}

impl Meaning for Entrypoint {
    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        work.lint.used_once(written, &mut stage.entrypoint);
        let words = command_line::kept(&self.0, written, stage, work);
        stage.history(format!("ENTRYPOINT {}", quoted(&words)), false);
        stage.image.config.entrypoint = Some(words).filter(|_| !(work.options.classic && self.0.words.is_empty()));
        if stage.command.is_none() {
            stage.image.config.cmd = None;
        }
        Ok(())
    }
}
