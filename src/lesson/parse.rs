//! Reads a lesson script: `+++` front matter, `##` steps, prose, and fenced blocks marked `toml task`, `toml predict`,
//! `toml quiz` or `console`. All other fences are prose.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::script::{Because, Block, Front, Lesson, Step, Task};
use super::sections::Part;
use crate::text::closest;

/// What is wrong with a script, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct LessonError {
    /// The file's name.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub reason: String,
}

/// Bytes that a script may have.
pub const SCRIPT_LIMIT: usize = 1 << 20;
/// Steps that a lesson may have.
const STEP_LIMIT: usize = 200;
/// Commands that may make the starting state.
const START_LIMIT: usize = 200;
/// Files that may be there at the start.
const FILE_LIMIT: usize = 500;
/// Bytes that these files may have together.
const FILE_BYTES: u64 = 1 << 30;
/// Characters that a title may have.
const TITLE_LIMIT: usize = 200;

/// Reads the script in `text`; `file` is its name, of which the slug is made.
pub fn parse(file: &str, text: &str) -> Result<Lesson, LessonError> {
    let reader = Reader::of(file, text)?;
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let slug = name.strip_suffix(".md").unwrap_or(name).to_string();
    let (front, body): (Front, _) = reader.front()?;
    let sections = reader.sections(body)?;
    let mut lesson = Lesson { slug, front, intro: sections.intro, steps: Vec::new() };
    for section in sections.steps {
        let blocks = section.parts.into_iter().map(|part| match part {
            Part::Prose(text) => Ok(Block::Prose(text)),
            Part::Fence(mark, line, text) => reader.block(mark, line, text),
        });
        lesson.steps.push(Step { title: section.title.into(), blocks: blocks.collect::<Result<_, _>>()?, anew: None });
    }
    check_shape(&reader, &lesson)?;
    Ok(lesson)
}

/// A script, line by line.
pub(super) struct Reader<'a> {
    file: &'a str,
    pub(super) lines: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    /// A script of at most [`SCRIPT_LIMIT`] bytes.
    pub(super) fn of(file: &'a str, text: &'a str) -> Result<Self, LessonError> {
        let reader = Reader { file, lines: text.lines().collect() };
        if text.len() > SCRIPT_LIMIT {
            let reason = format!("a script may have {SCRIPT_LIMIT} bytes, this one has {}", text.len());
            return Err(reader.error(1, reason));
        }
        Ok(reader)
    }

    pub(super) fn error(&self, line: usize, reason: impl Into<String>) -> LessonError {
        LessonError { file: self.file.into(), line, reason: reason.into() }
    }

    /// The front matter, and the index of the first line after it.
    pub(super) fn front<T: DeserializeOwned>(&self) -> Result<(T, usize), LessonError> {
        if self.lines.first().map(|line| line.trim_end()) != Some("+++") {
            return Err(self.error(1, "a lesson begins with a line `+++`, then its title, and another `+++`"));
        }
        let end = (1..self.lines.len()).find(|&line| self.lines[line].trim_end() == "+++");
        let Some(end) = end else {
            return Err(self.error(1, "the front matter has no closing `+++`"));
        };
        Ok((self.table("front matter", 1, &self.lines[1..end].join("\n"))?, end + 1))
    }

    /// Reads TOML that begins after line `before` (from 1); errors name the line in the file.
    pub(super) fn table<T: DeserializeOwned>(&self, what: &str, before: usize, text: &str) -> Result<T, LessonError> {
        toml::from_str(text).map_err(|error| {
            let message = error.message();
            let start = error.span().map_or(0, |span| place_of(text, span, message));
            let line = before + 1 + text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
            let meant = suggestion(message).map(|meant| format!(". Did you mean `{meant}`?")).unwrap_or_default();
            self.error(line, format!("{what}: {message}{meant}"))
        })
    }

    fn block(&self, mark: &str, line: usize, text: String) -> Result<Block, LessonError> {
        Ok(match mark {
            "console" => Block::Console(line, text),
            "toml task" => Block::Task(line, self.table("task", line, &text)?),
            "toml predict" => Block::Predict(line, self.table("predict", line, &text)?),
            "toml exam" => Block::Exam(line, self.table("exam", line, &text)?),
            "toml quiz" => Block::Quiz(line, self.table("quiz", line, &text)?),
            other => {
                let reason = format!("`{other}` is no block: there are `task`, `predict`, `quiz` and `exam`");
                return Err(self.error(line, reason));
            }
        })
    }
}

/// Where in a table an error is: at the key that its message names first, if the table begins earlier.
fn place_of(text: &str, span: Range<usize>, message: &str) -> usize {
    let start = span.start.min(text.len());
    let key = message.split('`').nth(1).unwrap_or_default();
    let inside = text.get(start..span.end.min(text.len())).unwrap_or_default();
    let found = inside.match_indices(key).find(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let (earlier, later) = (&inside[..*at], &inside[at + key.len()..]);
        !key.is_empty() && !earlier.ends_with(is_word) && !later.starts_with(is_word)
    });
    start + found.map_or(0, |(at, _)| at)
}

