//! [`Unrecorded`]: what of a learner's work is not kept yet, and what was said about that.
//!
//! Whoever keeps it (a disk, a browser) notes what there is, tries to write it, and says what became of that. What
//! could not be written waits here until it can be: it is never forgotten, and never said to be kept before it is.

use super::progress::{LessonProgress, Progress};

/// What is to be written into the document of progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    /// By slug, each once; the one that was open last is the last.
    lessons: Vec<(String, LessonProgress)>,
    /// Answers of reviews: the question, and whether it was right.
    answers: Vec<(String, bool)>,
}

impl Entries {
    fn is_empty(&self) -> bool {
        self.lessons.is_empty() && self.answers.is_empty()
    }

    /// Writes them; `today` is the day, counted from 1970-01-01.
    pub fn write_into(&self, progress: &mut Progress, today: i64) {
        for (slug, lesson) in &self.lessons {
            progress.record(slug, lesson.clone());
            progress.date(slug, today);
        }
        for (id, right) in &self.answers {
            progress.review.answered(id, *right, today);
        }
    }
}

/// What is not kept yet.
#[derive(Clone, Debug, Default)]
pub struct Unrecorded {
    entries: Entries,
    /// The lesson as it was noted last.
    seen: Option<(String, LessonProgress)>,
    /// How many answers of the review that is open were noted.
    heard: usize,
    /// Why the sandbox that is open is not kept.
    sandbox: Option<String>,
    /// Why the entries are not.
    progress: Option<String>,
    /// Why what was done in a sandbox that is closed never will be.
    lost: Option<String>,
}

/// What is to be said after something was kept, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// From now on something is not kept, and why.
    NotKept(String),
    /// All is kept again that there is.
    KeptAgain,
}

impl Unrecorded {
    /// Notes how far the learner is in the lesson that is open, and which questions of a review were answered so far.
    /// What was given up since the last time is given up here, too, unless it is written already.
    pub fn note(&mut self, lesson: Option<(String, LessonProgress)>, answers: &[(String, bool)]) {
        if let Some((slug, now)) = lesson.as_ref().filter(|_| lesson != self.seen) {
            let waiting = self.entries.lessons.iter().position(|(other, _)| other == slug);
            let (slug, mut noted) = match waiting.map(|at| self.entries.lessons.remove(at)) {
                Some(waiting) => waiting,
                None => (slug.clone(), LessonProgress::default()),
            };
            noted.take(now.clone());
            self.entries.lessons.push((slug, noted));
        }
        self.seen = lesson;
        let given_up = self.heard.saturating_sub(answers.len());
        self.entries.answers.truncate(self.entries.answers.len().saturating_sub(given_up));
        self.entries.answers.extend(answers.iter().skip(self.heard).cloned());
        self.heard = answers.len();
    }

    /// Takes up what became of the sandbox (`saved`; the error says why it is not kept), and lets `write` write all
    /// entries or none. What is to be said then.
    pub fn keep(
        &mut self,
        saved: Result<(), String>,
        write: impl FnOnce(&Entries) -> Result<(), String>,
    ) -> Option<News> {
        let was_kept = self.why().is_none();
        let written = if self.entries.is_empty() { Ok(()) } else { write(&self.entries) };
        if written.is_ok() {
            self.entries = Entries::default();
        }
        (self.sandbox, self.progress) = (saved.err(), written.err());
        match (was_kept, self.why()) {
            (true, Some(why)) => Some(News::NotKept(why.into())),
            (false, None) if self.lost.is_none() => Some(News::KeptAgain),
            (true, None) | (false, _) => None,
        }
    }

    /// The sandbox that was open is closed. What of it is not kept is lost; entries wait on.
    pub fn close(&mut self) {
        self.lost = self.sandbox.take().or(self.lost.take());
        self.leave_room();
    }

    /// The room is left, and what is not kept of its sandbox waits elsewhere: the next lesson and the next review begin
    /// anew.
    pub fn leave_room(&mut self) {
        (self.seen, self.heard) = (None, 0);
    }

