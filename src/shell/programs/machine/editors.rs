//! Programs that take over the terminal: they say that they are not simulated.

use super::{Applet, Ended};
use crate::shell::Process;

pub(super) static ALL: &[&Applet] = &[&EDITORS, &CLEAR];

static EDITORS: Applet =
    Applet { names: &["vi", "vim", "nano"], about: "would edit a file", usage: "[FILE]...", run: editor };
static CLEAR: Applet = Applet { names: &["clear", "reset"], about: "clears the screen", usage: "", run: clear };

fn editor(process: &mut Process<'_>) -> Ended {
    process.fail(
        1,
        "layercake does not simulate full-screen editors; write a file with `cat > FILE <<'EOF'` or change it with `sed -i`",
    )
}

fn clear(process: &mut Process<'_>) -> Ended {
    process.print("\x1b[H\x1b[2J\x1b[3J")?;
    Ok(0)
}
