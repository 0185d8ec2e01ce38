//! Answers without the word `answer`: an open question takes what is typed first.

use super::super::script::{Block, Choice, Feedback, Predict, Task};
use super::choice::{chosen, how_to_choose, is_yes_or_no};
use super::{Reply, Say, Tutor, Word};
use crate::lesson::check::answers::quantity;
use crate::sandbox::{Next, Typed};
use crate::tell;
use crate::text::closest;

/// Exit code of a command that is not there.
const NOT_FOUND: i32 = 127;
/// How docker begins to say that it has no such command.
const UNKNOWN_TO_DOCKER: &str = "docker: unknown command";
/// Words that an answer may have and still be taken for one.
const WORDS: usize = 8;
/// Words with which an answer begins that says "none" in several words.
const NONE: [&str; 8] = ["no", "none", "nothing", "not", "zero", "there", "it", "i"];
/// Words with which a sentence begins, and no command.
const SENTENCE: [&str; 10] = ["the", "it", "it's", "its", "they", "there", "that", "this", "an", "about"];
/// Commands that leave the program; with more words behind them they are an answer: "exec format error".
const LEAVING: [&str; 3] = ["exec", "exit", "logout"];
/// Words with which a command begins, whatever else an answer may look like.
const COMMANDS: [&str; 4] = ["docker", "hub", "layer", "sudo"];

impl Tutor {
    /// The options of a question that is open.
    pub fn options(&self) -> Option<&[String]> {
        if self.place.solved {
            return None;
        }
        match self.block()? {
            Block::Quiz(_, Choice { options, .. }) | Block::Predict(_, Predict { options, .. }) => Some(options),
            Block::Exam(..) => self.question().map(|question| question.options.as_slice()),
            _ => None,
        }
    }

    /// Whether an answer is waited for.
    pub fn asks(&self) -> bool {
        self.options().is_some() || self.asking().is_some()
    }

    /// The task that waits for an answer.
    fn asking(&self) -> Option<&Task> {
        let open = !self.place.solved && !self.place.answered;
        self.task().filter(|task| open && task.answer.is_some())
    }

    /// Whether the waiting task asks for a yes or a no.
    fn asks_yes_or_no(&self) -> bool {
        let value = self.asking().and_then(|task| task.answer.as_ref());
        value.is_some_and(|value| value.truth(&self.view()).is_yes_or_no())
    }

    /// Whether a line answers an open question rather than running.
    pub fn is_answer(&self, line: &str) -> bool {
        let line = line.trim();
        let first = line.split_whitespace().next().unwrap_or_default();
        if matches!(Word::read(line), Some((Word::Answer, _))) {
            return true;
        }
        if COMMANDS.contains(&first) || line.is_empty() {
            return false;
        }
        if let Some(options) = self.options() {
            // `n` is `next` elsewhere; here it may be an option.
            let word = Word::find(line).is_some() && line.len() > 1;
            return !word && chosen(line, options).is_some();
        }
        self.asking().is_some()
            && (is_yes_or_no(line) || is_sentence_of_leaving(line) || Word::find(first).is_none() && is_value(line))
            || begins_with_yes_or_no(line) && self.asks_yes_or_no()
    }

    /// Whether a line that was no command is an answer to the waiting task: the right one, or a known wrong one.
    fn is_bare_answer(&self, line: &str) -> bool {
        let Some(task) = self.asking() else { return false };
        let known = |feedback: &Feedback| feedback.answer.as_ref().is_some_and(|pattern| pattern.matches(line));
        let accepted = || task.answer.as_ref().is_some_and(|value| value.truth(&self.view()).accepts(line));
        let words: Vec<&str> = line.split_whitespace().collect();
        // `stack nothing` is a command that does not exist, and no zero.
        let nothing = !line.contains(|c: char| c.is_ascii_digit()) && quantity(line).is_some_and(|n| n.number < 1.0);
        let begins = words.first().is_some_and(|word| NONE.contains(&tell::heard(word).to_lowercase().as_str()));
        words.len() <= WORDS
            && !(nothing && words.len() > 1 && !begins)
            && (task.feedback.iter().any(known) || accepted())
    }

