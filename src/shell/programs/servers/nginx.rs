//! `nginx`: a web server. Its configuration is read and checked as nginx does; it answers requests itself, and its logs
//! go where the configuration says.

mod answer;
mod ask;
mod content;
mod directive;
mod known;
mod log;
mod made;
mod reading;
mod rewrite;
mod site;
mod upstream;
mod variables;

use super::{family, now, servers, version};
use crate::shell::programs::accounts;
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{HttpReply, Process, Stay, Stream};
use crate::vfs::{Errno, Files};
use directive::{Directive, Place, Wrong};
use reading::{Failure, Read};
use site::Site;

pub(super) static PROGRAM: Applet = Applet {
    names: &["nginx"],
    about: "a web server",
    usage: "[-?hvVtTq] [-s signal] [-p prefix] [-e filename] [-c filename] [-g directives]",
    run,
};

const CONFIG: &str = "/etc/nginx/nginx.conf";
const PID_FILE: &str = "/run/nginx.pid";
/// The process ID of the first worker.
const FIRST_WORKER: u32 = 29;
/// Directories that it makes: the directives that name them, and what they are called below its cache.
const TEMPORARY: [(&str, &str); 5] = [
    ("client_body_temp_path", "client_temp"),
    ("proxy_temp_path", "proxy_temp"),
    ("fastcgi_temp_path", "fastcgi_temp"),
    ("uwsgi_temp_path", "uwsgi_temp"),
    ("scgi_temp_path", "scgi_temp"),
];
/// Signals that it knows: `HUP`, `INT`, `QUIT`, `USR1`, `TERM`.
const HANDLED: [i32; 5] = [1, 2, 3, 10, 15];

/// Where it keeps what it is sent, as it was built: nginx's own packages and images below `/var/cache/nginx`, Debian's and
/// Alpine's packages below `/var/lib/nginx` (`--http-client-body-temp-path` and its kin in `nginx -V`).
fn usual_place(files: &dyn Files, name: &str) -> String {
    let kind = name.trim_end_matches("_temp");
    match () {
        () if files.stat("/var/lib/nginx/tmp", true).is_ok() => {
            format!("/var/lib/nginx/tmp/{}", if kind == "client" { "client_body" } else { kind })
        }
        () if files.stat("/var/lib/nginx", true).is_ok() => {
            format!("/var/lib/nginx/{}", if kind == "client" { "body" } else { kind })
        }
        () => format!("/var/cache/nginx/{name}"),
    }
}

/// What the command line asks for.
#[derive(Default)]
struct Asked {
    tests: bool,
    dumps: bool,
    quiet: bool,
    signal: Option<String>,
    config: Option<String>,
    directives: String,
}

fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process, "NGINX_VERSION", "1.31.4");
    let asked = match options(process, &version)? {
        Ok(asked) => asked,
        Err(status) => return Ok(status),
    };
    let config = match &asked.config {
        Some(path) if path.starts_with('/') => path.clone(),
        Some(path) => format!("/etc/nginx/{path}"),
        None => CONFIG.into(),
    };
    let (read, site) = match configured(process, &asked, &config)? {
        Ok(configured) => configured,
        Err(wrong) => {
            complain(process, "emerg", &wrong.to_string())?;
            if asked.tests {
                say(process, &format!("nginx: configuration file {config} test failed"))?;
            }
            return Ok(1);
        }
    };
    for warning in &site.warnings {
        complain(process, "warn", warning)?;
    }
    if asked.tests {
        if !asked.quiet {
            say(process, &format!("nginx: the configuration file {config} syntax is ok"))?;
            say(process, &format!("nginx: configuration file {config} test is successful"))?;
        }
        for (path, text) in read.files.iter().filter(|_| asked.dumps) {
            process.print(&format!("# configuration file {path}:\n{text}\n"))?;
        }
        return Ok(0);
    }
    match &asked.signal {
        Some(signal) => send(process, &site, signal),
        None => serve(process, &asked, &config, site, &version),
    }
}

