//! `ONBUILD instruction`: kept in the image for whoever builds on it.

use super::{Evaluation, Fault, Meaning, Outcome, Request, StageState, Written};

#[derive(Debug)]
struct OnBuild(String);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    request.at_least_one("ONBUILD")?;
    request.flags(&[])?;
    let name = request.words.first().map(|word| word.trim().to_uppercase()).unwrap_or_default();
    match name.as_str() {
        "ONBUILD" => return Err(Fault::new("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")),
        "MAINTAINER" | "FROM" => return Err(Fault::new(format!("{name} isn't allowed as an ONBUILD trigger"))),
        _ => {}
    }
    let mut trigger = without_name(&request.node.original).to_string();
    for heredoc in &request.node.heredocs {
        trigger += &format!("\n{}{}", heredoc.content, heredoc.name);
    }
    Ok(Box::new(OnBuild(trigger)))
}

/// `^\s*ONBUILD\s*` in any case, taken away.
fn without_name(line: &str) -> &str {
    let line = line.trim_start();
    let name = "ONBUILD".len();
    match line.get(..name) {
        Some(head) if head.eq_ignore_ascii_case("ONBUILD") => line[name..].trim_start(),
        _ => line,
    }
}

impl Meaning for OnBuild {
    fn trigger(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn evaluate(&mut self, _written: &Written, stage: &mut StageState, _work: &mut Evaluation<'_>) -> Outcome<()> {
        stage.image.config.on_build.push(self.0.clone());
        Ok(())
    }
}
