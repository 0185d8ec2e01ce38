//! What git leaves out (gitignore(5)): the rules of `.gitignore` in each folder, and those of `.git/info/exclude`.

use crate::shell::pattern::Pattern;

/// One rule.
struct Rule {
    /// What it names is taken in again.
    takes_in: bool,
    folders_only: bool,
    /// Whether it is about the whole path, from its file's folder on.
    anchored: bool,
    /// Its parts between slashes; `None`: `**`.
    parts: Vec<Option<Pattern>>,
}

/// The rules of one file, and the folder that they count from: its path below the root, with a slash at the end.
pub(super) struct Rules {
    folder: String,
    rules: Vec<Rule>,
}

impl Rules {
    pub fn read(folder: &str, text: &str) -> Self {
        Rules { folder: folder.to_string(), rules: text.lines().filter_map(Rule::read).collect() }
    }

    /// What they say of a path below the root; `None`: nothing.
    fn verdict(&self, path: &str, is_folder: bool) -> Option<bool> {
        let path = path.strip_prefix(&self.folder)?;
        let names: Vec<&str> = path.split('/').collect();
        let fits = |rule: &&Rule| {
            (is_folder || !rule.folders_only)
                && match (rule.anchored, names.last()) {
                    (false, Some(name)) => rule.parts.iter().flatten().all(|part| part.matches(name)),
                    _ => fit(&rule.parts, &names),
                }
        };
        self.rules.iter().rev().find(fits).map(|rule| !rule.takes_in)
    }
}

/// Whether a path below the root is left out: the innermost file that says something of it decides.
pub(super) fn is_ignored(files: &[Rules], path: &str, is_folder: bool) -> bool {
    files.iter().rev().find_map(|rules| rules.verdict(path, is_folder)).unwrap_or(false)
}

impl Rule {
    fn read(line: &str) -> Option<Self> {
        let line = match line.strip_suffix(' ') {
            Some(cut) if !cut.ends_with('\\') => cut.trim_end_matches(' '),
            _ => line,
        };
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (takes_in, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (folders_only, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
        let anchored = line.contains('/');
        let part = |part: &str| if part == "**" { None } else { Some(Pattern::new(part)) };
        let parts: Vec<Option<Pattern>> = line.trim_start_matches('/').split('/').map(part).collect();
        Some(Rule { takes_in, folders_only, anchored, parts })
    }
}

/// Whether parts fit names, one each; `**` stands for any number of them, at the end for one at least.
fn fit(parts: &[Option<Pattern>], names: &[&str]) -> bool {
    // How far the names can be used up by the parts so far.
    let mut reached = vec![false; names.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for (at, part) in parts.iter().enumerate() {
        let mut next = vec![false; names.len() + 1];
        for (used, _) in reached.iter().enumerate().filter(|(_, is)| **is) {
            match part {
                None => {
                    let least = usize::from(at + 1 == parts.len());
                    next.iter_mut().skip(used + least).for_each(|place| *place = true);
                }
                Some(pattern) => {
                    if names.get(used).is_some_and(|name| pattern.matches(name))
                        && let Some(place) = next.get_mut(used + 1)
                    {
                        *place = true;
                    }
                }
            }
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_gits() {
        let rules = [
            Rules::read("", "# built\n*.o\n/dist/\nnode_modules/\ndoc/*.txt\na/**/z\nlogs/**\n!keep.o\n\\#x \n"),
            Rules::read("sub/", "/own\n!*.o\n"),
        ];
        for (path, is_folder, ignored) in [
            ("main.o", false, true),
            ("deep/main.o", false, true),
            ("keep.o", false, false),
            ("dist", true, true),
            ("dist", false, false),
            ("deep/dist", true, false),
            ("deep/node_modules", true, true),
            ("doc/a.txt", false, true),
            ("doc/b/a.txt", false, false),
            ("a/z", false, true),
            ("a/b/c/z", false, true),
            ("logs", true, false),
            ("logs/x", false, true),
            ("#x", false, true),
            ("sub/own", false, true),
            ("sub/deep/own", false, false),
            ("sub/main.o", false, false),
        ] {
            assert_eq!(is_ignored(&rules, path, is_folder), ignored, "{path}");
        }
    }
}