fn say(process: &mut Process<'_>, line: &str) -> Result<(), Bail> {
    process.output.write(Stream::Err, format!("{line}\n").as_bytes())?;
    Ok(())
}

/// Says what is wrong, in the log and to whoever called it.
fn complain(process: &mut Process<'_>, level: &str, words: &str) -> Result<(), Bail> {
    let (at, pid) = (now(process).in_utc("%Y/%m/%d %H:%M:%S"), process.pid);
    let log = [log::ERROR.to_string(), "notice".to_string()];
    log::error_line(process, &log, level, &format!("{at} [{level}] {pid}#{pid}: {words}"))?;
    say(process, &format!("nginx: [{level}] {words}"))
}

/// A line of the log of the server itself.
fn notice(process: &mut Process<'_>, site: &Site, words: &str) -> Result<(), Bail> {
    notice_of(process, site, process.pid, words)
}

/// What the process of this number says.
fn notice_of(process: &mut Process<'_>, site: &Site, pid: u32, words: &str) -> Result<(), Bail> {
    let at = now(process).in_utc("%Y/%m/%d %H:%M:%S");
    let log = site.main.iter().find(|directive| directive.name == "error_log");
    let log = log.map(|log| log.words.clone()).unwrap_or_default();
    log::error_line(process, &log, "notice", &format!("{at} [notice] {pid}#{pid}: {words}"))
}

/// Reads the command line; the error is the exit status.
fn options(process: &mut Process<'_>, version: &str) -> Result<Result<Asked, i32>, Bail> {
    let mut asked = Asked::default();
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            say(process, &format!("nginx: invalid option: \"{word}\""))?;
            return Ok(Err(1));
        };
        for (at, letter) in letters.char_indices() {
            match letter {
                'v' => {
                    say(process, &format!("nginx version: nginx/{version}"))?;
                    return Ok(Err(0));
                }
                'V' => {
                    let built = built(process);
                    say(process, &format!("nginx version: nginx/{version}\n{built}"))?;
                    return Ok(Err(0));
                }
                '?' | 'h' => {
                    say(process, &format!("nginx version: nginx/{version}\nUsage: nginx {}", PROGRAM.usage))?;
                    return Ok(Err(0));
                }
                't' => asked.tests = true,
                'T' => (asked.tests, asked.dumps) = (true, true),
                'q' => asked.quiet = true,
                's' | 'c' | 'g' | 'p' | 'e' => {
                    let rest = letters.get(at + 1..).unwrap_or_default().to_string();
                    let Some(value) = Some(rest).filter(|rest| !rest.is_empty()).or_else(|| words.next()) else {
                        let what = match letter {
                            'c' => "file name",
                            'g' => "global directives",
                            's' => "parameter",
                            'e' => "file name",
                            _ => "directory name",
                        };
                        say(process, &format!("nginx: option \"-{letter}\" requires {what}"))?;
                        return Ok(Err(1));
                    };
                    match letter {
                        's' if !matches!(value.as_str(), "stop" | "quit" | "reopen" | "reload") => {
                            say(process, &format!("nginx: invalid option: \"-s {value}\""))?;
                            return Ok(Err(1));
                        }
                        's' => asked.signal = Some(value),
                        'c' => asked.config = Some(value),
                        'g' => asked.directives = value,
                        _ => {}
                    }
                    break;
                }
                other => {
                    say(process, &format!("nginx: invalid option: \"{other}\""))?;
                    return Ok(Err(1));
                }
            }
        }
    }
    Ok(Ok(asked))
}

