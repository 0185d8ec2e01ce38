//! `MAINTAINER words`, which became a label long ago.

use super::{Evaluation, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Maintainer(String);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    let maintainer = request.only("MAINTAINER")?;
    request.flags(&[])?;
    Ok(Box::new(Maintainer(maintainer)))
}

impl Meaning for Maintainer {
    fn evaluate(&mut self, _written: &Written, stage: &mut StageState, _work: &mut Evaluation<'_>) -> Outcome<()> {
        stage.image.author = self.0.clone();
        stage.history(format!("MAINTAINER {}", self.0), false);
        Ok(())
    }
}
