//! The command line of the program itself (clap).

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use super::exec;

/// Learn container images by doing: no Docker, no root, no network, nothing to break.
#[derive(Debug, Parser)]
#[command(name = "layercake", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run command lines in a fresh, throw-away sandbox
    ///
    /// Each line is run as `sh -c` would run it in the working directory, so `cd` and variables do not outlive their
    /// line; files, images and containers do. A here-document spans lines.
    Exec(ExecArguments),
    /// Print a completion script for your own shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Make or check the file of digests that take time to compute
    #[command(hide = true)]
    HubLock {
        /// Only check; do not write
        #[arg(long)]
        check: bool,
        /// The folder with the catalogue
        #[arg(default_value = "fixtures/hub")]
        directory: PathBuf,
    },
}

/// What `layercake exec` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ExecArguments {
    /// One JSON object a command a line: command, stdout, stderr, exit
    #[arg(long)]
    pub json: bool,
    /// Start with a copy of this directory as the working directory
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// A folder with the content of Docker Hub, instead of the built-in catalogue
    #[arg(long, value_name = "DIR")]
    pub hub: Option<PathBuf>,
    /// How many pulls without login Docker Hub still allows
    #[arg(long, value_name = "N")]
    pub hub_pulls: Option<u64>,
    /// A file with command lines; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub script: PathBuf,
}

/// The program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Some(Command::Exec(arguments)) => exec::run(&arguments),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(shell, &mut Arguments::command(), "layercake", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::HubLock { check, directory }) => super::hub_lock::run(&directory, check),
        None => {
            let _ = Arguments::command().print_help();
            Ok(ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("layercake: {error:#}");
        ExitCode::from(2)
    })
}
