//! `ENV name=value …`

use super::pairs::{self, Pair};
use super::{Evaluation, Expander, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Env(Vec<Pair>);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    Ok(Box::new(Env(pairs::read(request, "ENV")?)))
}

impl Meaning for Env {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        pairs::expand(&mut self.0, word)
    }

    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        for pair in &self.0 {
            work.lint.pair(written, pair.old_form);
            work.lint.secret(written, "ENV", &pair.name);
            stage.environment.set(&pair.name, &pair.value);
            set(&mut stage.image.config.env, &pair.name, &pair.value);
        }
        stage.history(pairs::listed("ENV", &self.0), false);
        Ok(())
    }
}

/// Sets a variable of an image's config where it stands, or adds it (`addEnv`).
pub fn set(environment: &mut Vec<String>, name: &str, value: &str) {
    let line = format!("{name}={value}");
    let same = |old: &&mut String| old.split('=').next() == Some(name);
    match environment.iter_mut().find(same) {
        Some(old) => *old = line,
        None => environment.push(line),
    }
}
