//! The programs that run programs: rows of the userland's table.

use super::javascript;
use crate::shell::programs::Applet;

/// A row a program.
pub(in crate::shell::programs) static ALL: &[&Applet] = &[&javascript::command::PROGRAM];
