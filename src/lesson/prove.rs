//! [`prove`]: shows that a lesson is right by playing it. Pure: the program gives texts and prints what was found.
//!
//! Every way through a task begins in the World that the tasks before it lead to, each by its first solution. A copy of
//! that World is taken for every solution and every wrong turn, so they do not touch one another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exam::Exam;
use super::parse::parse;
use super::reader::LessonError;
use super::script::{Block, Choice, Feedback, Lesson, Predict, Task};
use super::transcript;
use super::tutor::{Goal, Say, Tutor};
use super::walk::walk;
use crate::sandbox::{Session, Setup, Typed};
use crate::shell::Stream;

/// What was shown to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    pub tasks: usize,
    /// Tasks in which something is broken or refused.
    pub failures: usize,
    pub solutions: usize,
    pub wrong_turns: usize,
    pub predictions: usize,
    pub questions: usize,
    pub transcripts: usize,
}

impl std::ops::AddAssign for Proof {
    fn add_assign(&mut self, other: Proof) {
        self.tasks += other.tasks;
        self.failures += other.failures;
        self.solutions += other.solutions;
        self.wrong_turns += other.wrong_turns;
        self.predictions += other.predictions;
        self.questions += other.questions;
        self.transcripts += other.transcripts;
    }
}

/// Commands that look and change nothing, and answers that are guesses: a solution solves after them, too, and they
/// alone solve nothing.
const HARMLESS: &[&str] =
    &["docker image ls", "docker ps -a", "ls -l", "echo hello", "answer perhaps", "answer 987654321"];

/// Lines that one script of a lesson may have.
const SCRIPT_LINES: usize = 500;

/// Proves one lesson; the errors name file and line.
pub fn prove(file: &str, text: &str, setup: &Setup) -> Result<Proof, Vec<LessonError>> {
    let lesson = parse(file, text).map_err(|error| vec![error])?;
    prove_lesson(file, text, Arc::new(lesson), setup)
}

/// Proves a lesson that was read; errors are looked for in `text`, which is what its author sees.
pub(super) fn prove_lesson(
    file: &str,
    text: &str,
    lesson: Arc<Lesson>,
    setup: &Setup,
) -> Result<Proof, Vec<LessonError>> {
    let mut prover = Prover { file, text, proof: Proof::default(), errors: Vec::new() };
    match Tutor::starting_session(&lesson, Session::new(setup.clone())) {
        Ok(session) => prover.lesson(lesson, session),
        Err(reason) => prover.error(1, &["start"], format!("front matter: `start`: {reason}")),
    }
    if prover.errors.is_empty() { Ok(prover.proof) } else { Err(prover.errors) }
}

/// Looks at the lessons together: what they need exists, comes earlier and leads in no circle. Scripts that cannot be
/// read are left out.
pub fn prove_order(files: &[(&str, &str)]) -> Vec<LessonError> {
    let lessons: Vec<(&str, &str, Lesson)> =
        files.iter().filter_map(|(file, text)| Some((*file, *text, parse(file, text).ok()?))).collect();
    let needs: BTreeMap<&str, &[String]> =
        lessons.iter().map(|(.., lesson)| (lesson.slug.as_str(), lesson.front.needs.as_slice())).collect();
    let mut errors = Vec::new();
    for (file, text, lesson) in &lessons {
        let line = line_of(text, 1, &["needs"]);
        let mut error = |reason: String| errors.push(LessonError { file: (*file).into(), line, reason });
        for need in &lesson.front.needs {
            if !needs.contains_key(need.as_str()) {
                error(format!("front matter: `needs`: there is no lesson `{need}`"));
            }
        }
        let mut reached: Vec<&str> = lesson.front.needs.iter().map(String::as_str).collect();
        let mut at = 0;
        while let Some(slug) = reached.get(at).copied() {
            for next in needs.get(slug).copied().into_iter().flatten() {
                if !reached.contains(&next.as_str()) {
                    reached.push(next);
                }
            }
            at += 1;
        }
        if reached.contains(&lesson.slug.as_str()) {
            error("front matter: `needs` leads in a circle back to this lesson".into());
        }
    }
    errors
}

