//! The command line of the program itself (clap).

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use super::processor::on_own_stack;
use super::state::StateDirectory;
use super::terminal::{self, Manner, Options, Speed};
use super::{classroom, courses, exec, exercises, lessons, mdbook, output, progress, serve, site};

/// Learn container images by doing: no Docker, no root, no network, nothing to break.
#[derive(Debug, Parser)]
#[command(name = "layercake", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    appearance: Appearance,
}

/// How a prompt looks and where it keeps things.
#[derive(Debug, clap::Args)]
struct Appearance {
    /// No colours and no escape sequences; nothing is redrawn
    #[arg(long, global = true)]
    plain: bool,
    /// How fast progress is shown: 2 is twice as fast, max is at once
    #[arg(long, global = true, value_name = "FACTOR", default_value = "1")]
    speed: Speed,
    /// Where progress and sandboxes are kept [default: layercake in your data directory; LAYERCAKE_STATE]
    #[arg(long, global = true, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Another course: a pack of lessons (a folder or an archive), the name of one that is installed, or a folder of
    /// lessons
    #[arg(long, visible_alias = "lessons", global = true, value_name = "DIR|NAME")]
    course: Option<PathBuf>,
    /// What the tutor speaks: en, de [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_name = "LANGUAGE")]
    lang: Option<String>,
}

impl Appearance {
    /// The code of the language that was asked for, or that the machine is set to (POSIX: the first of these that is
    /// set).
    fn language(&self) -> String {
        let set = |name: &&str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let machine = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(set).and_then(|name| std::env::var(name).ok());
        layercake::words::code(self.lang.as_ref().or(machine.as_ref()).map_or("", String::as_str)).to_lowercase()
    }

    fn options(&self, again: bool) -> Options {
        let named = std::env::var_os("LAYERCAKE_STATE").filter(|path| !path.is_empty()).map(PathBuf::from);
        let manner = Manner { plain: self.plain, speed: self.speed };
        Options {
            manner,
            state: self.state.clone().or(named),
            course: self.course.clone(),
            file: None,
            words: String::new(),
            again,
            language: self.language(),
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a lesson where you left it
    Learn {
        /// A number, a name, or a file of your own; without it, the lesson to go on with
        lesson: Option<String>,
        /// Begin the lesson afresh
        #[arg(long)]
        again: bool,
    },
    /// Open a sandbox without a lesson
    Play {
        /// Begin with an empty one
        #[arg(long)]
        again: bool,
    },
    /// Show what you have done
    Progress {
        /// The document itself
        #[arg(long)]
        json: bool,
        /// Write a page on it, with dates: Markdown, or a picture if the name ends with .svg
        #[arg(long, value_name = "FILE")]
        certificate: Option<PathBuf>,
        #[command(subcommand)]
        action: Option<progress::Action>,
    },
    /// A few questions from lessons that you have finished: what is due today
    Review,
    /// Assignments for a class
    Exercise {
        #[command(subcommand)]
        action: exercises::Action,
    },
    /// What a teacher needs for a class: begin one, take what is handed in, grade it, watch it
    Classroom {
        #[command(subcommand)]
        action: classroom::Action,
    },
    /// Packs of lessons by others: add, list, remove
    Course {
        #[command(subcommand)]
        action: courses::Action,
    },
    /// List, show and prove lessons
    Lessons {
        #[command(subcommand)]
        action: lessons::Action,
    },
    /// Run command lines in a fresh, throw-away sandbox
    ///
    /// Each line is run as `sh -c` would run it in the working directory, so `cd` and variables do not outlive their
    /// line; files, images and containers do. A here-document spans lines.
    Exec(exec::ExecArguments),
    /// Serve a folder as a web site, for this machine: the book and the playground, for example
    Serve(serve::ServeArguments),
    /// Print a completion script for your own shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Run what a book about containers shows: a preprocessor for mdBook
    ///
    /// With `[preprocessor.layercake]` in book.toml, mdBook calls it by itself (as `mdbook-layercake`).
    Mdbook {
        #[command(subcommand)]
        action: Option<mdbook::Action>,
    },
    /// Make a static site: layercake in a page, and a book with a terminal beside its steps
    Site(site::SiteArguments),
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

/// The program.
pub fn main() -> ExitCode {
    on_own_stack(program)
}

fn program() -> ExitCode {
    let arguments = Arguments::parse();
    layercake::words::speak(&arguments.appearance.language());
    let result = match arguments.command {
        Some(Command::Exec(arguments)) => exec::run(&arguments),
        Some(Command::Lessons { action }) => lessons::run(&arguments.appearance.options(false), &action),
        Some(Command::Course { action }) => {
            let state = arguments.appearance.options(false).state;
            StateDirectory::find(state.as_deref())
                .and_then(|state| courses::run(&state, &action))
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "layercake", &mut script);
            print!("{}", String::from_utf8_lossy(&script));
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Mdbook { action }) => mdbook::run(action.as_ref()),
        Some(Command::Site(arguments)) => site::run(&arguments),
        Some(Command::HubLock { check, directory }) => super::hub_lock::run(&directory, check),
        Some(Command::Learn { lesson, again }) => {
            terminal::learn(&arguments.appearance.options(again), lesson.as_deref())
        }
        Some(Command::Play { again }) => terminal::play(&arguments.appearance.options(again)),
        Some(Command::Progress { json, certificate, action }) => {
            let options = arguments.appearance.options(false);
            progress::run(&options, json, certificate.as_deref(), action).map(|()| ExitCode::SUCCESS)
        }
        Some(Command::Review) => terminal::review(&arguments.appearance.options(false)),
        Some(Command::Exercise { action }) => exercises::run(&arguments.appearance.options(false), &action),
        Some(Command::Classroom { action }) => classroom::run(&arguments.appearance.options(false), &action),
        None if terminal::is_there() => terminal::menu(&arguments.appearance.options(false)),
        None => {
            let _ = Arguments::command().print_help();
            Ok(ExitCode::SUCCESS)
        }
    };
    ended(result)
}

/// The command line of `mdbook-layercake`, the name by which mdBook calls a preprocessor.
#[derive(Debug, Parser)]
#[command(
    name = "mdbook-layercake",
    version,
    about = "Runs what a book about containers shows: a preprocessor for mdBook"
)]
struct MdbookArguments {
    #[command(subcommand)]
    action: Option<mdbook::Action>,
}

/// The program under the name `mdbook-layercake`.
pub fn mdbook_main() -> ExitCode {
    on_own_stack(|| ended(mdbook::run(MdbookArguments::parse().action.as_ref())))
}

fn ended(result: anyhow::Result<ExitCode>) -> ExitCode {
    result.unwrap_or_else(|error| {
        if output::is_closed(&error) {
            return ExitCode::from(output::CLOSED);
        }
        eprintln!("layercake: {}", layercake::words::visible(&format!("{error:#}")));
        ExitCode::from(2)
    })
}
