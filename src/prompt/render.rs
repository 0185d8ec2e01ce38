//! What the tutor says, as styled lines.

use super::line::{self, StyledLine};
use super::markdown;
use super::style::{Look, Palette};
use crate::lesson::{Goal, Say, Score};
use crate::tell;

/// Columns that lesson text takes at most: longer lines are hard to read.
const WIDEST: usize = 88;
/// Columns that it gets at least.
const NARROWEST: usize = 20;

/// Renders one thing. (Output of commands is no business of this.)
pub(super) fn render(say: &Say, columns: usize, palette: Palette) -> Vec<StyledLine> {
    let page = Page { width: columns.clamp(NARROWEST, WIDEST), palette };
    match say {
        Say::Title { title, minutes, goals } => page.title(title, *minutes, goals),
        Say::Step { number, of, title } => {
            StyledLine::new(Look::Head, &tell::step_head(number, of, title.replace('`', ""))).wrap(page.width)
        }
        Say::Text(text) | Say::Note(text) => markdown::lines(text, page.width, palette),
        Say::Task { instruction, goals, wants_answer } => page.task(instruction, goals, *wants_answer),
        Say::Goals(goals) => page.goals(goals),
        Say::Choice { prediction, ask, options } => page.choice(*prediction, ask, options),
        Say::Output(_) => Vec::new(),
        Say::Praise(text) => page.marked(Look::Good, &page.mark("✓", tell::mark_right()), text),
        Say::Correction(text) => page.marked(Look::Bad, &page.mark("✗", tell::mark_wrong()), text),
        Say::Hint { number, of, text } => page.marked(Look::Hint, &(tell::mark_hint(number, of) + " "), text),
        Say::Solution(text) => {
            let commands: String = text.lines().map(|line| format!("$ {line}\n")).collect();
            let mut lines = vec![StyledLine::new(Look::Hint, &tell::this_works())];
            lines.extend(markdown::lines(&format!("```console\n{commands}```"), page.width, palette));
            lines
        }
        Say::Next(text) => page.marked(Look::Todo, palette.sign("→ ", "> "), text),
        Say::Aside(text) => page.marked(Look::Hint, &page.mark("»", tell::mark_tutor()), text),
        Say::Drawing(text) => text.trim_matches('\n').lines().map(|line| StyledLine::new(Look::Plain, line)).collect(),
        Say::Finished { title, score } => page.finished(title, *score),
    }
}

struct Page {
    width: usize,
    palette: Palette,
}

impl Page {
    /// A sign, or in a plain palette a word, and a blank.
    fn mark(&self, sign: &str, word: String) -> String {
        if self.palette == Palette::Plain { word + " " } else { format!("{sign} ") }
    }

    /// Markdown behind a mark; what follows is as far to the right.
    fn marked(&self, look: Look, mark: &str, text: &str) -> Vec<StyledLine> {
        let mark = StyledLine::new(look, mark);
        let rest = " ".repeat(mark.width().min(6));
        let first_shorter = self.width.saturating_sub(mark.width());
        let lines = markdown::lines(text, first_shorter.max(10), self.palette);
        line::indent(lines, &mark, &rest)
    }

    fn title(&self, title: &str, minutes: u32, goals: &[String]) -> Vec<StyledLine> {
        let head = StyledLine::new(Look::Head, &title.replace('`', ""));
        let rule = self.palette.rule(head.width().min(self.width));
        let mut lines = head.wrap(self.width);
        lines.push(StyledLine::new(Look::Head, &rule));
        lines.push(StyledLine::default());
        let mut about = tell::about_minutes(minutes);
        if !goals.is_empty() {
            about += &format!(" {}", tell::you_can());
        }
        lines.extend(StyledLine::new(Look::Plain, &about).wrap(self.width));
        if !goals.is_empty() {
            let goals: String = goals.iter().map(|goal| format!("- {goal}\n")).collect();
            lines.push(StyledLine::default());
            lines.extend(markdown::lines(&goals, self.width, self.palette));
        }
        lines
    }

    fn task(&self, instruction: &str, goals: &[Goal], wants_answer: bool) -> Vec<StyledLine> {
        let mut lines = self.marked(Look::Todo, &(tell::mark_task() + " "), instruction);
        if goals.len() > 1 {
            lines.extend(self.goals(goals));
        }
        if wants_answer && !instruction.contains("answer") {
            lines.push(StyledLine::new(Look::Dim, &format!("      {}", tell::answer_with())));
        }
        lines
    }

    fn goals(&self, goals: &[Goal]) -> Vec<StyledLine> {
        let goals = goals.iter().flat_map(|goal| {
            let (look, mark) = if goal.holds { (Look::Good, "  [x] ") } else { (Look::Plain, "  [ ] ") };
            self.marked(look, mark, &goal.text)
        });
        goals.collect()
    }

    fn choice(&self, prediction: bool, ask: &str, options: &[String]) -> Vec<StyledLine> {
        let mut lines =
            self.marked(Look::Todo, &(if prediction { tell::mark_guess() } else { tell::mark_question() } + " "), ask);
        for (index, option) in options.iter().enumerate() {
            lines.extend(self.marked(Look::Strong, &format!("  {}  ", index + 1), option));
        }
        lines.push(StyledLine::new(Look::Dim, &tell::type_a_number(options.len())));
        lines
    }

    fn finished(&self, title: &str, score: Score) -> Vec<StyledLine> {
        let left = score.skipped + score.open;
        let through = match left {
            0 => tell::through(title),
            left => tell::through_open(title, left),
        };
        let mut lines = self.marked(Look::Good, &self.mark("✓", tell::mark_done()), &through);
        if score.questions > 0 {
            let score = tell::questions_right(score.right, score.questions);
            lines.extend(StyledLine::new(Look::Plain, &score).wrap(self.width));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(say: &Say, palette: Palette) -> String {
        render(say, 44, palette).iter().map(|line| line.text() + "\n").collect()
    }

    fn plain(say: &Say) -> String {
        shown(say, Palette::Plain)
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
        assert_eq!(shown(&Say::Praise("Yes.".into()), Palette::NoColours), "✓ Yes.\n");
    }
}
