//! [`Linking`]: what `-ldflags` says. `-X` sets a string variable of a package (`cmd/link`, "-X importpath.name=value"): here, where
//! it is declared in the sources that the program carries.

use crate::shell::embedded::SourceFile;

/// What the linker is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linking {
    pub stripped: bool,
    pub forced_static: bool,
    settings: Vec<Setting>,
}

/// A variable that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Setting {
    /// The package's import path; `main` for the program's own.
    package: String,
    name: String,
    value: String,
}

impl Linking {
    /// Adds what one `-ldflags` says; the error is the linker's.
    pub fn add(&mut self, flags: &str) -> Result<(), String> {
        let mut words = split(flags)?.into_iter();
        while let Some(word) = words.next() {
            let option = word.trim_start_matches('-');
            let setting = match option {
                "s" | "w" => {
                    self.stripped |= option == "s";
                    continue;
                }
                "X" => words.next().unwrap_or_default(),
                _ => match option.strip_prefix("X=") {
                    Some(setting) => setting.to_string(),
                    None => {
                        self.forced_static |= word.contains("-static");
                        continue;
                    }
                },
            };
            let parts = setting.split_once('=').and_then(|(place, value)| Some((place.rsplit_once('.')?, value)));
            let Some(((package, name), value)) = parts else {
                return Err(format!("-X flag requires argument of the form importpath.name=value, got {setting:?}"));
            };
            self.settings.push(Setting { package: package.into(), name: name.into(), value: value.into() });
        }
        Ok(())
    }

    /// The sources with the variables set. A variable that is not there, or no string, stays as it is.
    pub fn applied(&self, sources: &[SourceFile]) -> Vec<SourceFile> {
        let mut sources = sources.to_vec();
        for setting in &self.settings {
            for source in sources.iter_mut().filter(|source| setting.means(source)) {
                source.text = setting.applied(&source.text);
            }
        }
        sources
    }
}

impl Setting {
    /// Whether a file is of the package: its clause says the path's last name, and it lies in a directory of that name or is
    /// the program's own.
    fn means(&self, source: &SourceFile) -> bool {
        let last = self.package.rsplit('/').next().unwrap_or(&self.package);
        let clause = source.text.lines().find_map(|line| line.trim().strip_prefix("package "));
        let clause = clause.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
        let folder =
            source.path.rsplit_once('/').map_or("", |(folder, _)| folder).rsplit('/').next().unwrap_or_default();
        clause == last || !self.package.is_empty() && folder == last && self.package != "main"
    }

    fn applied(&self, text: &str) -> String {
        let mut in_group = false;
        let mut done = false;
        let lines = text.split_inclusive('\n').map(|line| {
            let bare = line.trim_end_matches('\n');
            let code = bare.trim();
            if in_group && code.starts_with(')') {
                in_group = false;
            }
            let at_top = bare.starts_with("var ");
            if at_top && code.trim_start_matches("var").trim_start().starts_with('(') {
                in_group = true;
                return line.to_string();
            }
            let declaration = match (at_top, in_group) {
                (true, _) => code.strip_prefix("var ").map(str::trim_start),
                (false, true) => Some(code),
                (false, false) => None,
            };
            match declaration.filter(|declaration| !done && self.is_string(declaration)) {
                Some(_) => {
                    done = true;
                    let head = if at_top { "var " } else { "\t" };
                    format!("{head}{} string = {}\n", self.name, literal(&self.value))
                }
                None => line.to_string(),
            }
        });
        lines.collect()
    }

    /// `name string`, `name = "…"`, `name string = "…"`
    fn is_string(&self, declaration: &str) -> bool {
        let Some(rest) = declaration.strip_prefix(&self.name) else { return false };
        if !rest.starts_with([' ', '\t', '=']) {
            return false;
        }
        let rest = rest.trim_start();
        let value = match rest.strip_prefix("string") {
            Some(rest) if rest.is_empty() || rest.starts_with([' ', '\t', '=', '/']) => rest.trim_start(),
            Some(_) => return false,
            None => rest,
        };
        let typed = value.len() != rest.len() || rest == "string";
        match value.strip_prefix('=') {
            Some(value) => value.trim_start().starts_with(['"', '`']),
            None => typed && (value.is_empty() || value.starts_with("//")),
        }
    }
}

/// A string of Go's.
fn literal(value: &str) -> String {
    let mut text = String::from('"');
    for letter in value.chars() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            '\n' => text += "\\n",
            '\t' => text += "\\t",
            '\r' => text += "\\r",
            other => text.push(other),
        }
    }
    text + "\""
}

/// Words between spaces; one that begins with a quotation mark goes on to the next one (`cmd/internal/quoted`).
fn split(flags: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = flags.trim_start();
    while let Some(first) = rest.chars().next() {
        if matches!(first, '\'' | '"') {
            let inside = rest.get(1..).unwrap_or_default();
            let Some((word, behind)) = inside.split_once(first) else {
                return Err(format!("unterminated {first} string"));
            };
            words.push(word.to_string());
            rest = behind.trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            words.push(word.to_string());
            rest = behind.trim_start();
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(flags: &str, path: &str, text: &str) -> String {
        let mut linking = Linking::default();
        linking.add(flags).unwrap();
        linking.applied(&[SourceFile { path: path.into(), text: text.into() }]).remove(0).text
    }

    #[test]
    fn strings_are_set_where_they_are_declared() {
        let text = "package main\n\nvar version = \"dev\"\nvar commit string\nvar count = 1\n";
        let set = applied("-s -X main.version=1.2.3 -X 'main.commit=a b' -X main.count=7", "main.go", text);
        assert_eq!(set, "package main\n\nvar version string = \"1.2.3\"\nvar commit string = \"a b\"\nvar count = 1\n");
        let group = "package build\n\nvar (\n\tVersion = \"dev\" // of the program\n\tDay     string\n)\n";
        let set = applied("-X=shop.io/api/build.Version=2 -X shop.io/api/build.Day=now", "./build/build.go", group);
        assert_eq!(set, "package build\n\nvar (\n\tVersion string = \"2\"\n\tDay string = \"now\"\n)\n");
        assert_eq!(applied("-X other.version=3", "main.go", text), text);
    }

    #[test]
    fn what_is_no_setting_is_said() {
        let mut linking = Linking::default();
        assert_eq!(
            linking.add("-X version").unwrap_err(),
            "-X flag requires argument of the form importpath.name=value, got \"version\""
        );
        assert_eq!(linking.add("-X 'main.a=b").unwrap_err(), "unterminated ' string");
    }
}
