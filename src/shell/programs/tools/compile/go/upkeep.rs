//! What looks after a module: `go vet`, `go fmt` and `gofmt`, `go clean`, `go generate`.

use super::super::super::npm::remove_all;
use super::super::words::{arguments, bare, code, outside_texts};
use super::place::{self, fail};
use super::source::{self, Package, Problem};
use crate::shell::embedded::SourceFile;
use crate::shell::programs::machine::xargs::spawn;
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Input, Process, Stream};

/// The packages that are named; none: the one in the working directory.
fn packages(process: &mut Process<'_>, words: &[String]) -> Result<Vec<Package>, Bail> {
    let here = [".".to_string()];
    let named: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let named = if named.is_empty() { here.iter().collect() } else { named };
    let mut all = Vec::new();
    for pattern in named {
        all.extend(source::find(process, pattern)?);
    }
    Ok(all)
}

/// Files as they are named in the working directory.
fn own(package: &Package) -> impl Iterator<Item = &SourceFile> {
    package.sources[..package.own].iter().chain(&package.tests)
}

/// `go vet`: what the compiler sees, and formats that do not fit their values.
pub fn vet(process: &mut Process<'_>, words: &[String]) -> Ended {
    let mut wrong = false;
    for package in packages(process, words)? {
        let mut problems = source::problems(&package);
        let compiled = problems.is_empty();
        for file in own(&package).filter(|_| compiled) {
            problems.extend(formats(file));
        }
        let Some(first) = problems.first() else { continue };
        wrong = true;
        let import = &package.import;
        let text = match compiled {
            true => problems.iter().map(|problem| format!("{problem}\n")).collect(),
            false => format!("vet: {first}\n"),
        };
        process.output.write(Stream::Err, format!("# {import}\n# [{import}]\n{text}").as_bytes())?;
    }
    Ok(i32::from(wrong))
}

/// Functions that take a format, and how many words come before it.
const FORMATTED: &[(&str, usize)] = &[
    ("fmt.Printf", 0),
    ("fmt.Sprintf", 0),
    ("fmt.Errorf", 0),
    ("fmt.Fprintf", 1),
    ("log.Printf", 0),
    ("log.Fatalf", 0),
    ("log.Panicf", 0),
];

/// Calls whose format wants more values than there are, or fewer (vet's `printf`).
fn formats(file: &SourceFile) -> Vec<Problem> {
    let mut all = Vec::new();
    let (mut line, mut begins, mut seen) = (1, 0, 0);
    for at in code(&file.text) {
        let passed = &file.text[std::mem::replace(&mut seen, at)..at];
        if let Some(end) = passed.rfind('\n') {
            line += passed.matches('\n').count();
            begins = at - passed.len() + end + 1;
        }
        let call = FORMATTED
            .iter()
            .find(|(name, _)| file.text[at..].strip_prefix(name).is_some_and(|behind| behind.starts_with('(')));
        let is_whole = !file.text[..at].ends_with(|letter: char| letter.is_alphanumeric() || "_.".contains(letter));
        let Some((function, before)) = call.filter(|_| is_whole) else { continue };
        if let Some(text) = misfit(function, *before, &file.text[at + function.len()..]) {
            all.push(Problem { file: file.path.clone(), line, column: at - begins + 1, text });
        }
    }
    all
}

/// What is wrong with a call, of whose arguments so many come before the format. `rest`: from its parenthesis on.
fn misfit(function: &str, before: usize, rest: &str) -> Option<String> {
    let words = arguments(rest)?;
    let format = words.get(before)?.strip_prefix('"')?.strip_suffix('"')?;
    let values = words.len() - before - 1;
    let verbs = verbs(format).filter(|_| !words.last().is_some_and(|word| word.ends_with("...")))?;
    let several = |count: usize| if count == 1 { "" } else { "s" };
    match verbs.get(values) {
        Some(verb) => Some(format!(
            "{function} format {verb} reads arg #{}, but call has {values} arg{}",
            values + 1,
            several(values)
        )),
        None if values > verbs.len() => Some(format!(
            "{function} call needs {} arg{} but has {values} arg{}",
            verbs.len(),
            several(verbs.len()),
            several(values)
        )),
        None => None,
    }
}

/// The verbs of a format; `None`: it has some that count their values themselves (`%[1]d`, `%*d`).
fn verbs(format: &str) -> Option<Vec<String>> {
    let mut all = Vec::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            continue;
        }
        let mut verb = String::from("%");
        loop {
            let next = letters.next()?;
            verb.push(next);
            match next {
                '[' | '*' => return None,
                '+' | '-' | '#' | ' ' | '.' | '0'..='9' => {}
                _ => break,
            }
        }
        if !verb.ends_with('%') {
            all.push(verb);
        }
    }
    Some(all)
}

