use std::collections::BTreeMap;

/// A line for each word, the most frequent first.
pub struct Report<'a> {
    rows: Vec<(&'a str, usize)>,
}

impl<'a> Report<'a> {
    pub fn new(all: &'a BTreeMap<String, usize>) -> Self {
        let mut rows: Vec<(&str, usize)> = all.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        Report { rows }
    }

    pub fn rows(&self) -> impl Iterator<Item = String> + '_ {
        self.rows.iter().map(|(word, count)| format!("{word:<8}{count:>3}"))
    }
}
