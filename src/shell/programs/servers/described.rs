//! Servers that are data: one file each in `fixtures/servers`.

use std::sync::LazyLock;

use super::form::Form;
use super::{now, text_of, variable};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Listed, Process, Program, Served, Stay, Stop, Stream};

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/server_files.rs"));

/// Where an image whose environment does not say it has its server's version.
const VERSION_FILE: &str = "/usr/lib/layer/version";

/// All of them. A file that cannot be read is no server; a test names it.
static ALL: LazyLock<Vec<Described>> =
    LazyLock::new(|| FILES.iter().filter_map(|(_, text)| toml::from_str(text).ok()).map(Described::new).collect());

/// The servers that are data.
pub(in super::super) fn all() -> impl Iterator<Item = &'static dyn Program> {
    ALL.iter().map(|server| server as &'static dyn Program)
}

/// One server. Its names live as long as the program, like those of a program that is code.
struct Described {
    form: Form,
    names: &'static [&'static str],
    about: &'static str,
}

impl Described {
    fn new(form: Form) -> Self {
        let names = form.programs.iter().map(|name| &*name.clone().leak());
        let names: Vec<&'static str> = names.collect();
        Described { names: names.leak(), about: form.about.clone().leak(), form }
    }
}

impl Program for Described {
    fn names(&self) -> &'static [&'static str] {
        self.names
    }
    fn about(&self) -> &'static str {
        self.about
    }
    fn run(&self, process: &mut Process<'_>) -> Result<i32, Stop> {
        match start(&self.form, process) {
            Ok(status) | Err(Bail::Status(status)) => Ok(status),
            Err(Bail::Stop(stop)) => Err(stop),
        }
    }
}

fn start(form: &Form, process: &mut Process<'_>) -> Ended {
    let port = form.port.map(|usual| port(form, process, usual));
    let words = Words {
        version: version(form, process),
        port: port.map(|port| port.to_string()).unwrap_or_default(),
        hostname: process.system.hostname(),
        at: now(process),
    };
    let asked = process.arguments.get(1).cloned().unwrap_or_default();
    if let Some(saying) = form.says.iter().find(|saying| saying.to.contains(&asked)) {
        process.print(&words.fill(&saying.text))?;
        return Ok(0);
    }
    for refusal in &form.refuses {
        let set = refusal.unless.iter().any(|name| !variable(process, name, "").is_empty());
        let there = |path: &String| process.system.files().stat(path, true).is_ok();
        if !set && !refusal.unless_file.as_ref().is_some_and(there) {
            process.output.write(Stream::Err, words.fill(&refusal.text).as_bytes())?;
            return Ok(refusal.status);
        }
    }
    let fresh = form.makes.first().is_some_and(|path| process.system.files().stat(path, true).is_err());
    let log = if fresh { format!("{}{}", form.first_log, form.log) } else { form.log.clone() };
    if fresh && let Err((path, errno)) = make(form, process) {
        return process.fail(1, &format!("{path}: {errno}"));
    }
    let stream = if form.to_stdout { Stream::Out } else { Stream::Err };
    process.output.write(stream, words.fill(&log).as_bytes())?;
    let serves = port.map(|port| match &form.files {
        Some(root) => (port, Served::Files(root.clone())),
        None => (port, Served::Pages(form.pages(|text| words.fill(text)))),
    });
    let uid = form.user.unwrap_or(process.system.files().identity().uid);
    let processes = form.processes.iter().map(|command| Listed { command: words.fill(command), uid }).collect();
    let last_words = words.fill(&form.last_words);
    let stay = Stay { on_stop_signal: form.stops, serves, last_words, processes, ..Stay::default() };
    Err(Bail::Stop(Stop::Stays(stay)))
}

/// Its version: what the image's environment says, or the image's own file, or the usual one.
fn version(form: &Form, process: &mut Process<'_>) -> String {
    let file = text_of(process, VERSION_FILE).map(|text| text.trim().to_string());
    let usual = file.unwrap_or_else(|| form.version.clone());
    match &form.version_variable {
        Some(name) => super::version(process, name, &usual).trim_start_matches('v').to_string(),
        None => usual,
    }
}

