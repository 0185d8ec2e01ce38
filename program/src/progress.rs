//! `layercake progress`: what a learner has done.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::courses::courses;
use super::state::StateDirectory;
use super::terminal::{self, Options};
use layercake::{Certificate, progress_table};

/// What else can be done with it.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// Write it to a file, to take it elsewhere
    Export {
        /// `-` is standard output
        #[arg(value_name = "FILE")]
        to: PathBuf,
    },
    /// Take over what was exported elsewhere; what is done here stays done
    Import {
        #[arg(value_name = "FILE")]
        from: PathBuf,
    },
}

/// Shows, exports or imports.
pub(super) fn run(options: &Options, json: bool, certificate: Option<&Path>, action: Option<Action>) -> Result<()> {
    let state = StateDirectory::find(options.state.as_deref())?;
    let course = courses(&state, options.course.as_deref(), &options.language)?.swap_remove(0);
    let file = state.of_course(&course.name).progress();
    if let Some(to) = certificate {
        let page = Certificate::of(&file.load(), &course.lessons);
        let is_picture = to.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
        let text = if is_picture { page.svg() } else { page.markdown() };
        return std::fs::write(to, text).with_context(|| to.display().to_string());
    }
    match action {
        Some(Action::Export { to }) => file.export(&to)?,
        Some(Action::Import { from }) => {
            let count = file.import(&from)?;
            println!("Took over {count} {}.", layercake::words::plural("lesson", count));
        }
        None if json => print!("{}", file.load().text()),
        None => terminal::print(options, &progress_table(&file.load(), &course.lessons)),
    }
    Ok(())
}
