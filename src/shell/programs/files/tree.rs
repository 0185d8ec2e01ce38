//! `tree`

use super::operand::join;
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::FileType;

pub(super) static PROGRAM: Applet =
    Applet { names: &["tree"], about: "draws directories as a tree", usage: "[-adfin] [-L LEVEL] [DIRECTORY]...", run };

const ACCEPTED: Accepted = Accepted { letters: "adfiL: n", long: &[("noreport", 'R'), ("dirsfirst", 'D')], misuse: 1 };

struct Drawing {
    all: bool,
    directories_only: bool,
    full_names: bool,
    indented: bool,
    levels: usize,
    directories: usize,
    files: usize,
}

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let levels = match options.value('L') {
        None => usize::MAX,
        Some(text) => match text.parse::<usize>().ok().filter(|levels| *levels > 0) {
            Some(levels) => levels,
            None => return process.fail(1, "Invalid level, must be greater than 0."),
        },
    };
    let mut drawing = Drawing {
        all: options.has('a'),
        directories_only: options.has('d'),
        full_names: options.has('f'),
        indented: !options.has('i'),
        levels,
        directories: 0,
        files: 0,
    };
    let operands = if options.operands.is_empty() { vec![".".to_string()] } else { options.operands.clone() };
    let mut status = 0;
    for operand in &operands {
        if process.is_directory(operand) {
            process.print(&format!("{operand}\n"))?;
            // GNU tree 2 counts where it starts.
            drawing.directories += usize::from(!process.busybox());
            drawing.draw(process, operand, "", 1)?;
        } else {
            process.print(&format!("{operand}  [error opening dir]\n"))?;
            status = 2;
        }
    }
    if !options.has('R') {
        let plural = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
        let directories = plural(drawing.directories, "directory", "directories");
        let files = plural(drawing.files, "file", "files");
        let report = if drawing.directories_only { directories } else { format!("{directories}, {files}") };
        process.print(&format!("\n{report}\n"))?;
    }
    Ok(status)
}

impl Drawing {
    fn draw(&mut self, process: &mut Process<'_>, directory: &str, lead: &str, level: usize) -> Result<(), Bail> {
        let path = process.at(directory);
        let mut entries = process.system.files().read_dir(&path).unwrap_or_default();
        let shown = |name: &str, kind: FileType| {
            (self.all || !name.starts_with('.')) && (!self.directories_only || kind == FileType::Directory)
        };
        entries.retain(|entry| shown(&entry.name, entry.stat.kind));
        let count = entries.len();
        for (index, entry) in entries.into_iter().enumerate() {
            process.system.step()?;
            let last = index + 1 == count;
            let operand = join(directory, &entry.name);
            let mut name = if self.full_names { operand.clone() } else { entry.name };
            if entry.stat.kind == FileType::Symlink {
                let path = process.at(&operand);
                let target = process.system.files().read_link(&path).unwrap_or_default();
                name += &format!(" -> {target}");
            }
            let branch = match (self.indented, last) {
                (false, _) => "",
                (true, true) => "└── ",
                (true, false) => "├── ",
            };
            process.print(&format!("{lead}{branch}{name}\n"))?;
            if entry.stat.kind != FileType::Directory {
                self.files += 1;
                continue;
            }
            self.directories += 1;
            if level < self.levels {
                let next = match (self.indented, last) {
                    (false, _) => String::new(),
                    (true, true) => format!("{lead}    "),
                    (true, false) => format!("{lead}│   "),
                };
                self.draw(process, &operand, &next, level + 1)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::testing::check;

    #[test]
    fn a_tree_is_drawn() {
        check(&[
            (
                "mkdir -p d/e; touch d/e/f d/g d/.h; ln -s g d/l; tree d",
                "d\n├── e\n│   └── f\n├── g\n└── l -> g\n\n2 directories, 3 files\n",
            ),
            (
                "mkdir -p d/e; touch d/e/f; tree -L 1 d; tree -d --noreport d",
                "d\n└── e\n\n2 directories, 0 files\nd\n└── e\n",
            ),
        ]);
    }
}
