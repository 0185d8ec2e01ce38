//! The options of `node` (`src/node_options.cc`): what works, what changes nothing that can be seen here, and what is real
//! and not simulated. A word that is none of these is a bad option, as there.

use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// The exit code of a command line that cannot be meant (`ExitCode::kInvalidCommandLineArgument`).
const MISUSED: i32 = 9;

/// Options that take a value, as the next word or behind `=`, and work.
const VALUED: &[&str] = &["--require", "--import", "--env-file", "--env-file-if-exists"];

/// Options of the test runner's that take a value.
const OF_TESTS: &[&str] = &[
    "--test-reporter",
    "--test-reporter-destination",
    "--test-name-pattern",
    "--test-concurrency",
    "--test-timeout",
    "--test-isolation",
];

/// Switches that change nothing that can be seen here; `=` at the end: they have a value behind that sign.
const UNSEEN: &[&str] = &[
    "--addons",
    "--deprecation",
    "--dns-result-order=",
    "--enable-source-maps",
    "--experimental-detect-module",
    "--experimental-fetch",
    "--experimental-global-customevent",
    "--experimental-global-webcrypto",
    "--experimental-import-meta-resolve",
    "--experimental-json-modules",
    "--experimental-modules",
    "--experimental-require-module",
    "--experimental-vm-modules",
    "--extra-info-on-fatal-exception",
    "--force-context-aware",
    "--input-type=",
    "--insecure-http-parser",
    "--max-http-header-size=",
    "--max-old-space-size=",
    "--max-semi-space-size=",
    "--network-family-autoselection",
    "--node-snapshot",
    "--openssl-legacy-provider",
    "--pending-deprecation",
    "--preserve-symlinks",
    "--preserve-symlinks-main",
    "--trace-deprecation",
    "--trace-warnings",
    "--use-bundled-ca",
    "--use-openssl-ca",
    "--use-system-ca",
    "--warnings",
];

