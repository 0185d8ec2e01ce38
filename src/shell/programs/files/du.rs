//! `du`

use std::collections::BTreeSet;

use super::operand::join;
use crate::shell::Process;
use crate::shell::programs::sizes::human;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::{FileType, Stat};

pub(super) static PROGRAM: Applet =
    Applet { names: &["du"], about: "sums up what files take on disk", usage: "[-abchkms] [-d N] [FILE]...", run };

const ACCEPTED: Accepted = Accepted {
    letters: "abchkmsd: x",
    long: &[
        ("all", 'a'),
        ("bytes", 'b'),
        ("apparent-size", 'A'),
        ("total", 'c'),
        ("human-readable", 'h'),
        ("summarize", 's'),
        ("max-depth", 'd'),
    ],
    misuse: 1,
};

struct Counting {
    all: bool,
    depth: usize,
    apparent: bool,
    /// How to show bytes.
    show: fn(u64) -> String,
    seen: BTreeSet<u64>,
    failed: bool,
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let depth = match (options.has('s'), options.value('d')) {
        (true, _) => 0,
        (false, None) => usize::MAX,
        (false, Some(text)) => match text.parse() {
            Ok(depth) => depth,
            Err(_) => {
                let words = format!("invalid maximum depth '{text}'");
                return process.misused(1, &words);
            }
        },
    };
    let show: fn(u64) -> String = match options.last_of("bhkm") {
        Some('b') => |bytes| bytes.to_string(),
        Some('h') => human,
        Some('m') => |bytes| bytes.div_ceil(1 << 20).to_string(),
        _ => |bytes| bytes.div_ceil(1024).to_string(),
    };
    let apparent = options.has('b') || options.has('A');
    let mut counting = Counting { all: options.has('a'), depth, apparent, show, seen: BTreeSet::new(), failed: false };
    let operands = if options.operands.is_empty() { vec![".".to_string()] } else { options.operands.clone() };
    let mut total = 0_u64;
    for operand in &operands {
        total = total.saturating_add(counting.count(process, operand, 0)?);
    }
    if options.has('c') {
        process.print(&format!("{}\ttotal\n", show(total)))?;
    }
    Ok(i32::from(counting.failed))
}

impl Counting {
    fn size(&self, stat: &Stat) -> u64 {
        if self.apparent { stat.size } else { stat.taken() }
    }

    fn count(&mut self, process: &mut Process<'_>, operand: &str, depth: usize) -> Result<u64, Bail> {
        process.system.step()?;
        let stat = match process.look(operand, false) {
            Ok(stat) => stat,
            Err(errno) => {
                process.complain_as(&format!("cannot access '{operand}': {errno}"), &format!("{operand}: {errno}"))?;
                self.failed = true;
                return Ok(0);
            }
        };
        if stat.links > 1 && stat.kind != FileType::Directory && !self.seen.insert(stat.inode) {
            return Ok(0);
        }
        let mut sum = self.size(&stat);
        let directory = stat.kind == FileType::Directory;
        if directory {
            match process.names_in(operand) {
                Ok(names) => {
                    for name in names {
                        sum = sum.saturating_add(self.count(process, &join(operand, &name), depth + 1)?);
                    }
                }
                Err(errno) => {
                    let gnu = format!("cannot read directory '{operand}': {errno}");
                    process.complain_as(&gnu, &format!("can't open '{operand}': {errno}"))?;
                    self.failed = true;
                }
            }
        }
        if depth <= self.depth && (directory || self.all || depth == 0) {
            process.print(&format!("{}\t{operand}\n", (self.show)(sum)))?;
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn blocks_are_summed() {
        check(&[
            (
                "mkdir -p d/e; printf x > d/e/f; du d; du -sh d; du -ab d/e",
                "8\td/e\n12\td\n12K\td\n1\td/e/f\n4097\td/e\n",
            ),
            ("mkdir d; printf x > d/a; ln d/a d/b; du -s d; du -cb d/a", "8\td\n1\td/a\n1\ttotal\n"),
        ]);
        check_all(Flavour::Gnu, &[("du x", "", "du: cannot access 'x': No such file or directory\n", 1)]);
    }
}
