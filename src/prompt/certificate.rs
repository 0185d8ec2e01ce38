//! A page on what a learner has done, with dates: as Markdown, or as a picture (SVG).

use std::fmt::Write;
use std::sync::Arc;

use super::progress::Progress;
use crate::lesson::{Grade, Lesson, Outcome, Round};
use crate::tell;
use crate::text::markup;

/// What was done, lesson by lesson.
pub struct Certificate {
    rows: Vec<Row>,
    grade: Option<Grade>,
    golf: Vec<Round>,
}

struct Row {
    title: String,
    goals: Vec<String>,
    finished: bool,
    /// Whether it is no final review, or one that was passed.
    passed: bool,
    /// `2026-11-26`, if it was recorded.
    on: String,
    questions: String,
}

/// Pixels of a line, and of the page's width.
const LINE: usize = 26;
const PAGE: usize = 800;

impl Certificate {
    /// What a learner has done in a course.
    pub fn of(progress: &Progress, course: &[Arc<Lesson>]) -> Certificate {
        let row = |lesson: &Arc<Lesson>| {
            let at = progress.lessons.get(&lesson.slug);
            let asked = at.filter(|at| at.asked > 0);
            // Who went through a final review without passing it, or a lesson without solving anything, has not shown what it is
            // about.
            let grade = at.and_then(|at| at.grade);
            let passed = grade.is_none_or(|grade| grade.passed_questions() && grade.passed_practice());
            let tasks = at.map_or(&[][..], |at| &at.tasks);
            let shown = passed && (tasks.is_empty() || tasks.iter().any(|task| task.outcome == Some(Outcome::Solved)));
            Row {
                title: lesson.front.title.clone(),
                goals: if shown { lesson.front.goals.clone() } else { Vec::new() },
                finished: progress.is_finished(&lesson.slug),
                passed,
                on: at.and_then(|at| at.finished_on.clone()).unwrap_or_default(),
                questions: asked.map(|at| tell::score_of(at.right, at.asked)).unwrap_or_default(),
            }
        };
        let at = || course.iter().filter_map(|lesson| progress.lessons.get(&lesson.slug));
        Certificate {
            rows: course.iter().map(row).collect(),
            grade: at().find_map(|at| at.grade),
            golf: at().flat_map(|at| at.golf.clone()).collect(),
        }
    }

    /// How the final review went, and the games of golf: a sentence each.
    fn results(&self) -> Vec<String> {
        let verdict = |passed| if passed { tell::grade_passed() } else { tell::grade_not_passed() };
        let mut lines = Vec::new();
        if let Some(grade) = self.grade.filter(|grade| grade.asked > 0) {
            let verdict = verdict(grade.passed_questions());
            lines.push(tell::grade_questions(grade.right, grade.asked, grade.pass, grade.tries, verdict));
        }
        if let Some(grade) = self.grade.filter(|grade| grade.solved > 0) {
            let verdict = verdict(grade.passed_practice());
            lines.push(tell::grade_practice(grade.solved, grade.tasks, grade.hinted, verdict));
        }
        let round = |round: &Round| tell::grade_golf(&round.step, round.shown(round.best), round.shown(round.par));
        lines.extend(self.golf.iter().map(round));
        lines
    }

    fn count(&self) -> usize {
        self.rows.iter().filter(|row| row.finished && row.passed).count()
    }

    fn head(&self) -> String {
        let (done, of) = (self.count(), self.rows.len());
        tell::certificate_head(done, of)
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n\n{}\n\n", tell::certificate_title(), tell::certificate_by(self.head()));
        page += &format!("{}\n|---|---|---|\n", tell::certificate_columns());
        for row in &self.rows {
            let on = if row.on.is_empty() { "yes" } else { &row.on };
            let when = match (row.finished, row.passed) {
                (false, _) => String::new(),
                (true, true) => on.to_string(),
                (true, false) => tell::certificate_not_passed(on),
            };
            let _ = writeln!(page, "| {} | {when} | {} |", row.title.replace('|', "\\|"), row.questions);
        }
        let goals: Vec<&String> = self.rows.iter().filter(|row| row.finished).flat_map(|row| &row.goals).collect();
        if !goals.is_empty() {
            page += &format!("\n{}\n\n", tell::certificate_shown());
        }
        for goal in goals {
            let _ = writeln!(page, "- {goal}");
        }
        if !self.results().is_empty() {
            let _ = write!(page, "\n{}\n\n", tell::certificate_results());
        }
        for line in self.results() {
            let _ = writeln!(page, "- {line}");
        }
        page
    }

