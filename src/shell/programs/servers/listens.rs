//! Where the servers that are data take connections which are not HTTP (`listens` in `fixtures/servers`).

use super::form::{FORMS, Form};

/// The ports of a process, by its command line and what it calls itself: a server that shows other processes is known by
/// the last of them, one that does not by its name.
pub(in crate::shell) fn listens(command: &str, name: &str) -> &'static [u16] {
    let is_one = |form: &&Form| match form.processes.last() {
        Some(process) => fits(process, command),
        None => form.programs.iter().any(|program| program == name),
    };
    FORMS.iter().filter(|form| !form.listens.is_empty()).find(is_one).map_or(&[], |form| &form.listens)
}

/// Whether a command line is that of a form, in which words in braces stand for anything.
fn fits(form: &str, command: &str) -> bool {
    let mut pieces = form.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest));
    let Some(mut rest) = command.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = rest.get(at + piece.len()..).unwrap_or_default();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_known_by_their_processes() {
        for form in FORMS.iter().filter(|form| !form.listens.is_empty()) {
            let program = form.programs.first().expect("a name");
            let command = form.processes.last().map_or(program.clone(), |text| text.replace("{version}", "1.2.3"));
            assert_eq!(listens(&command, program), form.listens, "{command}");
        }
        assert!(listens("java -jar app.jar", "java").is_empty());
        assert!(!fits("java -cp /a-{version}/b Main", "java -cp /a-1/b Main more"));
    }
}
