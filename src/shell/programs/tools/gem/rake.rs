//! `rake`: finds a Rakefile, and says what is missing; tasks themselves are not run.

use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(in super::super) static PROGRAM: Applet =
    Applet { names: &["rake"], about: "runs tasks of a Rakefile", usage: "[-T] [TASK]... | --version", run };

/// The rake that Ruby brings along.
const VERSION: &str = "13.3.1";
/// What a file of tasks is called, in the order in which rake looks.
const FILES: [&str; 4] = ["rakefile", "Rakefile", "rakefile.rb", "Rakefile.rb"];

fn run(process: &mut Process<'_>) -> Ended {
    let first = process.arguments.get(1).cloned().unwrap_or_default();
    if matches!(first.as_str(), "--version" | "-V") {
        process.print(&format!("rake, version {VERSION}\n"))?;
        return Ok(0);
    }
    let mut folder = Some(process.directory.trim_end_matches('/').to_string());
    while let Some(own) = folder {
        let there = |name: &&str| process.system.files().stat(&format!("{own}/{name}"), true).is_ok();
        if FILES.iter().any(there) {
            let text = "layercake: rake: tasks are not simulated; run what they do with ruby\n";
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(1);
        }
        folder = own.rsplit_once('/').map(|(above, _)| above.to_string());
    }
    let text = format!(
        "rake aborted!\nNo Rakefile found (looking for: {})\n\n(See full trace by running task with --trace)\n",
        FILES.join(", ")
    );
    process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}