    /// Runs a line; if there is no such command and an answer is waited for, it is the answer, or is told how to be
    /// one.
    pub(super) fn run_or_answer(&mut self, typed: Typed) -> Reply {
        let line = match &typed {
            Typed::Line(line) if self.session.next() == Next::Command => line.trim().to_string(),
            _ => return self.run(typed),
        };
        if self.is_row(&line) {
            return self.order(&line.replace(',', " "));
        }
        // Nobody who says yes to a question wants the program `yes`, or leaves with an answer.
        if let Some(options) = self.options().filter(|_| begins_with_yes_or_no(&line) || is_sentence_of_leaving(&line))
        {
            return self.reply(vec![how_to_choose(options)]);
        }
        if is_yes_or_no(&line) {
            let note = if self.place.finished { tell::nothing_asked_now() } else { tell::nothing_asked_next() };
            return self.reply(vec![Say::Note(note)]);
        }
        let asked = self.asking().is_some() || self.options().is_some();
        let before = asked.then(|| self.clone());
        let mut reply = self.run(typed);
        let Some(before) = before else { return reply };
        let missing = reply.ended.as_ref().is_some_and(|ended| ended.exit == NOT_FOUND && ended.events.is_empty());
        let first = line.split_whitespace().next().unwrap_or_default();
        // "Docker refuses", in the words of an option, is no command of docker's.
        let unknown = reply.ended.as_ref().is_some_and(|ended| ended.errors.starts_with(UNKNOWN_TO_DOCKER));
        if unknown && before.options().is_some_and(|options| chosen(&line, options).is_some()) {
            *self = before;
            return self.answer(&line);
        }
        let worked = reply.ended.as_ref().is_some_and(|ended| ended.exit == 0);
        if worked && !COMMANDS.contains(&first) && before.is_bare_answer(&line) {
            // `env` is a program, and may have been meant as the answer ENV.
            reply.says.push(Say::Aside(tell::answer_meant(line)));
            return reply;
        }
        if !missing || COMMANDS.contains(&first) || Word::find(first).is_some() {
            return reply;
        }
        if before.is_bare_answer(&line) {
            *self = before;
            return self.answer(&line);
        }
        if is_of_the_shell(&line) {
            return reply;
        }
        // "anser 2" is a slip, and no answer.
        if closest(first, [Word::Answer.name()]).is_some() {
            return reply;
        }
        if let Some(options) = before.options() {
            let how = how_to_choose(options);
            *self = before;
            return self.reply(vec![how]);
        }
        if line.split_whitespace().count() <= if SENTENCE.contains(&first.to_lowercase().as_str()) { WORDS } else { 2 }
        {
            reply.says.push(Say::Aside(tell::answer_meant(line)));
        }
        reply
    }
}

/// Whether a line begins with a command that leaves, and says more than that: "exit code 1".
fn is_sentence_of_leaving(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    LEAVING.contains(&first) && second.is_some_and(|word| !word.starts_with('-')) && !is_of_the_shell(line)
}

/// Whether a line has signs that only a shell knows.
fn is_of_the_shell(line: &str) -> bool {
    line.contains(['|', ';', '&', '>', '<'])
}

/// Whether a line is an answer in the words of whoever says yes or no, and goes on: "yes of course".
fn begins_with_yes_or_no(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    is_yes_or_no(first.trim_end_matches([',', '.', '!', '?'])) && !is_of_the_shell(line)
}

/// Whether a line is a number, or a word in pointed brackets (`<none>`), and so hardly a command.
fn is_value(line: &str) -> bool {
    let one = line.split_whitespace().count() == 1;
    let bracketed = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let number = line.starts_with(|c: char| c.is_ascii_digit()) && quantity(line).is_some();
    one && (number || bracketed.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_alphabetic())))
}
