//! A book whose pages execute: chapters of Markdown in which transcripts are run, Dockerfiles built, the sandbox drawn
//! and lessons rendered. This is the pure part of `layercake mdbook`; it knows chapters and settings, and neither
//! mdBook's messages nor the disk.
//!
//! A [`Book`] takes its chapters in their order, because sandboxes with a name live through all of them, and gives a
//! [`Page`] each: the text for the renderer, the source with its transcripts as they should be, and what is wrong.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod call;
mod dockerfile;
mod drawing;
mod glossary;
mod lesson;
mod options;
mod pieces;
mod reference;
mod sandboxes;
mod settings;
#[cfg(test)]
mod tests;
mod transcript;
mod try_it;

use std::fmt;
use std::sync::Arc;

use crate::hub::Hub;
use glossary::Glossary;
use options::Options;
use pieces::{Fence, Piece, pieces};
use sandboxes::Sandboxes;
pub use settings::Settings;
use try_it::{Playground, State, TRIED};

/// What a page is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// mdBook's HTML renderer: drawings are SVG, answers unfold.
    Html,
    /// Any other renderer: plain Markdown.
    Markdown,
}

/// What a chapter becomes.
#[derive(Clone, Debug)]
pub struct Page {
    /// For the renderer.
    pub text: String,
    /// The chapter as it is written, with what its commands really print.
    pub source: String,
    pub mistakes: Vec<Mistake>,
}

/// Something in a chapter that is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The chapter's file, or a lesson's.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Reads a file that a chapter names, beside the chapter: the chapter's path and the name in it. The error says why
/// not.
pub type Read<'a> = dyn Fn(&str, &str) -> Result<String, String> + 'a;

/// A book in the making.
pub struct Book<'a> {
    form: Form,
    sandboxes: Sandboxes,
    glossary: Glossary,
    /// Where things can be tried, if the page is for that.
    playground: Option<Playground>,
    read: &'a Read<'a>,
    /// Pictures made in this chapter.
    pictures: usize,
}

/// The style and the scripts of what unfolds and of what can be tried, once a page that has it.
const STYLE: &str = include_str!("lesson.css");
const SCRIPT: &str = include_str!("lesson.js");
const TRY_IT: &str = include_str!("try_it.js");

impl<'a> Book<'a> {
    /// `glossary` is the path and the text of the chapter that explains terms, if the book has one.
    pub fn new(
        settings: Settings,
        hub: Arc<dyn Hub>,
        form: Form,
        glossary: Option<(&str, &str)>,
        read: &'a Read<'a>,
    ) -> Self {
        let sandboxes = Sandboxes::new(hub, settings.terminal, settings.start);
        let glossary = glossary.map(|(path, text)| Glossary::read(path, text)).unwrap_or_default();
        // The page pulls from the built-in Hub only.
        let can_try = form == Form::Html && settings.hub.is_none();
        let playground = settings.playground.filter(|_| can_try).map(|folder| Playground::new(&folder));
        Book { form, sandboxes, glossary, playground, read, pictures: 0 }
    }

    /// Makes the page of a chapter; `path` is the chapter's file below the book's sources.
    pub fn chapter(&mut self, path: &str, text: &str) -> Page {
        self.sandboxes.begin_chapter();
        self.pictures = 0;
        let mut page = Page { text: String::new(), source: String::new(), mistakes: Vec::new() };
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => {
                    page.text += text;
                    page.source += text;
                }
                Piece::Fence(fence) => self.fence(path, &fence, &mut page),
                Piece::Call(call) => {
                    page.source += call.source;
                    match self.call(path, call.words) {
                        Ok(made) => page.text += &made,
                        Err(mut mistake) => {
                            if mistake.file.is_empty() {
                                (mistake.file, mistake.line) = (path.into(), call.line);
                                mistake.what = format!("`{}`: {}", call.source, mistake.what);
                            }
                            page.mistakes.push(mistake);
                        }
                    }
                }
            }
        }
        page.text = self.glossary.linked(path, &page.text);
        if self.form == Form::Html {
            if !page.text.contains(TRIED) {
                page.text += &self.playground.as_ref().map(|it| it.link(path, State::Lines(&[]))).unwrap_or_default();
            }
            let (drawn, unfolds) = (page.text.contains("class=\"lc-"), page.text.contains("class=\"lc-box"));
            if drawn {
                page.text += &format!("\n\n<style>\n{STYLE}</style>\n");
            }
            if unfolds {
                page.text += &format!("\n<script>\n{SCRIPT}</script>\n");
            }
            if page.text.contains(TRIED) {
                page.text += &format!("\n<script>\n{TRY_IT}</script>\n");
            }
        }
        page
    }

    fn fence(&mut self, path: &str, fence: &Fence<'_>, page: &mut Page) {
        let mut wrong = |at: usize, what: String| {
            page.mistakes.push(Mistake { file: path.into(), line: fence.line + at, what });
        };
        let options = Options::of_block(fence.info).map_err(|error| error.to_string());
        let sandbox = options.and_then(|options| Ok((self.sandboxes.of(&options)?, options)));
        let mut tried = String::new();
        let (body, options) = match sandbox {
            Err(reason) => {
                wrong(0, reason);
                (fence.body.clone(), Options::default())
            }
            Ok((sandbox, options)) if options.language == "console" => {
                if let Some(playground) = self.playground.as_ref().filter(|_| fence.prefix.is_empty()) {
                    tried = playground.link(path, State::Lines(&sandbox.lines));
                }
                let played = transcript::play(sandbox, &fence.body, &options);
                played.wrong.into_iter().for_each(|(at, what)| wrong(1 + at, what));
                (played.text, options)
            }
            Ok((sandbox, options)) if options.language == "docker" => {
                if let Err(reason) = dockerfile::build(sandbox, &fence.body, &options) {
                    wrong(0, reason);
                }
                (fence.body.clone(), options)
            }
            Ok((_, options)) => {
                wrong(0, format!("`{}`: only `console` and `docker` blocks can be layercake's", options.language));
                (fence.body.clone(), options)
            }
        };
        page.source += &block(fence, fence.info, &body);
        if !options.hidden {
            page.text += &block(fence, options.language, &body);
            page.text += &tried;
        }
    }
}

/// A fenced block as it stands in a chapter.
fn block(fence: &Fence<'_>, info: &str, body: &str) -> String {
    let Fence { prefix, marks, .. } = fence;
    let mut text = format!("{prefix}{marks}{info}\n");
    for line in body.lines() {
        text += format!("{prefix}{line}").trim_end_matches(' ');
        text.push('\n');
    }
    text + &format!("{prefix}{marks}\n")
}
