//! `EXPOSE port[-port][/protocol] …` (BuildKit's `convert_expose.go`).

use super::super::limits;
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

/// The parts of `[ip:][host:]container[/protocol]`.
pub fn parts(port: &str) -> (String, &str, &str) {
    let parts: Vec<&str> = port.split(':').collect();
    match parts.as_slice() {
        [container] => (String::new(), "", container),
        [host, container] => (String::new(), host, container),
        [address @ .., host, container] => (address.join(":"), host, container),
        [] => (String::new(), "", ""),
    }
}

/// Why a word names no port.
#[derive(Debug, thiserror::Error)]
pub enum PortFault {
    #[error("no port specified")]
    Empty,
    #[error("invalid proto: {0}")]
    Protocol(String),
    #[error("invalid IP address: {0}")]
    Address(String),
    #[error("invalid containerPort: {0}")]
    Container(String),
    #[error("invalid hostPort: {0}")]
    Host(String),
    #[error("invalid ranges specified for container and host Ports: {0} and {1}")]
    Ranges(String, String),
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

/// The ports that a word names, each as `number/protocol`.
pub fn ports(word: &str) -> Result<Vec<String>, PortFault> {
    let (address, host, container) = parts(word);
    let (range, protocol) = container.split_once('/').unwrap_or((container, ""));
    if range.is_empty() {
        return Err(PortFault::Empty);
    }
    let protocol = match protocol.to_lowercase().as_str() {
        "" => "tcp",
        "tcp" => "tcp",
        "udp" => "udp",
        "sctp" => "sctp",
        other => return Err(PortFault::Protocol(other.into())),
    };
    if !address.is_empty() {
        let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&address);
        if bare.parse::<std::net::IpAddr>().is_err() {
            return Err(PortFault::Address(address));
        }
    }
    let (first, last) = port_range(range).ok_or_else(|| PortFault::Container(range.into()))?;
    if !host.is_empty() {
        let (host_first, host_last) = port_range(host).ok_or_else(|| PortFault::Host(host.into()))?;
        if last - first != host_last - host_first && first != last {
            return Err(PortFault::Ranges(range.into(), host.into()));
        }
    }
    Ok((first..=last).map(|port| format!("{port}/{protocol}")).collect())
}

/// `80` or `80-90`.
fn port_range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| {
        let digits = text.strip_prefix('+').unwrap_or(text);
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}
