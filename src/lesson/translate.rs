//! A lesson in another language: its words only, step by step. What is asked and how it is judged stays the English
//! script's.
//!
//! `lessons/de/01-….md` has the form of `lessons/01-….md`. The heading of a step ends with the English one in braces:
//! `## Das kleinste Image {The smallest image}`. Below it stand the same blocks in the same order, and in them the keys
//! that are words: a task's `do`, `hints`, `after`, `says` (of its checks that have one, in their order) and
//! `[feedback]` (after the `try` of a wrong turn what is said to it; one that is missing is English); `ask`, `options`
//! and `because` of the others. A step that is missing, or has other blocks than the English one has by now, is shown
//! in English.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::check::Check;
use super::parse::parse;
use super::prove::{Proof, prove_lesson};
use super::reader::{LessonError, Part, Reader, Section};
use super::script::{Because, Block, Lesson, Step};
use crate::sandbox::Setup;

/// A lesson, and which of its steps stayed English although there is a translation.
#[derive(Clone, Debug)]
pub struct Translated {
    pub lesson: Lesson,
    /// Line in the translation, and why.
    pub stale: Vec<(usize, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontWords {
    title: String,
    #[serde(default)]
    goals: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskWords {
    #[serde(rename = "do")]
    instruction: String,
    hints: Vec<String>,
    #[serde(default)]
    after: String,
    #[serde(default)]
    says: Vec<String>,
    /// By what takes the wrong turn.
    #[serde(default)]
    feedback: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceWords {
    ask: String,
    options: Vec<String>,
    because: Because,
}

/// Puts the words of a translation into a lesson. The error is about the translation's form.
pub fn translate(lesson: &Lesson, file: &str, text: &str) -> Result<Translated, LessonError> {
    let reader = Reader::of(file, text)?;
    let (front, body): (FrontWords, _) = reader.front()?;
    let sections = reader.sections(body)?;
    let mut lesson = lesson.clone();
    lesson.front.title = front.title;
    if !front.goals.is_empty() {
        lesson.front.goals = front.goals;
    }
    if !sections.intro.is_empty() {
        lesson.intro = sections.intro;
    }
    let mut stale = Vec::new();
    for section in sections.steps {
        let (title, of) =
            section.title.strip_suffix('}').and_then(|title| title.rsplit_once(" {")).ok_or_else(|| {
                reader.error(section.line, "the English heading is missing: `## Title {English title}`")
            })?;
        let Some(step) = lesson.steps.iter_mut().find(|step| step.title == of) else {
            stale.push((section.line, format!("the lesson has no step `{of}`")));
            continue;
        };
        match reworded(&reader, step, title, &section)? {
            Ok(reworded) => *step = reworded,
            Err(why) => stale.push((section.line, format!("step `{of}`: {why}"))),
        }
    }
    Ok(Translated { lesson, stale })
}

/// The step in other words; or why they do not fit it.
fn reworded(
    reader: &Reader<'_>,
    step: &Step,
    title: &str,
    section: &Section<'_>,
) -> Result<Result<Step, String>, LessonError> {
    let (has, wanted) = (section.parts.len(), step.blocks.len());
    if has != wanted {
        return Ok(Err(format!("it has {has} blocks, and in English {wanted}")));
    }
    let mut blocks = Vec::new();
    for (block, part) in step.blocks.iter().zip(&section.parts) {
        match reworded_block(reader, block, part)? {
            Ok(block) => blocks.push(block),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(Step { title: title.into(), blocks, anew: None }))
}

fn reworded_block(reader: &Reader<'_>, block: &Block, part: &Part<'_>) -> Result<Result<Block, String>, LessonError> {
    let same = |what: &str, has: usize, wanted: usize| {
        if has == wanted { Ok(()) } else { Err(format!("`{what}` has {has}, and in English {wanted}")) }
    };
    let mut block = block.clone();
    let fits = match (&mut block, part) {
        (Block::Prose(prose), Part::Prose(text)) => {
            *prose = text.clone();
            Ok(())
        }
        // What commands print is in no language.
        (Block::Console(..), Part::Fence("console", ..)) => Ok(()),
        (Block::Task(_, task), Part::Fence("toml task", line, text)) => {
            let words: TaskWords = reader.table("task", *line, text)?;
            let own_words = task.done.iter().filter(|check| check.has_own_words()).count();
            let fits =
                same("hints", words.hints.len(), task.hints.len()).and(same("says", words.says.len(), own_words));
            (task.instruction, task.hints, task.after) = (words.instruction, words.hints, words.after);
            let own: Vec<&mut Check> = task.done.iter_mut().filter(|check| check.has_own_words()).collect();
            own.into_iter().zip(words.says).for_each(|(check, says)| check.reword(says));
            let mut told = words.feedback;
            for feedback in &mut task.feedback {
                feedback.say = told.remove(&feedback.attempt).unwrap_or_else(|| feedback.say.clone());
            }
            fits.and(match told.keys().next() {
                Some(unknown) => Err(format!("`feedback`: there is no wrong turn `{unknown}`")),
                None => Ok(()),
            })
        }
        (Block::Quiz(_, quiz), Part::Fence("toml quiz", line, text)) => {
            let words: ChoiceWords = reader.table("quiz", *line, text)?;
            let fits = same("options", words.options.len(), quiz.options.len()).and(match &words.because {
                Because::Each(reasons) => same("because", reasons.len(), quiz.options.len()),
                Because::Right(_) => Ok(()),
            });
            (quiz.ask, quiz.options, quiz.because) = (words.ask, words.options, words.because);
            fits
        }
        (Block::Predict(_, predict), Part::Fence("toml predict", line, text)) => {
            let words: ChoiceWords = reader.table("predict", *line, text)?;
            let fits = same("options", words.options.len(), predict.options.len());
            match words.because {
                Because::Right(because) => {
                    (predict.ask, predict.options, predict.because) = (words.ask, words.options, because);
                    fits
                }
                Because::Each(_) => Err("a prediction has one `because`".into()),
            }
        }
        _ => Err("its blocks are of other kinds than the English ones".into()),
    };
    Ok(fits.map(|()| block))
}

/// Proves a lesson in other words: every step of the translation fits, and what can be played can still be played.
pub fn prove_translation(
    (file, text): (&str, &str),
    (english_file, english): (&str, &str),
    setup: &Setup,
) -> Result<Proof, Vec<LessonError>> {
    let lesson = parse(english_file, english).map_err(|error| vec![error])?;
    let translated = translate(&lesson, file, text).map_err(|error| vec![error])?;
    let stale = translated.stale.into_iter();
    let errors: Vec<LessonError> =
        stale.map(|(line, reason)| LessonError { file: file.into(), line, reason }).collect();
    if errors.is_empty() { prove_lesson(file, text, Arc::new(translated.lesson), setup) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "+++\ntitle = \"One\"\nminutes = 1\n+++\n## First\n\nText.\n\n```toml task\ndo = \"Do.\"\n\
        done = [{ file = \"a\", says = \"a is there\" }]\nhints = [\"x\", \"y\"]\nsolutions = [\"touch a\"]\n\n[[feedback]]\n\
        try = \"touch b\"\nwhen = [{ file = \"b\" }]\nsay = \"Not b.\"\n```\n\n## Second\n\n```toml quiz\nask = \"Which?\"\n\
        options = [\"one\", \"two\"]\nanswer = 1\nbecause = \"So.\"\n```\n";

    fn translated(text: &str) -> Translated {
        translate(&parse("lessons/01-one.md", ENGLISH).unwrap(), "lessons/de/01-one.md", text).unwrap()
    }

    const FIRST: &str = "+++\ntitle = \"Eins\"\n+++\n## Erster {First}\n\nWorte.\n\n```toml task\ndo = \"Tu es.\"\n\
        hints = [\"u\", \"v\"]\nsays = [\"a ist da\"]\n[feedback]\n\"touch b\" = \"Nicht b.\"\n```\n";

    #[test]
    fn a_step_that_is_not_translated_stays_english() {
        let Translated { lesson, stale } = translated(FIRST);
        assert_eq!((lesson.slug.as_str(), lesson.front.title.as_str(), stale.len()), ("01-one", "Eins", 0));
        let titles: Vec<&str> = lesson.steps.iter().map(|step| step.title.as_str()).collect();
        assert_eq!(titles, ["Erster", "Second"]);
        let Block::Task(_, task) = &lesson.steps[0].blocks[1] else { panic!() };
        assert_eq!((task.instruction.as_str(), task.done[0].says().as_str()), ("Tu es.", "a ist da"));
        assert_eq!(task.feedback[0].say, "Nicht b.");
    }

    #[test]
    fn words_that_do_not_fit_any_more_are_said_and_not_shown() {
        for (from, to, why) in [
            ("\"touch b\"", "\"touch c\"", "step `First`: `feedback`: there is no wrong turn `touch c`"),
            ("{First}", "{Third}", "the lesson has no step `Third`"),
            ("Worte.\n", "", "step `First`: it has 1 blocks, and in English 2"),
        ] {
            let Translated { lesson, stale } = translated(&FIRST.replace(from, to));
            assert_eq!((lesson.steps[0].title.as_str(), stale), ("First", vec![(4, why.to_string())]));
        }
        let lesson = parse("lessons/01-one.md", ENGLISH).unwrap();
        let error = translate(&lesson, "de/01-one.md", &FIRST.replace("says", "done")).unwrap_err().to_string();
        assert!(error.starts_with("de/01-one.md:11: task: unknown field `done`"), "{error}");
    }
}
