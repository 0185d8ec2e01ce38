//! `redis-benchmark`: what it prints; the numbers are of no machine (Redis' redis-benchmark.c).

use super::super::{complain_line, elsewhere, is_here, servers};
use super::server::version;
use crate::shell::Process;
use crate::shell::programs::{Applet, Ended};

pub(in super::super) static BENCHMARK: Applet = Applet {
    names: &["redis-benchmark"],
    about: "measures a redis-server",
    usage: "[-h host] [-p port] [-n requests] [-c clients] [-t tests] [-q]",
    run,
};

/// The tests in their order.
const TESTS: [&str; 20] = [
    "PING_INLINE",
    "PING_MBULK",
    "SET",
    "GET",
    "INCR",
    "LPUSH",
    "RPUSH",
    "LPOP",
    "RPOP",
    "SADD",
    "HSET",
    "SPOP",
    "ZADD",
    "ZPOPMIN",
    "LPUSH (needed to benchmark LRANGE)",
    "LRANGE_100 (first 100 elements)",
    "LRANGE_300 (first 300 elements)",
    "LRANGE_500 (first 500 elements)",
    "LRANGE_600 (first 600 elements)",
    "MSET (10 keys)",
];

/// Nanoseconds that a request takes, about.
const REQUEST: u64 = 9_000;
/// The most requests that are counted, so that the time of the clock stays within a day.
const MOST: u64 = 1_000_000_000;

fn run(process: &mut Process<'_>) -> Ended {
    let words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let (mut host, mut port) = ("127.0.0.1".to_string(), "6379".to_string());
    let (mut requests, mut clients, mut quiet, mut wanted) = (100_000_u64, 50_u64, false, Vec::new());
    let mut rest = words.into_iter();
    while let Some(word) = rest.next() {
        let mut value = || rest.next().unwrap_or_default();
        match word.as_str() {
            "-v" | "--version" => {
                let version = version(process);
                process.print(&format!("redis-benchmark {version}\n"))?;
                return Ok(0);
            }
            "-h" => host = value(),
            "-p" => port = value(),
            "-n" => requests = value().parse().unwrap_or(requests).clamp(1, MOST),
            "-c" => clients = value().parse().unwrap_or(clients),
            "-t" => wanted = value().to_ascii_lowercase().split(',').map(str::to_string).collect(),
            "-a" | "-d" | "-P" | "-r" | "-s" | "-k" | "-u" | "--threads" | "--user" => drop(value()),
            "-q" => quiet = true,
            "--csv" | "-l" | "-I" => {
                complain_line(process, &format!("layercake: redis-benchmark: {word} is not simulated"))?;
                return Ok(1);
            }
            _ => {}
        }
    }
    if !is_here(process, &host) {
        complain_line(process, &elsewhere("redis-benchmark", &host))?;
        return Ok(1);
    }
    if !servers(process, "redis-server").any(|command| command.ends_with(&format!(":{port}"))) {
        complain_line(process, &format!("Could not connect to Redis at {host}:{port}: Connection refused"))?;
        return Ok(1);
    }
    for test in TESTS.iter().filter(|test| is_wanted(test, &wanted)) {
        let each = REQUEST + process.system.clock().random() % 2_000;
        let taken = requests.saturating_mul(each);
        process.system.sleep(i64::try_from(taken).unwrap_or(i64::MAX))?;
        let rate = 1e9 / each as f64;
        let median = (200 + process.system.clock().random() % 120) as f64 / 1000.0;
        let text = match quiet {
            true => format!("{test}: {rate:.2} requests per second, p50={median:.3} msec\n"),
            false => format!(
                "====== {test} ======\n  {requests} requests completed in {:.2} seconds\n  {clients} parallel clients\n  3 \
                 bytes payload\n  keep alive: 1\n  multi-thread: no\n\nSummary:\n  throughput summary: {rate:.2} \
                 requests per second\n\n",
                taken as f64 / 1e9
            ),
        };
        process.print(&text)?;
    }
    if quiet {
        process.print("\n")?;
    }
    Ok(0)
}

/// Whether `-t` names a test: `ping` is both of its kinds, `lrange` all of its lengths.
fn is_wanted(test: &str, wanted: &[String]) -> bool {
    let name = test.split([' ', '_']).next().unwrap_or(test).to_ascii_lowercase();
    let full = test.split(' ').next().unwrap_or(test).to_ascii_lowercase();
    let helps = test.contains("needed");
    wanted.is_empty()
        || wanted.iter().any(|own| !helps && (*own == name || *own == full) || helps && own.starts_with("lrange"))
}
