//! `column`: lines in columns, or fields in a table (util-linux' column(1)).

use super::options::Accepted;
use super::tables::lines;
use super::{Applet, Bail, Ended};
use crate::allowance;
use crate::shell::{Process, Stop};

pub(super) static PROGRAM: Applet = Applet {
    names: &["column"],
    about: "puts fields into columns",
    usage: "[-xL] [-c WIDTH] [-t] [-s CHARS] [-o TEXT] [-N NAMES] [-R COLUMNS] [FILE]...",
    run: column,
};

const ACCEPTED: Accepted = Accepted {
    letters: "ts:o:c:xLR:N:",
    long: &[
        ("table", 't'),
        ("separator", 's'),
        ("output-separator", 'o'),
        ("output-width", 'c'),
        ("fillrows", 'x'),
        ("keep-empty-lines", 'L'),
        ("table-right", 'R'),
        ("table-columns", 'N'),
    ],
    misuse: 1,
};

/// Width of an output that is no terminal.
const WIDTH: usize = 80;
/// What a tab leads to.
const TAB: usize = 8;

fn column(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let width = match options.value('c').map(str::parse::<usize>) {
        None => process.output.terminal(crate::shell::Stream::Out).map_or(WIDTH, |size| usize::from(size.columns)),
        Some(Ok(width)) => width,
        Some(Err(_)) => {
            let text = options.value('c').unwrap_or_default();
            return process.fail(1, &format!("invalid columns argument: '{text}'"));
        }
    };
    if !options.has('t') && options.last_of("NR").is_some() {
        return process.fail(1, "option --table required for all --table-*");
    }
    let (mut lines, status) = lines(process, &options.operands)?;
    if !options.has('L') || !options.has('t') {
        lines.retain(|line| !line.trim().is_empty());
    }
    if !options.has('t') {
        filled(process, &lines, width, options.has('x'))?;
        return Ok(status);
    }
    let names: Vec<String> =
        options.value('N').map_or(Vec::new(), |list| list.split(',').map(str::to_string).collect());
    let cells = |line: &str| -> Result<Vec<String>, Stop> {
        allowance::work(line.len() as u64)?;
        Ok(match options.value('s') {
            Some(marks) => line.split(|letter| marks.contains(letter)).map(str::to_string).collect(),
            None => line.split_whitespace().map(str::to_string).collect(),
        })
    };
    let mut widths: Vec<usize> = names.iter().map(|name| name.chars().count()).collect();
    for line in &lines {
        for (index, cell) in cells(line)?.iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(own) => *own = (*own).max(width),
                None => widths.push(width),
            }
        }
    }
    let right: Vec<&str> = options.value('R').map_or(Vec::new(), |list| list.split(',').collect());
    let to_right = |index: usize| {
        let number = (index + 1).to_string();
        right.iter().any(|own| *own == number || *own == "0" || names.get(index).is_some_and(|name| name == own))
    };
    let gap = options.value('o').unwrap_or("  ");
    let last = widths.len().saturating_sub(1);
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let aligned = widths.iter().enumerate().map(|(index, width)| {
            let cell = cells.next().unwrap_or_default();
            match (to_right(index), index == last) {
                (true, _) => format!("{cell:>width$}"),
                (false, true) => cell,
                (false, false) => format!("{cell:<width$}"),
            }
        });
        aligned.collect::<Vec<_>>().join(gap) + "\n"
    };
    if !names.is_empty() {
        process.print(&row(names.clone()))?;
    }
    for line in &lines {
        process.print(&row(cells(line)?))?;
    }
    Ok(status)
}

/// Lines side by side, as many as there is room for, set apart by tabs.
fn filled(process: &mut Process<'_>, lines: &[String], width: usize, by_rows: bool) -> Result<(), Bail> {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let cell = (longest + TAB) / TAB * TAB;
    let columns = (width / cell).max(1);
    let rows = lines.len().div_ceil(columns);
    for row in 0..rows {
        process.system.step()?;
        let mut text = String::new();
        let mut end = 0;
        let mut used = 0;
        for column in 0..columns {
            let at = if by_rows { row * columns + column } else { column * rows + row };
            let Some(line) = lines.get(at) else { break };
            while used < end {
                text.push('\t');
                used = (used + TAB) / TAB * TAB;
            }
            text.push_str(line);
            used = end + line.chars().count();
            end += cell;
        }
        process.print(&(text + "\n"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour::Gnu;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn lines_are_put_into_columns() {
        check(&[
            ("printf 'a bb c\\nddd e f\\n' | column -t", "a    bb  c\nddd  e   f\n"),
            ("printf 'a:b\\nccc:d\\n' | column -t -s :", "a    b\nccc  d\n"),
            ("printf 'a\\n\\nbb\\nccc\\n' | column", "a\tbb\tccc\n"),
            ("seq 12 | column -c 40", "1\t4\t7\t10\n2\t5\t8\t11\n3\t6\t9\t12\n"),
            ("seq 5 | column -x -c 24; seq 2 | column -c 5", "1\t2\t3\n4\t5\n1\n2\n"),
            ("printf 'a:b\\nccc:d\\n' | column -t -s : -N NAME,V -R 1 -o ' | '", "NAME | V\n   a | b\n ccc | d\n"),
            ("printf 'a b\\nc d e\\n' | column -t -N X,Y", "X  Y  \na  b  \nc  d  e\n"),
        ]);
        check_all(
            Gnu,
            &[
                ("echo a | column -N X", "", "column: option --table required for all --table-*\n", 1),
                ("echo a | column -e", "", "column: layercake does not simulate the option -e\n", 1),
            ],
        );
    }
}
