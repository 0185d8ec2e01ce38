//! A port as EXPOSE names it: `[ip:][host:]container[/protocol]` (go-connections `nat`).

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
