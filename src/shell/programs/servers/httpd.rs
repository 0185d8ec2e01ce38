//! `httpd`, and the name that it has in PHP's images.

use super::{complain_line, family, now, stays_as, text_of, version};
use crate::shell::programs::script::{self, Site};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Listed, Process, Served, Stay, Stop};

pub(super) static PROGRAM: Applet =
    Applet { names: &["httpd", "apache2"], about: "Apache, a web server", usage: "[-D name] [-v] [-t] [-X]", run };

pub(super) static APACHE: Applet =
    Applet { names: &["apache2-foreground"], about: "Apache, a web server, in the foreground", usage: "", run: apache };

/// The version of Apache where the image does not say it.
const VERSION: &str = "2.4.68";

/// SIGTERM.
const TERMINATE: i32 = 15;

/// The user of the worker processes (`www-data`).
const WORKER: u32 = 33;

fn run(process: &mut Process<'_>) -> Ended {
    if process.busybox() {
        return busybox(process);
    }
    let arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
    let version = version(process, "HTTPD_VERSION", VERSION);
    match arguments.first().map(String::as_str) {
        Some("-v") => {
            process.print(&format!("Server version: Apache/{version} (Unix)\n"))?;
            return Ok(0);
        }
        Some("-t") => {
            complain_line(process, "Syntax OK")?;
            return Ok(0);
        }
        _ => {}
    }
    let joined = arguments.join(" ").to_ascii_uppercase();
    match joined.contains("FOREGROUND") || joined.contains("-X") {
        false => control(process, &arguments),
        true if process.name() != "httpd" => apache(process),
        true => plain(process),
    }
}

/// Apache's own image: the files of its `htdocs`.
fn plain(process: &mut Process<'_>) -> Ended {
    let (port, root, processes) = begun(process, "/usr/local/apache2/htdocs", ("httpd", "Unix", ""))?;
    let stopped = "[{%a %b %d %H:%M:%S%.6f %Y}] [mpm_event:notice] [pid 1:tid 1] AH00492: caught SIGWINCH, shutting down gracefully\n";
    stays_as(Some((port, Served::Files(root))), format!("\u{c}{stopped}"), processes)
}

/// `-k`, and nothing: it starts in the background. A signal of a script's is its end (httpd(8)).
fn control(process: &mut Process<'_>, arguments: &[String]) -> Ended {
    let verb = arguments.iter().position(|word| word == "-k").and_then(|at| arguments.get(at + 1));
    let verb = verb.or_else(|| arguments.first().filter(|word| !word.starts_with('-')));
    // Debian's `apachectl` is another name of the server's.
    let name = if process.name() == "httpd" { "httpd" } else { "apache2" };
    let running = process.system.processes().into_iter().find(|row| is_server(&row.command, name)).map(|row| row.pid);
    match verb.map_or("start", String::as_str) {
        "start" | "restart" | "graceful" if running.is_none() => {
            let path = if name == "httpd" { "httpd" } else { "/usr/sbin/apache2" };
            process.arguments = [path, "-k", "start"].map(String::from).to_vec();
            super::daemonized(process, |process| if name == "httpd" { plain(process) } else { apache(process) })
        }
        "configtest" => {
            complain_line(process, "Syntax OK")?;
            Ok(0)
        }
        "start" => {
            let pid = running.unwrap_or_default();
            complain_line(process, &format!("httpd (pid {pid}) already running"))?;
            Ok(0)
        }
        "restart" | "graceful" => Ok(0),
        "stop" | "graceful-stop" => match running {
            Some(pid) => Ok(i32::from(!process.system.signal(pid, TERMINATE, process.pid))),
            None => {
                complain_line(process, "httpd (no pid file) not running")?;
                Ok(0)
            }
        },
        other => {
            complain_line(process, &format!("httpd: invalid option -k {other}"))?;
            Ok(1)
        }
    }
}

/// Whether a command line is that of the server of this name, and none that asks for something.
fn is_server(command: &str, name: &str) -> bool {
    command.split_whitespace().next().and_then(|program| program.rsplit('/').next()) == Some(name)
        && !command.contains(" -k stop")
}

/// Debian's, in the foreground: the files of `/var/www/html`, and where there is PHP its pages.
fn apache(process: &mut Process<'_>) -> Ended {
    const ROOT: &str = "/var/www/html";
    let php = process.environment.get("PHP_VERSION").cloned();
    let with = php.as_ref().map_or_else(String::new, |version| format!(" PHP/{version}"));
    let (port, root, processes) = begun(process, ROOT, ("apache2", "Debian", &with))?;
    let Some(php) = php else {
        return stays_as(Some((port, Served::Files(root))), String::new(), processes);
    };
    let name = format!("Apache/{} (Debian)", version(process, "HTTPD_VERSION", VERSION));
    let stay = Stay { on_stop_signal: Some(0), processes, ..Stay::default() };
    script::serve_php(process, &Site { root, port, address: String::new(), version: php, apache: Some(name), stay })
}

