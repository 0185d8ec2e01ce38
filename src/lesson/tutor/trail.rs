//! [`Trail`]: what a learner did in a lesson, in order, so that it can be done again: the same deeds in the same lesson lead
//! to the same World and the same place, to the byte.

use serde::{Deserialize, Serialize};

use super::{Reply, Tutor};
use crate::allowance::STOPPED;
use crate::content::Rope;
use crate::sandbox::{Next, Reaction, Secret, TerminalSize, Typed};
use crate::tell;
use crate::text::{escaped, unescaped};

/// Deeds that a trail remembers.
pub const TRAIL_ACTS: usize = 2000;
/// Bytes that the texts of a trail may have together.
pub const TRAIL_BYTES: usize = 512 << 10;

/// Bytes that count for each act, beside those of its text.
const ACT_BYTES: usize = 16;

/// What was done since the lesson began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// The terminal when the lesson began.
    pub terminal: TerminalSize,
    /// The code of the language when the lesson began: what an answer means depends on it.
    #[serde(default = "english")]
    pub language: String,
    pub acts: Vec<Act>,
    /// Bytes of the acts' texts.
    bytes: usize,
    /// Whether more was done than is remembered.
    pub over: bool,
    /// The terminal now.
    now: TerminalSize,
    /// The language now.
    #[serde(default = "english")]
    speaks: String,
    /// Seconds since the last act.
    #[serde(skip)]
    seconds: u64,
    /// The line that has just been stopped by a limit of the machine.
    #[serde(skip)]
    stopped: Option<String>,
}

/// What was spoken before trails knew it.
fn english() -> String {
    "en".into()
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Since the act before.
    pub seconds: u64,
    pub deed: Deed,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A line at the prompt: a command, an answer, one of the tutor's words.
    Line(String),
    /// A line for a program that runs, or the rest of a command.
    Input(String),
    /// The same, typed where nothing is echoed.
    Secret(Secret),
    /// Ctrl-D.
    End,
    /// Ctrl-C.
    Interrupt,
    /// A file was edited in the learner's own editor: its absolute path, and what it holds now, escaped as in a receipt.
    Edit { path: String, content: String },
    /// A command met a limit of the machine, and did nothing.
    Stopped(String),
    /// The learner went away and came back.
    Resumed,
    /// From here on the terminal had another size.
    Resized(TerminalSize),
    /// From here on the tutor spoke the language with this code.
    Spoken(String),
}

impl Deed {
    /// What typing means while the session waits for this.
    pub(super) fn of(typed: &Typed, next: &Next) -> Deed {
        let typed = match next {
            Next::Input(prompt) => typed.clone().at(prompt),
            _ => typed.clone(),
        };
        match typed {
            Typed::Line(line) if matches!(next, Next::Command | Next::Left) => Deed::Line(line),
            Typed::Line(line) => Deed::Input(line),
            Typed::Secret(secret) => Deed::Secret(secret),
            Typed::End => Deed::End,
            Typed::Interrupt => Deed::Interrupt,
        }
    }

    /// A file was edited. One that is larger than a trail may be is over its limit anyway.
    pub(super) fn edit(path: &str, content: &Rope) -> Deed {
        let content = content
            .bytes_up_to(TRAIL_BYTES as u64 + 1)
            .map_or_else(|_| " ".repeat(TRAIL_BYTES + 1), |bytes| escaped(&bytes));
        Deed::Edit { path: path.into(), content }
    }

    /// Bytes of its texts, [`escaped`].
    fn bytes(&self) -> usize {
        match self {
            Deed::Line(text) | Deed::Input(text) | Deed::Stopped(text) => escaped(text.as_bytes()).len(),
            Deed::Edit { path, content } => escaped(path.as_bytes()).len() + content.len(),
            Deed::Secret(_) | Deed::End | Deed::Interrupt | Deed::Resumed | Deed::Resized(_) | Deed::Spoken(_) => 0,
        }
    }
}

