//! Permission bits, as they are typed (`0755`) and as `ls -l` shows them (POSIX XCU ls, "STDOUT").

/// The bits of an octal mode, 0 to 0o7777; `None` if it is none.
pub fn parse_octal_mode(text: &str) -> Option<u32> {
    let octal = text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    u32::from_str_radix(text, 8).ok().filter(|mode| octal && *mode <= 0o7777)
}

/// `rw-r--r--`, with the special bits.
pub fn permissions(mode: u32) -> String {
    let class = |shift: u32, special: u32, letter: char| {
        let bits = mode >> shift;
        let execute = match (bits & 1 != 0, mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        };
        [if bits & 4 != 0 { 'r' } else { '-' }, if bits & 2 != 0 { 'w' } else { '-' }, execute]
    };
    [class(6, 0o4000, 's'), class(3, 0o2000, 's'), class(0, 0o1000, 't')].concat().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_and_shown() {
        assert_eq!(
            ["755", "04755", "8", "+7", "77777", ""].map(parse_octal_mode),
            [Some(0o755), Some(0o4755), None, None, None, None]
        );
        assert_eq!([0o4755, 0o1666, 0o640].map(permissions), ["rwsr-xr-x", "rw-rw-rwT", "rw-r-----"]);
    }
}
