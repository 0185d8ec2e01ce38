//! `which`

use super::options::Accepted;
use super::{Applet, Ended};
use crate::shell::Process;
use crate::shell::launch::find;

pub(super) static PROGRAM: Applet =
    Applet { names: &["which"], about: "finds a program along PATH", usage: "[-a] NAME...", run };

fn run(process: &mut Process<'_>) -> Ended {
    let options = Accepted::letters("as").parse(process)?;
    let path = process.environment.get("PATH").cloned();
    let mut status = 0;
    for name in &options.operands {
        if let Ok(file) = find(process.system.files(), name, &process.directory, path.as_deref()) {
            let file = if name.contains('/') { name.clone() } else { file };
            process.print(&format!("{file}\n"))?;
        } else if process.system.external_names().contains(name) {
            process.print(&format!("/usr/bin/{name}\n"))?;
        } else {
            status = 1;
        }
    }
    Ok(status)
}
