//! What an attempt means for the waiting task: solved, a known wrong turn, or a miss.

use super::super::script::{Answer, Block, Choice, Feedback, Predict, Task};
use super::choice::{chosen, how_to_choose};
use super::place::Outcome;
use super::{Goal, Reply, Say, Tutor};
use crate::content::Part;
use crate::lesson::check::{Happened, Truth, View};
use crate::sandbox::World;
use crate::tell;

/// How a task stood before a command.
pub(super) struct Earlier {
    goals: Vec<Goal>,
    world: Part<World>,
}

/// Misses after which a question is answered for the learner.
const MISSES_BEFORE_ANSWER: usize = 2;
/// Misses after which help is offered, once.
const MISSES_BEFORE_OFFER: usize = 3;
/// What stands in a solution for what is right.
const ANSWER: &str = "{answer}";

impl Tutor {
    /// The waiting task.
    pub(super) fn task(&self) -> Option<&Task> {
        match self.block() {
            Some(Block::Task(_, task)) => Some(task),
            _ => None,
        }
    }

    /// The checklist of the waiting task.
    pub fn goals(&self) -> Vec<Goal> {
        let Some(task) = self.task() else { return Vec::new() };
        let view = self.view();
        let mut goals: Vec<Goal> =
            task.done.iter().map(|check| Goal { holds: check.holds(&view), text: check.says() }).collect();
        if task.answer.is_some() {
            goals.push(Goal { holds: self.place.answered, text: tell::goal_answer() });
        }
        goals
    }

    /// Whether everything holds that the task asks for.
    pub(super) fn task_holds(&self) -> bool {
        all_hold(&self.goals())
    }

    /// How the task stands, before a command is run.
    pub(super) fn earlier(&self) -> Earlier {
        Earlier { goals: self.goals(), world: self.session.world_part().clone() }
    }

    /// The known wrong turn that the last command has newly brought about.
    fn wrong_turn(&self, earlier: &World) -> Option<&Feedback> {
        let last: Vec<Happened> = self.place.past.last().cloned().into_iter().collect();
        let (now, earlier) = (self.view_of(self.session.world(), &last), self.view_of(earlier, &[]));
        let holds = |feedback: &Feedback, view: &View<'_>| feedback.when.iter().all(|check| check.holds(view));
        let known = || self.task().into_iter().flat_map(|task| &task.feedback).filter(|known| !known.when.is_empty());
        let newly = known().find(|known| holds(known, &now) && !holds(known, &earlier));
        // One that held before, and was not spoken about because another stood before it, which holds no more.
        newly.or_else(|| {
            let first = known().find(|known| holds(known, &now))?;
            let before = known().find(|known| holds(known, &earlier))?;
            (!std::ptr::eq(first, before) && !holds(before, &now)).then_some(first)
        })
    }

    /// After a command: what has changed on the checklist, and what that means.
    pub(super) fn judge_command(&mut self, exit: i32, earlier: &Earlier) -> Vec<Say> {
        if self.task().is_none() {
            return Vec::new();
        }
        let goals = self.goals();
        let mut says = Vec::new();
        if self.place.solved {
            if goals != earlier.goals && !all_hold(&goals) {
                self.place.solved = false;
                says.push(Say::Goals(goals));
            }
            return says;
        }
        self.place.attempt();
        if all_hold(&goals) {
            return self.solved();
        }
        if goals != earlier.goals {
            says.push(Say::Goals(goals.clone()));
        }
        if let Some(known) = self.wrong_turn(earlier.world.get()) {
            says.push(Say::Correction(known.say.clone()));
            self.place.misses += 1;
        } else if let Some(about) = self.built_otherwise() {
            says.push(Say::Correction(about));
            self.place.misses += 1;
        } else if exit != 0 {
            self.place.misses += 1;
        }
        let done = |goals: &[Goal]| goals.iter().filter(|goal| goal.holds).count();
        if done(&goals) > done(&earlier.goals) {
            self.place.misses = 0;
        }
        says.extend(self.offer());
        says
    }

    /// One offer of help, after some misses.
    fn offer(&mut self) -> Option<Say> {
        if self.place.misses < MISSES_BEFORE_OFFER || self.place.offered {
            return None;
        }
        self.place.offered = true;
        Some(Say::Next(tell::offer_help()))
    }

    /// The task is solved.
    fn solved(&mut self) -> Vec<Say> {
        self.place.solve();
        self.place.misses = 0;
        let after = self.task().map(|task| task.after.trim().to_string()).unwrap_or_default();
        let after = if after.is_empty() { tell::done() } else { after };
        vec![Say::Praise(after), self.what_is_next()]
    }

    /// The task was solved before it was asked.
    pub(super) fn solved_already(&mut self) -> Vec<Say> {
        self.place.solve();
        vec![Say::Praise(tell::done_already()), Say::Next(tell::done_already_next())]
    }