impl Act {
    /// As it looked: what was typed, behind a sign for where.
    pub fn shown(&self) -> String {
        match &self.deed {
            Deed::Line(line) => format!("$ {line}"),
            Deed::Input(line) => format!("> {line}"),
            Deed::Secret(_) => tell::act_secret(),
            Deed::End => "^D".into(),
            Deed::Interrupt => "^C".into(),
            Deed::Edit { path, .. } => format!("edit {path}"),
            Deed::Stopped(line) => tell::act_stopped(line),
            Deed::Resumed => tell::act_resumed(),
            Deed::Resized(TerminalSize { columns, rows }) => tell::act_resized(columns, rows),
            Deed::Spoken(language) => tell::act_spoken(language),
        }
    }
}

impl Trail {
    /// Nothing was done so far.
    fn new(terminal: TerminalSize) -> Trail {
        let language = tell::language().to_string();
        Trail {
            terminal,
            speaks: language.clone(),
            language,
            acts: Vec::new(),
            bytes: 0,
            over: false,
            now: terminal,
            seconds: 0,
            stopped: None,
        }
    }

    fn push(&mut self, deed: Deed) {
        let seconds = std::mem::take(&mut self.seconds);
        self.bytes = self.bytes.saturating_add(ACT_BYTES + deed.bytes());
        self.over |= self.acts.len() >= TRAIL_ACTS || self.bytes > TRAIL_BYTES;
        if !self.over {
            self.acts.push(Act { seconds, deed });
        }
    }

    /// Remembers what took no time.
    fn note(&mut self, deed: Deed) {
        let seconds = std::mem::take(&mut self.seconds);
        self.push(deed);
        self.seconds = seconds;
    }

    pub(super) fn waited(&mut self, seconds: u64) {
        self.seconds = self.seconds.saturating_add(seconds);
    }

    pub(super) fn stopped(&mut self, reaction: &Reaction) {
        self.stopped = reaction.ended.as_ref().map(|(line, _)| line.clone());
    }
}

impl Tutor {
    /// From now on what is done is remembered.
    pub fn leave_trail(&mut self, terminal: TerminalSize) {
        self.place.trail = Some(Trail::new(terminal));
    }

    /// What was done, if that is remembered.
    pub fn trail(&self) -> Option<&Trail> {
        self.place.trail.as_ref()
    }

    /// The terminal has this size now.
    pub fn resize(&mut self, terminal: TerminalSize) {
        self.session.resize(terminal);
        if let Some(trail) = self.place.trail.as_mut().filter(|trail| trail.now != terminal) {
            trail.now = terminal;
            trail.note(Deed::Resized(terminal));
        }
    }

    /// Remembers what was done.
    pub(super) fn did(&mut self, deed: Option<Deed>) {
        if let (Some(deed), Some(trail)) = (deed, &mut self.place.trail) {
            if trail.speaks != tell::language() {
                trail.speaks = tell::language().into();
                trail.note(Deed::Spoken(trail.speaks.clone()));
            }
            let stopped = trail.stopped.take().map(Deed::Stopped);
            trail.push(stopped.unwrap_or(deed));
        }
    }

    /// The learner was away.
    pub(super) fn came_back(&mut self) {
        self.left_before.clear();
        if self.session.next() == Next::More {
            self.session.give_up();
        }
        self.did(Some(Deed::Resumed));
    }

