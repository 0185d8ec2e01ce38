//! Servers: programs that stay. They print what a real one prints when it starts, answer GET where they are web
//! servers, and end on the stop signal; there is nothing else behind them. Those that need no code are files in
//! `fixtures/servers`.

mod caddy;
mod described;
mod form;
mod httpd;
mod httpenv;
mod kept;
mod listens;
mod mysql;
mod mysql_tools;
mod mysqld;
mod nginx;
mod number;
mod postgres;
mod psql;
mod redis;
mod registry;
mod scripts;
mod sql;

pub(super) use described::all as described;
pub(in crate::shell) use described::by_file_name;
pub(in crate::shell) use listens::listens;

use super::{Applet, Bail, Ended};
use crate::clock::Timestamp;
use crate::shell::{Listed, Process, Served, Stay, Stop, Stream};
use crate::text::is_own;

/// A row a program.
pub(super) static ALL: &[&Applet] = &[
    &caddy::PROGRAM,
    &httpd::PROGRAM,
    &httpd::APACHE,
    &httpenv::PROGRAM,
    &mysqld::PROGRAM,
    &mysql::PROGRAM,
    &mysql_tools::ADMIN,
    &mysql_tools::DUMP,
    &nginx::PROGRAM,
    &postgres::PROGRAM,
    &psql::PROGRAM,
    &psql::IS_READY,
    &psql::CREATE,
    &psql::DROP,
    &psql::DUMP,
    &psql::DUMP_ALL,
    &psql::INIT,
    &psql::RESTORE,
    &redis::PROGRAM,
    &redis::BENCHMARK,
    &redis::CLI,
    &registry::PROGRAM,
];

/// Bytes of a configuration file that are looked at.
const CONFIG_LIMIT: u64 = 1 << 20;

/// Goes on in the background, and is done with that here: a daemon.
fn daemonized<'a>(process: &mut Process<'a>, serve: impl FnOnce(&mut Process<'a>) -> Ended) -> Ended {
    process.system.enter_background();
    let served = serve(process);
    process.system.leave_background();
    match served {
        Err(Bail::Stop(Stop::Stays(mut stay))) => {
            if stay.processes.is_empty() {
                let uid = process.system.files().identity().uid;
                stay.processes.push(Listed { command: process.arguments.join(" "), uid });
            }
            process.system.stays_behind(process.pid, &stay);
            Ok(0)
        }
        other => other,
    }
}

/// Stays: until somebody sends the stop signal, after which it ends with status 0 and these words.
pub(super) fn stays(serves: Option<(u16, Served)>, last_words: String) -> Ended {
    stays_as(serves, last_words, Vec::new())
}

/// The same with processes that `ps` shows otherwise than the program was called.
fn stays_as(serves: Option<(u16, Served)>, last_words: String, processes: Vec<Listed>) -> Ended {
    Err(Bail::Stop(Stop::Stays(Stay { on_stop_signal: Some(0), serves, last_words, processes, ..Stay::default() })))
}

/// A process titled `own`, and its children, which are the user's `uid` if it is root's.
fn family(process: &mut Process<'_>, own: String, children: &[&str], uid: u32) -> Vec<Listed> {
    let mine = process.system.files().identity().uid;
    let theirs = if mine == 0 { uid } else { mine };
    let children = children.iter().map(|title| Listed { command: title.to_string(), uid: theirs });
    std::iter::once(Listed { command: own, uid: mine }).chain(children).collect()
}

/// A variable of the environment, or a default: images say their programs' versions there.
fn variable(process: &Process<'_>, name: &str, default: &str) -> String {
    process.environment.get(name).cloned().unwrap_or_else(|| default.to_string())
}

/// The version in the variable; without the distribution's suffix.
fn version(process: &Process<'_>, name: &str, default: &str) -> String {
    let text = process.version.clone().unwrap_or_else(|| variable(process, name, default));
    text.split(['-', '~', '+']).next().unwrap_or(&text).to_string()
}

fn now(process: &mut Process<'_>) -> Timestamp {
    process.system.clock().now()
}

fn complain_line(process: &mut Process<'_>, line: &str) -> Result<(), Bail> {
    process.output.write(Stream::Err, format!("{line}\n").as_bytes())?;
    Ok(())
}

