//! `CMD command`

use super::command_line::{self, CommandLine, quoted};
use super::{Evaluation, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Cmd(CommandLine);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    request.flags(&[])?;
    Ok(Box::new(Cmd(command_line::read(request))))
}

impl Meaning for Cmd {
    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        work.lint.used_once(written, &mut stage.command);
        if work.options.classic && self.0.words.is_empty() {
            stage.command = None;
        }
        let words = command_line::kept(&self.0, written, stage, work);
        stage.history(format!("CMD {}", quoted(&words)), false);
        stage.image.config.cmd = Some(words);
        stage.image.config.args_escaped = !work.options.classic;
        Ok(())
    }
}
