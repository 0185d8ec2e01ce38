//! `layercake classroom`: what a teacher needs for a class.

mod check;
pub mod folder;
mod grade;
mod new;
mod replay;
pub mod timed;
mod workers;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::serve;
use crate::terminal::Options;

/// What to do with a class.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// Begin a class: a folder with exercises, a roster, a key, and a few receipts to try it with
    New {
        /// The folder to make
        folder: PathBuf,
        /// Only these exercises: e1,e4 [default: all]
        #[arg(long, value_name = "NAMES", value_delimiter = ',')]
        exercises: Vec<String>,
    },
    /// Prove a class's folder: roster, exercises and key
    Check {
        /// The class's folder
        folder: PathBuf,
    },
    /// Grade receipts: each is done again in a fresh sandbox
    ///
    /// The exit status is 0 if every receipt is graded, 1 if points of one are kept back (or, with --strict, if one lacks
    /// points), 2 if something cannot be read that is no receipt.
    Grade(grade::GradeArguments),
    /// Watch what a student did, step by step
    Replay(replay::ReplayArguments),
    /// Open a door for one room: students hand in, everybody sees how far the class is
    Serve(serve::ClassroomServeArguments),
}

/// Does it.
pub(super) fn run(options: &Options, action: &Action) -> Result<ExitCode> {
    match action {
        Action::New { folder, exercises } => new::new(folder, exercises).map(|()| ExitCode::SUCCESS),
        Action::Check { folder } => check::check(folder),
        Action::Grade(arguments) => grade::grade(options, arguments),
        Action::Replay(arguments) => replay::replay(options, arguments),
        Action::Serve(arguments) => serve::run_classroom(arguments),
    }
}