/// A small text file, if it is there.
fn text_of(process: &mut Process<'_>, path: &str) -> Option<String> {
    let content = process.system.files().read(path).ok()?;
    let bytes = content.bytes_up_to(CONFIG_LIMIT).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a server of this name runs on this machine: what is meant is the program, not a command that names it.
fn runs(process: &Process<'_>, name: &str) -> bool {
    servers(process, name).next().is_some()
}

/// The command lines of the servers of this name that run on this machine.
fn servers(process: &Process<'_>, name: &str) -> impl Iterator<Item = String> {
    let is_one = |command: &String| {
        let program = command.split_whitespace().next().unwrap_or_default();
        program.rsplit('/').next() == Some(name)
    };
    let commands = process.system.processes().into_iter().map(|running| running.command);
    commands.filter(is_one).collect::<Vec<_>>().into_iter()
}

/// Whether a host's name means this machine.
fn is_here(process: &Process<'_>, host: &str) -> bool {
    is_own(host) || host == process.system.hostname()
}

/// What a client says that is to ask a server elsewhere.
fn elsewhere(client: &str, host: &str) -> String {
    format!("layercake: {client}: a server on another host ({host}) cannot be asked here; ask it in its own container")
}

#[cfg(test)]
mod tests {
    use crate::shell::programs::{Bail, find};
    use crate::shell::testing::Machine;
    use crate::shell::{Flavour, Input, OutputBuffer, Process, Served, Stay, Stop, Stream};
    use crate::vfs::Files;

    /// Runs a program by name: what it printed, and how it ended.
    pub fn run(machine: &mut Machine, arguments: &[&str], environment: &[(&str, &str)]) -> (String, Result<i32, Stop>) {
        let mut output = OutputBuffer::default();
        let name = arguments.first().copied().unwrap_or_default();
        let result = find(name).unwrap().run(&mut Process {
            arguments: arguments.iter().map(|word| word.to_string()).collect(),
            environment: environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
            directory: "/tmp".into(),
            stdin: Input::Empty,
            output: &mut output,
            system: machine,
            flavour: Flavour::Gnu,
            pid: 1,
            inside: None,
            version: None,
        });
        let text =
            [Stream::Out, Stream::Err].map(|stream| String::from_utf8_lossy(&output.stream(stream)).into_owned());
        (text.concat(), result)
    }

    fn stay(result: Result<i32, Stop>) -> Stay {
        match result {
            Err(Stop::Stays(stay)) => stay,
            other => panic!("it does not stay: {other:?}"),
        }
    }

    #[test]
    fn nginx_serves_what_its_configuration_says() {
        let mut machine = Machine::new(Flavour::Gnu);
        let (said, ended) = run(&mut machine, &["nginx", "-v"], &[("NGINX_VERSION", "1.31.4")]);
        assert_eq!((said.as_str(), ended), ("nginx version: nginx/1.31.4\n", Ok(0)));
        let (said, ended) = run(&mut machine, &["nginx"], &[]);
        assert!(
            said.contains("nginx: [emerg] open() \"/etc/nginx/nginx.conf\" failed (2: No such file or directory)"),
            "{said}"
        );
        assert_eq!(ended, Ok(1));
        for folder in ["/etc/nginx/conf.d", "/var/cache/nginx", "/run"] {
            machine.tree.make_dirs(folder, 0o755).unwrap();
        }
        let main = "user root;\nevents {}\nhttp { include conf.d/*.conf; }\n";
        machine.tree.write("/etc/nginx/nginx.conf", main.into(), 0o644).unwrap();
        let config = "server {\n  listen 8080;\n  root /srv/www;\n}\nserver { listen 8081; }\n";
        machine.tree.write("/etc/nginx/conf.d/default.conf", config.into(), 0o644).unwrap();
        let (_, ended) = run(&mut machine, &["nginx", "-g", "daemon off;"], &[]);
        let stays = stay(ended);
        assert_eq!((stays.listens(8080), stays.listens(8081), stays.listens(80)), (true, true, false));
        assert_eq!((stays.serves, stays.on_stop_signal), (Some((8080, Served::Program)), None));
        assert!(stays.handles.contains(&3));
        assert_eq!(machine.tree.read("/run/nginx.pid").unwrap().to_bytes().as_ref(), b"1\n");
        assert_eq!(run(&mut machine, &["nginx"], &[]).1, Ok(0));
    }

    #[test]
    fn databases_want_a_password_once() {
        let mut machine = Machine::new(Flavour::Gnu);
        let (said, ended) = run(&mut machine, &["postgres"], &[]);
        assert!(said.starts_with("Error: Database is uninitialized"), "{said}");
        assert_eq!(ended, Ok(1));
        let (said, ended) = run(&mut machine, &["postgres"], &[("POSTGRES_PASSWORD", "x")]);
        assert!(said.contains("PostgreSQL init process complete"), "{said}");
        stay(ended);
        let (said, ended) = run(&mut machine, &["postgres"], &[]);
        assert!(!said.contains("init process"), "{said}");
        stay(ended);
        assert_eq!(run(&mut machine, &["mysqld"], &[]).1, Ok(1));
        stay(run(&mut machine, &["mysqld"], &[("MYSQL_ROOT_PASSWORD", "x")]).1);
    }

    #[test]
    fn every_server_stays_or_says_its_version() {
        let mut machine = Machine::new(Flavour::Gnu);
        machine.tree.make_dir("/etc", 0o755).ok();
        machine.tree.write("/etc/config.yml", "http:\n  addr: :5000\n".into(), 0o644).unwrap();
        let commands: [&[&str]; 5] = [
            &["httpd", "-DFOREGROUND"],
            &["redis-server"],
            &["registry", "serve", "/etc/config.yml"],
            &["caddy", "run"],
            &["httpenv"],
        ];
        for command in commands {
            stay(run(&mut machine, command, &[]).1);
        }
        let (said, _) = run(&mut machine, &["redis-cli", "ping"], &[]);
        assert_eq!(said, "Could not connect to Redis at 127.0.0.1:6379: Connection refused\n");
        assert!(matches!(super::stays(None, String::new()), Err(Bail::Stop(Stop::Stays(_)))));
    }
}
