//! Ranges of IPv4 addresses that begin with the same bits: `172.18.0.0/16`.

use core::fmt;
use core::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::quote;

/// Bits of an address.
const BITS: u8 = 32;

/// An address, and how many of its bits all addresses of the range have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subnet {
    address: Ipv4Addr,
    length: u8,
}

impl Subnet {
    /// The range of an address; a length beyond 32 is 32.
    pub const fn new(address: Ipv4Addr, length: u8) -> Subnet {
        Subnet { address, length: if length > BITS { BITS } else { length } }
    }

    /// Reads `172.18.0.0/16`; the error is that of Go's `netip.ParsePrefix`.
    pub fn parse(text: &str) -> Result<Subnet, String> {
        let wrong = |why: &str| Err(format!("netip.ParsePrefix({}): {why}", quote(text)));
        let Some((address, length)) = text.rsplit_once('/') else { return wrong("no '/'") };
        let Ok(address) = address.parse::<Ipv4Addr>() else {
            return wrong(&format!("ParseAddr({}): unable to parse IP", quote(address)));
        };
        let digits = length.bytes().all(|digit| digit.is_ascii_digit());
        let zeros = length.len() > 1 && length.starts_with('0');
        if length.is_empty() || !digits || zeros {
            return wrong(&format!("bad bits after slash: {}", quote(length)));
        }
        match length.parse::<u8>() {
            Ok(length) if length <= BITS => Ok(Subnet { address, length }),
            _ => wrong("prefix length out of range"),
        }
    }

    /// The address before the slash.
    pub fn address(self) -> Ipv4Addr {
        self.address
    }

    /// How many bits are the same.
    pub fn length(self) -> u8 {
        self.length
    }

    /// `255.255.0.0`
    pub fn mask(self) -> Ipv4Addr {
        Ipv4Addr::from(u32::MAX.checked_shl(u32::from(BITS - self.length)).unwrap_or(0))
    }

    /// The range from its first address on.
    pub fn masked(self) -> Subnet {
        Subnet { address: Ipv4Addr::from(u32::from(self.address) & u32::from(self.mask())), ..self }
    }

    /// Its last address.
    pub fn last(self) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.address) | !u32::from(self.mask()))
    }

    /// How many addresses it has.
    pub fn size(self) -> u64 {
        1_u64.checked_shl(u32::from(BITS - self.length)).unwrap_or(0)
    }

    pub fn contains(self, address: Ipv4Addr) -> bool {
        Subnet { address, ..self }.masked() == self.masked()
    }

    /// Whether an address is in both.
    pub fn overlaps(self, other: Subnet) -> bool {
        self.contains(other.masked().address) || other.contains(self.masked().address)
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

impl From<Subnet> for String {
    fn from(subnet: Subnet) -> String {
        subnet.to_string()
    }
}

impl TryFrom<String> for Subnet {
    type Error = String;

    fn try_from(text: String) -> Result<Subnet, String> {
        Subnet::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_go_reads_them() {
        assert_eq!(Subnet::parse("10.1.2.3/16").unwrap().masked().to_string(), "10.1.0.0/16");
        for (text, why) in [
            ("10.0.0.0", "no '/'"),
            ("10.0/8", "ParseAddr(\"10.0\"): unable to parse IP"),
            ("10.0.0.0/x", "bad bits after slash: \"x\""),
            ("10.0.0.0/08", "bad bits after slash: \"08\""),
            ("10.0.0.0/33", "prefix length out of range"),
        ] {
            assert_eq!(Subnet::parse(text), Err(format!("netip.ParsePrefix({}): {why}", quote(text))), "{text}");
        }
    }

    #[test]
    fn a_range_knows_its_bounds() {
        let subnet = Subnet::parse("172.18.0.0/16").unwrap();
        assert_eq!((subnet.mask().to_string().as_str(), subnet.size()), ("255.255.0.0", 65_536));
        assert_eq!(subnet.last().to_string(), "172.18.255.255");
        assert!(subnet.contains(Ipv4Addr::new(172, 18, 4, 1)) && !subnet.contains(Ipv4Addr::new(172, 19, 0, 1)));
        let all = Subnet::new(Ipv4Addr::UNSPECIFIED, 0);
        assert!(all.overlaps(subnet) && subnet.overlaps(all) && all.size() == 1 << 32);
        assert!(!subnet.overlaps(Subnet::parse("172.19.0.0/24").unwrap()));
        assert_eq!(Subnet::parse("10.0.0.1/32").unwrap().size(), 1);
    }
}
