//! Reads a lesson script: `+++` front matter, `##` steps, prose, and fenced blocks marked `toml task`, `toml predict`,
//! `toml quiz` or `console`. All other fences are prose.

use super::reader::{LessonError, Part, Reader};
use super::script::{Because, Block, Front, Lesson, Step, Task};

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

impl Reader<'_> {
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
