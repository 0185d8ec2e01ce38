//! Sizes for people, as `ls -h`, `du -h` and `df -h` show them.

/// Bytes for people, as GNU rounds them: up.
pub fn human(bytes: u64) -> String {
    const UNITS: [char; 6] = ['K', 'M', 'G', 'T', 'P', 'E'];
    if bytes < 1024 {
        return bytes.to_string();
    }
    let mut unit = 1024_u64;
    let mut letters = UNITS.iter();
    let mut letter = letters.next();
    while bytes.div_ceil(unit) >= 1024 {
        let (Some(next), Some(larger)) = (letters.next(), unit.checked_mul(1024)) else { break };
        (letter, unit) = (Some(next), larger);
    }
    let letter = letter.unwrap_or(&'K');
    let tenths = (u128::from(bytes) * 10).div_ceil(u128::from(unit));
    if tenths < 100 {
        format!("{}.{}{letter}", tenths / 10, tenths % 10)
    } else {
        format!("{}{letter}", bytes.div_ceil(unit))
    }
}

#[cfg(test)]
mod tests {
    use super::human;

    #[test]
    fn sizes_are_rounded_up() {
        let sizes = [0, 1023, 1024, 4097, 10_240, 1_048_576, 311_296, u64::MAX].map(human);
        assert_eq!(sizes, ["0", "1023", "1.0K", "4.1K", "10K", "1.0M", "304K", "16E"]);
    }
}