/// BusyBox's own (`networking/httpd.c`): the working directory, or that of `-h`; without `-f` it goes into the background.
fn busybox(process: &mut Process<'_>) -> Ended {
    let arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (mut foreground, mut port, mut root) = (false, 80, process.directory.clone());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            return process.misused(1, &format!("unrecognized argument: {word}"));
        };
        for (at, letter) in letters.char_indices() {
            match letter {
                'f' => foreground = true,
                'i' | 'v' => {}
                'p' | 'h' | 'c' | 'u' | 'r' | 'd' | 'e' | 'm' => {
                    let rest = letters.get(at + 1..).unwrap_or_default().to_string();
                    let value = if rest.is_empty() { words.next().cloned() } else { Some(rest) };
                    let Some(value) = value else {
                        return process.misused(1, &format!("option requires an argument -- '{letter}'"));
                    };
                    match letter {
                        'p' => match value.rsplit(':').next().and_then(|port| port.parse().ok()) {
                            Some(number) => port = number,
                            None => return process.fail(1, &format!("bad port '{value}'")),
                        },
                        'h' => root = process.absolute(&value),
                        _ => {}
                    }
                    break;
                }
                other => return process.misused(1, &format!("invalid option -- '{other}'")),
            }
        }
    }
    if process.system.files().read_dir(&root).is_err() {
        return process.fail(1, &format!("can't change directory to '{root}': No such file or directory"));
    }
    // It does not handle SIGTERM: as process 1 it is deaf to it.
    let on_stop_signal = (process.pid != 1).then_some(143);
    let serves = Some((port, Served::Files(root)));
    let stay = Stay { on_stop_signal, serves, ..Stay::default() };
    let serve = |_: &mut Process<'_>| Err(Bail::Stop(Stop::Stays(stay)));
    if foreground { serve(process) } else { super::daemonized(process, serve) }
}

/// The texts of its configuration: Apache's own file, or those of Debian's that are switched on.
fn configuration(process: &mut Process<'_>) -> String {
    let mut texts: Vec<String> = text_of(process, "/usr/local/apache2/conf/httpd.conf").into_iter().collect();
    for file in ["/etc/apache2/apache2.conf", "/etc/apache2/ports.conf"] {
        texts.extend(text_of(process, file));
    }
    for folder in ["/etc/apache2/conf-enabled", "/etc/apache2/sites-enabled"] {
        let names = process.system.files().read_dir(folder).unwrap_or_default().into_iter().map(|entry| entry.name);
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".conf")).collect();
        names.sort();
        texts.extend(names.iter().filter_map(|name| text_of(process, &format!("{folder}/{name}"))));
    }
    texts.join("\n")
}

/// `${NAME}` put in from the environment.
fn with_variables(process: &Process<'_>, text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        shown += before;
        shown += process.environment.get(name).map_or("", String::as_str);
        rest = behind;
    }
    shown + rest
}

/// What is said when it starts; where it serves, and its processes. `name`, `made`, `with`: what it is called, whose build
/// it is, what is in it.
fn begun(
    process: &mut Process<'_>,
    default_root: &str,
    (name, made, with): (&str, &str, &str),
) -> Result<(u16, String, Vec<Listed>), Bail> {
    let version = version(process, "HTTPD_VERSION", VERSION);
    let config = configuration(process);
    let directive = |name: &str| {
        config.lines().find_map(|line| {
            let rest = line.trim().strip_prefix(name)?.strip_prefix([' ', '\t'])?;
            Some(with_variables(process, rest.trim().trim_matches('"')))
        })
    };
    let port = directive("Listen").and_then(|text| text.rsplit(':').next()?.parse().ok()).unwrap_or(80);
    let root = directive("DocumentRoot").unwrap_or_else(|| default_root.to_string());
    if directive("ServerName").is_none() {
        complain_line(
            process,
            &format!(
                "AH00558: {name}: Could not reliably determine the server's fully qualified domain name, using 172.17.0.2. Set \
                 the 'ServerName' directive globally to suppress this message"
            ),
        )?;
    }
    let at = now(process);
    let stamp = format!("{}.{:06} {}", at.in_utc("%a %b %d %H:%M:%S"), at.subsecond_nanos() / 1000, at.in_utc("%Y"));
    let pid = process.pid;
    // PHP wants one process a request.
    let (module, number) = if with.is_empty() { ("mpm_event", "AH00489") } else { ("mpm_prefork", "AH00163") };
    let resumed = format!("{number}: Apache/{version} ({made}){with} configured -- resuming normal operations");
    complain_line(process, &format!("[{stamp}] [{module}:notice] [pid {pid}:tid {pid}] {resumed}"))?;
    let command = format!("AH00094: Command line: '{name} -D FOREGROUND'");
    complain_line(process, &format!("[{stamp}] [core:notice] [pid {pid}:tid {pid}] {command}"))?;
    let own = process.arguments.join(" ");
    let workers = [own.as_str(); 3];
    let processes = family(process, own.clone(), &workers, WORKER);
    Ok((port, root, processes))
}
