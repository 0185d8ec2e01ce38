//! `VOLUME path …`

use super::{Evaluation, Expander, Fault, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct Volume(Vec<String>);

fn blank() -> Fault {
    Fault::new("VOLUME specified can not be an empty string")
}

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    request.at_least_one("VOLUME")?;
    request.flags(&[])?;
    let paths: Vec<String> = request.words.iter().map(|word| word.trim().to_string()).collect();
    if paths.iter().any(String::is_empty) {
        return Err(blank());
    }
    Ok(Box::new(Volume(paths)))
}

impl Meaning for Volume {
    fn expand(&mut self, word: Expander<'_>) -> Outcome<()> {
        self.0.iter_mut().try_for_each(|path| word(path).map(|expanded| *path = expanded))
    }

    fn evaluate(&mut self, _written: &Written, stage: &mut StageState, _work: &mut Evaluation<'_>) -> Outcome<()> {
        let volumes = stage.image.config.volumes.get_or_insert_default();
        for path in &self.0 {
            if path.is_empty() {
                return Err(blank());
            }
            volumes.insert(path.clone(), Default::default());
        }
        stage.history(format!("VOLUME [{}]", self.0.join(" ")), false);
        Ok(())
    }
}
