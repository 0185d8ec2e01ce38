//! Software that images bring along: package managers that install stand-ins, language tools that say their version,
//! downloaders.

mod apk;
mod apt;
mod curl;
mod packages;
mod python;
mod suspicious;
mod versions;
mod wget;

use super::Applet;

/// A row a program.
pub(super) static ALL: &[&Applet] = &[
    &apk::PROGRAM,
    &apt::PROGRAM,
    &apt::DPKG,
    &curl::PROGRAM,
    &python::PROGRAM,
    &python::PIP,
    &suspicious::PROGRAM,
    &versions::CARGO,
    &versions::GIT,
    &versions::GO,
    &versions::MAKE,
    &versions::NODE,
    &versions::NPM,
    &versions::RUSTC,
    &wget::PROGRAM,
];
