//! Damage at random: whatever byte of whatever file of a saved sandbox is another, and whatever file is gone, opening it ends
//! soon, says it, or has lost nothing. `LAYERCAKE_FLIPS=1000` tries more.

use std::fs;
use std::time::{Duration, Instant};

use super::sandbox::tests::{copied, files, open, setup, worked_in};
use layercake::Session;

/// How long opening may take; without optimisation everything takes longer.
const SOON: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

#[test]
fn bytes_flipped_anywhere_are_said_or_cost_nothing() {
    let flips: usize = std::env::var("LAYERCAKE_FLIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(40);
    let directory = tempfile::tempdir().unwrap();
    let session = worked_in(directory.path());
    let mut all = Vec::new();
    files(&directory.path().join("sandboxes/lesson"), &mut all);
    all.sort();
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |end: usize| {
        // Marsaglia's xorshift.
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from(chance % end.max(1) as u64).unwrap()
    };
    let mut slowest = Duration::ZERO;
    for _ in 0..flips {
        // The journal is one file of many and holds most.
        let journal = all.iter().find(|file| file.ends_with("journal")).filter(|_| below(2) == 0);
        let file = journal.unwrap_or(&all[below(all.len())]);
        let name = file.strip_prefix(directory.path()).unwrap();
        let copy = copied(directory.path());
        let mut bytes = fs::read(file).unwrap();
        let (at, bit) = (below(bytes.len()), below(8));
        let what = match below(8) {
            0 => {
                bytes.truncate(at);
                "ends at"
            }
            1 => {
                let end = (at + 1 + below(200)).min(bytes.len());
                bytes[at..end].fill(0);
                "has zeros at"
            }
            _ => {
                bytes[at] ^= 1 << bit;
                "is another at"
            }
        };
        let same_bytes = bytes == fs::read(file).unwrap();
        fs::write(copy.path().join(name), bytes).unwrap();
        let began = Instant::now();
        let (mut kept, opened) = open(copy.path());
        slowest = slowest.max(began.elapsed());
        let mut found = opened.found.map(|kept| kept.session);
        let same = found.as_ref().is_some_and(|found| found.world_part() == session.world_part());
        let derived = file.ends_with("index.json") || file.ends_with("oci-layout");
        let place = format!("{} {what} {at}", name.display());
        // What ends too early, or in zeros, is what a power cut leaves of a command that was never said to be kept.
        let is_flip = what == "is another at";
        assert!(!opened.notes.is_empty() || same && derived || !is_flip || same_bytes, "{place}: nothing is said");
        // Whatever was found can be worked with, gone back in, and saved.
        let session = found.get_or_insert_with(|| Session::new(setup()));
        while session.undo() {}
        session.feed("echo after > after");
        kept.save(session, None).unwrap_or_else(|error| panic!("{place}: {error}"));
        drop(kept);
        let again = open(copy.path()).1.found.unwrap_or_else(|| panic!("{place}: what was saved is not there"));
        assert_eq!(again.session.world_part(), session.world_part(), "{place}");
    }
    assert!(slowest < SOON, "{slowest:?}");
}