/// Real options that are not simulated.
const UNSIMULATED: &[&str] = &[
    "--abort-on-uncaught-exception",
    "--allow-addons",
    "--allow-child-process",
    "--allow-fs-read",
    "--allow-fs-write",
    "--allow-wasi",
    "--allow-worker",
    "--build-snapshot",
    "--build-snapshot-config",
    "--completion-bash",
    "--conditions",
    "--cpu-prof",
    "--cpu-prof-dir",
    "--cpu-prof-interval",
    "--cpu-prof-name",
    "--diagnostic-dir",
    "--disable-proto",
    "--disable-warning",
    "--disable-wasm-trap-handler",
    "--disallow-code-generation-from-strings",
    "--enable-fips",
    "--entry-url",
    "--experimental-abortcontroller",
    "--experimental-async-context-frame",
    "--experimental-config-file",
    "--experimental-default-config-file",
    "--experimental-default-type",
    "--experimental-eventsource",
    "--experimental-loader",
    "--experimental-network-inspection",
    "--experimental-permission",
    "--experimental-policy",
    "--experimental-print-required-tla",
    "--experimental-repl-await",
    "--experimental-sea-config",
    "--experimental-shadow-realm",
    "--experimental-sqlite",
    "--experimental-strip-types",
    "--experimental-test-coverage",
    "--experimental-test-module-mocks",
    "--experimental-test-snapshots",
    "--experimental-transform-types",
    "--experimental-wasi-unstable-preview1",
    "--experimental-wasm-modules",
    "--experimental-webstorage",
    "--experimental-websocket",
    "--experimental-worker",
    "--expose-gc",
    "--expose-internals",
    "--force-fips",
    "--force-node-api-uncaught-exceptions-policy",
    "--frozen-intrinsics",
    "--heap-prof",
    "--heap-prof-dir",
    "--heap-prof-interval",
    "--heap-prof-name",
    "--heapsnapshot-near-heap-limit",
    "--heapsnapshot-signal",
    "--help",
    "--icu-data-dir",
    "--inspect",
    "--inspect-brk",
    "--inspect-port",
    "--inspect-publish-uid",
    "--inspect-wait",
    "--interactive",
    "--interpreted-frames-native-stack",
    "--jitless",
    "--loader",
    "--localstorage-file",
    "--napi-modules",
    "--network-family-autoselection-attempt-timeout",
    "--openssl-config",
    "--openssl-shared-config",
    "--perf-basic-prof",
    "--perf-prof",
    "--permission",
    "--prof",
    "--prof-process",
    "--redirect-warnings",
    "--report-compact",
    "--report-dir",
    "--report-filename",
    "--report-on-fatalerror",
    "--report-on-signal",
    "--report-signal",
    "--report-uncaught-exception",
    "--run",
    "--secure-heap",
    "--secure-heap-min",
    "--snapshot-blob",
    "--stack-size",
    "--stack-trace-limit",
    "--test-coverage-branches",
    "--test-coverage-exclude",
    "--test-coverage-functions",
    "--test-coverage-include",
    "--test-coverage-lines",
    "--test-force-exit",
    "--test-global-setup",
    "--test-only",
    "--test-rerun-failures",
    "--test-shard",
    "--test-skip-pattern",
    "--test-update-snapshots",
    "--throw-deprecation",
    "--title",
    "--tls-cipher-list",
    "--tls-keylog",
    "--tls-max-v1.2",
    "--tls-max-v1.3",
    "--tls-min-v1.0",
    "--tls-min-v1.1",
    "--tls-min-v1.2",
    "--tls-min-v1.3",
    "--trace-env",
    "--trace-event-categories",
    "--trace-event-file-pattern",
    "--trace-exit",
    "--trace-promises",
    "--trace-require-module",
    "--trace-sigint",
    "--trace-sync-io",
    "--trace-tls",
    "--trace-uncaught",
    "--track-heap-objects",
    "--unhandled-rejections",
    "--use-largepages",
    "--v8-options",
    "--v8-pool-size",
    "--verify-base-objects",
    "--watch",
    "--watch-kill-signal",
    "--watch-path",
    "--watch-preserve-output",
    "--zero-fill-buffers",
];

/// What the options of V8's begin with, which Node.js takes, too.
const OF_V8: &[&str] = &[
    "--gc-",
    "--harmony",
    "--heap-",
    "--initial-",
    "--max-",
    "--min-",
    "--opt",
    "--sparkplug",
    "--stack-",
    "--trace-",
    "--turbo",
    "--use-strict",
    "--wasm-",
];

/// Letters, and the names that they stand for.
const LETTERS: &[(&str, &str)] = &[
    ("-C", "--conditions"),
    ("-c", "--check"),
    ("-e", "--eval"),
    ("-h", "--help"),
    ("-i", "--interactive"),
    ("-p", "--print"),
    ("-r", "--require"),
    ("-v", "--version"),
];

/// Where a program comes from.
pub(super) enum From {
    Text {
        text: String,
        shows: bool,
    },
    File(String),
    Stdin,
    /// The files with tests in them.
    Tests,
}

/// What was asked of Node.js, and of the program.
pub(super) struct Asked {
    pub from: From,
    /// It is read and not run.
    pub checks: bool,
    /// Modules that are loaded before it.
    pub before: Vec<String>,
    /// Files of variables, and whether they may be missing.
    pub variables: Vec<(String, bool)>,
    /// Options of the test runner's.
    pub of_tests: Vec<String>,
    pub rest: Vec<String>,
}