/// `go fmt`: files are left alone that look as gofmt leaves them; others it would write anew, which is not simulated.
pub fn fmt(process: &mut Process<'_>, words: &[String]) -> Ended {
    let all = packages(process, words)?;
    let files: Vec<&SourceFile> = all.iter().flat_map(own).collect();
    rewritten(process, &files)
}

/// `gofmt [-l] [-w] [-d] PATH...`
pub fn gofmt(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (flags, paths): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.starts_with('-'));
    if let Some(flag) = flags.iter().find(|flag| !["-l", "-w", "-s", "-e"].contains(&flag.as_str())) {
        return fail(process, &format!("gofmt: layercake does not simulate the flag {flag}"));
    }
    if paths.is_empty() {
        return fail(process, "gofmt: layercake does not simulate formatting of standard input: name a file");
    }
    let mut files = Vec::new();
    for path in paths {
        let mut found = source::below(process, path)?;
        let absolute = process.absolute(path);
        if found.is_empty() && process.system.files().stat(&absolute, true).is_err() {
            process.output.write(Stream::Err, format!("lstat {path}: no such file or directory\n").as_bytes())?;
            return Ok(2);
        }
        files.append(&mut found);
    }
    let odd: Vec<&SourceFile> = files.iter().filter(|file| untidy(&file.text).is_some()).collect();
    if flags.iter().any(|flag| *flag == "-l") && !flags.iter().any(|flag| *flag == "-w") {
        for file in odd {
            process.print(&format!("{}\n", file.path))?;
        }
        return Ok(0);
    }
    if !flags.iter().any(|flag| *flag == "-w") && odd.is_empty() {
        for file in &files {
            process.print(&file.text)?;
        }
        return Ok(0);
    }
    rewritten(process, &odd)
}

fn rewritten(process: &mut Process<'_>, files: &[&SourceFile]) -> Ended {
    match files.iter().find_map(|file| Some((&file.path, untidy(&file.text)?))) {
        None => Ok(0),
        Some((path, (line, what))) => {
            fail(process, &format!("{path}:{line}: {what}: layercake does not simulate how gofmt would write it anew"))
        }
    }
}

/// The first line that gofmt would write in another way for certain, and why.
fn untidy(text: &str) -> Option<(usize, &'static str)> {
    if !text.is_empty() && !text.ends_with('\n') {
        return Some((text.lines().count(), "no end of line"));
    }
    let mut blank = 0;
    let bare = bare(text);
    let lines = text.split_terminator('\n').zip(bare.split('\n')).zip(outside_texts(text));
    for (number, ((line, bare), is_code)) in lines.enumerate() {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        let what = match () {
            () if !is_code => continue,
            () if line.starts_with(' ') => "spaces where gofmt has tabs",
            () if line.ends_with([' ', '\t', '\r']) => "white space at the end of the line",
            () if blank > 1 => "two empty lines",
            () => match crowded(bare.trim_start_matches('\t')) {
                Some(what) => what,
                None => continue,
            },
        };
        return Some((number + 1, what));
    }
    None
}

/// What in a line of code gofmt would write with other blanks.
fn crowded(line: &str) -> Option<&'static str> {
    let places = |mark: &'static str| line.match_indices(mark).map(move |(at, _)| (at, at + mark.len()));
    let after = |mark| places(mark).filter_map(|(_, end)| line[end..].chars().next());
    let before = |mark| places(mark).filter_map(|(at, _)| line[..at].chars().next_back());
    Some(match () {
        () if line.contains("){") => "no blank before a brace",
        () if line.contains("}else") || line.contains("else{") => "no blank beside else",
        () if line.contains("( ") || line.contains(" )") => "a blank inside parentheses",
        () if line.contains(" ,") || after(",").any(|next| next != ' ') => "no blank behind a comma, or one before it",
        () if line.ends_with(';') || after(";").any(|next| next != ' ' && next != '}') => "a semicolon",
        () if before(":=").chain(after(":=")).any(|beside| !beside.is_whitespace()) => "no blank beside :=",
        () if line.starts_with("if (") && line.ends_with(") {") && !line.contains(") ||") && !line.contains(") &&") => {
            "parentheses around a condition"
        }
        () => return None,
    })
}

