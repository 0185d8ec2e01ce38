//! Addresses of machines as people write them.

use core::net::Ipv4Addr;

/// An IPv4 address in any form that inet_aton(3) takes: `127.0.0.1`, `127.1`, `2130706433`, `0x7f.1`, `0177.1`.
pub fn ipv4(text: &str) -> Option<Ipv4Addr> {
    let number = |part: &str| {
        let (digits, base) = match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
            Some(digits) => (digits, 16),
            None if part.len() > 1 && part.starts_with('0') => (part, 8),
            None => (part, 10),
        };
        if digits.starts_with(['+', '-']) { None } else { u32::from_str_radix(digits, base).ok() }
    };
    let parts: Option<Vec<u32>> = text.split('.').map(number).collect();
    let parts = parts.filter(|parts| parts.len() <= 4)?;
    let (last, first) = parts.split_last()?;
    // The last part stands for all bytes that are left.
    let left = 32_u32.checked_sub(8 * u32::try_from(first.len()).ok()?)?;
    if left < 32 && *last >> left != 0 || first.iter().any(|byte| *byte > 255) {
        return None;
    }
    let high = first.iter().zip([24, 16, 8]).fold(0_u32, |whole, (byte, shift)| whole | byte << shift);
    Some(Ipv4Addr::from(high | last))
}

/// Whether nobody but a machine itself reaches it at this address.
pub fn is_loopback(address: &str) -> bool {
    address == "localhost"
        || address.trim_matches(['[', ']']) == "::1"
        || ipv4(address).is_some_and(|address| address.is_loopback())
}

/// Whether a machine reaches itself there: at its loopback, or at what stands for all of its addresses.
pub fn is_own(address: &str) -> bool {
    is_loopback(address) || ipv4(address).is_some_and(|address| address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_c_library_reads_them() {
        for text in ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.01"] {
            assert_eq!(ipv4(text), Some(Ipv4Addr::LOCALHOST), "{text}");
        }
        for text in
            ["", "127", "localhost", "1.2.3.4.5", "256.0.0.1", "1.2.3.256", "4294967296", "1..2", "+1", "08", "0x"]
        {
            assert!(ipv4(text).is_none_or(|address| text == "127" && address.octets() == [0, 0, 0, 127]), "{text}");
        }
    }

    #[test]
    fn a_machine_has_addresses_of_its_own() {
        for (address, loopback, own) in [
            ("localhost", true, true),
            ("127.8.8.8", true, true),
            ("[::1]", true, true),
            ("0.0.0.0", false, true),
            ("0", false, true),
            ("172.17.0.2", false, false),
            ("127.example.com", false, false),
        ] {
            assert_eq!((is_loopback(address), is_own(address)), (loopback, own), "{address}");
        }
    }
}
