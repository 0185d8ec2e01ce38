//! Columns as Go's `text/tabwriter` aligns them: cells end at a tab, and a column is as wide as its widest cell in
//! consecutive lines.

use super::width;

/// Columns beyond this many on one line are not aligned.
const MAX_COLUMNS: usize = 64;

/// How columns are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// A column is at least this wide, padding included.
    pub minimum: usize,
    /// Blanks after the widest cell.
    pub padding: usize,
}

/// The setting of docker's lists.
pub const TABLE: Columns = Columns { minimum: 10, padding: 3 };

impl Columns {
    /// Aligns `text`: lines end in `\n`, cells in `\t`.
    pub fn align(&self, text: &str) -> String {
        let unfinished = !text.ends_with('\n');
        let body = text.strip_suffix('\n').unwrap_or(text);
        let lines: Vec<Vec<&str>> = body.split('\n').map(|line| line.splitn(MAX_COLUMNS, '\t').collect()).collect();
        let mut out = String::with_capacity(text.len() * 2);
        self.block(&lines, &mut Vec::new(), &mut out);
        if unfinished {
            out.pop();
        }
        out
    }

    /// Writes `lines`, whose first columns have the widths `widths`.
    fn block(&self, lines: &[Vec<&str>], widths: &mut Vec<usize>, out: &mut String) {
        let column = widths.len();
        let has_cell = |line: &Vec<&str>| column + 1 < line.len();
        let mut rest = lines;
        while !rest.is_empty() {
            let plain = rest.iter().take_while(|line| !has_cell(line)).count();
            let (before, from) = rest.split_at(plain);
            write_lines(before, widths, out);
            let together = from.iter().take_while(|line| has_cell(line)).count();
            let (here, after) = from.split_at(together);
            if !here.is_empty() {
                let widest = here.iter().map(|line| width(line[column])).max().unwrap_or(0);
                widths.push(self.minimum.max(widest + self.padding));
                self.block(here, widths, out);
                widths.pop();
            }
            rest = after;
        }
    }
}

fn write_lines(lines: &[Vec<&str>], widths: &[usize], out: &mut String) {
    for line in lines {
        for (index, cell) in line.iter().enumerate() {
            out.push_str(cell);
            if let Some(wide) = widths.get(index) {
                out.extend(std::iter::repeat_n(' ', wide.saturating_sub(width(cell))));
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_ten_at_least() {
        insta::assert_snapshot!(TABLE.align("NAME\tTAG\tSIZE\na-long-repository\t1\t9kB\nb\tlatest\t10MB\n"), @r"
        NAME                TAG       SIZE
        a-long-repository   1         9kB
        b                   latest    10MB
        ");
    }

    #[test]
    fn a_line_without_the_cell_ends_the_column() {
        let columns = Columns { minimum: 0, padding: 1 };
        assert_eq!(columns.align("aaaa\tb\nplain\nc\td\n"), "aaaa b\nplain\nc d\n");
        assert_eq!(columns.align(""), "");
        assert_eq!(columns.align("x"), "x");
    }

    #[test]
    fn wide_characters_take_two_places() {
        assert_eq!(TABLE.align("層\tx\n"), "層        x\n");
    }
}