/// What a command line asks for; what can be said at once is said, and ends.
pub(super) fn read(process: &mut Process<'_>) -> Result<Asked, Bail> {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter().peekable();
    let mut asked = Asked {
        from: From::Stdin,
        checks: false,
        before: Vec::new(),
        variables: Vec::new(),
        of_tests: Vec::new(),
        rest: Vec::new(),
    };
    let mut from = None;
    let (mut required, mut imported) = (Vec::new(), Vec::new());
    let inherited = process.environment.get("NODE_OPTIONS").cloned().unwrap_or_default();
    let mut inherited = inherited.split_whitespace().map(str::to_string).collect::<Vec<_>>().into_iter().peekable();
    loop {
        // What the environment says comes first.
        let (own, word) = match inherited.next() {
            Some(word) => (false, word),
            None => match words.next_if(|word| word.starts_with('-') && word.len() > 1) {
                Some(word) => (true, word),
                None => break,
            },
        };
        let words = if own { &mut words } else { &mut inherited };
        if word == "--" && own {
            break;
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name.to_string(), Some(value.to_string())),
            _ => (word.clone(), None),
        };
        let full =
            LETTERS.iter().find(|(letter, _)| *letter == name).map_or(name.clone(), |(_, full)| full.to_string());
        // `--max_old_space_size` is the same.
        let full = if full.starts_with("--") { full.replace('_', "-") } else { full };
        if !own && matches!(full.as_str(), "--check" | "--eval" | "--print" | "-pe" | "--version" | "--test") {
            return complain(process, &format!("{word} is not allowed in NODE_OPTIONS"));
        }
        match full.as_str() {
            "--version" => {
                let version = super::version(process);
                process.print(&format!("v{version}\n"))?;
                return Err(Bail::Status(0));
            }
            "--check" => asked.checks = true,
            "--test" => from = Some(From::Tests),
            "--eval" | "--print" | "-pe" => {
                let Some(text) = value.or_else(|| words.next()) else {
                    return complain(process, &format!("{word} requires an argument"));
                };
                from = Some(From::Text { text, shows: full != "--eval" });
            }
            option if VALUED.contains(&option) => {
                let Some(value) = value.or_else(|| words.next()).filter(|value| !value.is_empty()) else {
                    return complain(process, &format!("{word} requires an argument"));
                };
                match option {
                    "--require" => required.push(value),
                    "--import" => imported.push(value),
                    option => asked.variables.push((value, option == "--env-file-if-exists")),
                }
            }
            option if OF_TESTS.contains(&option) => {
                let value = value.or_else(|| words.next());
                asked.of_tests.push(option.to_string());
                asked.of_tests.extend(value);
            }
            option if is_unseen(option, value.is_some()) => {}
            option => return Err(refused(process, option, &word, own)?),
        }
    }
    asked.before = required.into_iter().chain(imported).collect();
    asked.from = match from {
        Some(From::Text { .. }) if asked.checks => {
            return complain(process, "either --check or --eval can be used, not both");
        }
        Some(From::Tests) if !asked.before.is_empty() || !asked.variables.is_empty() => {
            return unsimulated(process, "--test with modules or variables of its own");
        }
        Some(from) => from,
        None => match words.next().as_deref() {
            None | Some("-") => From::Stdin,
            Some(file) => From::File(file.to_string()),
        },
    };
    asked.rest = words.collect();
    Ok(asked)
}

/// Whether an option changes nothing here; `--no-` before a name takes it back.
fn is_unseen(option: &str, has_value: bool) -> bool {
    let plain = option.strip_prefix("--no-").map_or_else(|| option.to_string(), |rest| format!("--{rest}"));
    UNSEEN.iter().any(|known| match known.strip_suffix('=') {
        Some(name) => name == option && has_value,
        None => *known == plain && !has_value,
    })
}