/// The port that it is told, or its usual one.
fn port(form: &Form, process: &Process<'_>, usual: u16) -> u16 {
    let told = form.port_from.iter().find_map(|from| match from.strip_suffix('=') {
        Some(name) => process.environment.get(name).cloned(),
        None => {
            let mut words = process.arguments.iter();
            let joined = format!("{from}=");
            words.find_map(|word| word.strip_prefix(&joined).map(str::to_string)).or_else(|| {
                let place = process.arguments.iter().position(|word| word == from)?;
                process.arguments.get(place + 1).cloned()
            })
        }
    });
    told.and_then(|text| text.rsplit(':').next()?.parse().ok()).unwrap_or(usual)
}

fn make(form: &Form, process: &mut Process<'_>) -> Result<(), (String, crate::vfs::Errno)> {
    let files = process.system.files();
    for path in &form.makes {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        files.make_dirs(folder, 0o755).map_err(|errno| (folder.to_string(), errno))?;
        let content = form.contents.get(path).map_or("\n", String::as_str);
        files.write(path, content.to_string().into(), 0o600).map_err(|errno| (path.clone(), errno))?;
    }
    Ok(())
}

/// What the words in braces stand for.
struct Words {
    version: String,
    port: String,
    hostname: String,
    at: crate::clock::Timestamp,
}

impl Words {
    fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled += before;
            let word = after.split_once('}').and_then(|(word, behind)| Some((self.value(word)?, behind)));
            match word {
                Some((value, behind)) => {
                    filled += &value;
                    rest = behind;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled + rest
    }

    fn value(&self, word: &str) -> Option<String> {
        match word {
            "version" => Some(self.version.clone()),
            "port" => Some(self.port.clone()),
            "hostname" => Some(self.hostname.clone()),
            time if time.starts_with('%') => Some(self.at.in_utc(time)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use super::*;
    use crate::shell::Flavour;
    use crate::shell::testing::Machine;
    use crate::vfs::Files;

    #[test]
    fn every_file_describes_a_server_whose_names_nobody_else_has() {
        for (file, text) in FILES {
            let form: Result<Form, _> = toml::from_str(text);
            assert!(form.is_ok(), "{file}: {}", form.unwrap_err());
        }
        let names: Vec<&str> =
            crate::shell::programs::all().iter().flat_map(|program| program.names()).copied().collect();
        for name in all().flat_map(|program| program.names()) {
            assert_eq!(names.iter().filter(|other| other == &name).count(), 1, "{name}");
        }
    }

    #[test]
    fn every_server_stays_unless_it_refuses() {
        for server in &*ALL {
            let mut machine = Machine::new(Flavour::Gnu);
            let mut environment = Vec::new();
            for refusal in &server.form.refuses {
                environment.extend(refusal.unless.first().map(|name| (name.as_str(), "x")));
                if let Some(path) = refusal.unless_file.as_ref().filter(|_| refusal.unless.is_empty()) {
                    machine.tree.make_dirs(path.rsplit_once('/').unwrap().0, 0o755).unwrap();
                    machine.tree.write(path, "x".into(), 0o644).unwrap();
                }
            }
            let (said, ended) = run(&mut machine, &[server.names[0]], &environment);
            let Err(Stop::Stays(stay)) = ended else { panic!("{}: {ended:?}: {said}", server.names[0]) };
            assert_eq!(stay.serves.map(|(port, _)| port), server.form.port, "{}", server.names[0]);
            assert!(!said.contains("{%") && !said.contains("{version}"), "{said}");
        }
    }

    #[test]
    fn words_in_braces_are_filled_in_and_json_is_left_alone() {
        let at = crate::clock::Timestamp::from_seconds(0);
        let words = Words { version: "8.3".into(), port: "27017".into(), hostname: "box".into(), at };
        assert_eq!(words.fill("{\"v\":\"{version}\"} {%Y} {nope} {"), "{\"v\":\"8.3\"} 1970 {nope} {");
    }
}