/// The line, from `from` on, that has all of `words` in it; `from` if there is none.
fn line_of(text: &str, from: usize, words: &[&str]) -> usize {
    let has = |line: &&str| words.iter().all(|word| line.contains(*word));
    let found = text.lines().skip(from.saturating_sub(1)).position(|line| has(&line));
    found.map_or(from, |found| from + found)
}

struct Prover<'a> {
    file: &'a str,
    text: &'a str,
    proof: Proof,
    errors: Vec<LessonError>,
}

impl Prover<'_> {
    /// An error at the first line, from `from` on, that has `words` in it.
    fn error(&mut self, from: usize, words: &[&str], reason: String) {
        let line = line_of(self.text, from, words);
        self.errors.push(LessonError { file: self.file.into(), line, reason });
    }

    fn lesson(&mut self, lesson: Arc<Lesson>, session: Session) {
        /// What comes after would fail for want of this.
        struct Stuck;
        let (mut tutor, _) = Tutor::begin(lesson, session);
        let visit = |tutor: &mut Tutor, _, block: &Block| {
            let went_on = match block {
                Block::Console(line, text) => {
                    self.console(tutor, *line, text);
                    true
                }
                Block::Task(line, task) => self.task(tutor, *line, task),
                Block::Quiz(line, quiz) => self.quiz(tutor, *line, quiz),
                Block::Predict(line, predict) => self.predict(tutor, *line, predict),
                Block::Exam(line, exam) => self.exam(tutor, *line, exam),
                Block::Prose(_) => true,
            };
            if went_on { Ok(()) } else { Err(Stuck) }
        };
        let (Ok(()) | Err(Stuck)) = walk(&mut tutor, visit, |_, _| {});
    }

    /// Proves a task, and solves it; `false`: it cannot be solved.
    fn task(&mut self, tutor: &mut Tutor, line: usize, task: &Task) -> bool {
        self.proof.tasks += 1;
        self.proof.failures += usize::from(task.failure.is_some());
        if tutor.place().solved {
            self.error(line, &["done"], "task: it is solved before anything is done".into());
        }
        let mut after_harmless = tutor.clone();
        play(&mut after_harmless, &HARMLESS.join("\n"));
        // At the same moment the same build makes the same layers, which then need not be packed twice.
        after_harmless.session_mut().set_clock_by(tutor.session());
        if after_harmless.place().solved && !tutor.place().solved {
            self.error(line, &["done"], format!("task: looking around solves it (`{}`)", HARMLESS.join("; ")));
        }
        self.arranged(tutor, line, task);
        if task.golf.is_some() && tutor.par().is_none() {
            self.error(line, &["par"], "golf: `par` does not solve the task, or comes to no number".into());
        }
        let mut solved: Option<Tutor> = None;
        for solution in &task.solutions {
            self.proof.solutions += 1;
            for (start, with) in [(&*tutor, ""), (&after_harmless, " after harmless commands")] {
                let mut attempt = start.clone();
                let played = play(&mut attempt, solution);
                if let Some((typed, said)) = &played.misled {
                    let reason = format!("feedback: `{typed}` brings the task forward{with}, and is told: {said}");
                    self.error(line, &["say", &in_toml(said)], reason);
                }
                let first = solution.lines().next().unwrap_or_default();
                if attempt.place().best.iter().any(|best| best.par.is_some_and(|par| best.number < par)) {
                    self.error(line, &[&in_toml(first)], format!("golf: this solution is below par{with}"));
                }
                if attempt.place().solved {
                    solved.get_or_insert(attempt);
                    continue;
                }
                self.error(
                    line,
                    &[&in_toml(first)],
                    format!("task: this solution does not solve it{with}: {}", played.why(&attempt)),
                );
                break;
            }
        }
        for feedback in &task.feedback {
            self.proof.wrong_turns += 1;
            self.wrong_turn(tutor, line, feedback);
        }
        let Some(solved) = solved else { return false };
        *tutor = solved;
        tutor.take(Typed::Line("next".into()));
        true
    }

    /// Lines that are to be put in order stand in no order that solves the task.
    fn arranged(&mut self, tutor: &Tutor, line: usize, task: &Task) {
        let Some(arrange) = &task.arrange else { return };
        let numbers: Vec<String> = (1..=arrange.lines.len()).map(|number| number.to_string()).collect();
        let mut attempt = tutor.clone();
        play(&mut attempt, &format!("order {}", numbers.join(" ")));
        if attempt.place().solved {
            self.error(line, &["lines"], "arrange: the lines stand in the right order already".into());
        }
    }

    fn wrong_turn(&mut self, tutor: &Tutor, line: usize, feedback: &Feedback) {
        let mut attempt = tutor.clone();
        let played = play(&mut attempt, &feedback.attempt);
        let first = in_toml(feedback.attempt.lines().next().unwrap_or_default());
        if attempt.place().solved {
            self.error(line, &["try", &first], "feedback: this wrong turn solves the task".into());
        }
        if !played.says.contains(&Say::Correction(feedback.say.clone())) {
            let said = played.says.iter().find_map(|say| match say {
                Say::Correction(text) => Some(format!("it was answered by: {text}")),
                _ => None,
            });
            let said = said.unwrap_or_else(|| format!("nothing was said ({})", played.output()));
            self.error(line, &["try", &first], format!("feedback: this wrong turn does not lead to its `say`: {said}"));
        }
    }

    fn quiz(&mut self, tutor: &mut Tutor, line: usize, quiz: &Choice) -> bool {
        self.proof.questions += 1;
        for option in (1..=quiz.options.len()).filter(|option| *option != quiz.answer) {
            let mut attempt = tutor.clone();
            let place = attempt.place().clone();
            play(&mut attempt, &format!("answer {option}"));
            if attempt.place().block != place.block {
                self.error(line, &["answer"], format!("quiz: option {option} is taken as right, too"));
            }
        }
        // Each option can be chosen by its own words.
        for (index, option) in quiz.options.iter().enumerate() {
            if super::tutor::chosen(option, &quiz.options) != Some(index + 1) {
                self.error(line, &["options"], format!("quiz: option {} cannot be chosen by its text", index + 1));
            }
        }
        play(tutor, &format!("answer {}", quiz.answer));
        true
    }

    /// Each question's state can be made and is as expected; the right answers pass, wrong ones do not.
    fn exam(&mut self, tutor: &mut Tutor, line: usize, exam: &Exam) -> bool {
        for question in &exam.questions {
            self.proof.questions += 1;
            let at = format!("\"{}\"", question.id);
            for (index, option) in question.options.iter().enumerate() {
                if super::tutor::chosen(option, &question.options) != Some(index + 1) {
                    let reason = format!("exam: {}: option {} cannot be chosen by its text", question.id, index + 1);
                    self.error(line, &[&at], reason);
                }
            }
            let mut copy = tutor.clone();
            if let Some(failed) = copy.prepare(question) {
                self.error(line, &[&at], format!("exam: {}: `show`: `{failed}` failed", question.id));
            }
            for check in question.expect.iter().filter(|check| !check.holds(&copy.view())) {
                self.error(line, &[&at], format!("exam: {}: does not hold: {}", question.id, check.says()));
            }
        }
        let mut attempt = tutor.clone();
        self.sit(&mut attempt, exam, false);
        if attempt.place().solved {
            self.error(line, &["pass"], "exam: wrong answers pass".into());
        }
        play(&mut attempt, "next");
        self.sit(&mut attempt, exam, true);
        if !attempt.place().solved {
            self.error(line, &["pass"], "exam: right answers do not pass at the second try".into());
        }
        self.sit(tutor, exam, true);
        play(tutor, "next");
        true
    }

    /// Answers all questions of a try.
    fn sit(&self, tutor: &mut Tutor, exam: &Exam, rightly: bool) {
        let drawn = tutor.place().exam.as_ref().map(|sitting| sitting.drawn.clone()).unwrap_or_default();
        for question in drawn.iter().filter_map(|&index| exam.questions.get(index)) {
            let wrong = question.answer % question.options.len() + 1;
            play(tutor, &format!("answer {}", if rightly { question.answer } else { wrong }));
        }
    }

    fn predict(&mut self, tutor: &mut Tutor, line: usize, predict: &Predict) -> bool {
        self.proof.predictions += 1;
        match tutor.prediction(predict) {
            Ok(option) if (1..=predict.options.len()).contains(&option) => {
                play(tutor, &format!("answer {option}"));
                return true;
            }
            Ok(option) => {
                let reason =
                    format!("predict: option {option} is right, and there are options 1 to {}", predict.options.len());
                self.error(line, &["answer"], reason);
            }
            Err(reason) => {
                self.error(line, &["answer"], format!("predict: the right option cannot be computed: {reason}"))
            }
        }
        play(tutor, "skip");
        true
    }

    /// A transcript in a lesson is what its commands print at that place.
    fn console(&mut self, tutor: &Tutor, line: usize, text: &str) {
        self.proof.transcripts += 1;
        let settle = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match transcript::play(&mut tutor.session().clone(), text, &settle) {
            Ok(turns) => {
                for turn in turns {
                    let Some(differs) = turn.differs else { continue };
                    let command = turn.typed.trim_start_matches("$ ");
                    let reason = format!("console: `{command}` does not print this; it prints: {}", differs.printed);
                    self.error(line + 2 + turn.at + differs.at, &[], reason);
                }
            }
            Err((at, reason)) => self.error(line + 1 + at, &[], format!("console: {reason}")),
        }
    }
}

