//! `EXPOSE port[-port][/protocol] …` (BuildKit's `convert_expose.go`).

use super::super::limits;
use super::port::{PortFault, ports};
use super::{Evaluation, Fault, Meaning, Outcome, Request, StageState, Written};
use crate::text::quote;

#[derive(Debug)]
struct Expose(Vec<String>);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    request.at_least_one("EXPOSE")?;
    request.flags(&[])?;
    let mut ports = request.words.clone();
    ports.sort();
    Ok(Box::new(Expose(ports)))
}

impl Meaning for Expose {
    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        let mut listed = Vec::new();
        for word in &self.0 {
            for port in work.words(stage, word)? {
                work.lint.port(written, &port);
                listed.extend(ports(&port).map_err(|fault| fault.told(&port, work.options.classic))?);
                if listed.len() > limits::EXPOSED_PORTS {
                    return Err(Fault::new(format!("EXPOSE names more than {} ports", limits::EXPOSED_PORTS)));
                }
            }
        }
        let exposed = stage.image.config.exposed_ports.get_or_insert_default();
        exposed.extend(listed.iter().map(|port| (port.clone(), Default::default())));
        stage.history(format!("EXPOSE [{}]", listed.join(" ")), false);
        Ok(())
    }
}

impl PortFault {
    /// As BuildKit tells it, or as the builder before did.
    fn told(self, word: &str, classic: bool) -> Fault {
        match self {
            PortFault::Empty if classic => Fault::new(format!("{self}: {word}<empty>")),
            PortFault::Empty | PortFault::Protocol(_) if !classic => {
                Fault::new(format!("invalid port: {}: {self}", quote(word)))
            }
            _ => Fault::new(self.to_string()),
        }
    }
}
