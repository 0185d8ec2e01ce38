//! [`Playground`]: the sandbox without a lesson. Everything that a lesson's prompt has, and nobody who asks for
//! anything.

use crate::content::Rope;
use crate::lesson::check::Happened;
use crate::lesson::{
    After, Canvas, REVIEW, Reply, Say, Setting, Word, edit_file, go_to_copy, say_copies, say_drawing, say_layers,
    say_map, say_what_happened, words_page,
};
use crate::sandbox::{Kind, Next, Session, Typed};
use crate::tell;
use crate::vfs::Errno;

/// A learner at play.
#[derive(Clone, Debug)]
pub(super) struct Playground {
    pub session: Session,
    pub canvas: Canvas,
    /// The last command, for `explain`.
    pub last: Option<Happened>,
}

impl Playground {
    pub fn new(session: Session) -> Self {
        Playground { session, canvas: Canvas::default(), last: None }
    }

    /// Takes what was typed.
    pub fn take(&mut self, typed: Typed) -> Reply {
        if self.session.next() == Next::Command
            && let Typed::Line(line) = &typed
            && let Some((word, rest)) = Word::read(line)
        {
            return self.word(word, rest);
        }
        let reaction = self.session.take(typed);
        let ended = Happened::of(&reaction);
        if ended.is_some() {
            self.last.clone_from(&ended);
        }
        let next = if reaction.next == Next::Left { After::Quit } else { After::Prompt(reaction.next) };
        Reply { says: reaction.output.into_iter().map(Say::Output).collect(), next, ended }
    }

    /// Takes a file (absolute path) as it was left in an editor.
    pub fn edit(&mut self, path: &str, content: Rope) -> Result<Reply, Errno> {
        self.session.edit(path, content)?;
        Ok(self.note(&tell::saved()))
    }

    fn reply(&self, say: Say) -> Reply {
        Reply::new(vec![say], After::Prompt(self.session.next()))
    }

    fn note(&self, text: &str) -> Reply {
        self.reply(Say::Note(text.into()))
    }

    fn word(&mut self, word: Word, rest: &str) -> Reply {
        let leave = |next| Reply::new(Vec::new(), next);
        match word {
            Word::Undo => match self.session.undoes().map(Kind::shown) {
                Some(_) if !self.session.undo() => self.note(&tell::unreadable_step()),
                Some(what) => self.note(&tell::undone(what.replace('`', "'"))),
                None => self.note(&tell::nothing_to_undo()),
            },
            Word::Redo => match self.session.redoes().map(Kind::shown) {
                Some(_) if !self.session.redo() => self.note(&tell::unreadable_step()),
                Some(what) => self.note(&tell::redone(what.replace('`', "'"))),
                None => self.note(&tell::nothing_to_redo()),
            },
            Word::Reset if rest.is_empty() => {
                self.session.reset();
                self.note(&tell::play_reset())
            }
            Word::Explain => self.reply(say_what_happened(self.last.as_ref(), self.session.world())),
            Word::Map => self.reply(say_map(self.session.world(), self.canvas)),
            Word::Layers => self.reply(say_layers(self.session.world(), rest, self.canvas)),
            Word::Fork | Word::Switch => {
                let say = go_to_copy(&mut self.session, word, rest);
                self.reply(say)
            }
            Word::Forks => self.reply(say_copies(&self.session)),
            Word::Draw => self.reply(say_drawing(rest, self.session.world(), self.last.as_ref(), self.canvas)),
            Word::Review => leave(After::Lesson(REVIEW.into())),
            Word::Edit => edit_file(rest),
            Word::Lessons | Word::Menu => leave(After::Menu),
            Word::Exercises => leave(After::Exercises),
            Word::Progress => leave(After::Progress),
            Word::Learn => leave(After::Lesson(rest.into())),
            Word::Play => self.note(&tell::play_next()),
            Word::Quit => leave(After::Quit),
            Word::Help => self.reply(Say::Text(words_page(Setting::Play))),
            Word::Reset
            | Word::Task
            | Word::Steps
            | Word::Goto
            | Word::Check
            | Word::Hint
            | Word::Order
            | Word::Show
            | Word::Solution
            | Word::Answer
            | Word::Next
            | Word::Back
            | Word::Skip
            | Word::Quiz => {
                let typed = format!("{} {rest}", word.name());
                self.note(&tell::play_no_lesson(typed.trim_end()))
            }
        }
    }
}