/// `go clean`: the program that was built here; `-cache`, `-testcache` and `-modcache` empty the caches.
pub fn clean(process: &mut Process<'_>, words: &[String]) -> Ended {
    let mut folders = Vec::new();
    let mut any = false;
    for word in words {
        match word.trim_start_matches('-') {
            "cache" => folders.push(place::cache(process)),
            "modcache" => folders.push(place::modules(process)),
            "testcache" => forget_tests(process),
            "i" | "r" | "x" | "n" => continue,
            _ if word.starts_with('-') => {
                return fail(process, &format!("go clean: layercake does not simulate the flag {word}"));
            }
            _ => continue,
        }
        any = true;
    }
    if !any {
        for package in packages(process, words)? {
            let path = process.absolute(&package.program_name());
            // What was not built is not there.
            let _ = process.system.files().remove_file(&path);
        }
    }
    for folder in folders {
        if let Err(errno) = remove_all(process.system.files(), &folder) {
            return fail(process, &format!("go: unlinkat {folder}: {}", errno.to_string().to_lowercase()));
        }
    }
    Ok(0)
}

/// Removes what is known of tests from the build cache.
fn forget_tests(process: &mut Process<'_>) {
    let cache = place::cache(process);
    let files = process.system.files();
    for folder in files.read_dir(&cache).unwrap_or_default() {
        let folder = format!("{cache}/{}", folder.name);
        let entries = files.read_dir(&folder).unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.name.ends_with("-t")) {
            // A cache that cannot be written keeps what it has.
            let _ = files.remove_file(&format!("{folder}/{}", entry.name));
        }
    }
}

/// The words of a directive: quotes hold some together.
fn directive(line: &str) -> Vec<String> {
    let (mut all, mut quoted) = (Vec::new(), false);
    for part in line.trim().split('"') {
        match quoted {
            true => all.push(part.to_string()),
            false => all.extend(part.split_whitespace().map(str::to_string)),
        }
        quoted = !quoted;
    }
    all
}

/// `go generate`: the commands behind `//go:generate`, each where its file is.
pub fn generate(process: &mut Process<'_>, words: &[String]) -> Ended {
    for package in packages(process, words)? {
        for file in own(&package) {
            let before = process.directory.clone();
            let folder = file.path.rsplit_once('/').map_or(before.clone(), |(folder, _)| process.absolute(folder));
            for (number, (line, is_code)) in file.text.lines().zip(outside_texts(&file.text)).enumerate() {
                let Some(command) = line.strip_prefix("//go:generate ").filter(|_| is_code) else { continue };
                let command = directive(command);
                let name = command.first().cloned().unwrap_or_default();
                let place = format!("{}:{}", file.path, number + 1);
                if !name.contains('/') && !super::super::system::has_program(process, &name) {
                    let text =
                        format!("{place}: running \"{name}\": exec: \"{name}\": executable file not found in $PATH");
                    return fail(process, &text);
                }
                process.directory = folder.clone();
                let status = spawn(process, command, &mut Input::Empty);
                process.directory = before.clone();
                let status = status?;
                if status != 0 {
                    return fail(process, &format!("{place}: running \"{name}\": exit status {status}"));
                }
            }
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_held_against_their_values() {
        let text = "// fmt.Printf(\"%d\")\nfunc main() {\n\tfmt.Printf(\"%d %s\\n\", 1)\n\tlog.Printf(\"%d%%\", 1, f(2, 3))\n\tfmt.Fprintf(w, \"%v\", a...)\n\tfmt.Printf(\"%[1]d\", 1, 2)\n}\n";
        let file = SourceFile { path: "main.go".into(), text: text.into() };
        let said: Vec<String> = formats(&file).iter().map(Problem::to_string).collect();
        assert_eq!(
            said,
            [
                "./main.go:3:2: fmt.Printf format %s reads arg #2, but call has 1 arg",
                "./main.go:4:2: log.Printf call needs 1 arg but has 2 args"
            ]
        );
    }

    #[test]
    fn what_gofmt_would_change_is_seen() {
        assert_eq!(untidy("package a\n\nfunc f() {\n\tg()\n}\n"), None);
        assert_eq!(untidy("package a\n\nvar s = `\n  raw \n`\n"), None);
        assert_eq!(untidy("package a\n  var x int\n"), Some((2, "spaces where gofmt has tabs")));
        assert_eq!(untidy("package a \n").map(|(line, _)| line), Some(1));
        let tidy = "package a\n\nfunc f(a, b int) {\n\tfor i := 0; i < 3; i++ {\n\t\tg(\"( x ){;\", ',') // a,b;\n\t}\n\ts[1:2], t = []int{1, 2}, struct{}{}\n\tif (a) || (b) {\n\t}\n}\n";
        assert_eq!(untidy(tidy), None);
        for line in ["f( a )", "x:=1", "f(a,b)", "x = 1;", "if (x) {", "} else{", "func f(){"] {
            assert!(untidy(&format!("package a\n{line}\n")).is_some(), "{line}");
        }
    }
}
