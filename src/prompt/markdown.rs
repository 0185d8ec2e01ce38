//! Markdown as lines for a terminal: paragraphs, headings, lists, code blocks, tables, quotations.
//!
//! Meant for lesson texts; what a terminal cannot show (images, raw HTML) comes out as its text.

use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};

use super::console::fitted;
use super::line::{self, StyledLine};
use super::style::{Look, Palette};
use super::table;

/// Renders to lines of at most `width` columns (code blocks and drawings may be wider).
pub(super) fn lines(markdown: &str, width: usize, palette: Palette) -> Vec<StyledLine> {
    let mut writer = Writer { palette, width, ..Writer::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(markdown, options) {
        writer.take(event);
    }
    writer.end_block();
    while writer.lines.last().is_some_and(StyledLine::is_empty) {
        writer.lines.pop();
    }
    writer.lines
}

/// One level of indentation.
struct Level {
    /// What begins its next line: a bullet, a number; then only spaces.
    mark: StyledLine,
    rest: String,
}

struct Writer {
    palette: Palette,
    width: usize,
    lines: Vec<StyledLine>,
    /// The paragraph that is being read.
    text: StyledLine,
    looks: Vec<Look>,
    levels: Vec<Level>,
    /// Numbers of the lists that are open; `None`: bullets.
    lists: Vec<Option<u64>>,
    /// A code block and whether it is a session at a prompt.
    code: Option<(String, bool)>,
    table: Option<table::Table>,
    link: Option<String>,
}

impl Default for Writer {
    fn default() -> Self {
        Writer {
            palette: Palette::Plain,
            width: 80,
            lines: vec![],
            text: StyledLine::default(),
            looks: vec![],
            levels: vec![],
            lists: vec![],
            code: None,
            table: None,
            link: None,
        }
    }
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((code, _)) => code.push_str(&text),
                None => self.push(self.look(), &text),
            },
            Event::Code(text) => {
                let text = line::code(&text, self.palette);
                self.push(Look::Code, &text);
            }
            Event::SoftBreak => self.push(self.look(), " "),
            Event::HardBreak => self.push(self.look(), "\n"),
            Event::Rule => {
                self.end_block();
                let rule = self.palette.rule(self.width.min(40));
                self.put(vec![StyledLine::new(Look::Dim, &rule)]);
                self.blank();
            }
            Event::Html(text) | Event::InlineHtml(text) => self.push(self.look(), &text),
            _ => {}
        }
    }

    fn look(&self) -> Look {
        self.looks.last().copied().unwrap_or_default()
    }

    fn push(&mut self, look: Look, text: &str) {
        match &mut self.table {
            Some(table) => table.push(look, text),
            None => self.text.push(look, text),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {}
            Tag::Heading { .. } => {
                self.end_block();
                self.looks.push(Look::Head);
            }
            Tag::BlockQuote(_) => {
                self.end_block();
                let bar = if self.palette == Palette::Plain { "> " } else { "│ " };
                self.levels.push(Level { mark: StyledLine::new(Look::Dim, bar), rest: bar.into() });
            }
            Tag::CodeBlock(kind) => {
                self.end_block();
                let language = match &kind {
                    pulldown_cmark::CodeBlockKind::Fenced(language) => language.as_ref(),
                    pulldown_cmark::CodeBlockKind::Indented => "",
                };
                self.code = Some((String::new(), language.starts_with("console")));
            }
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{:>2}. ", *number - 1)
                    }
                    _ => format!("  {} ", self.palette.bullet()),
                };
                self.levels.push(Level { mark: StyledLine::new(Look::Plain, &mark), rest: "    ".into() });
            }
            Tag::Emphasis => self.begin_span(Look::Emphasis, "*"),
            Tag::Strong => self.begin_span(Look::Strong, "**"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.link = Some(dest_url.to_string()),
            Tag::Table(alignments) => {
                self.end_block();
                let right = |alignment: &Alignment| *alignment == Alignment::Right;
                self.table = Some(table::Table::new(alignments.iter().map(right).collect()));
            }
            Tag::TableRow | Tag::TableHead => {
                if let Some(table) = &mut self.table {
                    table.row();
                }
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.cell();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.end_paragraph();
                self.blank();
            }
            TagEnd::Heading(_) => {
                self.end_paragraph();
                self.looks.pop();
                self.blank();
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.levels.pop();
                self.blank();
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::Item => {
                self.end_paragraph();
                // Items stand close together, whatever is between them in the source.
                if self.lines.last().is_some_and(StyledLine::is_empty) {
                    self.lines.pop();
                }
                self.levels.pop();
            }
            TagEnd::Emphasis => self.end_span("*"),
            TagEnd::Strong => self.end_span("**"),
            TagEnd::Link | TagEnd::Image => {
                if let Some(link) = self.link.take().filter(|link| link.contains("://")) {
                    self.push(Look::Dim, &format!(" ({link})"));
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let width = self.room();
                    self.put(table.lines(width, self.palette));
                    self.blank();
                }
            }
            _ => {}
        }
    }

    fn begin_span(&mut self, look: Look, mark: &str) {
        if !self.palette.colours() {
            self.push(self.look(), mark);
        }
        self.looks.push(look);
    }

    fn end_span(&mut self, mark: &str) {
        self.looks.pop();
        if !self.palette.colours() {
            self.push(self.look(), mark);
        }
    }

    fn end_code(&mut self) {
        let Some((code, session)) = self.code.take() else { return };
        let code: Vec<&str> = code.trim_end_matches('\n').split('\n').collect();
        let is_command = |line: &str| session && line.starts_with("$ ");
        let mut texts = Vec::new();
        // The output of each command by itself, and the commands between.
        for block in code.chunk_by(|one, other| !is_command(one) && !is_command(other)) {
            texts.extend(match session {
                true => fitted(block, self.room().saturating_sub(4)),
                false => block.iter().map(|line| (*line).to_string()).collect(),
            });
        }
        let lines = texts.iter().map(|line| {
            let mut styled = StyledLine::new(Look::Plain, "    ");
            match line.strip_prefix("$ ") {
                Some(command) if session => {
                    styled.push(Look::Dim, "$ ");
                    styled.push(Look::Code, command);
                }
                _ if session => styled.push(Look::Plain, line),
                _ => styled.push(Look::Code, line),
            }
            styled
        });
        let lines = lines.collect();
        self.put(lines);
        self.blank();
    }

    /// Columns between the indentation and the margin.
    fn room(&self) -> usize {
        let used: usize = self.levels.iter().map(|level| level.mark.width().max(level.rest.chars().count())).sum();
        self.width.saturating_sub(used).max(10)
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            let room = self.room();
            self.put(text.wrap(room));
        }
    }

    fn end_block(&mut self) {
        self.end_paragraph();
        self.blank();
    }

    /// Puts lines behind the marks of all levels.
    fn put(&mut self, lines: Vec<StyledLine>) {
        for line in lines {
            let mut begun = StyledLine::default();
            for level in &mut self.levels {
                begun.append(std::mem::replace(&mut level.mark, StyledLine::new(Look::Dim, &level.rest)));
            }
            begun.append(line);
            self.lines.push(begun);
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(StyledLine::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(markdown: &str, width: usize, palette: Palette) -> String {
        lines(markdown, width, palette).iter().map(|line| line.text() + "\n").collect()
    }

    const TEXT: &str = "An **image** is a *stack* of layers; `docker pull` fetches one.\n\n\
        - the first item, which is rather long and has to be wrapped\n- the second\n    1. inner\n    2. list\n\n\
        ## Head\n\n```console\n$ docker images\nREPOSITORY   TAG\n```\n\n\
        | name | size |\n|---|--:|\n| `a` | 1 MB |\n| nginx | 190 MB |\n\n> quoted words\n";

    #[test]
    fn markdown_becomes_lines_of_the_width() {
        insta::assert_snapshot!(render(TEXT, 40, Palette::Plain), @r"
        An **image** is a *stack* of layers;
        `docker pull` fetches one.

          - the first item, which is rather long
            and has to be wrapped
          - the second
             1. inner
             2. list

        Head

            $ docker images
            REPOSITORY   TAG

        name     size
        -----  ------
        `a`      1 MB
        nginx  190 MB

        > quoted words
        ");
    }

    #[test]
    fn looks_replace_marks() {
        let spans = lines("Use **this**: `ls`", 40, Palette::Colours)[0].spans();
        let spans: Vec<(Look, &str)> = spans.iter().map(|(look, text)| (*look, text.as_str())).collect();
        assert_eq!(spans, [(Look::Plain, "Use "), (Look::Strong, "this"), (Look::Plain, ": "), (Look::Code, "ls")]);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(render("", 40, Palette::Plain), "");
    }
}
