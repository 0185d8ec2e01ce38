//! [`Recorder`]: commands that somebody typed become the skeleton of a lesson: what looked becomes a transcript, what
//! changed something becomes a task, with the checks that hold since.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::sandbox::{DIRECTORY, Reaction, Session, World};
use crate::vfs::Files;

/// Lines of output that a transcript shows.
const SHOWN: usize = 12;

/// Commands on their way to a lesson.
#[derive(Debug)]
pub struct Recorder {
    session: Session,
    done: Vec<Recorded>,
}

/// One command.
#[derive(Debug)]
struct Recorded {
    line: String,
    output: String,
    changed: bool,
    /// Checks that hold since, as TOML.
    checks: Vec<String>,
}

impl Recorder {
    /// Begins in this sandbox.
    pub fn new(session: Session) -> Self {
        Recorder { session, done: Vec::new() }
    }

    /// Takes one line, and remembers what it did if it was a command that worked.
    pub fn take(&mut self, line: &str) -> Reaction {
        let before = self.session.world().clone();
        let reaction = self.session.feed(line);
        if let Some((line, 0)) = &reaction.ended {
            let bytes: Vec<u8> = reaction.output.iter().flat_map(|chunk| chunk.bytes.clone()).collect();
            self.done.push(Recorded {
                line: line.clone(),
                output: String::from_utf8_lossy(&bytes).into_owned(),
                changed: reaction.changed,
                checks: checks(&before, self.session.world()),
            });
        }
        reaction
    }

    /// The lesson.
    pub fn script(&self, title: &str) -> String {
        let mut script =
            format!("+++\ntitle = {}\nminutes = 5\n+++\nWhat it is about.\n", toml::Value::String(title.into()));
        for (number, command) in self.done.iter().enumerate() {
            let _ = write!(script, "\n## Step {}\n\nWhat one has to know for it.\n\n", number + 1);
            let checks = &command.checks;
            if !command.changed || checks.is_empty() {
                let lines: Vec<&str> = command.output.lines().map(str::trim_end).collect();
                let more = if lines.len() > SHOWN { "…\n" } else { "" };
                let shown: String = lines.iter().take(SHOWN).map(|line| format!("{line}\n")).collect();
                // What stands between fences must not end them.
                if !command.line.contains('\n') && !shown.lines().any(|line| line.starts_with("```")) {
                    let _ = write!(script, "```console\n$ {}\n{shown}{more}```\n", command.line);
                }
                if !command.changed {
                    continue;
                }
            }
            let checks = if checks.is_empty() { "{ command = '^' }".to_string() } else { checks.join(", ") };
            let line = toml::Value::String(command.line.clone());
            let hint = toml::Value::String(format!("Type `{}`.", command.line));
            let _ = write!(
                script,
                "```toml task\ndo = \"What is to be done.\"\ndone = [{checks}]\nhints = [\"The direction.\", {hint}]\n\
                 solutions = [{line}]\n```\n"
            );
        }
        script
    }
}

/// What is there now and was not, and the other way round, as checks.
fn checks(before: &World, now: &World) -> Vec<String> {
    let images = |world: &World| -> BTreeSet<String> {
        world.engine.images.stored_names().into_iter().filter_map(|name| name.familiar).collect()
    };
    let containers =
        |world: &World| -> BTreeSet<String> { world.engine.containers.iter().map(|one| one.name.clone()).collect() };
    let files = |world: &World| -> BTreeSet<String> {
        let entries = world.files.read_dir(DIRECTORY).unwrap_or_default();
        entries.into_iter().map(|entry| entry.name).collect()
    };
    let mut checks = Vec::new();
    for (key, before, now) in [
        ("image", images(before), images(now)),
        ("container", containers(before), containers(now)),
        ("file", files(before), files(now)),
    ] {
        let name = |name: &String| toml::Value::String(name.clone());
        checks.extend(now.difference(&before).map(|new| format!("{{ {key} = {} }}", name(new))));
        checks.extend(before.difference(&now).map(|gone| format!("{{ {key} = {}, not = true }}", name(gone))));
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::prove;
    use crate::sandbox::Setup;

    #[test]
    fn what_was_recorded_is_a_lesson_that_is_proved() {
        let setup = Setup { keeps_shell: true, ..Setup::new(crate::hub::builtin()) };
        let mut recorder = Recorder::new(Session::new(setup.clone()));
        for line in [
            "docker pull alpine",
            "docker image ls -q",
            "nonsense",
            "docker tag alpine mine:1",
            "touch \"a b\"",
            "docker rmi mine:1",
        ] {
            recorder.take(line);
        }
        let script = recorder.script("Mine \"and\" yours");
        for part in [
            "done = [{ image = \"alpine:latest\" }]",
            "$ docker image ls -q\n",
            "{ image = \"mine:1\", not = true }",
            "{ file = \"a b\" }",
        ] {
            assert!(script.contains(part), "{part} is not in:\n{script}");
        }
        assert!(!script.contains("nonsense"));
        let proof = prove("70-mine.md", &script, &setup).unwrap_or_else(|errors| panic!("{errors:?}\n{script}"));
        assert_eq!((proof.tasks, proof.transcripts), (4, 1));
    }
}