/// Ends for an option that does not work.
fn refused(process: &mut Process<'_>, option: &str, word: &str, own: bool) -> Result<Bail, Bail> {
    let plain = option.strip_prefix("--no-").map_or_else(|| option.to_string(), |rest| format!("--{rest}"));
    let is_real = UNSIMULATED.contains(&plain.as_str()) || OF_V8.iter().any(|part| plain.starts_with(part));
    let ended: Result<(), Bail> = match (is_real, own) {
        (true, _) => unsimulated(process, option),
        (false, true) => complain(process, &format!("bad option: {word}")),
        (false, false) => complain(process, &format!("{word} is not allowed in NODE_OPTIONS")),
    };
    Ok(ended.err().unwrap_or(Bail::Status(MISUSED)))
}

/// Says what is wrong with the command line, under the name that Node.js was called by.
pub(super) fn complain<T>(process: &mut Process<'_>, words: &str) -> Result<T, Bail> {
    let name = process.arguments.first().cloned().unwrap_or_default();
    process.output.write(Stream::Err, format!("{name}: {words}\n").as_bytes())?;
    Err(Bail::Status(MISUSED))
}

fn unsimulated<T>(process: &mut Process<'_>, what: &str) -> Result<T, Bail> {
    process.output.write(Stream::Err, format!("layercake: node: {what} is not simulated\n").as_bytes())?;
    Err(Bail::Status(1))
}

/// Puts the variables of files into the environment: those that are set stay, a later file's come before an earlier one's
/// (`src/node_dotenv.cc`).
pub(super) fn take_variables(process: &mut Process<'_>, files: &[(String, bool)]) -> Ended {
    let before = process.environment.clone();
    for (file, may_be_missing) in files {
        let path = process.absolute(file);
        let content = process.system.files().read(&path).ok();
        let Some(bytes) =
            content.and_then(|content| content.bytes_up_to(MOST_VARIABLES).ok().map(|text| text.to_vec()))
        else {
            if *may_be_missing {
                let text = format!("{file} not found. Continuing without it.\n");
                process.output.write(Stream::Err, text.as_bytes())?;
                continue;
            }
            return complain(process, &format!("{file}: not found"));
        };
        for (name, value) in variables(&String::from_utf8_lossy(&bytes)) {
            if before.get(&name).is_none() {
                process.environment.insert(name, value);
            }
        }
    }
    Ok(0)
}

/// Bytes of a file of variables.
const MOST_VARIABLES: u64 = 1 << 20;

/// The variables of a text: `export` may stand before a name; what is in quotes may go over lines, and `\n` in double ones is
/// a new line; behind a value without quotes a remark may stand.
fn variables(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\r\n", "\n");
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let (name, value) = match line.split_once('=') {
            Some((name, value)) if !line.starts_with('#') => (name.trim(), value.trim()),
            _ => {
                rest = behind.trim_start();
                continue;
            }
        };
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        let at = rest.len() - rest.split_once('=').map_or("", |(_, text)| text).trim_start_matches([' ', '\t']).len();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'));
        let inside = quote.and_then(|quote| rest.get(at + 1..)?.split_once(quote));
        let value = match (quote, inside) {
            (Some(quote), Some((inside, after))) => {
                rest = after.split_once('\n').map_or("", |(_, behind)| behind).trim_start();
                if quote == '"' { inside.replace("\\n", "\n") } else { inside.to_string() }
            }
            _ => {
                rest = behind.trim_start();
                value.split('#').next().unwrap_or_default().trim().to_string()
            }
        };
        if !name.is_empty() {
            found.push((name.to_string(), value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_as_node_reads_them() {
        let text = "# remark\nA=1 # one\nexport B = two words \nC='it #1'\nD=\"a\\nb\nc\"\nE=\n\nnothing\nF=`q\"r`\n";
        let found = variables(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("A", "1"), ("B", "two words"), ("C", "it #1"), ("D", "a\nb\nc"), ("E", ""), ("F", "q\"r")]);
    }

    #[test]
    fn no_option_stands_twice() {
        let mut all = UNSIMULATED.to_vec();
        all.extend(UNSEEN.iter().map(|name| name.trim_end_matches('=')));
        all.extend(VALUED.iter().chain(OF_TESTS));
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
    }
}
