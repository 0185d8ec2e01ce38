//! The free sandbox: everything that a lesson's prompt has, and nobody who asks for anything.

use anyhow::Result;
use serde_json::Value;

use super::desk::{Desk, Room};
use super::repl::{Partner, Talk};
use crate::content::{Part, Rope};
use crate::host::state::{Drawer, LessonProgress};
use crate::lesson::check::Happened;
use crate::lesson::{After, Canvas, Say, Told, WORDS, draw_map, draw_stack, explain};
use crate::sandbox::{Next, Session, Typed, World};
use crate::vfs::Errno;

/// The name under which the sandbox is kept.
const NAME: &str = "play";

/// The tutor's words that mean something without a lesson.
const KNOWN: [&str; 12] =
    ["undo", "redo", "reset", "explain", "map", "layers", "edit", "lessons", "menu", "progress", "help", "quit"];

/// Opens the sandbox as it was left.
pub(super) fn visit(desk: &mut Desk) -> Result<Room> {
    let (drawer, resumed, notes) = Drawer::open(&desk.state, NAME, &desk.setup());
    for note in notes {
        desk.screen.text(&format!("{note}\n"));
    }
    let again = std::mem::take(&mut desk.again);
    let session = match resumed.filter(|_| !again) {
        Some(resumed) => resumed.session,
        None => Session::new(desk.setup()),
    };
    let player = Player { session, last: None, canvas: Canvas::default() };
    let welcome =
        "A sandbox to play in. Nothing can break: `undo` takes back, `reset` empties it. `help` lists the words.";
    Talk::new(player, drawer).run(desk, &[Say::Note(welcome.into())])
}

#[derive(Clone)]
struct Player {
    session: Session,
    /// The last command, for `explain`.
    last: Option<Happened>,
    canvas: Canvas,
}

impl Player {
    fn told(&self, say: Say) -> Told {
        Told { says: vec![say], next: After::Prompt(self.session.next()) }
    }

    fn note(&self, text: &str) -> Told {
        self.told(Say::Note(text.into()))
    }

    /// What a word does; `None`: it is none.
    fn word(&mut self, line: &str) -> Option<Told> {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let word = WORDS.iter().find(|word| word.name == first || word.aliases.contains(&first))?;
        if !rest.is_empty() && word.usage.is_empty() {
            return None;
        }
        let go = |next| Some(Told { says: vec![], next });
        Some(match word.name {
            "undo" if self.session.undo() => self.note("Undone."),
            "undo" => self.note("There is nothing to undo."),
            "redo" if self.session.redo() => self.note("Done again."),
            "redo" => self.note("There is nothing to redo."),
            "reset" if rest.is_empty() => {
                self.session.reset();
                self.note("The sandbox is as it was in the beginning. (`undo` takes that back.)")
            }
            "explain" => match &self.last {
                Some(last) => self.told(Say::Text(explain::sentences(last, self.session.world()))),
                None => self.note("No command yet."),
            },
            "map" => self.told(Say::Drawing(draw_map(self.session.world(), self.canvas))),
            "layers" if rest.is_empty() => self.note("Of which image or container? `layers NAME`"),
            "layers" => match draw_stack(self.session.world(), rest, self.canvas) {
                Ok(drawing) => self.told(Say::Drawing(drawing)),
                Err(why) => self.told(Say::Correction(why)),
            },
            "edit" if rest.is_empty() => self.note("Which file? `edit FILE`"),
            "edit" => return go(After::Edit(rest.into())),
            "lessons" | "menu" => return go(After::Menu),
            "progress" => return go(After::Progress),
            "quit" => return go(After::Quit),
            "help" => self.told(Say::Text(help())),
            name => self.note(&format!("`{name}` belongs to lessons; there is none here. `menu` lists them.")),
        })
    }
}

fn help() -> String {
    let known = WORDS.iter().filter(|word| KNOWN.contains(&word.name));
    let rows: String = known
        .map(|word| {
            let call = format!("{} {}", word.name, word.usage).trim_end().replace('|', "\\|");
            format!("| `{call}` | {} |\n", word.about)
        })
        .collect();
    format!(
        "Type any `docker ...` command, or the usual commands of a Linux shell. Beside them:\n\n| word | what it does |\n|---|---|\n{rows}"
    )
}

impl Partner for Player {
    fn session(&self) -> &Session {
        &self.session
    }
    fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }
    fn set_canvas(&mut self, canvas: Canvas) {
        self.canvas = canvas;
    }
    fn take(&mut self, typed: Typed) -> Told {
        if self.session.next() == Next::Command
            && let Typed::Line(line) = &typed
            && let Some(told) = self.word(line.trim())
        {
            return told;
        }
        let reaction = self.session.take(typed);
        if let Some((line, exit)) = reaction.ended {
            self.last = Some(Happened { line, exit, changed: reaction.changed, events: reaction.events });
        }
        let next = if reaction.next == Next::Left { After::Quit } else { After::Prompt(reaction.next) };
        Told { says: reaction.output.into_iter().map(Say::Output).collect(), next }
    }
    fn edit(&mut self, path: &str, content: Rope) -> Result<Told, Errno> {
        self.session.edit(path, content)?;
        Ok(self.note("Saved in the sandbox."))
    }
    fn place(&self) -> Option<(Value, &Part<World>)> {
        None
    }
    fn progress(&self) -> Option<(String, LessonProgress)> {
        None
    }
    fn words(&self) -> Vec<(&'static str, &'static str)> {
        WORDS.iter().filter(|word| KNOWN.contains(&word.name)).map(|word| (word.name, word.usage)).collect()
    }
}
