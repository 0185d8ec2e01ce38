//! The order of names with numbers in them, as people count (Go's `github.com/fvbommel/sortorder`, `NaturalLess`).

use core::cmp::Ordering;

/// Compares two names: `net2` comes before `net10`.
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one.as_bytes(), other.as_bytes());
    while let (Some((a, after_a)), Some((b, after_b))) = (left.split_first(), right.split_first()) {
        match (a.is_ascii_digit(), b.is_ascii_digit()) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) if a != b => return a.cmp(b),
            (false, false) => (left, right) = (after_a, after_b),
            (true, true) => {
                let ((zeros_a, number_a, rest_a), (zeros_b, number_b, rest_b)) = (number(left), number(right));
                let by_value = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b));
                match by_value.then_with(|| zeros_a.cmp(&zeros_b)) {
                    Ordering::Equal => (left, right) = (rest_a, rest_b),
                    different => return different,
                }
            }
        }
    }
    one.len().cmp(&other.len())
}

/// How many zeros a number begins with, the digits after them, and what follows.
fn number(text: &[u8]) -> (usize, &[u8], &[u8]) {
    let zeros = text.iter().take_while(|byte| **byte == b'0').count();
    let (_, text) = text.split_at(zeros);
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    (zeros, number, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count() {
        let mut names = ["net10", "net2", "net02", "bridge", "1net", "net", "Net"];
        names.sort_by(|one, other| natural(one, other));
        assert_eq!(names, ["1net", "Net", "bridge", "net", "net2", "net02", "net10"]);
    }
}
