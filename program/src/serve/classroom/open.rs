//! The command: what is opened, and what is said about it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};

use super::super::address::{Address, reach, url};
use super::super::listen;
use super::codes_file::{STUDENTS, TEACHER};
use super::room::{Doors, Room};
use super::{Classroom, Listeners};
use crate::classroom::folder::{self, KEY, RECEIPTS};

/// A door for one room: students hand in, everybody sees how far the class is
#[derive(Debug, clap::Args)]
pub struct ClassroomServeArguments {
    /// The class's folder, as `layercake classroom new` makes it
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where to listen: an address of this machine and a port (0: any that is free)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    addr: Address,
    /// A static site to show (what `just site` builds) [default: DIR/site, if it is there]
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// No registry
    #[arg(long)]
    no_registry: bool,
}

/// Serves until Ctrl-C.
pub fn run(arguments: &ClassroomServeArguments) -> Result<ExitCode> {
    let folder = &arguments.folder;
    let shown = folder.display();
    let class = folder::class(folder)?;
    let name = folder.canonicalize().ok();
    let name = name.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let doors = Doors { site: arguments.site.as_deref(), registry: !arguments.no_registry };
    let room = Room::open(folder, &name, class, doors)?;
    let (students, receipts) = room.counts();
    let address = arguments.addr.0;
    let classroom = Arc::new(Classroom { room: Arc::new(room), listeners: Listeners::default() });
    listen::serve(address, classroom, |bound| {
        println!(
            "{name} is at {}\n{}\n{students} students, whose codes are in {shown}/{KEY}/{STUDENTS}; yours is in \
             {shown}/{KEY}/{TEACHER}\n{receipts} receipts so far, in {shown}/{RECEIPTS}\nCtrl-C ends it.",
            url(bound),
            reach(bound),
        );
    })
    .with_context(|| format!("cannot listen at {address}"))?;
    println!("Ended. What was acknowledged is in {shown}/{RECEIPTS}.");
    Ok(ExitCode::SUCCESS)
}
