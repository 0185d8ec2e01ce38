//! `layercake exercise submit`: what a learner did becomes a file that they hand in, or that is sent to the classroom;
//! nothing else leaves the machine.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use super::Filled;
use crate::disk::write_whole;
use crate::serve::Door;
use crate::terminal::{self, Options};
use layercake::words::{
    submit_differs, submit_goes, submit_holds, submit_place, submit_secrets, submit_shown, submit_solved, submit_stays,
    visible,
};
use layercake::{Assigned, Course, HandIn, Submitted, Timestamp, Tutor, submit_exercise};

/// What goes into the file, and where it goes.
#[derive(Debug, clap::Args)]
pub struct How {
    /// The file to write [default: EXERCISE-NAME.receipt]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print what would be handed in, and write nothing
    #[arg(long)]
    show: bool,
    /// What you want to tell your teacher
    #[arg(long, value_name = "TEXT", default_value = "")]
    words: String,
    /// Send it to the classroom's server, too: http://192.168.0.10:8000, for example
    #[arg(long, value_name = "URL", requires = "code")]
    to: Option<Door>,
    /// The code that your teacher gave you for that
    #[arg(long, value_name = "CODE", requires = "to")]
    code: Option<String>,
}

/// Says what is in it, and writes it.
pub(super) fn submit(
    options: &Options,
    tutor: &Tutor,
    course: &Course,
    filled: &Filled<'_>,
    student: &str,
    how: &How,
) -> Result<()> {
    let exercise = Assigned::new(&course.name, filled.file, filled.text, course.hub.clone(), None)?;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let with = Submitted {
        student: student.trim(),
        seed: filled.seed,
        words: &how.words,
        program: env!("CARGO_PKG_VERSION"),
        now: Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(0)),
    };
    let HandIn { receipt, faithful } = submit_exercise(tutor, &exercise, &with)?;
    if how.show {
        print!("{}", receipt.to_text());
        eprintln!("{}", submit_shown());
        return Ok(());
    }
    let holds = submit_holds(visible(&receipt.student), receipt.deeds());
    let whereto = how.to.as_ref().map_or_else(submit_stays, submit_goes);
    terminal::print(options, &format!("{holds}\n\n{} {whereto}", submit_secrets()));
    let path = how.output.clone().unwrap_or_else(|| PathBuf::from(receipt.file_name()));
    write_whole(&path, receipt.to_text().as_bytes())?;
    let score = tutor.score();
    let mut told = submit_solved(score.solved, score.solved + score.shown + score.skipped + score.open);
    if !faithful {
        told = format!("{told}\n\n{}", submit_differs());
    }
    terminal::print(options, &format!("{told}\n\n{}", submit_place(path.display())));
    if let (Some(door), Some(code)) = (&how.to, &how.code) {
        terminal::print(options, &door.hand_in(code, &receipt.to_text())?);
    }
    Ok(())
}