fn built(process: &mut Process<'_>) -> &'static str {
    match process.system.files().stat("/etc/alpine-release", true).is_ok() {
        true => "built by gcc 15.2.0 (Alpine 15.2.0) ",
        false => "built by gcc 14.2.0 (Debian 14.2.0-19) ",
    }
}

/// Reads the configuration and checks it.
fn configured(process: &mut Process<'_>, asked: &Asked, config: &str) -> Result<Result<(Read, Site), Wrong>, Bail> {
    let found = (|| {
        let mut directives = reading::read_words(process, &asked.directives)?;
        let read = reading::read(process, config)?;
        let given = |own: &&Directive| directives.iter().any(|other| other.name == own.name && own.name != "env");
        if let Some(twice) = read.directives.iter().find(given) {
            return Err(Wrong::at(&twice.place, format!("\"{}\" directive is duplicate", twice.name)).into());
        }
        directives.extend(read.directives.iter().cloned());
        let mut site = site::site(&directives)?;
        surroundings(process, &mut site)?;
        Ok((read, site))
    })();
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(Failure::Wrong(wrong)) => Ok(Err(wrong)),
        Err(Failure::Bail(bail)) => Err(bail),
    }
}

/// What a configuration names must be there: users, certificates, other machines.
fn surroundings(process: &mut Process<'_>, site: &mut Site) -> Result<(), Failure> {
    if let Some(user) = site.main.iter().find(|directive| directive.name == "user") {
        let name = user.words.first().cloned().unwrap_or_default();
        let Place { file, line } = &user.place;
        if process.system.files().identity().uid != 0 {
            let words = "the \"user\" directive makes sense only if the master process runs with super-user privileges, ignored";
            site.warnings.insert(0, format!("{words} in {file}:{line}"));
        } else if accounts::user(process.system, &name).is_none() {
            return Err(Wrong::at(&user.place, format!("getpwnam(\"{name}\") failed")).into());
        }
    }
    let levels = std::iter::once(&site.http).chain(site.servers.iter().map(|server| &server.directives));
    let files: Vec<String> = levels
        .flatten()
        .filter(|directive| matches!(directive.name.as_str(), "ssl_certificate" | "ssl_certificate_key"))
        .filter_map(|directive| directive.words.first().cloned())
        .collect();
    for file in files.into_iter().filter(|file| !file.contains('$')) {
        let path = if file.starts_with('/') { file } else { format!("/etc/nginx/{file}") };
        if process.system.files().stat(&path, true).is_err() {
            let words = format!(
                "cannot load certificate \"{path}\": BIO_new_file() failed (SSL: error:80000002:system library::No such \
                 file or directory:calling fopen({path}, r) error:10000080:BIO routines::no such file)"
            );
            return Err(Wrong { words, place: None }.into());
        }
    }
    let known = super::text_of(process, "/etc/hosts").unwrap_or_default();
    for (host, wrong) in &site.hosts {
        let bare = host.trim_matches(['[', ']']);
        let is_number = bare.parse::<std::net::IpAddr>().is_ok();
        let named = known.lines().any(|line| line.split_whitespace().skip(1).any(|name| name == host));
        if !is_number && !named && !super::is_here(process, host) && process.system.resolve(host).is_empty() {
            return Err(wrong.clone().into());
        }
    }
    Ok(())
}

/// `nginx -s`
fn send(process: &mut Process<'_>, site: &Site, signal: &str) -> Ended {
    let pid = site.main.iter().find(|directive| directive.name == "pid").and_then(|pid| pid.words.first().cloned());
    let path = pid.unwrap_or_else(|| PID_FILE.into());
    let Some(text) = super::text_of(process, &path) else {
        let words = format!("open() \"{path}\" failed (2: No such file or directory)");
        complain(process, "error", &words)?;
        return Ok(1);
    };
    let Ok(pid) = text.trim().parse::<u32>() else {
        complain(process, "error", &format!("invalid PID number \"{}\" in \"{path}\"", text.trim()))?;
        return Ok(1);
    };
    let number = match signal {
        "reload" => 1,
        "quit" => 3,
        "reopen" => 10,
        _ => 15,
    };
    notice(process, site, "signal process started")?;
    let from = process.pid;
    if !process.system.signal(pid, number, from) {
        complain(process, "alert", &format!("kill({pid}, {number}) failed (3: No such process)"))?;
        return Ok(1);
    }
    Ok(0)
}

