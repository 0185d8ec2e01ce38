//! [`Keyboard`]: where lines come from. On a terminal rustyline edits them, with completion, hints and a history.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use rustyline::completion::{Completer, Pair};
use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::{FileHistory, History, SearchDirection};
use rustyline::{ColorMode, CompletionType, Config, Context, Editor, Helper, Validator};
use unicode_width::UnicodeWidthStr;

use super::cooked;
use super::paint::paint;
use super::quiet::Quiet;
use super::screen::Screen;
use layercake::words::visible;
use layercake::{Ask, Candidate, Completer as Knowledge, Look, Palette, Prompt, Suggestion, Typed};

/// Lines that the history keeps.
const HISTORY: usize = 2000;

/// Where lines come from.
pub(super) enum Keyboard {
    Editor {
        editor: Box<Editor<Assistant, FileHistory>>,
        /// Lines of this run that worked: what the file keeps.
        worked: FileHistory,
        file: PathBuf,
    },
    /// A terminal on which nothing may be redrawn, or no terminal: lines as they come.
    Lines { terminal: bool },
}

impl Keyboard {
    /// The one for this screen; `history` is a file.
    pub fn new(screen: &Screen, history: &Path) -> Self {
        let terminal = io::stdin().is_terminal();
        if screen.palette() == Palette::Plain || !terminal {
            return Keyboard::Lines { terminal };
        }
        match editor(screen.palette(), history) {
            Ok(editor) => {
                Keyboard::Editor { editor: Box::new(editor), worked: FileHistory::new(), file: history.to_path_buf() }
            }
            Err(_) => Keyboard::Lines { terminal },
        }
    }

    /// Shows a prompt and reads what is typed; Ctrl-C that came before counts as typed. `knowledge` completes a
    /// command, and `remembers` says which lines the arrow keys bring back.
    pub fn read(
        &mut self,
        prompt: &Prompt,
        knowledge: Option<Knowledge>,
        remembers: impl Fn(&str) -> bool,
        screen: &mut Screen,
    ) -> Typed {
        match self {
            Keyboard::Editor { editor, .. } => {
                let line = format!("{}{}", prompt.standing, prompt.text);
                let styled = paint(screen.palette(), prompt.look, &line);
                if let Some(assistant) = editor.helper_mut() {
                    assistant.masked = prompt.ask == Ask::Secret;
                    assistant.knowledge = knowledge;
                    assistant.columns = usize::from(screen.surface().size.columns);
                }
                let _keys = Quiet::keys();
                if screen.interrupts().came() {
                    return Typed::Interrupt;
                }
                let typed = edited(editor, &(line, styled), prompt.ask);
                if let Typed::Line(line) = &typed
                    && prompt.ask == Ask::Command
                    && !line.trim().is_empty()
                    && remembers(line)
                {
                    let _ = editor.add_history_entry(line.as_str());
                }
                typed
            }
            Keyboard::Lines { terminal } => {
                let secret = prompt.ask == Ask::Secret;
                screen.text(&prompt.text);
                let typed = cooked::read_line(!secret, screen.interrupts()).unwrap_or(Typed::End);
                // What the terminal did not echo is shown, so that the page reads as a session.
                match &typed {
                    Typed::Line(line) if !*terminal && !secret => screen.text(&(visible(line).into_owned() + "\n")),
                    Typed::Line(_) if *terminal && !secret => {}
                    _ => screen.text("\n"),
                }
                typed
            }
        }
    }
}

impl Keyboard {
    /// While a command runs, keys wait unseen for the editor. (Without one, the terminal shows them when they come.)
    pub fn hush(&self) -> Option<Quiet> {
        matches!(self, Keyboard::Editor { .. }).then(Quiet::begin)
    }