    /// From now on there is another document: what could not be written into the one before is lost.
    pub fn leave_document(&mut self) {
        self.lost = self.progress.take().or(self.lost.take());
        self.entries = Entries::default();
    }

    /// Why something is not kept that may be kept yet.
    pub fn why(&self) -> Option<&str> {
        self.sandbox.as_deref().or(self.progress.as_deref())
    }

    /// Why something would be lost if this were the end.
    pub fn lost(&self) -> Option<&str> {
        self.lost.as_deref().or(self.why())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a learner does, and what becomes of the next attempt to keep it.
    #[derive(Clone, Debug)]
    enum Deed {
        /// Another step of the lesson of this number.
        Step(u8, usize),
        Answer(u8, bool),
        /// The last answer is given up.
        GiveUp,
        /// The room is left.
        Close,
        /// The course is left.
        LeaveDocument,
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            (0_u8..3, 1_usize..9).prop_map(|(lesson, step)| Deed::Step(lesson, step)),
            (0_u8..4, any::<bool>()).prop_map(|(question, right)| Deed::Answer(question, right)),
            Just(Deed::GiveUp),
            Just(Deed::Close),
            Just(Deed::LeaveDocument),
        ]
    }

    const TODAY: i64 = 20783;

    proptest! {
        #[test]
        fn what_is_said_is_what_is_kept(deeds in prop::collection::vec((deed(), any::<bool>(), any::<bool>()), 1..40)) {
            let mut unrecorded = Unrecorded::default();
            // What is on the disk, and what would be if it never failed.
            let (mut disk, mut ideal) = (Progress::default(), Progress::default());
            let (mut lesson, mut answers, mut given) = (None, Vec::new(), Vec::new());
            let (mut said, mut lost) = (false, false);
            let mut written = 0;
            for (deed, saves, writes) in deeds {
                match deed {
                    Deed::Step(number, step) => {
                        let now = LessonProgress { step, steps: 9, finished: step == 8, ..LessonProgress::default() };
                        lesson = Some((format!("0{number}"), now));
                    }
                    Deed::Answer(question, right) => answers.push((format!("q{question}"), right)),
                    // What is on the disk stays there.
                    Deed::GiveUp if answers.len() > written => drop(answers.pop()),
                    Deed::GiveUp => {}
                    Deed::Close | Deed::LeaveDocument => {
                        lost |= unrecorded.sandbox.is_some();
                        unrecorded.close();
                        if let Deed::LeaveDocument = deed {
                            lost |= unrecorded.progress.is_some();
                            unrecorded.leave_document();
                            (disk, ideal) = Default::default();
                            answers.clear();
                            given.clear();
                        }
                        (lesson, written) = (None, 0);
                        given.append(&mut answers);
                        prop_assert_eq!(said, unrecorded.lost().is_some());
                        continue;
                    }
                }
                unrecorded.note(lesson.clone(), &answers);
                if let Some((slug, now)) = &lesson {
                    ideal.record(slug, now.clone());
                    ideal.date(slug, TODAY);
                }
                let news = unrecorded.keep(if saves { Ok(()) } else { Err("sandbox".into()) }, |entries| {
                    if !writes {
                        return Err("progress".into());
                    }
                    entries.write_into(&mut disk, TODAY);
                    Ok(())
                });
                match news {
                    Some(News::NotKept(_)) => said = true,
                    Some(News::KeptAgain) => said = false,
                    None => {}
                }
                if unrecorded.progress.is_none() {
                    written = answers.len();
                }
                prop_assert_eq!(said, unrecorded.lost().is_some());
                prop_assert_eq!(unrecorded.why().is_some(), !saves || unrecorded.progress.is_some());
                prop_assert_eq!(lost, unrecorded.lost.is_some());
            }
            // Everything that was noted is there as soon as it can be written.
            unrecorded.keep(Ok(()), |entries| {
                entries.write_into(&mut disk, TODAY);
                Ok(())
            });
            prop_assert_eq!(unrecorded.why(), None);
            given.append(&mut answers);
            given.iter().for_each(|(id, right)| ideal.review.answered(id, *right, TODAY));
            prop_assert_eq!(disk, ideal);
        }
    }
}