    /// As a picture.
    pub fn svg(&self) -> String {
        let results = self.results();
        let height = LINE * (self.rows.len() + results.len() + 5);
        let mut page = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{PAGE}\" height=\"{height}\" font-family=\"sans-serif\" \
             font-size=\"15\">\n<rect width=\"{PAGE}\" height=\"{height}\" fill=\"white\" stroke=\"black\"/>\n\
             <text x=\"40\" y=\"52\" font-size=\"24\">{}</text>\n\
             <text x=\"40\" y=\"80\">{}</text>\n",
            markup(&tell::certificate_title()),
            markup(&tell::certificate_by(self.head()))
        );
        for (index, row) in self.rows.iter().enumerate() {
            let y = LINE * (index + 4) + 14;
            let mark = if row.finished && row.passed { "✓" } else { "·" };
            let _ = writeln!(
                page,
                "<text x=\"40\" y=\"{y}\">{mark} {}</text><text x=\"480\" y=\"{y}\">{}</text>\
                 <text x=\"620\" y=\"{y}\">{}</text>",
                markup(&row.title),
                markup(&row.on),
                markup(&row.questions)
            );
        }
        for (index, line) in results.iter().enumerate() {
            let y = LINE * (self.rows.len() + index + 4) + 14;
            let _ = writeln!(page, "<text x=\"40\" y=\"{y}\">{}</text>", markup(line));
        }
        page + "</svg>\n"
    }
}

#[cfg(test)]
mod tests {
    use super::super::progress::{LessonProgress, TaskProgress};
    use super::*;

    #[test]
    fn what_was_done_stands_there_with_its_date() {
        let course = crate::lesson::course().unwrap();
        let mut progress = Progress::default();
        let done = LessonProgress {
            finished: true,
            right: 3,
            asked: 4,
            finished_on: Some("2026-11-26".into()),
            ..LessonProgress::default()
        };
        progress.record(&course[1].slug, done);
        let last = course.last().unwrap();
        let failed = Grade { right: 3, asked: 15, pass: 12, tries: 1, solved: 8, tasks: 8, hinted: 0 };
        let reviewed = |grade| LessonProgress { finished: true, grade: Some(grade), ..LessonProgress::default() };
        progress.record(&last.slug, reviewed(failed));
        let certificate = Certificate::of(&progress, &course);
        let unpassed = certificate.markdown();
        assert!(!unpassed.contains(&last.front.goals[0]));
        assert!(unpassed.contains(&format!("| {} | yes, not passed |", last.front.title)), "{unpassed}");
        progress.record(&last.slug, reviewed(Grade { right: 12, ..failed }));
        assert!(Certificate::of(&progress, &course).markdown().contains(&last.front.goals[0]));
        let skipped = TaskProgress { outcome: Some(Outcome::Skipped), ..TaskProgress::default() };
        let through = LessonProgress { finished: true, tasks: vec![skipped], ..LessonProgress::default() };
        let mut progress = Progress::default();
        progress.record(&course[2].slug, through);
        assert!(!Certificate::of(&progress, &course).markdown().contains(&course[2].front.goals[0]));
        let page = certificate.markdown();
        assert!(page.contains(&format!("Learnt with layercake: 1 of {} lessons finished.", course.len())), "{page}");
        assert!(page.contains(&format!("| {} | 2026-11-26 | 3 of 4 |", course[1].front.title)), "{page}");
        assert!(page.contains(&format!("- {}\n", course[1].front.goals[0])));
        assert!(!page.contains(&course[0].front.goals[0]));
        let picture = certificate.svg();
        let only_review = {
            let mut progress = Progress::default();
            progress.record(&last.slug, reviewed(failed));
            Certificate::of(&progress, &course).markdown()
        };
        assert!(!only_review.contains(&tell::certificate_shown()), "nothing is announced that does not come");
        assert!(picture.starts_with("<svg ") && picture.contains("2026-11-26") && !picture.contains("<b"));
    }
}
