//! Programs that make, move, change and look at files: `cp mv rm mkdir rmdir ln chmod chown touch stat du df find tree
//! sha256sum base64 dd install readlink realpath basename dirname`.

use super::Applet;

/// A row a program.
pub(super) static ALL: &[&Applet] = &[];
