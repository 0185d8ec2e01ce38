//! `ln`

use super::operand::{directory_name, join, last_name};
use crate::shell::Process;
use crate::shell::programs::{Accepted, Applet, Bail, Ended};
use crate::vfs::{Errno, FileType, Path};

pub(super) static PROGRAM: Applet = Applet {
    names: &["ln"],
    about: "makes further names of files, or symbolic links",
    usage: "[-sfnTv] [-t DIR] TARGET... LINK|DIR",
    run,
};

const ACCEPTED: Accepted = Accepted {
    letters: "sfnTvrt: P",
    long: &[
        ("symbolic", 's'),
        ("force", 'f'),
        ("no-dereference", 'n'),
        ("no-target-directory", 'T'),
        ("verbose", 'v'),
        ("relative", 'r'),
        ("target-directory", 't'),
    ],
    misuse: 1,
};

fn run(process: &mut Process<'_>) -> Ended {
    let options = ACCEPTED.parse(process)?;
    let symbolic = options.has('s');
    let into_link = |process: &mut Process<'_>, target: &String| {
        !options.has('n') || process.look(target, false).is_ok_and(|stat| stat.kind == FileType::Directory)
    };
    let pairs: Vec<(String, String)> = match options.operands.as_slice() {
        [] => return process.misses("missing file operand"),
        [only] if !options.has('t') => vec![(only.clone(), last_name(only).to_string())],
        [target, link] if !options.has('t') => {
            let inside = !options.has('T') && process.is_directory(link) && into_link(process, link);
            vec![(target.clone(), if inside { join(link, last_name(target)) } else { link.clone() })]
        }
        _ => process.destinations(&options)?,
    };
    let mut status = 0;
    if options.has('r') && !symbolic {
        return process.misused(1, "cannot do --relative without --symbolic");
    }
    for (target, link) in pairs {
        let target = if options.has('r') { relative(process, &target, &link) } else { target };
        if make(process, &target, &link, symbolic, options.has('f'))? {
            if options.has('v') {
                process.print(&format!(
                    "'{link}' {} '{target}'\n",
                    if symbolic || process.busybox() { "->" } else { "=>" }
                ))?;
            }
        } else {
            status = 1;
        }
    }
    Ok(status)
}

/// The way to `target` from the directory that `link` is in.
fn relative(process: &mut Process<'_>, target: &str, link: &str) -> String {
    let mut real = |path: &str| {
        let path = process.at(path);
        let files = process.system.files();
        match files.real_path(directory_name(&path)) {
            Ok(directory) => join(&directory, last_name(&path)),
            Err(_) => path,
        }
    };
    let (target, link) = (Path::new(&real(target)), Path::new(&real(link)).parent());
    let (to, from): (Vec<&str>, Vec<&str>) = (target.names().collect(), link.names().collect());
    let shared = to.iter().zip(&from).take_while(|(to, from)| to == from).count();
    let up = from.iter().skip(shared).map(|_| "..");
    let way: Vec<&str> = up.chain(to.iter().skip(shared).copied()).collect();
    if way.is_empty() { ".".into() } else { way.join("/") }
}

fn make(process: &mut Process<'_>, target: &str, link: &str, symbolic: bool, force: bool) -> Result<bool, Bail> {
    process.system.step()?;
    let (path, source) = (process.at(link), process.at(target));
    if !symbolic {
        match process.look(target, false) {
            Err(errno) => {
                process.complain_as(&format!("failed to access '{target}': {errno}"), &format!("{target}: {errno}"))?;
                return Ok(false);
            }
            Ok(stat) if stat.kind == FileType::Directory => {
                let gnu = format!("{target}: hard link not allowed for directory");
                process.complain_as(&gnu, &format!("{link}: {}", Errno::NotPermitted))?;
                return Ok(false);
            }
            Ok(_) => {}
        }
    }
    let files = process.system.files();
    let mut made = if symbolic { files.symlink(target, &path) } else { files.hard_link(&source, &path) };
    if made == Err(Errno::Exists) && force && files.remove_file(&path).is_ok() {
        made = if symbolic { files.symlink(target, &path) } else { files.hard_link(&source, &path) };
    }
    if let Err(errno) = made {
        let kind = if symbolic { "symbolic" } else { "hard" };
        process.complain_as(&format!("failed to create {kind} link '{link}': {errno}"), &format!("{link}: {errno}"))?;
    }
    Ok(made.is_ok())
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{check, check_all};

    #[test]
    fn makes_links() {
        check(&[
            ("echo x > a; ln a b; echo y > b; cat a; stat -c %h a", "y\n2\n"),
            ("ln -s nowhere l; readlink l", "nowhere\n"),
            ("mkdir d; touch a; ln -s ../a d; readlink d/a", "../a\n"),
            ("mkdir d e; ln -s d l; ln -sfn e l; readlink l", "e\n"),
            ("mkdir -p d/e x; ln -sr x d/e/l; ln -sr d/e d/m; readlink d/e/l d/m", "../../x\ne\n"),
            ("touch a; ln -sv a b", "'b' -> 'a'\n"),
        ]);
    }

    #[test]
    fn complains_in_both_manners() {
        check_all(
            Flavour::Gnu,
            &[
                ("ln x y", "", "ln: failed to access 'x': No such file or directory\n", 1),
                ("touch a; ln -s x a", "", "ln: failed to create symbolic link 'a': File exists\n", 1),
                ("mkdir d; ln d e", "", "ln: d: hard link not allowed for directory\n", 1),
            ],
        );
        check_all(Flavour::Busybox, &[("touch a; ln -s x a", "", "ln: a: File exists\n", 1)]);
    }
}
