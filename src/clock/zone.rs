//! The world's time zones: the rule that each follows today (`fixtures/zones.txt`), and files like those of tzdata.

/// A line a rule: the rule, and the names of its zones.
const ZONES: &str = include_str!("../../fixtures/zones.txt");

/// All zones: name (`Europe/Berlin`) and rule (`CET-1CEST,M3.5.0,M10.5.0/3`).
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = ZONES.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(rule, names)| names.split(' ').map(move |name| (name, rule)))
}

/// The file of a zone with this rule, as RFC 9636 (TZif) has it: no changes are listed, so what holds at every moment is
/// the rule in its last line. Where programs read that line, the zone is known; it says nothing of years long ago.
pub fn file(rule: &str) -> String {
    // One time type (UTC) and its designation; both are there twice, for readers of version 1 and of version 2.
    let counts = [0_u8, 0, 0, 0, 1, 4].map(|count| format!("\0\0\0{}", char::from(count))).concat();
    let half = format!("TZif2{}{counts}{}UTC\0", "\0".repeat(15), "\0".repeat(6));
    format!("{half}{half}\n{rule}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_there_once_and_their_files_have_the_rule_at_their_end() {
        let names: std::collections::BTreeSet<&str> = all().map(|(name, _)| name).collect();
        assert_eq!((names.len(), all().count()), (597, 597));
        for place in
            ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Etc/UTC", "UTC", "America/Argentina/Buenos_Aires"]
        {
            assert!(names.contains(place), "{place}");
        }
        let (_, rule) = all().find(|(name, _)| *name == "Europe/Berlin").unwrap();
        let file = file(rule);
        assert!(file.starts_with("TZif2") && file.ends_with("\nCET-1CEST,M3.5.0,M10.5.0/3\n"), "{file:?}");
        assert_eq!(file.len(), 2 * (44 + 6 + 4) + rule.len() + 2);
    }

    #[test]
    fn files_are_read_by_what_reads_the_real_ones() {
        for (name, rule) in all() {
            let zone = jiff::tz::TimeZone::tzif(name, file(rule).as_bytes());
            assert!(zone.is_ok(), "{name}: {rule}: {zone:?}");
        }
    }
}