/// Starts, and answers requests until it is stopped.
fn serve(process: &mut Process<'_>, asked: &Asked, config: &str, site: Site, version: &str) -> Ended {
    if process.pid != 1 && servers(process, "nginx:").next().is_some() {
        let ports = site.ports();
        for port in &ports {
            complain(process, "emerg", &format!("bind() to 0.0.0.0:{port} failed (98: Address already in use)"))?;
        }
        complain(process, "emerg", "still could not bind()")?;
        return Ok(1);
    }
    if let Some(words) = prepared(process, &site) {
        complain(process, "emerg", &words)?;
        return Ok(1);
    }
    let built = built(process).to_string();
    let kernel = process.system.kernel_release();
    let first = [
        "using the \"epoll\" event method".to_string(),
        format!("nginx/{version}"),
        built,
        format!("OS: Linux {kernel}"),
        "getrlimit(RLIMIT_NOFILE): 1048576:1048576".to_string(),
    ];
    for words in first {
        notice(process, &site, &words)?;
    }
    let daemon = site.main.iter().find(|directive| directive.name == "daemon");
    if daemon.is_none_or(|daemon| daemon.words.first().is_none_or(|word| word != "off")) {
        return super::daemonized(process, |process| listen(process, asked, config, site, version));
    }
    listen(process, asked, config, site, version)
}

/// Answers requests until a signal ends it.
fn listen(process: &mut Process<'_>, asked: &Asked, config: &str, mut site: Site, version: &str) -> Ended {
    let mut worker = FIRST_WORKER;
    start_workers(process, &site, &mut worker)?;
    let mut number = 0;
    loop {
        let stay = stay(process, &site);
        let Some(request) = process.system.accept(&stay, None)? else { continue };
        if let Some(signal) = request.signal {
            process.system.respond(HttpReply { status: 200, headers: Vec::new(), body: "".into() });
            // One from outside the container has no sender.
            let from = signal.from.map_or_else(String::new, |from| format!(" from {from}"));
            match signal.number {
                1 => {
                    notice(process, &site, &format!("signal 1 (SIGHUP) received{from}, reconfiguring"))?;
                    if let Some(again) = again(process, &site, asked, config)? {
                        site = again;
                        start_workers(process, &site, &mut worker)?;
                    }
                }
                10 => notice(process, &site, &format!("signal 10 (SIGUSR1) received{from}, reopening logs"))?,
                other => {
                    let (name, how) = match other {
                        3 => ("SIGQUIT", "shutting down"),
                        2 => ("SIGINT", "exiting"),
                        _ => ("SIGTERM", "exiting"),
                    };
                    notice(process, &site, &format!("signal {other} ({name}) received{from}, {how}"))?;
                    stop_workers(process, &site, worker, other == 3)?;
                    notice(process, &site, "exit")?;
                    return Ok(0);
                }
            }
            continue;
        }
        number += 1;
        let at = now(process);
        let hostname = process.system.hostname();
        let reply = match ask::Ask::new(&site, &request, at, version.to_string()) {
            Some(mut ask) => {
                ask.set.insert("hostname".into(), hostname);
                let reply = answer::answer(process, &mut ask)?;
                log::request(process, &ask, number)?;
                reply
            }
            None => HttpReply::broken(),
        };
        process.system.respond(reply);
    }
}

/// Reads the configuration again; with a wrong one it goes on as it is.
fn again(process: &mut Process<'_>, site: &Site, asked: &Asked, config: &str) -> Result<Option<Site>, Bail> {
    notice(process, site, "reconfiguring")?;
    match configured(process, asked, config)? {
        Ok((_, again)) => {
            notice(process, &again, "using the \"epoll\" event method")?;
            Ok(Some(again))
        }
        Err(wrong) => {
            let (at, pid) = (now(process).in_utc("%Y/%m/%d %H:%M:%S"), process.pid);
            let log = [log::ERROR.to_string(), "notice".to_string()];
            log::error_line(process, &log, "emerg", &format!("{at} [emerg] {pid}#{pid}: {wrong}"))?;
            Ok(None)
        }
    }
}

fn start_workers(process: &mut Process<'_>, site: &Site, next: &mut u32) -> Result<(), Bail> {
    notice(process, site, "start worker processes")?;
    for _ in 0..workers(site) {
        notice(process, site, &format!("start worker process {next}"))?;
        *next += 1;
    }
    Ok(())
}