/// What may have been meant, of the names that an error lists (`unknown field `a`, expected one of `b`, `c``).
fn suggestion(message: &str) -> Option<&str> {
    let mut quoted = message.get(message.find("unknown ")?..)?.split('`').skip(1).step_by(2);
    closest(quoted.next()?, quoted)
}

/// What can be said of a script without running it.
fn check_shape(reader: &Reader<'_>, lesson: &Lesson) -> Result<(), LessonError> {
    if lesson.steps.is_empty() {
        return Err(reader.error(1, "a lesson has at least one step (a `##` heading)"));
    }
    front_shape(lesson).map_err(|reason| reader.error(1, reason))?;
    for step in &lesson.steps {
        for block in &step.blocks {
            match block {
                Block::Task(line, task) => task_shape(task).map_err(|reason| reader.error(*line, reason))?,
                Block::Quiz(line, quiz) => {
                    options_shape("quiz", &quiz.options, Some(quiz.answer)).map_err(|r| reader.error(*line, r))?;
                    if let Because::Each(reasons) = &quiz.because
                        && reasons.len() != quiz.options.len()
                    {
                        let reason = format!(
                            "quiz: `because` has {} reasons, and there are {} options",
                            reasons.len(),
                            quiz.options.len()
                        );
                        return Err(reader.error(*line, reason));
                    }
                }
                Block::Predict(line, predict) => {
                    let fixed = match predict.answer {
                        super::Answer::Option(option) => Some(option),
                        super::Answer::Computed(_) => None,
                    };
                    options_shape("predict", &predict.options, fixed).map_err(|r| reader.error(*line, r))?;
                }
                Block::Exam(line, exam) => {
                    exam.shape().map_err(|reason| reader.error(*line, reason))?;
                    for question in &exam.questions {
                        let shape = options_shape(&question.id, &question.options, Some(question.answer));
                        shape.map_err(|reason| reader.error(*line, reason))?;
                    }
                }
                Block::Prose(_) | Block::Console(..) => {}
            }
        }
    }
    Ok(())
}

/// Whether the front matter, and how much comes after it, stays within the limits.
fn front_shape(lesson: &Lesson) -> Result<(), String> {
    let front = &lesson.front;
    if front.title.trim().is_empty() {
        return Err("front matter: `title` is empty".into());
    }
    let bytes = front.files.iter().map(|file| file.size.unwrap_or(file.text.len() as u64));
    if bytes.fold(0, u64::saturating_add) > FILE_BYTES {
        return Err(format!("front matter: `files`: `size`: all files together may have {FILE_BYTES} bytes"));
    }
    let counts = [
        ("steps", lesson.steps.len(), STEP_LIMIT),
        ("front matter: `start`: commands", front.start.len(), START_LIMIT),
        ("front matter: `files`: files", front.files.len(), FILE_LIMIT),
        ("front matter: `title`: characters", front.title.chars().count(), TITLE_LIMIT),
    ];
    match counts.into_iter().find(|(_, count, limit)| count > limit) {
        Some((what, count, limit)) => Err(format!("{what}: {limit} at most, there are {count}")),
        None => Ok(()),
    }
}

fn task_shape(task: &Task) -> Result<(), String> {
    if task.done.is_empty() && task.answer.is_none() {
        return Err("task: `done` or `answer` must say when it is solved".into());
    }
    if task.hints.len() < 2 {
        return Err("task: `hints` needs at least two: from the direction to the command".into());
    }
    if task.solutions.is_empty() {
        return Err("task: `solutions` is empty".into());
    }
    if task.arrange.as_ref().is_some_and(|arrange| arrange.lines.len() < 2) {
        return Err("task: `arrange.lines` needs at least two".into());
    }
    for (index, hint) in task.hints.iter().enumerate() {
        if task.hints[..index].contains(hint) {
            return Err(format!("task: hint {} says the same as an earlier one", index + 1));
        }
    }
    match task.feedback.iter().find(|feedback| feedback.when.is_empty() && feedback.answer.is_none()) {
        Some(feedback) => Err(format!("task: the feedback for `{}` has neither `when` nor `answer`", feedback.attempt)),
        None => Ok(()),
    }
}

fn options_shape(what: &str, options: &[String], answer: Option<usize>) -> Result<(), String> {
    if options.len() < 2 {
        return Err(format!("{what}: `options` needs at least two"));
    }
    match answer {
        Some(answer) if answer == 0 || answer > options.len() => {
            Err(format!("{what}: `answer` is {answer}, and there are options 1 to {}", options.len()))
        }
        _ => Ok(()),
    }
}
