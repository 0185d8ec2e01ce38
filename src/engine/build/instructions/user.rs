//! `USER name[:group]`

use super::{Evaluation, Expander, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct User(String);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    let user = request.only("USER")?;
    request.flags(&[])?;
    Ok(Box::new(User(user)))
}

impl Meaning for User {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        self.0 = word(&self.0)?;
        Ok(())
    }

    fn evaluate(&mut self, _written: &Written, stage: &mut StageState, _work: &mut Evaluation<'_>) -> Outcome<()> {
        stage.image.config.user = self.0.clone();
        stage.history(format!("USER {}", self.0), false);
        Ok(())
    }
}
