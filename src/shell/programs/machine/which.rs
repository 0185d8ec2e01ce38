//! `which`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::Process;
use crate::shell::launch::{DEFAULT_PATH, find};

pub(super) static PROGRAM: Applet =
    Applet { names: &["which"], about: "finds a program along PATH", usage: "[-a] NAME...", run };

fn run(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("a").parse(process)?;
    if options.operands.is_empty() {
        return if process.busybox() { process.missing_operand() } else { Ok(1) };
    }
    let path = process.environment.get("PATH").cloned().unwrap_or_else(|| DEFAULT_PATH.into());
    let mut status = 0;
    for name in &options.operands {
        let mut found: Vec<String> = Vec::new();
        if name.contains('/') {
            let file = find(process.system.files(), name, &process.directory, Some(&path));
            found.extend(file.ok().map(|_| name.clone()));
        } else {
            for folder in path.split(':') {
                let file = find(process.system.files(), name, &process.directory, Some(folder));
                found.extend(file.ok());
            }
            if process.system.external_names().contains(name) {
                found.push(format!("/usr/bin/{name}"));
            }
        }
        if found.is_empty() {
            status = 1;
        }
        found.truncate(if options.has('a') { found.len() } else { 1 });
        for file in found {
            process.print(&format!("{file}\n"))?;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn all_that_are_there_are_named_if_asked_for() {
        check(&[
            (
                "mkdir x; cp /bin/ls x; PATH=/home/student/x:/bin; which ls; which -a ls",
                "/home/student/x/ls\n/home/student/x/ls\n/bin/ls\n",
            ),
            ("which /bin/ls nothing; echo $?", "/bin/ls\n1\n"),
        ]);
    }
}
