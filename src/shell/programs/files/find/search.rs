//! The walk: each path that an expression is tried on, and what comes of it.

use super::expression::Test;
use super::printed::{listed, printed, type_letter};
use crate::allowance::{self, Nesting};
use crate::shell::launch::{Launch, LaunchError, launch};
use crate::shell::programs::Bail;
use crate::shell::programs::files::operand::{join, last_name};
use crate::shell::programs::files::removing::Removal;
use crate::shell::{Input, Process, Stop};
use crate::vfs::{FileType, MAX_DEPTH, Stat};

/// Units of work in one test of one path.
const TEST_WORK: u64 = 64;
/// Paths that one `-exec … +` is run with, at most.
const MAX_BATCH: usize = 1000;

/// A walk that tries an expression on each path.
#[derive(Default)]
pub struct Search {
    pub shallowest: usize,
    pub deepest: Option<usize>,
    pub depth_first: bool,
    pub follow: bool,
    /// Whether the expression has an action; otherwise what it holds for is printed.
    pub acts: bool,
    pub batches: Vec<(Vec<String>, Vec<String>)>,
    pub quit: bool,
    pub prune: bool,
    pub failed: bool,
    /// Where the search that is under way began.
    pub root: String,
}

impl Search {
    pub fn visit(&mut self, process: &mut Process<'_>, test: &Test, path: &str, depth: usize) -> Result<(), Bail> {
        let _nesting = Nesting::within(MAX_DEPTH).map_err(Stop::from)?;
        process.system.step()?;
        if depth == 0 {
            self.root = path.to_string();
        }
        let stat = match process.look(path, self.follow).or_else(|_| process.look(path, false)) {
            Ok(stat) => stat,
            Err(errno) => return self.failure(process, path, &errno.to_string()),
        };
        let tested = depth >= self.shallowest;
        self.prune = false;
        if tested && !self.depth_first {
            self.evaluate(process, test, path, &stat)?;
        }
        let inside =
            stat.kind == FileType::Directory && !self.prune && self.deepest.is_none_or(|deepest| depth < deepest);
        if inside && !self.quit {
            match process.names_in(path) {
                Err(errno) => self.failure(process, path, &errno.to_string())?,
                Ok(names) => {
                    for name in names {
                        self.visit(process, test, &join(path, &name), depth + 1)?;
                        if self.quit {
                            return Ok(());
                        }
                    }
                }
            }
        }
        if tested && self.depth_first {
            self.evaluate(process, test, path, &stat)?;
        }
        Ok(())
    }

    fn failure(&mut self, process: &mut Process<'_>, path: &str, words: &str) -> Result<(), Bail> {
        self.failed = true;
        process.complain_as(&format!("'{path}': {words}"), &format!("{path}: {words}"))?;
        Ok(())
    }

    fn evaluate(&mut self, process: &mut Process<'_>, test: &Test, path: &str, stat: &Stat) -> Result<(), Bail> {
        if self.holds(process, test, path, stat)? && !self.acts {
            process.print(&format!("{path}\n"))?;
        }
        Ok(())
    }

    fn holds(&mut self, process: &mut Process<'_>, test: &Test, path: &str, stat: &Stat) -> Result<bool, Bail> {
        let folded = |text: &str, fold: &bool| if *fold { text.to_lowercase() } else { text.to_string() };
        Ok(match test {
            Test::Always(value) => *value,
            Test::Name(pattern, fold) => pattern.matches(&folded(last_name(path), fold)),
            Test::Path(pattern, fold) => pattern.matches(&folded(path, fold)),
            Test::Type(letters) => letters.contains(&type_letter(stat.kind)),
            Test::Size(compare, unit) => compare.holds(i64::try_from(stat.size.div_ceil(*unit)).unwrap_or(i64::MAX)),
            Test::Permissions(mode, '-') => stat.mode & mode == *mode,
            Test::Permissions(mode, '/') => *mode == 0 || stat.mode & mode != 0,
            Test::Permissions(mode, _) => stat.mode == *mode,
            Test::Owner(uid) => stat.uid == *uid,
            Test::Group(gid) => stat.gid == *gid,
            Test::Links(compare) => compare.holds(i64::from(stat.links)),
            Test::Age(compare, unit) => {
                let age = process.system.clock().now().since(stat.mtime) / crate::clock::SECOND;
                compare.holds(age.div_euclid(*unit))
            }
            Test::Newer(than) => stat.mtime > *than,
            Test::Empty => match stat.kind {
                FileType::Directory => process.names_in(path).is_ok_and(|names| names.is_empty()),
                FileType::File => stat.size == 0,
                _ => false,
            },
            Test::Print(end) => {
                process.print(&format!("{path}{end}"))?;
                true
            }
            Test::Printf(format) => {
                let text = printed(process, format, &self.root, path, stat);
                process.print(&text)?;
                true
            }
            Test::List => {
                let line = listed(process, path, stat);
                process.print(&line)?;
                true
            }
            Test::Delete => {
                let removal = Removal { empty_directories: true, ..Removal::default() };
                // What one started from is not removed under its name `.`.
                let gone = path == "." || removal.remove(process, path)?;
                self.failed |= !gone;
                gone
            }
            Test::Prune => {
                self.prune = true;
                true
            }
            Test::Quit => {
                self.quit = true;
                true
            }
            Test::Execute(_, Some(number)) => {
                if let Some((_, paths)) = self.batches.get_mut(*number) {
                    paths.push(path.to_string());
                    if paths.len() >= MAX_BATCH {
                        self.run_batch(process, *number)?;
                    }
                }
                true
            }
            Test::Execute(command, None) => {
                let command = command.iter().map(|word| word.replace("{}", path)).collect();
                execute(process, command)? == 0
            }
            Test::Not(test) => !self.holds(process, test, path, stat)?,
            Test::And(tests) => self.are_all(false, process, tests, path, stat)?,
            Test::Or(tests) => !self.are_all(true, process, tests, path, stat)?,
        })
    }

    /// Whether none of the tests comes out as `stop`, tried until one does.
    fn are_all(
        &mut self,
        stop: bool,
        process: &mut Process<'_>,
        tests: &[Test],
        path: &str,
        stat: &Stat,
    ) -> Result<bool, Bail> {
        for test in tests {
            allowance::work(TEST_WORK).map_err(Stop::from)?;
            if self.holds(process, test, path, stat)? == stop {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub fn run_batch(&mut self, process: &mut Process<'_>, number: usize) -> Result<(), Bail> {
        let Some((command, paths)) = self.batches.get_mut(number) else { return Ok(()) };
        if paths.is_empty() {
            return Ok(());
        }
        let words = command.iter().cloned().chain(std::mem::take(paths)).collect();
        if execute(process, words)? != 0 {
            self.failed = true;
        }
        Ok(())
    }
}

fn execute(process: &mut Process<'_>, arguments: Vec<String>) -> Result<i32, Bail> {
    let name = arguments.first().cloned().unwrap_or_default();
    let mut stdin = Input::Empty;
    let result = launch(Launch {
        arguments,
        environment: process.environment.clone(),
        directory: process.directory.clone(),
        stdin: &mut stdin,
        output: &mut *process.output,
        system: &mut *process.system,
        pid: process.pid.saturating_add(1),
    });
    match result {
        Ok(status) => Ok(status),
        Err(LaunchError::Stop(stop)) => Err(stop.into()),
        Err(error) => {
            process.complain_as(&format!("'{name}': {}", error), &format!("{name}: {}", error))?;
            Ok(error.status())
        }
    }
}
