//! Proving lesson files side by side, and saying what was found.

use std::cmp::Reverse;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::processor::{declared, thread};
use layercake::words::{plural, visible};
use layercake::{LessonError, PROVED_SEEDS, Proof, Setup, prove, prove_exercise, prove_translation};

/// A file's name, and its text.
pub(super) type Script<'a> = (&'a str, &'a str);

/// What there is to prove.
#[derive(Clone, Copy, Debug)]
pub(super) enum Job<'a> {
    Lesson(Script<'a>),
    Exercise(Script<'a>),
    /// A lesson in other words, and the English one.
    Words(Script<'a>, Script<'a>),
}

impl<'a> Job<'a> {
    /// The file that is to be right.
    pub fn script(self) -> Script<'a> {
        match self {
            Job::Lesson(script) | Job::Exercise(script) | Job::Words(script, _) => script,
        }
    }

    fn done(self, setup: &Setup) -> Result<Proof, Vec<LessonError>> {
        match self {
            Job::Lesson((file, text)) => prove(file, text, setup),
            Job::Exercise((file, text)) => prove_exercise(file, text, setup),
            Job::Words(words, english) => prove_translation(words, english, setup),
        }
    }

    /// Says that the file is proved, or keeps what is wrong with it.
    pub fn report(self, found: Result<Proof, Vec<LessonError>>, errors: &mut Vec<LessonError>) {
        let seeds = if let Job::Exercise(_) = self { format!(" for {PROVED_SEEDS} seeds") } else { String::new() };
        match found {
            Ok(proof) => println!("{}: proved{seeds} ({})", visible(self.script().0), counted(&proof)),
            Err(found) => errors.extend(found),
        }
    }
}

/// Does jobs, the long ones first, so that nobody waits for one in the end; what was found is in their order.
pub(super) fn proved(jobs: &[Job<'_>], setup: &Setup) -> Vec<Result<Proof, Vec<LessonError>>> {
    let mut jobs: Vec<(usize, Job<'_>)> = jobs.iter().copied().enumerate().collect();
    jobs.sort_by_key(|(_, job)| Reverse(job.script().1.len()));
    let found = in_parallel(&jobs, processors(), |(_, job)| job.done(setup));
    let mut found: Vec<_> = jobs.iter().map(|(at, _)| *at).zip(found).collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, found)| found).collect()
}

/// How many processors the machine has.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does jobs, so many at a time; what came of them is in their order.
pub(super) fn in_parallel<J: Sync, T: Send + Sync>(jobs: &[J], threads: usize, act: impl Fn(&J) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Vec<OnceLock<T>> = jobs.iter().map(|_| OnceLock::new()).collect();
    let work = || {
        while let Some((job, done)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).zip(done.get(at))
        } {
            done.get_or_init(|| act(job));
        }
    };
    std::thread::scope(|scope| {
        // Where no more threads can be started, those that are there do it all.
        (1..threads.min(jobs.len())).for_each(|_| drop(thread("proof").spawn_scoped(scope, declared(work))));
        work();
    });
    done.into_iter().filter_map(OnceLock::into_inner).collect()
}

/// Prints errors; whether there are none.
pub(super) fn told(errors: &[LessonError]) -> bool {
    errors.iter().for_each(|error| eprintln!("{}", visible(&error.to_string())));
    errors.is_empty()
}

fn counted(proof: &Proof) -> String {
    let parts = [
        (proof.tasks, "task"),
        (proof.failures, "failure"),
        (proof.solutions, "solution"),
        (proof.wrong_turns, "wrong turn"),
        (proof.predictions, "prediction"),
        (proof.questions, "question"),
        (proof.transcripts, "transcript"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, noun)| format!("{count} {}", plural(noun, *count))).collect();
    parts.join(", ")
}