    /// A line worked: the next run finds it in its history. (What is no line of a command does not come here.)
    pub fn keep(&mut self, line: &str) {
        let Keyboard::Editor { editor, worked, file } = self else { return };
        let newest = editor.history().get(editor.history().len().saturating_sub(1), SearchDirection::Forward);
        let is_command = newest.is_ok_and(|entry| entry.is_some_and(|entry| entry.entry == line));
        if is_command && worked.add(line).unwrap_or(false) {
            let _ = worked.append(file);
        }
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
    if history.is_file() {
        let _ = editor.load_history(history);
    }
    editor.set_helper(Some(Assistant { palette, knowledge: None, columns: 0, masked: false, ghost: Cell::new(None) }));
    Ok(editor)
}

fn mode(colours: bool) -> ColorMode {
    if colours { ColorMode::Enabled } else { ColorMode::Disabled }
}

fn edited(editor: &mut Editor<Assistant, FileHistory>, prompt: &(String, String), ask: Ask) -> Typed {
    let line = if ask == Ask::Secret {
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
        Ok(line) => Typed::Line(line),
        Err(ReadlineError::Interrupted) => {
            if let Some(assistant) = editor.helper() {
                assistant.vanish(&prompt.0);
            }
            Typed::Interrupt
        }
        Err(_) => Typed::End,
    }
}

/// What helps while a line is typed.
#[derive(Helper, Validator)]
pub(super) struct Assistant {
    palette: Palette,
    knowledge: Option<Knowledge>,
    /// The terminal's width.
    columns: usize,
    masked: bool,
    /// Columns of what is typed, and of what is suggested behind it.
    ghost: Cell<Option<(usize, usize)>>,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Some(knowledge) = &self.knowledge else { return Ok((position, vec![])) };
        let (start, candidates) = knowledge.complete(line, position);
        let listed = listed(&candidates, self.columns);
        let pairs = candidates.into_iter().zip(listed);
        Ok((start, pairs.map(|(candidate, display)| Pair { display, replacement: candidate.text }).collect()))
    }
}

/// Candidates as they are listed: with a line about each, where there is one and it fits.
fn listed(candidates: &[Candidate], columns: usize) -> Vec<String> {
    let widest = candidates.iter().map(|candidate| candidate.shown.chars().count()).max().unwrap_or(0);
    let line = |candidate: &Candidate| {
        let line = format!("{:<widest$}  {}", candidate.shown, candidate.about);
        (!candidate.about.is_empty() && line.chars().count() < columns).then_some(line)
    };
    candidates.iter().map(|candidate| line(candidate).unwrap_or_else(|| candidate.shown.clone())).collect()
}

/// The rest of a line, or only a word on what could follow.
pub(super) struct Ghost {
    text: String,
    taken: Taken,
}

/// Whether the right arrow takes it over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Over,
    Never,
}

impl Hint for Ghost {
    fn display(&self) -> &str {
        &self.text
    }
    fn completion(&self) -> Option<&str> {
        (self.taken == Taken::Over).then_some(self.text.as_str())
    }
}

impl Assistant {
    /// After Ctrl-C ended a line: what was only suggested behind it goes from the screen. The cursor is on the line
    /// below.
    fn vanish(&self, prompt: &str) {
        let Some((typed, ghost)) = self.ghost.get() else { return };
        let columns = self.columns.max(1);
        let (start, end) = (prompt.width() + typed, prompt.width() + typed + ghost);
        let up = end / columns + 1 - start / columns;
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "\x1b[{up}A\x1b[{}G\x1b[J", start % columns + 1).and_then(|()| out.flush());
    }
}

impl Hinter for Assistant {
    type Hint = Ghost;

    fn hint(&self, line: &str, position: usize, _: &Context<'_>) -> Option<Ghost> {
        let ghost = self.ghost(line, position);
        self.ghost.set(ghost.as_ref().map(|ghost| (line.width(), ghost.text.width())));
        ghost
    }
}

impl Assistant {
    fn ghost(&self, line: &str, position: usize) -> Option<Ghost> {
        let knowledge = self.knowledge.as_ref()?;
        // Without colours a suggestion would look like what was typed.
        if !self.palette.colours() || position < line.len() || line.trim().is_empty() {
            return None;
        }
        Some(match knowledge.suggest(line)? {
            Suggestion::Rest(text) => Ghost { text, taken: Taken::Over },
            Suggestion::Usage(text) => Ghost { text, taken: Taken::Never },
        })
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
        Cow::Owned(paint(self.palette, Look::Dim, hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use layercake::CandidateKind;

    #[test]
    fn candidates_are_listed_with_what_they_are_if_that_fits() {
        let candidate = |shown: &str, about: &'static str| Candidate {
            shown: shown.into(),
            text: shown.into(),
            kind: CandidateKind::Command,
            about: about.into(),
        };
        let candidates = [candidate("pull", "fetch"), candidate("ps", ""), candidate("rmi", "remove them all")];
        assert_eq!(listed(&candidates, 16), ["pull  fetch", "ps", "rmi"]);
    }
}