/// How a text stands in a TOML string.
fn in_toml(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// What a script led to.
struct Played {
    says: Vec<Say>,
    /// A line after which more of the task holds, and that was corrected all the same; and how.
    misled: Option<(String, String)>,
}

impl Played {
    /// What the last lines printed, on one line.
    fn output(&self) -> String {
        let printed = self.says.iter().rev().filter_map(|say| match say {
            Say::Output(chunk) if chunk.stream == Stream::Err => {
                Some(String::from_utf8_lossy(&chunk.bytes).into_owned())
            }
            _ => None,
        });
        printed.take(1).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// Why the task is not solved.
    fn why(&self, tutor: &Tutor) -> String {
        let missing: Vec<String> = tutor.goals().into_iter().filter(|goal| !goal.holds).map(|goal| goal.text).collect();
        let output = self.output();
        let output = if output.is_empty() { String::new() } else { format!(" (it printed: {output})") };
        format!("it lacks: {}{output}", missing.join("; "))
    }
}

/// Types the lines of a script.
fn play(tutor: &mut Tutor, script: &str) -> Played {
    let mut played = Played { says: Vec::new(), misled: None };
    let mut done = reached(&tutor.goals());
    for line in script.lines().take(SCRIPT_LINES) {
        let line = tutor.filled_line(line);
        let says = tutor.take(Typed::Line(line.clone())).says;
        let before = done;
        let mut correction = None;
        for say in &says {
            match say {
                Say::Goals(goals) => done = reached(goals),
                Say::Correction(text) => correction = Some(text),
                _ => {}
            }
        }
        if let Some(text) = correction.filter(|_| done > before) {
            played.misled.get_or_insert((line, text.clone()));
        }
        played.says.extend(says);
    }
    played
}

/// How much of a task holds.
fn reached(goals: &[Goal]) -> usize {
    goals.iter().filter(|goal| goal.holds).count()
}
