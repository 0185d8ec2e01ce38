//! Columns set with tabs, as Go's `text/tabwriter` does with `NewWriter(w, 1, 8, 1, '\t', 0)`: buildx's tables.

use super::width;

/// Columns of a tab.
const TAB: usize = 8;

/// Aligns `text`: lines end in `\n`, cells in `\t`. A column is as wide as its widest cell in consecutive lines, and one
/// more, rounded up to a tab.
pub fn align_with_tabs(text: &str) -> String {
    let lines: Vec<Vec<&str>> = text.split_terminator('\n').map(|line| line.split('\t').collect()).collect();
    let mut out = String::new();
    block(&lines, &mut Vec::new(), &mut out);
    out
}

fn block(lines: &[Vec<&str>], widths: &mut Vec<usize>, out: &mut String) {
    let column = widths.len();
    let has_cell = |line: &Vec<&str>| column + 1 < line.len();
    let mut rest = lines;
    while !rest.is_empty() {
        let (before, from) = rest.split_at(rest.iter().take_while(|line| !has_cell(line)).count());
        before.iter().for_each(|line| write_line(line, widths, out));
        let (here, after) = from.split_at(from.iter().take_while(|line| has_cell(line)).count());
        if !here.is_empty() {
            let widest = here.iter().filter_map(|line| line.get(column)).map(|cell| width(cell)).max().unwrap_or(0);
            widths.push((widest + 1).next_multiple_of(TAB));
            block(here, widths, out);
            widths.pop();
        }
        rest = after;
    }
}

fn write_line(line: &[&str], widths: &[usize], out: &mut String) {
    for (index, cell) in line.iter().enumerate() {
        out.push_str(cell);
        if let Some(wide) = widths.get(index) {
            out.push_str(&"\t".repeat(wide.saturating_sub(width(cell)).div_ceil(TAB)));
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_end_at_tab_stops() {
        assert_eq!(align_with_tabs("Reclaimable:\t2kB\nTotal:\t2kB\n"), "Reclaimable:\t2kB\nTotal:\t\t2kB\n");
        let id = "a".repeat(40);
        assert_eq!(
            align_with_tabs(&format!("{id}\ttrue\t2kB\t\n")),
            format!("{id}\ttrue\t2kB\t\n"),
            "a cell of forty places ends one place after a tab stop"
        );
    }
}
