//! The glossary: its terms are the `##` headings of one chapter, and the first use of each in another chapter links
//! there.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

/// The terms of a glossary.
#[derive(Clone, Debug, Default)]
pub(super) struct Glossary {
    /// The chapter's path, as mdBook gives it.
    path: String,
    /// Terms, and the anchors of their headings; longer ones first.
    terms: Vec<(String, String)>,
}

impl Glossary {
    /// Reads the chapter with the terms. A heading `## Layer, layers` has two spellings.
    pub fn read(path: &str, text: &str) -> Glossary {
        let mut terms = Vec::new();
        for heading in text.lines().filter_map(|line| line.strip_prefix("## ")) {
            let anchor = anchor(heading);
            for term in heading.split(',').map(str::trim).filter(|term| !term.is_empty()) {
                terms.push((term.replace('`', "").to_lowercase(), anchor.clone()));
            }
        }
        terms.sort_by_key(|(term, _)| (std::cmp::Reverse(term.len()), term.clone()));
        Glossary { path: path.into(), terms }
    }

    /// A chapter with the first use of each term linked: in plain text, not in headings, code, links or HTML.
    pub fn linked(&self, path: &str, text: &str) -> String {
        if path == self.path || self.terms.is_empty() {
            return text.into();
        }
        let up = "../".repeat(path.matches('/').count());
        let mut links: Vec<(Range<usize>, &str)> = Vec::new();
        let mut linked: BTreeSet<&str> = BTreeSet::new();
        for (words, place) in plain_texts(text) {
            let mut taken: Vec<Range<usize>> = Vec::new();
            for (term, anchor) in &self.terms {
                let is_free = |found: &Range<usize>| !taken.iter().any(|t| found.start < t.end && t.start < found.end);
                let found = if linked.contains(anchor.as_str()) { None } else { uses(&words, term).find(is_free) };
                if let Some(found) = found {
                    linked.insert(anchor);
                    links.push((place.start + found.start..place.start + found.end, anchor));
                    taken.push(found);
                }
            }
        }
        links.sort_by_key(|(range, _)| range.start);
        let (mut page, mut done) = (String::new(), 0);
        for (range, anchor) in links {
            page += text.get(done..range.start).unwrap_or_default();
            let term = text.get(range.clone()).unwrap_or_default();
            page += &format!("[{term}]({up}{}#{anchor})", self.path);
            done = range.end;
        }
        page + text.get(done..).unwrap_or_default()
    }
}

/// Texts in paragraphs and lists that stand in the source as they read, and where.
fn plain_texts(text: &str) -> Vec<(String, Range<usize>)> {
    let mut texts = Vec::new();
    let mut inside: Vec<bool> = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(tag) => inside.push(matches!(
                tag,
                Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock
            )),
            Event::End(_) => {
                inside.pop();
            }
            Event::Text(CowStr::Borrowed(words))
                if !inside.contains(&true) && text.get(range.clone()) == Some(words) =>
            {
                texts.push((words.to_lowercase(), range));
            }
            _ => {}
        }
    }
    texts.retain(|(lower, range)| lower.len() == range.len());
    texts
}

/// Where a term stands as whole words.
fn uses<'a>(text: &'a str, term: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(term).map(|(at, _)| at..at + term.len()).filter(move |found| {
        let before = text.get(..found.start).and_then(|before| before.chars().next_back());
        let after = text.get(found.end..).and_then(|after| after.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The anchor that mdBook gives a heading.
fn anchor(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_use_of_a_term_in_plain_text_is_linked() {
        let glossary =
            Glossary::read("terms.md", "# Terms\n\n## Layer, layers\n\nx\n\n## Image ID\n\ny\n\n## Image\n\nz\n");
        let text = "# The layer\n\n`layer` <b>layer</b> Layers are many; a layer.\n\n```text\nimage\n```\nAn image ID, an image, players.\n";
        assert_eq!(
            glossary.linked("a/b.md", text),
            "# The layer\n\n`layer` <b>[layer](../terms.md#layer-layers)</b> Layers are many; a layer.\n\n```text\nimage\n```\n\
             An [image ID](../terms.md#image-id), an [image](../terms.md#image), players.\n"
        );
        assert_eq!(glossary.linked("terms.md", text), text);
    }
}
