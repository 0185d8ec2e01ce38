//! [`fitted`]: output in a lesson's transcript that is wider than the page. A table keeps its columns.

/// Columns between two cells, at least.
const GAP: usize = 2;
/// A column is not cut to less than this.
const NARROWEST: usize = 8;

/// Rows of output in at most `width` columns, if they are a table (columns with blanks between them in every row):
/// first the blanks are cut, then the widest column. What is no table stays.
pub(super) fn fitted(rows: &[&str], width: usize) -> Vec<String> {
    let unchanged = || rows.iter().map(|row| (*row).to_string()).collect();
    let rows: Vec<Vec<char>> = rows.iter().map(|row| row.chars().collect()).collect();
    let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let columns = columns(&rows, longest);
    if longest <= width || rows.len() < 2 || columns.len() < 2 {
        return unchanged();
    }
    let cell = |row: &Vec<char>, (start, end): (usize, usize)| -> Vec<char> {
        let cell = row.get(start..end.min(row.len())).unwrap_or_default();
        let length = cell.iter().rposition(|c| *c != ' ').map_or(0, |last| last + 1);
        cell.iter().take(length).copied().collect()
    };
    let widest = |column: &(usize, usize)| rows.iter().map(|row| cell(row, *column).len()).max().unwrap_or(0);
    let mut widths: Vec<usize> = columns.iter().map(widest).collect();
    let over = (widths.iter().sum::<usize>() + GAP * (widths.len() - 1)).saturating_sub(width);
    if let Some(wide) = widths.iter_mut().max() {
        if wide.saturating_sub(over) < NARROWEST {
            return unchanged();
        }
        *wide -= over;
    }
    let line = |row: &Vec<char>| {
        let cells = columns.iter().zip(&widths).map(|(column, width)| {
            let mut cell = cell(row, *column);
            if cell.len() > *width {
                cell.truncate(width - 1);
                cell.push('…');
            }
            format!("{:width$}", cell.iter().collect::<String>())
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_string()
    };
    rows.iter().map(line).collect()
}

/// Where columns begin and end: between them stand at least two blanks in every row.
fn columns(rows: &[Vec<char>], longest: usize) -> Vec<(usize, usize)> {
    let blank = |at: usize| rows.iter().all(|row| row.get(at).is_none_or(|c| *c == ' '));
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for at in (0..longest).filter(|at| !blank(*at)) {
        match columns.last_mut() {
            Some((_, end)) if at < *end + GAP => *end = at + 1,
            _ => columns.push((at, at + 1)),
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_columns() {
        let rows = [
            "NAME                  DESCRIPTION                                     STARS     OFFICIAL",
            "nginx                 Web server and reverse proxy.                   21394     [OK]",
            "jwilder/nginx-proxy   Former home of nginx-proxy; now published as…   2200",
        ];
        insta::assert_snapshot!(fitted(&rows, 76).join("\n"), @r"
        NAME                 DESCRIPTION                             STARS  OFFICIAL
        nginx                Web server and reverse proxy.           21394  [OK]
        jwilder/nginx-proxy  Former home of nginx-proxy; now publi…  2200
        ");
        insta::assert_snapshot!(fitted(&rows, 56).join("\n"), @r"
        NAME                 DESCRIPTION         STARS  OFFICIAL
        nginx                Web server and re…  21394  [OK]
        jwilder/nginx-proxy  Former home of ng…  2200
        ");
        assert_eq!(fitted(&rows, 88), rows);
        assert_eq!(fitted(&rows, 30), rows);
        assert_eq!(fitted(&["a long line that is no table", "b"], 10), ["a long line that is no table", "b"]);
    }
}
