//! Permission bits, as they are typed (`0755`) and as `ls -l` shows them (POSIX XCU ls, "STDOUT").

/// The bits of an octal mode, 0 to 0o7777; `None` if it is none.
pub fn parse_octal_mode(text: &str) -> Option<u32> {
    let octal = text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    u32::from_str_radix(text, 8).ok().filter(|mode| octal && *mode <= 0o7777)
}

/// The mode after symbols (`u=rwX,go-w`) were applied to `old` (POSIX XCU chmod, "Extended description"); `None` if these are
/// none. `directory` matters for `X` and for the special bits, `umask` where no class is named.
pub fn symbolic_mode(text: &str, old: u32, directory: bool, umask: u32) -> Option<u32> {
    text.split(',').try_fold(old, |mode, clause| apply_clause(clause, mode, directory, umask))
}

fn apply_clause(clause: &str, old: u32, directory: bool, umask: u32) -> Option<u32> {
    let who_end = clause.find(['+', '-', '='])?;
    let (who, mut actions) = clause.split_at(who_end);
    let mut classes = 0;
    for letter in who.chars() {
        classes |= match letter {
            'u' => 0o4700,
            'g' => 0o2070,
            'o' => 0o1007,
            'a' => 0o7777,
            _ => return None,
        };
    }
    let mask = if who.is_empty() { 0o7777 & !umask } else { classes };
    let mut mode = old;
    while let Some(operator) = actions.chars().next() {
        let rest = actions.get(1..)?;
        let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
        let (permissions, next) = rest.split_at(end);
        let mut bits = 0;
        for letter in permissions.chars() {
            let copied = |shift: u32| (mode >> shift & 7) * 0o111;
            bits |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if directory || mode & 0o111 != 0 => 0o111,
                'X' => 0,
                's' => 0o6000,
                't' => 0o1000,
                'u' => copied(6),
                'g' => copied(3),
                'o' => copied(0),
                _ => return None,
            };
        }
        let set = bits & if bits & 0o1000 != 0 { mask | 0o1000 } else { mask };
        match operator {
            '+' => mode |= set,
            '-' => mode &= !set,
            '=' => {
                let cleared = if who.is_empty() {
                    0o777
                } else {
                    classes & 0o777 | (classes & 0o7000 & !if directory { 0o6000 } else { 0 })
                };
                mode = mode & !cleared | set;
            }
            _ => return None,
        }
        actions = next;
    }
    Some(mode)
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
    fn symbols_change_modes() {
        for (text, old, directory, expected) in [
            ("u=rwX,go=rX", 0o644, false, Some(0o644)),
            ("u=rwX,go=rX", 0o700, true, Some(0o755)),
            ("+x", 0o644, false, Some(0o755)),
            ("go-w", 0o666, false, Some(0o644)),
            ("a=r", 0o755, false, Some(0o444)),
            ("g=u", 0o640, false, Some(0o660)),
            ("u+s", 0o755, false, Some(0o4755)),
            ("+t", 0o755, true, Some(0o1755)),
            ("rwx", 0, false, None),
            ("u=q", 0, false, None),
        ] {
            assert_eq!(symbolic_mode(text, old, directory, 0), expected, "{text}");
        }
    }

    #[test]
    fn modes_are_read_and_shown() {
        assert_eq!(
            ["755", "04755", "8", "+7", "77777", ""].map(parse_octal_mode),
            [Some(0o755), Some(0o4755), None, None, None, None]
        );
        assert_eq!([0o4755, 0o1666, 0o640].map(permissions), ["rwsr-xr-x", "rw-rw-rwT", "rw-r-----"]);
    }
}
