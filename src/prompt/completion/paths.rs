//! Paths of the sandbox that begin with what was typed.

use super::{Candidate, CandidateKind};
use crate::sandbox::{HOME, World};
use crate::vfs::{FileType, Files};

/// Files and directories.
pub(super) fn all(world: &World, word: &str) -> Vec<Candidate> {
    let (above, name) =
        word.rsplit_once('/').map_or(("", word), |(above, name)| (word.get(..=above.len()).unwrap_or(above), name));
    let directory = match above {
        _ if above.starts_with('/') => above.to_string(),
        _ if above.starts_with("~/") => format!("{HOME}{}", above.get(1..).unwrap_or_default()),
        _ => format!("{}/{above}", world.shell.directory),
    };
    let Ok(entries) = world.files.read_dir(&directory) else { return vec![] };
    let visible = |entry: &str| entry.starts_with(name) && (!entry.starts_with('.') || name.starts_with('.'));
    let visible = entries.into_iter().filter(|entry| visible(&entry.name));
    let candidate = |name: String| {
        let inside = world.files.stat(&format!("{directory}/{name}"), true);
        let text = format!("{above}{}", quoted(&name));
        match inside.is_ok_and(|stat| stat.kind == FileType::Directory) {
            true => Candidate { text: text + "/", ..Candidate::open(CandidateKind::Directory, &(name + "/")) },
            false => Candidate { text: text + " ", ..Candidate::open(CandidateKind::File, &name) },
        }
    };
    visible.map(|entry| candidate(entry.name)).collect()
}

/// Directories alone.
pub(super) fn directories(world: &World, word: &str) -> Vec<Candidate> {
    let mut candidates = all(world, word);
    candidates.retain(|candidate| candidate.kind == CandidateKind::Directory);
    candidates
}

/// A file name as the shell takes it.
fn quoted(name: &str) -> String {
    let special = |c: char| " \t\n'\"\\$`&|;<>()*?[]#~!{}".contains(c);
    name.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
