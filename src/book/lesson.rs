//! `{{#layercake lesson FILE}}`: a lesson as a chapter. Hints unfold one at a time; predictions and quizzes show their
//! answer when it is asked for; all of it can be read as text where there is no script, and in print.

use std::fmt::Write;

use super::Form;
use crate::lesson::{AnswerKey, Block, Choice, Lesson, Predict, Right, Step, Task};
use crate::text::plural;

/// The chapter's text; `link` gives what opens a step, from 1, to try it, if anything does.
pub(super) fn render(lesson: &Lesson, key: &AnswerKey, form: Form, link: &dyn Fn(usize) -> Option<String>) -> String {
    let mut page = Chapter { form, text: String::new() };
    page.front(lesson);
    for (at, step) in lesson.steps.iter().enumerate() {
        page.step(at, step, key, link(at + 1));
    }
    page.text
}

struct Chapter {
    form: Form,
    text: String,
}

impl Chapter {
    /// A paragraph of Markdown, or a tag that stands alone.
    fn block(&mut self, text: &str) {
        self.text += text.trim_end();
        self.text += "\n\n";
    }

    /// HTML, where the book is made of it.
    fn tag(&mut self, html: &str) {
        if self.form == Form::Html {
            self.block(html);
        }
    }

    fn front(&mut self, lesson: &Lesson) {
        let front = &lesson.front;
        self.block(&format!("# {}", front.title));
        let minutes = plural("minute", usize::try_from(front.minutes).unwrap_or(2));
        self.block(&format!("*About {} {minutes}. At the prompt: `layercake learn {}`.*", front.minutes, lesson.slug));
        if !front.goals.is_empty() {
            let goals: Vec<String> = front.goals.iter().map(|goal| format!("- {goal}")).collect();
            self.block(&format!("After it you can\n\n{}", goals.join("\n")));
        }
        self.block(&lesson.intro);
    }

    fn step(&mut self, at: usize, step: &Step, key: &AnswerKey, link: Option<String>) {
        self.block(&format!("## {}", step.title));
        link.iter().for_each(|link| self.tag(link));
        for (index, block) in step.blocks.iter().enumerate() {
            let right = key.get(&(at, index));
            match block {
                Block::Prose(text) => self.block(text),
                Block::Console(_, text) => self.block(&fenced("console", text)),
                Block::Task(_, task) => self.task(task, right),
                Block::Predict(_, predict) => self.predict(predict, right),
                Block::Quiz(_, quiz) => self.quiz(quiz),
                Block::Exam(_, exam) => {
                    let drawn =
                        format!("Of these questions, {} are drawn; {} right answers pass.", exam.draw, exam.pass);
                    self.block(&drawn);
                    exam.questions.iter().for_each(|question| {
                        self.choice("Question", &question.ask, &question.options, question.answer, |_| {
                            question.because.as_str()
                        });
                    });
                }
            }
        }
    }

    fn task(&mut self, task: &Task, right: Option<&Right>) {
        self.tag("<div class=\"lc-box lc-task\">");
        self.block(&format!("**Task.** {}", task.asked()));
        let count = task.hints.len();
        for (index, hint) in task.hints.iter().enumerate() {
            match self.form {
                Form::Html => {
                    self.block(&format!("<details class=\"lc-hint\"><summary>Hint {} of {count}</summary>", index + 1));
                    self.block(hint);
                }
                Form::Markdown => self.block(&format!("Hint {}: {hint}", index + 1)),
            }
        }
        // Each hint stands in the one before it, so that they unfold one at a time.
        (0..count).for_each(|_| self.tag("</details>"));
        let wrong: Vec<String> = task
            .feedback
            .iter()
            .map(|feedback| format!("- {}: {}", inline(&feedback.attempt), feedback.say.replace('\n', "\n  ")))
            .collect();
        if !wrong.is_empty() {
            self.fold("Wrong turns", &wrong.join("\n"));
        }
        if let Some(Right::Scripts(scripts)) = right
            && let Some(script) = scripts.first()
        {
            let typed: Vec<String> = script.lines().map(|line| format!("$ {line}")).collect();
            self.fold("A solution", &format!("{}\n\n{}", fenced("console", &typed.join("\n")), task.after));
        }
        self.tag("</div>");
    }

    /// Something that shows when it is asked for.
    fn fold(&mut self, summary: &str, text: &str) {
        match self.form {
            Form::Html => {
                self.block(&format!("<details><summary>{summary}</summary>"));
                self.block(text);
                self.block("</details>");
            }
            Form::Markdown => self.block(&format!("{summary}:\n\n{}", text.trim())),
        }
    }

    fn predict(&mut self, predict: &Predict, right: Option<&Right>) {
        let Some(Right::Option(option)) = right else { return };
        self.choice("Your prediction", &predict.ask, &predict.options, *option, |_| predict.because.as_str());
    }

    fn quiz(&mut self, quiz: &Choice) {
        self.choice("Question", &quiz.ask, &quiz.options, quiz.answer, |option| {
            if quiz.has_reasons() || option == quiz.answer { quiz.because(option) } else { "" }
        });
    }

    /// A question with options (`right` from 1), and why each is right or wrong.
    fn choice<'a>(
        &mut self,
        head: &str,
        ask: &str,
        options: &[String],
        right: usize,
        because: impl Fn(usize) -> &'a str,
    ) {
        self.tag(&format!("<div class=\"lc-box lc-choice\" data-right=\"{right}\">"));
        self.block(&format!("**{head}.** {ask}"));
        let list: Vec<String> = options.iter().enumerate().map(|(at, text)| format!("{}. {text}", at + 1)).collect();
        self.block(&list.join("\n"));
        let mut answer = format!("**{right}.** {}", because(right));
        for option in (1..=options.len()).filter(|option| *option != right) {
            let reason = because(option);
            if !reason.is_empty() && reason != because(right) {
                let _ = write!(answer, "\n\nNot {option}: {reason}");
            }
        }
        self.fold("Answer", &answer);
        self.tag("</div>");
    }
}

/// A fenced block; longer marks where the text has such marks itself.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(2) + 1);
    format!("{marks}{language}\n{}\n{marks}", text.trim_end_matches('\n'))
}

/// Commands within a sentence.
fn inline(script: &str) -> String {
    let line = script.lines().collect::<Vec<_>>().join("; ");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{marks}{pad}{line}{pad}{marks}")
}
