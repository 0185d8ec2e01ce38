//! Tables: columns as wide as they need to be, narrowed (and cells wrapped) where the terminal is narrower.

use super::line::StyledLine;
use super::style::{Look, Palette};

/// Columns between two cells.
const GAP: usize = 2;
/// A column is not made narrower than this.
const NARROWEST: usize = 6;

/// A table while it is read; the first row is its head.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Vec<StyledLine>>,
    /// Columns that are set flush right.
    right: Vec<bool>,
}

impl Table {
    /// An empty table.
    pub fn new(right: Vec<bool>) -> Self {
        Table { rows: vec![], right }
    }
    /// Begins a row.
    pub fn row(&mut self) {
        self.rows.push(vec![]);
    }
    /// Begins a cell.
    pub fn cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(StyledLine::default());
        }
    }
    /// Adds text to the cell.
    pub fn push(&mut self, look: Look, text: &str) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.push(look, text);
        }
    }

    /// The table in lines.
    pub fn lines(&self, width: usize, palette: Palette) -> Vec<StyledLine> {
        let widths = self.widths(width);
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let cells: Vec<Vec<StyledLine>> = widths
                .iter()
                .enumerate()
                .map(|(at, width)| row.get(at).cloned().unwrap_or_default().wrap(*width))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for at in 0..height {
                lines.push(self.line(&cells, at, &widths));
            }
            if index == 0 {
                let rules: Vec<String> = widths.iter().map(|width| palette.rule(*width)).collect();
                lines.push(StyledLine::new(Look::Dim, &rules.join(&" ".repeat(GAP))));
            }
        }
        lines
    }

    fn line(&self, cells: &[Vec<StyledLine>], at: usize, widths: &[usize]) -> StyledLine {
        let mut line = StyledLine::default();
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let text = cell.get(at).cloned().unwrap_or_default();
            let space = " ".repeat(width.saturating_sub(text.width()));
            let right = self.right.get(column).copied().unwrap_or(false);
            if column > 0 {
                line.push(Look::Plain, &" ".repeat(GAP));
            }
            if right {
                line.push(Look::Plain, &space);
            }
            line.append(text);
            if !right {
                line.push(Look::Plain, &space);
            }
        }
        line
    }

    /// The columns' widths: what they need; while that is too much, the widest gives way.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let need = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(StyledLine::width).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(need).collect();
        let gaps = GAP * columns.saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > width {
            match widths.iter_mut().max() {
                Some(widest) if *widest > NARROWEST => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}
