//! What the tutor says, as text for a terminal.

use super::markdown;
use super::style::{Look, Palette};
use super::wrap::{self, Rich};
use crate::lesson::{Goal, Say};

/// Columns that lesson text takes at most: longer lines are hard to read.
const WIDEST: usize = 88;

/// Renders one thing, without blank lines around it. Output of commands is not rendered here.
pub(super) fn show(say: &Say, columns: usize, palette: Palette) -> String {
    let page = Page { width: columns.clamp(20, WIDEST), palette };
    match say {
        Say::Title { title, minutes, goals } => page.title(title, *minutes, goals),
        Say::Step { number, of, title } => {
            let head = Rich::new(Look::Head, &format!("Step {number} of {of}: {title}"));
            page.lines(head.wrap(page.width))
        }
        Say::Text(text) | Say::Note(text) => markdown::render(text, page.width, palette),
        Say::Task { instruction, goals, wants_answer } => page.task(instruction, goals, *wants_answer),
        Say::Goals(goals) => page.goals(goals),
        Say::Choice { prediction, ask, options } => page.choice(*prediction, ask, options),
        Say::Output(_) => String::new(),
        Say::Praise(text) => page.marked(Look::Good, page.sign("✓ ", "Right: "), text),
        Say::Correction(text) => page.marked(Look::Bad, page.sign("✗ ", "No: "), text),
        Say::Hint { number, of, text } => page.marked(Look::Hint, &format!("Hint {number} of {of}: "), text),
        Say::Solution(text) => {
            let commands: String = text.lines().map(|line| format!("$ {line}\n")).collect();
            let head = palette.paint(Look::Hint, "This works:");
            format!("{head}\n{}", markdown::render(&format!("```console\n{commands}```"), page.width, palette))
        }
        Say::Next(text) => page.marked(Look::Todo, page.sign("→ ", "> "), text),
        Say::Drawing(text) => text.trim_matches('\n').to_string() + "\n",
        Say::Finished { title, right, asked } => page.finished(title, *right, *asked),
    }
}

struct Page {
    width: usize,
    palette: Palette,
}

impl Page {
    fn lines(&self, lines: Vec<Rich>) -> String {
        lines.iter().map(|line| line.paint(self.palette).trim_end().to_string() + "\n").collect()
    }

    /// A sign, or the words for it where signs may not be shown.
    fn sign<'a>(&self, sign: &'a str, words: &'a str) -> &'a str {
        if self.palette == Palette::Plain { words } else { sign }
    }

    /// Markdown behind a mark; what follows is as far to the right.
    fn marked(&self, look: Look, mark: &str, text: &str) -> String {
        let mark = Rich::new(look, mark);
        let rest = " ".repeat(mark.width().min(6));
        let first_shorter = self.width.saturating_sub(mark.width());
        let lines = markdown::lines(text, first_shorter.max(10), self.palette);
        self.lines(wrap::indent(lines, &mark, &rest))
    }

    fn title(&self, title: &str, minutes: u32, goals: &[String]) -> String {
        let head = Rich::new(Look::Head, title);
        let rule = self.palette.rule(head.width().min(self.width));
        let mut text = self.lines(head.wrap(self.width));
        text += &format!("{}\n\n", self.palette.paint(Look::Head, &rule));
        text += &format!("About {minutes} minutes.");
        if !goals.is_empty() {
            let goals: String = goals.iter().map(|goal| format!("- {goal}\n")).collect();
            text += &format!(" At the end you can:\n\n{}", markdown::render(&goals, self.width, self.palette));
        }
        text + "\n"
    }

    fn task(&self, instruction: &str, goals: &[Goal], wants_answer: bool) -> String {
        let mut text = self.marked(Look::Todo, "Task: ", instruction);
        if goals.len() > 1 {
            text += &self.goals(goals);
        }
        if wants_answer && !instruction.contains("answer") {
            text += &self.palette.paint(Look::Dim, "      Tell the answer with: answer ...");
            text += "\n";
        }
        text
    }

    fn goals(&self, goals: &[Goal]) -> String {
        goals
            .iter()
            .map(|goal| {
                let (look, mark) = if goal.holds { (Look::Good, "  [x] ") } else { (Look::Plain, "  [ ] ") };
                self.marked(look, mark, &goal.text)
            })
            .collect()
    }

    fn choice(&self, prediction: bool, ask: &str, options: &[String]) -> String {
        let mut text = self.marked(Look::Todo, if prediction { "Guess first: " } else { "Question: " }, ask);
        for (index, option) in options.iter().enumerate() {
            text += &self.marked(Look::Strong, &format!("  {}  ", index + 1), option);
        }
        text + &self.palette.paint(Look::Dim, &format!("Type a number from 1 to {}.", options.len())) + "\n"
    }

    fn finished(&self, title: &str, right: usize, asked: usize) -> String {
        let through = format!("**{title}**: you are through.");
        let mut text = self.marked(Look::Good, self.sign("✓ ", "Done: "), &through);
        if asked > 0 {
            text += &self.lines(
                Rich::new(Look::Plain, &format!("{right} of {asked} questions right at the first try."))
                    .wrap(self.width),
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(say: &Say) -> String {
        show(say, 44, Palette::Plain)
    }

    #[test]
    fn a_task_lists_what_holds() {
        let goal = |holds, text: &str| Goal { holds, text: text.into() };
        insta::assert_snapshot!(plain(&Say::Task {
            instruction: "Pull `nginx` and start it, in this order, with as few words as you can.".into(),
            goals: vec![goal(true, "the image `nginx` is here"), goal(false, "a container of it runs")],
            wants_answer: false,
        }), @r"
        Task: Pull `nginx` and start it, in this
              order, with as few words as you can.
          [x] the image `nginx` is here
          [ ] a container of it runs
        ");
    }

    #[test]
    fn a_question_is_answered_by_a_number() {
        insta::assert_snapshot!(plain(&Say::Choice {
            prediction: true,
            ask: "How much will be downloaded?".into(),
            options: vec!["all of it".into(), "nothing".into()],
        }), @r"
        Guess first: How much will be downloaded?
          1  all of it
          2  nothing
        Type a number from 1 to 2.
        ");
    }

    #[test]
    fn what_is_right_and_wrong_is_said_in_words() {
        assert_eq!(plain(&Say::Praise("Yes.".into())), "Right: Yes.\n");
        assert_eq!(plain(&Say::Correction("No.".into())), "No: No.\n");
        assert_eq!(show(&Say::Praise("Yes.".into()), 44, Palette::NoColours), "✓ Yes.\n");
    }
}
