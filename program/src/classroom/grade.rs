//! `layercake classroom grade`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use layercake::words::{report_none, visible};
use layercake::{Report, ReportForm};

use super::folder;
use super::timed::TIME_LIMIT;
use super::workers::graded;
use crate::exercises::secret;
use crate::proofs::processors;
use crate::terminal::Options;

/// Threads that grade at most.
const JOBS_LIMIT: usize = 256;

/// What to grade, by what, and how to say it.
#[derive(Debug, clap::Args)]
pub struct GradeArguments {
    /// A class's folder, a folder with receipts, or receipts
    #[arg(required = true, value_name = "DIR|FILE")]
    places: Vec<PathBuf>,
    /// The class's folder, if the receipts lie elsewhere
    #[arg(long, value_name = "DIR")]
    class: Option<PathBuf>,
    /// Who is in the class: a table with commas, as Moodle and Canvas export it
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// A folder with points and hidden checks: NAME.toml for an exercise
    #[arg(long, value_name = "DIR")]
    key: Option<PathBuf>,
    /// The file that was given to the class for `exercise start`
    #[arg(long, value_name = "FILE")]
    seed_from: Option<PathBuf>,
    /// How it is written
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write it into a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Numbers instead of names
    #[arg(long)]
    hide_names: bool,
    /// Receipts that are graded at a time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Seconds that one receipt may take
    #[arg(long, value_name = "SECONDS", default_value_t = TIME_LIMIT)]
    time_limit: u64,
    /// Fail if a receipt lacks points, or there is none
    #[arg(long)]
    strict: bool,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For this terminal
    Table,
    /// A line for each receipt, for a spreadsheet
    Csv,
    /// Everything, for programs
    Json,
    /// For continuous integration
    Junit,
    /// One page, for a projector and for print
    Html,
    /// What Moodle imports as grades
    Moodle,
    /// What Canvas imports as grades
    Canvas,
}

/// Grades, and says what came of it.
pub(super) fn grade(options: &Options, arguments: &GradeArguments) -> Result<ExitCode> {
    let GradeArguments { places, key, seed_from, .. } = arguments;
    let of_places = places.iter().find(|place| folder::is_class(place));
    let mut class = match arguments.class.as_ref().or(of_places) {
        Some(folder) => folder::class(folder)?,
        None => folder::classless(options, key.as_deref())?,
    };
    if let Some(roster) = &arguments.roster {
        class.roster = Some(folder::read_roster(roster)?);
    }
    if let (Some(key), Some(folder)) = (key, arguments.class.as_ref().or(of_places)) {
        class.exercises = folder::assigned(&folder::handout(folder)?, Some(key))?;
    }
    if seed_from.is_some() {
        class.secret = secret(seed_from.as_deref())?;
    }
    let files = named(places, folder::receipts(places)?);
    if files.is_empty() {
        let shown: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
        eprintln!("{}", visible(&report_none(shown.join(", "))));
    }
    let jobs = match arguments.jobs {
        Some(jobs @ 1..=JOBS_LIMIT) => jobs,
        Some(_) => bail!("--jobs is a number from 1 to {JOBS_LIMIT}"),
        None => processors(),
    };
    let graded = graded(&files, &class, jobs, Duration::from_secs(arguments.time_limit));
    let mut report = Report::of(graded, &class);
    let failed = report.held() > 0 || arguments.strict && (report.receipts.is_empty() || !report.is_full());
    if arguments.hide_names {
        report = report.nameless();
    }
    let text = report.written(arguments.format.form());
    match &arguments.output {
        Some(path) => fs::write(path, text).with_context(|| path.display().to_string())?,
        None => print!("{text}"),
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Format {
    fn form(self) -> ReportForm {
        match self {
            Format::Table => ReportForm::Table,
            Format::Csv => ReportForm::Csv,
            Format::Json => ReportForm::Json,
            Format::Junit => ReportForm::Junit,
            Format::Html => ReportForm::Html,
            Format::Moodle => ReportForm::Moodle,
            Format::Canvas => ReportForm::Canvas,
        }
    }
}

/// Files with the names by which they are told: as short as they are within the places that were given.
fn named(places: &[PathBuf], files: Vec<PathBuf>) -> Vec<(String, PathBuf)> {
    let short = |path: &Path| {
        let inside = places.iter().filter_map(|place| path.strip_prefix(place).ok());
        let inside = inside.map(|path| path.strip_prefix(folder::RECEIPTS).unwrap_or(path));
        let shortest = inside.filter(|path| !path.as_os_str().is_empty()).min_by_key(|path| path.as_os_str().len());
        let name = shortest.map(Path::as_os_str).or(path.file_name());
        name.unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    };
    files.into_iter().map(|path| (short(&path), path)).collect()
}
