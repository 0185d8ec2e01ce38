//! `free`, as procps (free(1)) and BusyBox have it.

use super::{Applet, Ended};
use crate::shell::programs::options::Accepted;
use crate::shell::{FREE_MEMORY, MEMORY, Process};

pub(super) static PROGRAM: Applet =
    Applet { names: &["free"], about: "shows the memory", usage: "[-bkmght]", run: free };

const ACCEPTED: Accepted = Accepted {
    letters: "bkmght",
    long: &[("bytes", 'b'), ("kibi", 'k'), ("mebi", 'm'), ("gibi", 'g'), ("human", 'h'), ("total", 't')],
    misuse: 1,
};

/// What is cached, and what is shared, bytes.
const CACHED: u64 = 2_054_803_456;
const SHARED: u64 = 20_971_520;

/// Bytes for people: procps' `7.6Gi`, BusyBox's `7.6G`.
fn human(bytes: u64, busybox: bool) -> String {
    if bytes == 0 {
        return if busybox { "0".into() } else { "0B".into() };
    }
    let (mut value, mut unit) = (bytes as f64, 0);
    while value >= 1024.0 && unit < 5 {
        value /= 1024.0;
        unit += 1;
    }
    let letter = ["B", "K", "M", "G", "T", "P"].get(unit).copied().unwrap_or("P");
    match (busybox, value < 10.0) {
        (true, _) => format!("{value:.1}{letter}"),
        (false, true) => format!("{value:.1}{letter}i"),
        (false, false) => format!("{value:.0}{letter}i"),
    }
}

fn free(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let busybox = process.busybox();
    let (free, available) = FREE_MEMORY;
    let memory = [MEMORY, MEMORY - free - CACHED, free, SHARED, CACHED, available];
    let unit = |bytes: u64| match options.last_of("bkmgh") {
        Some('h') => human(bytes, busybox),
        Some('b') => bytes.to_string(),
        Some('m') => (bytes >> 20).to_string(),
        Some('g') => (bytes >> 30).to_string(),
        _ => (bytes >> 10).to_string(),
    };
    let width = if busybox { 7 } else { 8 };
    let row = |name: &str, values: &[u64]| {
        let cells: String = values.iter().map(|value| format!("{:>12}", unit(*value))).collect();
        // The first column is as wide as its names.
        format!("{name:<width$}{}\n", cells)
    };
    let head: String = ["total", "used", "free", "shared", "buff/cache", "available"]
        .into_iter()
        .map(|name| format!("{name:>12}"))
        .collect();
    let mut text = format!("{:width$}{head}\n{}{}", "", row("Mem:", &memory), row("Swap:", &[0, 0, 0]));
    if options.has('t') {
        text += &row("Total:", memory.get(..3).unwrap_or_default());
    }
    process.print(&text)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::{Busybox, Gnu};
    use crate::shell::testing::{check, check_all};

    #[test]
    fn memory_is_shown_in_units() {
        check(&[
            (
                "free -m -t",
                "               total        used        free      shared  buff/cache   available\n\
                 Mem:            8192        1224        5007          20        1959        6967\n\
                 Swap:              0           0           0\nTotal:          8192        1224        5007\n",
            ),
            ("free -h | tail -n 1", "Swap:             0B          0B          0B\n"),
        ]);
        check_all(
            Busybox,
            &[(
                "free -m | tail -n 2 | head -n 1",
                "Mem:           8192        1224        5007          20        1959        6967\n",
                "",
                0,
            )],
        );
        check_all(Gnu, &[("free -s 1", "", "free: layercake does not simulate the option -s\n", 1)]);
    }
}
