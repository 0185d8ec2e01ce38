//! Where a server listens, and what is said about that.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

/// The port, where none is named.
const PORT: u16 = 8000;

/// Where a server listens: `127.0.0.1:8000`, `localhost:0`, `[::1]:8000`, `0.0.0.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(pub SocketAddr);

/// Text that is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address is like 127.0.0.1:8000 (this machine only) or 0.0.0.0:8000 (everybody who can reach it)")]
pub struct BadAddress;

impl std::str::FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Address, BadAddress> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Address(address));
        }
        if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            return Ok(Address(SocketAddr::new(ip, PORT)));
        }
        let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
        let port = if port.is_empty() { PORT } else { port.parse().map_err(|_| BadAddress)? };
        if host == "localhost" {
            return Ok(Address(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)));
        }
        (host, port).to_socket_addrs().ok().and_then(|mut all| all.next()).map(Address).ok_or(BadAddress)
    }
}

/// Where it can be opened: for an address that stands for all, by one that this machine understands.
pub(super) fn url(bound: SocketAddr) -> String {
    match bound.ip() {
        ip if ip.is_unspecified() => format!("http://localhost:{}", bound.port()),
        _ => format!("http://{bound}"),
    }
}

/// Who can reach it.
pub(super) fn reach(bound: SocketAddr) -> &'static str {
    if bound.ip().is_loopback() {
        "only from this machine; --addr 0.0.0.0:8000 opens it to others"
    } else {
        "OPEN TO OTHERS: everybody whose packets reach this machine can use it, and what is sent is not encrypted\n\
         (a proxy in front can do that: the book's chapter on the classroom says how)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_may_lack_their_port() {
        let of = |text: &str| text.parse::<Address>().map(|address| address.0.to_string());
        assert_eq!(of("127.0.0.1:0"), Ok("127.0.0.1:0".into()));
        assert_eq!(of("127.0.0.1"), Ok("127.0.0.1:8000".into()));
        assert_eq!(of("localhost:81"), Ok("127.0.0.1:81".into()));
        assert_eq!(of("[::1]"), Ok("[::1]:8000".into()));
        assert_eq!(of("[::1]:5"), Ok("[::1]:5".into()));
        for bad in ["", ":", "127.0.0.1:x", "127.0.0.1:65536", "a b"] {
            assert_eq!(of(bad), Err(BadAddress), "{bad}");
        }
    }

    #[test]
    fn it_says_when_others_can_reach_it() {
        assert!(reach("127.0.0.1:1".parse().unwrap()).starts_with("only from this machine"));
        assert!(reach("[::1]:1".parse().unwrap()).starts_with("only from this machine"));
        assert!(reach("0.0.0.0:1".parse().unwrap()).starts_with("OPEN TO OTHERS"));
        assert!(reach("192.168.1.5:1".parse().unwrap()).starts_with("OPEN TO OTHERS"));
        assert_eq!(url("0.0.0.0:81".parse().unwrap()), "http://localhost:81");
    }
}