    /// `answer …`
    pub(super) fn answer(&mut self, given: &str) -> Reply {
        if self.is_row(given) {
            return self.order(&given.replace(',', " "));
        }
        let says = match self.block().cloned() {
            Some(Block::Task(..)) if self.place.solved => {
                vec![Say::Note(tell::task_done_already()), self.what_is_next()]
            }
            Some(Block::Task(_, task)) => self.answer_task(&task, given),
            Some(Block::Quiz(_, quiz)) => self.answer_quiz(&quiz, given),
            Some(Block::Predict(_, predict)) => self.answer_prediction(&predict, given),
            Some(Block::Exam(..)) => self.answer_exam(given),
            _ => vec![Say::Note(tell::nothing_asked_now())],
        };
        if matches!(self.block(), Some(Block::Quiz(..) | Block::Predict(..))) && self.place.solved {
            let mut reply = self.advance();
            reply.says = says.into_iter().chain(reply.says).collect();
            return reply;
        }
        self.reply(says)
    }

    fn answer_task(&mut self, task: &Task, given: &str) -> Vec<Say> {
        let Some(value) = &task.answer else {
            return vec![Say::Note(tell::no_answer_wanted())];
        };
        if given.is_empty() {
            return vec![Say::Note(tell::answer_how())];
        }
        self.place.attempt();
        let truth = value.truth(&self.view());
        match truth {
            Truth::NotYet(reason) => vec![Say::Note(reason)],
            truth if truth.accepts(given) => {
                self.place.answered = true;
                if self.task_holds() {
                    return self.solved();
                }
                let mut says = vec![Say::Praise(tell::right()), Say::Goals(self.goals())];
                says.push(Say::Next(tell::right_but_more()));
                says
            }
            truth => {
                let known = task
                    .feedback
                    .iter()
                    .find(|feedback| feedback.answer.as_ref().is_some_and(|pattern| pattern.matches(given)));
                if let (None, Some(words)) = (known, truth.words_wanted(given)) {
                    return vec![Say::Note(tell::answer_words(words))];
                }
                self.place.misses += 1;
                let text = known.map_or_else(tell::wrong, |feedback| feedback.say.clone());
                let mut says = vec![Say::Correction(text)];
                says.extend(self.offer());
                says
            }
        }
    }

    fn answer_quiz(&mut self, quiz: &Choice, given: &str) -> Vec<Say> {
        let Some(option) = chosen(given, &quiz.options) else { return vec![how_to_choose(&quiz.options)] };
        self.place.attempt();
        if option == quiz.answer {
            self.place.solve();
            return vec![Say::Praise(quiz.because(option).into())];
        }
        self.place.misses += 1;
        let why = quiz.because(option);
        if self.place.misses < MISSES_BEFORE_ANSWER {
            let why = if quiz.has_reasons() { why.into() } else { tell::wrong_option() };
            return vec![Say::Correction(tell::once_more(why))];
        }
        self.place.settle(Outcome::Shown);
        self.place.solved = true;
        let mut says = Vec::new();
        if quiz.has_reasons() {
            says.push(Say::Correction(why.into()));
        }
        says.push(right_answer(quiz));
        says
    }

    fn answer_prediction(&mut self, predict: &Predict, given: &str) -> Vec<Say> {
        let Some(option) = chosen(given, &predict.options) else { return vec![how_to_choose(&predict.options)] };
        self.place.attempt();
        self.place.solve();
        match self.prediction(predict) {
            Ok(right) if right == option => vec![Say::Praise(tell::predicted(&predict.because))],
            Ok(right) => {
                let text = predict.options.get(right.saturating_sub(1)).cloned().unwrap_or_default();
                vec![Say::Correction(tell::predicted_not(text, &predict.because))]
            }
            Err(_) => vec![Say::Note(tell::predicted_unknown(&predict.because))],
        }
    }

    /// A solution with `{answer}` replaced by what is right at that line, found out in a copy of the sandbox.
    pub fn filled(&self, script: &str) -> String {
        if !script.contains(ANSWER) {
            return script.into();
        }
        let mut copy = self.clone();
        let mut lines = Vec::new();
        for line in script.lines() {
            let line = copy.filled_line(line);
            copy.take(crate::sandbox::Typed::Line(line.clone()));
            lines.push(line);
        }
        lines.join("\n")
    }

    /// A line of a solution with `{answer}` replaced by what is right now.
    pub(in crate::lesson) fn filled_line(&self, line: &str) -> String {
        match self.task().and_then(|task| task.answer.as_ref()).filter(|_| line.contains(ANSWER)) {
            Some(value) => line.replace(ANSWER, &value.truth(&self.view()).shown()),
            None => line.into(),
        }
    }

    /// Which option of a prediction is right, found out in a copy of the sandbox.
    pub fn prediction(&self, predict: &Predict) -> Result<usize, String> {
        let value = match &predict.answer {
            Answer::Option(option) => return Ok(*option),
            Answer::Computed(value) => value,
        };
        let mut copy = self.clone();
        for line in &predict.run {
            let reaction = copy.session.feed(line);
            if let Some(happened) = Happened::of(&reaction) {
                copy.place.happened(happened);
            }
        }
        value.option(&copy.view())
    }
}

/// Whether a checklist is done.
fn all_hold(goals: &[Goal]) -> bool {
    !goals.is_empty() && goals.iter().all(|goal| goal.holds)
}

/// The right answer, after it was not found.
pub(super) fn right_answer(quiz: &Choice) -> Say {
    let option = quiz.options.get(quiz.answer.saturating_sub(1)).map_or("", String::as_str);
    Say::Text(tell::right_option_is(option.replace('*', ""), quiz.because(quiz.answer)))
}
