//! `SHELL ["program", "argument", …]`

use super::command_line;
use super::{Evaluation, Fault, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Shell(Vec<String>);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    request.flags(&[])?;
    let words = command_line::words(&request.words, request.is_json());
    if words.is_empty() {
        return Err(Fault::new("SHELL requires at least one argument"));
    }
    if !request.is_json() {
        return Err(Fault::new("SHELL requires the arguments to be in JSON form"));
    }
    Ok(Box::new(Shell(words)))
}

impl Meaning for Shell {
    fn evaluate(&mut self, _written: &Written, stage: &mut StageState, _work: &mut Evaluation<'_>) -> Outcome<()> {
        stage.history(format!("SHELL [{}]", self.0.join(" ")), false);
        stage.image.config.shell = self.0.clone();
        Ok(())
    }
}
