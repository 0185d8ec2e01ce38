//! `LABEL name=value …`

use super::pairs::{self, Pair};
use super::{Evaluation, Expander, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Label(Vec<Pair>);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    Ok(Box::new(Label(pairs::read(request, "LABEL")?)))
}

impl Meaning for Label {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        pairs::expand(&mut self.0, word)
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        let labels = stage.image.config.labels.get_or_insert_default();
        for pair in &self.0 {
            work.lint.pair(written, pair.old_form);
            labels.insert(pair.name.clone(), pair.value.clone());
        }
        stage.history(pairs::listed("LABEL", &self.0), false);
        Ok(())
    }
}
