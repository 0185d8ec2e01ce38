//! [`Keyboard`]: where lines come from. On a terminal rustyline edits them, with completion, hints and a history.

use std::borrow::Cow;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use rustyline::completion::{Completer, Pair};
use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::{FileHistory, SearchDirection};
use rustyline::{ColorMode, CompletionType, Config, Context, Editor, Helper, Validator};

use super::complete::{self, Knows};
use super::cooked;
use super::screen::Screen;
use super::style::{Look, Palette};
use crate::sandbox::Typed;

/// Lines that the history keeps.
const HISTORY: usize = 2000;

/// What is asked for.
pub(super) enum Ask {
    /// A command; what is typed can be completed and is remembered.
    Command(Knows),
    /// A line for a program.
    Line,
    /// A line that is not shown.
    Secret,
}

/// Where lines come from.
pub(super) enum Keyboard {
    Editor {
        editor: Box<Editor<Assistant, FileHistory>>,
        history: PathBuf,
    },
    /// A terminal on which nothing may be redrawn, or no terminal: lines as they come.
    Lines {
        terminal: bool,
    },
}

impl Keyboard {
    /// The one for this screen; `history` is a file.
    pub fn new(screen: &Screen, history: &Path) -> Self {
        let terminal = io::stdin().is_terminal();
        if screen.palette() == Palette::Plain || !terminal {
            return Keyboard::Lines { terminal };
        }
        match editor(screen.palette(), history) {
            Ok(editor) => Keyboard::Editor { editor: Box::new(editor), history: history.to_path_buf() },
            Err(_) => Keyboard::Lines { terminal },
        }
    }

    /// Shows a prompt and reads what is typed.
    pub fn read(&mut self, prompt: &str, look: Look, ask: Ask, screen: &mut Screen) -> Typed {
        let typed = match (&mut *self, ask) {
            (Keyboard::Editor { editor, history }, ask) => {
                let styled = screen.palette().paint(look, prompt);
                edited(editor, history, &(prompt.to_string(), styled), ask)
            }
            (Keyboard::Lines { terminal }, ask) => {
                let secret = matches!(ask, Ask::Secret);
                screen.text(prompt);
                let typed = cooked::read_line(!secret).unwrap_or(Typed::End);
                // What the terminal did not echo is shown, so that the page reads as a session.
                match &typed {
                    Typed::Line(line) if !*terminal && !secret => screen.text(&format!("{line}\n")),
                    Typed::Line(_) if *terminal && !secret => {}
                    _ => screen.text("\n"),
                }
                typed
            }
        };
        screen.typed();
        typed
    }
}

fn editor(palette: Palette, history: &Path) -> rustyline::Result<Editor<Assistant, FileHistory>> {
    let config = Config::builder()
        .max_history_size(HISTORY)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_prompt_limit(60)
        .color_mode(mode(palette.colours()))
        .build();
    let mut editor = Editor::with_config(config)?;
    let _ = editor.load_history(history);
    editor.set_helper(Some(Assistant { palette, knows: None, masked: false }));
    Ok(editor)
}

fn mode(colours: bool) -> ColorMode {
    if colours { ColorMode::Enabled } else { ColorMode::Disabled }
}

fn edited(editor: &mut Editor<Assistant, FileHistory>, history: &Path, prompt: &(String, String), ask: Ask) -> Typed {
    let remembered = matches!(ask, Ask::Command(_));
    let secret = matches!(ask, Ask::Secret);
    if let Some(assistant) = editor.helper_mut() {
        assistant.masked = secret;
        assistant.knows = if let Ask::Command(knows) = ask { Some(knows) } else { None };
    }
    let line = if secret {
        // The mask is a highlight: it must be there whatever else is coloured, and the cursor must not count along.
        let colours = editor.helper().is_some_and(|assistant| assistant.palette.colours());
        editor.set_color_mode(ColorMode::Forced);
        let hidden = editor.set_cursor_visibility(false);
        let line = editor.readline(prompt);
        drop(hidden);
        editor.set_color_mode(mode(colours));
        line
    } else {
        editor.readline(prompt)
    };
    match line {
        Ok(line) => {
            if remembered && !line.trim().is_empty() && editor.add_history_entry(line.as_str()).unwrap_or(false) {
                let _ = editor.append_history(history);
            }
            Typed::Line(line)
        }
        Err(ReadlineError::Interrupted) => Typed::Interrupt,
        Err(_) => Typed::End,
    }
}

/// What helps while a line is typed.
#[derive(Helper, Validator)]
pub(super) struct Assistant {
    palette: Palette,
    knows: Option<Knows>,
    masked: bool,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Some(knows) = &self.knows else { return Ok((position, vec![])) };
        let (start, candidates) = complete::complete(knows, line, position);
        let pair = |candidate: complete::Candidate| Pair { display: candidate.shown, replacement: candidate.text };
        Ok((start, candidates.into_iter().map(pair).collect()))
    }
}

/// The rest of a line, or only a word on what could follow.
pub(super) struct Suggestion {
    text: String,
    takes: bool,
}

impl Hint for Suggestion {
    fn display(&self) -> &str {
        &self.text
    }
    fn completion(&self) -> Option<&str> {
        self.takes.then_some(self.text.as_str())
    }
}

impl Hinter for Assistant {
    type Hint = Suggestion;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<Suggestion> {
        let knows = self.knows.as_ref()?;
        // Without colours a suggestion would look like what was typed.
        if !self.palette.colours() || position < line.len() || line.trim().is_empty() {
            return None;
        }
        let history = context.history();
        let last = history.len().checked_sub(1);
        let found = last.and_then(|last| history.starts_with(line, last, SearchDirection::Reverse).ok().flatten());
        if let Some(rest) = found.as_ref().and_then(|found| found.entry.get(position..))
            && !rest.is_empty()
            && !rest.contains('\n')
        {
            return Some(Suggestion { text: rest.to_string(), takes: true });
        }
        if let Some(rest) = complete::rest(knows, line) {
            return Some(Suggestion { text: rest, takes: true });
        }
        complete::usage(knows, line).map(|text| Suggestion { text, takes: false })
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.masked { Cow::Owned(" ".repeat(line.chars().count())) } else { Cow::Borrowed(line) }
    }
    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.masked
    }
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.palette.paint(Look::Dim, hint))
    }
}