    /// Does something again, in the language that the thread speaks. `words` are texts that may be what was typed without echo,
    /// beside those that the sandbox knows.
    pub fn act(&mut self, act: &Act, words: &[String]) -> Reply {
        self.spent(act.seconds);
        match &act.deed {
            Deed::Line(line) | Deed::Input(line) => self.take(Typed::Line(line.clone())),
            Deed::Secret(secret) => {
                let known = [self.session.secrets(), words.to_vec()].concat();
                self.take(Typed::Secret(secret.clone().known_among(&known)))
            }
            Deed::End => self.take(Typed::End),
            Deed::Interrupt => self.take(Typed::Interrupt),
            Deed::Edit { path, content } => {
                let content = unescaped(content).unwrap_or_default();
                self.edit(path, Rope::from(content)).unwrap_or_else(|_| self.reply(Vec::new()))
            }
            Deed::Stopped(line) => {
                let earlier = self.earlier();
                self.session.give_up();
                let ended = Some((line.clone(), STOPPED));
                self.reacted(Reaction { ended, ..Reaction::waiting(Next::Command) }, &earlier)
            }
            Deed::Resumed => {
                self.came_back();
                self.reply(Vec::new())
            }
            Deed::Resized(terminal) => {
                self.resize(*terminal);
                self.reply(Vec::new())
            }
            Deed::Spoken(_) => self.reply(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::LONGEST;
    use super::*;
    use crate::lesson::parse;
    use crate::sandbox::{Session, Setup};

    const LESSON: &str = "+++\ntitle = \"T\"\nminutes = 1\nstart = [\"echo a > a\"]\n+++\n## One\n```toml task\ndo = \"Make b.\"\ndone = [{ file = \"b\" }]\nhints = [\"touch\", \"touch b\"]\nsolutions = [\"touch b\"]\n```\n## Two\n```toml quiz\nask = \"Is it?\"\noptions = [\"yes\", \"no\"]\nanswer = 1\nbecause = \"It is.\"\n```\n";
    const SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

    fn begun() -> Tutor {
        let setup = Setup { keeps_shell: true, terminal: Some(SIZE), ..Setup::new(crate::hub::builtin()) };
        let lesson = Arc::new(parse("t.md", LESSON).unwrap());
        let session = Tutor::starting_session(&lesson, Session::new(setup)).unwrap();
        let (mut tutor, _) = Tutor::begin_drawn(lesson, session, 7);
        tutor.leave_trail(SIZE);
        tutor
    }

    /// Everything that can be done, and what comes of doing it again.
    #[test]
    fn what_was_done_can_be_done_again() {
        let mut tutor = begun();
        let line = |tutor: &mut Tutor, text: &str| {
            tutor.spent(400);
            tutor.take(Typed::Line(text.into()));
        };
        for text in ["hint", "cat > c <<END", "x", "END", "touch b", "undo", "docker login -u student"] {
            line(&mut tutor, text);
        }
        tutor.take(Typed::Line("layers".into()));
        tutor.resize(TerminalSize { columns: 100, rows: 30 });
        line(&mut tutor, "echo 'open");
        tutor = Tutor::resume(tutor.lesson.clone(), tutor.session.clone(), tutor.place.clone(), tutor.before.clone()).0;
        tutor.set_seed(7);
        tutor.edit("/home/student/work/d", Rope::from(vec![b'x', 255, b'\n'])).unwrap();
        for text in ["reset", "undo", "touch b", "", "no", "yes"] {
            line(&mut tutor, text);
        }
        line(&mut tutor, "cat");
        tutor.take(Typed::End);
        let trail = tutor.trail().unwrap().clone();
        let secret = trail.acts.iter().find(|act| matches!(act.deed, Deed::Secret(_))).expect("a password was typed");
        assert!(!format!("{secret:?}").contains("layers"));
        let json = serde_json::to_string(&trail).unwrap();
        assert!(!json.contains("layers"), "{json}");
        assert_eq!(serde_json::from_str::<Trail>(&json).unwrap().acts, trail.acts);

        let mut again = begun();
        for act in &trail.acts {
            again.act(act, &[]);
        }
        assert_eq!(again.session.world_part().digest(), tutor.session.world_part().digest());
        assert_eq!(again.place.records, tutor.place.records);
        assert_eq!(again.place.records[0].seconds % LONGEST, 0, "nobody who is away works");
    }

    #[test]
    fn a_trail_knows_what_was_spoken() {
        tell::speak("de");
        let mut tutor = begun();
        tutor.take(Typed::Line("ls".into()));
        tell::speak("en");
        tutor.spent(7);
        tutor.take(Typed::Line("touch b".into()));
        let trail = tutor.trail().unwrap();
        let acts: Vec<(u64, String)> = trail.acts.iter().map(|act| (act.seconds, act.shown())).collect();
        assert_eq!(trail.language, "de");
        assert_eq!(
            acts,
            [(0, "$ ls"), (0, "(the tutor speaks `en` from here on)"), (7, "$ touch b")]
                .map(|(seconds, shown)| (seconds, shown.to_string()))
        );
    }

    #[test]
    fn a_trail_has_an_end() {
        let mut tutor = begun();
        for _ in 0..=TRAIL_ACTS {
            tutor.take(Typed::Line("check".into()));
        }
        let trail = tutor.trail().unwrap();
        assert!(trail.over && trail.acts.len() == TRAIL_ACTS);
    }
}
