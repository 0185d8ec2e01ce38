//! `redis-server`: what it says when it starts and ends.

use std::collections::BTreeMap;

use super::super::kept::Lost;
use super::super::{CONFIG_LIMIT, now, stays_as, variable};
use super::store::Store;
use crate::clock::Timestamp;
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Listed, Process};
use crate::vfs::Errno;

pub(in super::super) static PROGRAM: Applet = Applet {
    names: &["redis-server"],
    about: "a data structure server",
    usage: "[/path/to/redis.conf] [options]",
    run,
};

/// What the configuration file and the options say: names in small letters, the last one wins.
struct Settings(BTreeMap<String, String>);

impl Settings {
    /// The first word may be a file; `--name value` overrides it (`loadServerConfig` in Redis' config.c).
    fn read(process: &mut Process<'_>, arguments: &[String]) -> Result<Settings, (String, Errno)> {
        let mut settings = BTreeMap::new();
        let file = arguments.first().filter(|word| !word.starts_with('-') || *word == "-");
        let text = match file {
            Some(word) if word == "-" => {
                let content = process.rest_of_stdin().ok();
                content.and_then(|content| content.bytes_up_to(CONFIG_LIMIT).ok()).unwrap_or_default()
            }
            Some(word) => {
                let path = process.absolute(word);
                let content = process.system.files().read(&path).map_err(|errno| (path.clone(), errno))?;
                content.bytes_up_to(CONFIG_LIMIT).unwrap_or_default()
            }
            None => Default::default(),
        };
        for line in String::from_utf8_lossy(&text).lines() {
            let line = line.trim();
            if let Some((name, value)) = line.split_once(char::is_whitespace).filter(|_| !line.starts_with('#')) {
                settings.insert(name.to_ascii_lowercase(), value.trim().trim_matches('"').to_string());
            }
        }
        let mut name: Option<String> = None;
        for word in arguments.iter().skip(usize::from(file.is_some())) {
            match (word.strip_prefix("--"), &name) {
                (Some(option), _) => {
                    name = Some(option.to_ascii_lowercase());
                    settings.insert(option.to_ascii_lowercase(), String::new());
                }
                (None, Some(name)) => {
                    let value = settings.entry(name.clone()).or_default();
                    *value = if value.is_empty() { word.clone() } else { format!("{value} {word}") };
                }
                (None, None) => {}
            }
        }
        Ok(Settings(settings))
    }

    fn of(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Writes down what clients must say, and makes the files of an append-only server.
    fn remember(&self, process: &mut Process<'_>) -> Result<(), Lost> {
        let password = self.of("requirepass").filter(|password| !password.is_empty()).map(str::to_string);
        let mut store = Store::load(process)?;
        if store.password != password {
            store.password = password;
            store.save(process)?;
        }
        if self.of("appendonly") == Some("yes") {
            let files = process.system.files();
            let folder = "/data/appendonlydir";
            let lost = |errno| Lost::File { path: folder.into(), errno };
            files.make_dirs(folder, 0o755).map_err(lost)?;
            let manifest = "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n";
            for (name, text) in [("manifest", manifest), ("1.base.rdb", "REDIS0013\n"), ("1.incr.aof", "")] {
                let path = format!("{folder}/appendonly.aof.{name}");
                if files.stat(&path, true).is_err() {
                    files.write(&path, text.into(), 0o644).map_err(lost)?;
                }
            }
        }
        Ok(())
    }
}

/// The user that the images run it as.
const REDIS: u32 = 999;

pub(super) fn version(process: &Process<'_>) -> String {
    process.version.clone().unwrap_or_else(|| variable(process, "REDIS_VERSION", "8.10.1"))
}

fn line(pid: u32, role: char, at: Timestamp, mark: char, text: &str) -> String {
    let stamp = format!("{}.{:03}", at.in_utc("%d %b %Y %H:%M:%S"), at.subsecond_nanos() / 1_000_000);
    format!("{pid}:{role} {stamp} {mark} {text}\n")
}

fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    let arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
    if arguments.first().is_some_and(|word| word == "--version" || word == "-v") {
        process.print(&format!("Redis server v={version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64\n"))?;
        return Ok(0);
    }
    let (at, pid) = (now(process), process.pid);
    let settings = match Settings::read(process, &arguments) {
        Ok(settings) => settings,
        Err((file, errno)) => {
            let words = format!("Fatal error, can't open config file '{file}': {errno}");
            process.print(&line(pid, 'C', at, '#', &words))?;
            return Ok(1);
        }
    };
    let port = settings.of("port").unwrap_or("6379").to_string();
    if let Err(lost) = settings.remember(process) {
        process.print(&line(pid, 'M', at, '#', &format!("Can't open or create the database: {lost}")))?;
        return Ok(1);
    }
    let text = [
        line(pid, 'C', at, '*', "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo"),
        line(
            pid,
            'C',
            at,
            '*',
            &format!("Redis version={version}, bits=64, commit=00000000, modified=0, pid={pid}, just started"),
        ),
        if arguments.is_empty() {
            line(
                pid,
                'C',
                at,
                '#',
                "Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf",
            )
        } else {
            line(pid, 'C', at, '*', "Configuration loaded")
        },
        line(pid, 'M', at, '*', &format!("Running mode=standalone, port={port}.")),
        line(pid, 'M', at, '*', "Server initialized"),
        line(pid, 'M', at, '*', "Ready to accept connections tcp"),
    ];
    process.print(&text.concat())?;
    let at_end = |mark: char, text: &str| format!("{pid}:M {{%d %b %Y %H:%M:%S%.3f}} {mark} {text}\n");
    let last_words = [
        format!("{pid}:signal-handler ({{%s}}) Received SIGTERM scheduling shutdown...\n"),
        at_end('*', "User requested shutdown..."),
        at_end('*', "Saving the final RDB snapshot before exiting."),
        at_end('*', "DB saved on disk"),
        at_end('#', "Redis is now ready to exit, bye bye..."),
    ];
    let processes = vec![Listed { command: format!("redis-server *:{port}"), uid: REDIS }];
    stays_as(None, last_words.concat(), processes)
}
