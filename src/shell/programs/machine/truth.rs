//! `true` and `false`.

use super::Applet;

pub(super) static TRUE: Applet =
    Applet { names: &["true"], about: "does nothing, successfully", usage: "", run: |_| Ok(0) };

pub(super) static FALSE: Applet =
    Applet { names: &["false"], about: "does nothing, unsuccessfully", usage: "", run: |_| Ok(1) };
