//! `nginx`

use super::{complain_line, family, now, stays_as, text_of, version};
use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Served};

pub(super) static PROGRAM: Applet = Applet {
    names: &["nginx"],
    about: "a web server",
    usage: "[-?hvVtTq] [-s signal] [-p prefix] [-c filename] [-g directives]",
    run,
};

const CONFIG: &str = "/etc/nginx/nginx.conf";
/// The user of the worker processes (`nginx` in the images).
const WORKER: u32 = 101;
/// Configuration files that are looked at for `listen` and `root`.
const MOST_FILES: usize = 50;

fn run(process: &mut Process<'_>) -> Ended {
    let version = version(process, "NGINX_VERSION", "1.31.4");
    let arguments = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut directives = String::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-v" | "-V" => {
                complain_line(process, &format!("nginx version: nginx/{version}"))?;
                return Ok(0);
            }
            "-t" | "-T" => {
                complain_line(process, &format!("nginx: the configuration file {CONFIG} syntax is ok"))?;
                complain_line(process, &format!("nginx: configuration file {CONFIG} test is successful"))?;
                return Ok(0);
            }
            "-g" => directives = words.next().cloned().unwrap_or_default(),
            "-s" | "-c" | "-p" | "-e" => {
                words.next();
            }
            "-q" => {}
            other => {
                complain_line(process, &format!("nginx: invalid option: \"{}\"", other.trim_start_matches('-')))?;
                return Ok(1);
            }
        }
    }
    if arguments.first().is_some_and(|word| word == "-s") {
        return Ok(0);
    }
    let (listens, root) = configured(process);
    let foreground =
        directives.contains("daemon off") || text_of(process, CONFIG).is_some_and(|text| text.contains("daemon off"));
    let kernel = process.system.kernel_release();
    let pid = process.pid;
    let stamp = now(process).in_utc("%Y/%m/%d %H:%M:%S");
    let notices = [
        "using the \"epoll\" event method".to_string(),
        format!("nginx/{version}"),
        format!("OS: Linux {kernel}"),
        "getrlimit(RLIMIT_NOFILE): 1048576:1048576".to_string(),
        "start worker processes".to_string(),
        "start worker process 29".to_string(),
    ];
    for notice in notices {
        complain_line(process, &format!("{stamp} [notice] {pid}#{pid}: {notice}"))?;
    }
    if !foreground {
        return Ok(0);
    }
    let own = format!("nginx: master process {}", process.arguments.join(" "));
    let processes = family(process, own, &["nginx: worker process"], WORKER);
    stays_as(Some((listens, Served::Files(root))), String::new(), processes)
}

/// The first port and document root that the configuration names.
fn configured(process: &mut Process<'_>) -> (u16, String) {
    let mut texts: Vec<String> = Vec::new();
    let folder = "/etc/nginx/conf.d";
    for entry in process.system.files().read_dir(folder).unwrap_or_default().into_iter().take(MOST_FILES) {
        if entry.name.ends_with(".conf") {
            texts.extend(text_of(process, &format!("{folder}/{}", entry.name)));
        }
    }
    texts.extend(text_of(process, CONFIG));
    let directive = |name: &str| {
        texts.iter().flat_map(|text| text.lines()).find_map(|line| {
            let rest = line.trim().strip_prefix(name)?.strip_prefix([' ', '\t'])?;
            rest.split(';').next()?.split_whitespace().next().map(str::to_string)
        })
    };
    let port = directive("listen").and_then(|text| text.rsplit(':').next()?.parse().ok());
    (port.unwrap_or(80), directive("root").unwrap_or_else(|| "/usr/share/nginx/html".into()))
}
