//! `pwd`, for who runs it without a shell.

use super::{Applet, Ended};
use crate::shell::Process;
use crate::vfs::Files;

pub(super) static PROGRAM: Applet = Applet {
    names: &["pwd"],
    about: "prints the working directory",
    usage: "[-LP]",
    run: |process: &mut Process<'_>| -> Ended {
        let files: &mut dyn Files = process.system.files();
        let path = files.real_path(&process.directory).unwrap_or_else(|_| process.directory.clone());
        process.print(&format!("{path}\n"))?;
        Ok(0)
    },
};