/// The workers end; `next`: the number behind the last one's.
fn stop_workers(process: &mut Process<'_>, site: &Site, next: u32, gracefully: bool) -> Result<(), Bail> {
    let count = u32::try_from(workers(site)).unwrap_or(0);
    let all: Vec<u32> = (next.saturating_sub(count)..next).collect();
    let how = if gracefully { &["gracefully shutting down", "exiting", "exit"][..] } else { &["exiting", "exit"] };
    for words in how {
        for pid in &all {
            notice_of(process, site, *pid, words)?;
        }
    }
    if let Some(first) = all.first() {
        notice(process, site, &format!("signal 17 (SIGCHLD) received from {first}"))?;
    }
    for pid in all {
        notice(process, site, &format!("worker process {pid} exited with code 0"))?;
    }
    Ok(())
}

/// How many workers there are.
fn workers(site: &Site) -> usize {
    let own = site.main.iter().find(|directive| directive.name == "worker_processes");
    match own.and_then(|own| own.words.first()).map(String::as_str) {
        Some("auto") => crate::shell::PROCESSORS as usize,
        Some(number) => number.parse().unwrap_or(1).clamp(1, 64),
        None => 1,
    }
}

/// How it stays: its ports, its processes, the signals that it knows.
fn stay(process: &mut Process<'_>, site: &Site) -> Stay {
    let own = format!("nginx: master process {}", process.arguments.join(" "));
    let titles = vec!["nginx: worker process"; workers(site)];
    let uid = worker(process, &site.main).map_or(0, |(uid, _)| uid);
    let mut ports = site.ports().into_iter().map(|port| (port, site.served(port)));
    Stay {
        // It hears of its end, and says so.
        on_stop_signal: None,
        serves: ports.next(),
        also: ports.collect(),
        handles: HANDLED.to_vec(),
        processes: family(process, own, &titles, uid),
        ..Stay::default()
    }
}

/// The workers' user and group.
fn worker(process: &mut Process<'_>, main: &[Directive]) -> Option<(u32, u32)> {
    let own = main.iter().find(|directive| directive.name == "user");
    // The official packages are built with a user of their own (`--user=nginx`).
    let usual = if accounts::user(process.system, "nginx").is_some() { "nginx" } else { "nobody" };
    let name = own.and_then(|own| own.words.first()).map_or(usual, String::as_str);
    let (uid, gid) = accounts::user(process.system, name)?;
    Some((uid, gid.unwrap_or(uid)))
}

/// Makes the files that a running server has; the error is what it says.
fn prepared(process: &mut Process<'_>, site: &Site) -> Option<String> {
    let owner = worker(process, &site.main);
    let root = process.system.files().identity().uid == 0;
    let pid = process.pid;
    let files = process.system.files();
    let words = |errno: Errno| format!("{}: {errno}", errno.number());
    for (directive, name) in TEMPORARY {
        let own = site.http.iter().find(|own| own.name == directive).and_then(|own| own.words.first());
        let path = own.cloned().unwrap_or_else(|| usual_place(files, name));
        if files.stat(&path, true).is_ok() {
            continue;
        }
        if let Err(errno) = files.make_dir(&path, 0o700) {
            return Some(format!("mkdir() \"{path}\" failed ({})", words(errno)));
        }
        if let Some((uid, _)) = owner.filter(|_| root)
            && let Err(errno) = files.set_owner(&path, uid, 0, true)
        {
            return Some(format!("chown(\"{path}\", {uid}) failed ({})", words(errno)));
        }
    }
    let path = site.main.iter().find(|directive| directive.name == "pid").and_then(|pid| pid.words.first().cloned());
    let path = path.unwrap_or_else(|| PID_FILE.into());
    match files.write(&path, format!("{pid}\n").into(), 0o644) {
        Ok(()) => None,
        Err(errno) => Some(format!("open() \"{path}\" failed ({})", words(errno))),
    }
}
