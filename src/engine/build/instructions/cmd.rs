//! `CMD command`

use super::command_line::{self, CommandLine, quoted, with_shell};
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
        let mut words = self.0.words.clone();
        if self.0.needs_shell {
            if stage.image.config.shell.is_empty() {
                work.lint.json_recommended(written);
            }
            words = with_shell(&stage.image, &words);
        }
        stage.history(format!("CMD {}", quoted(&words)), false);
        stage.image.config.cmd = Some(words);
        stage.image.config.args_escaped = true;
        Ok(())
    }
}
