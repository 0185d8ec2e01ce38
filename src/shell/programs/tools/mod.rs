//! Software that images bring along: package managers that install stand-ins, language tools that say their version,
//! downloaders.

mod apk;
mod apt;
mod certificates;
mod compile;
mod compose;
mod composer;
mod cowsay;
mod curl;
mod dnf;
mod file;
mod gem;
mod git;
mod htpasswd;
mod inits;
mod jq;
mod netcat;
mod npm;
mod openssl;
mod packages;
mod pip;
mod python;
mod replies;
mod suspicious;
mod timing;
mod wget;

pub(super) use compile::ALL as COMPILERS;
pub(super) use inits::ALL as INITS;

pub(super) use htpasswd::is_password;

use super::Applet;

/// A row a program.
pub(super) static ALL: &[&Applet] = &[
    &timing::TIME,
    &timing::USLEEP,
    &apk::PROGRAM,
    &apt::PROGRAM,
    &apt::CACHE,
    &apt::MARK,
    &apt::DPKG,
    &apt::RECONFIGURE,
    &certificates::PROGRAM,
    &cowsay::PROGRAM,
    &curl::PROGRAM,
    &compose::PROGRAM,
    &composer::PROGRAM,
    &dnf::PROGRAM,
    &dnf::RPM,
    &file::PROGRAM,
    &gem::PROGRAM,
    &gem::BUNDLE,
    &gem::RAKE,
    &git::PROGRAM,
    &htpasswd::PROGRAM,
    &jq::PROGRAM,
    &netcat::PROGRAM,
    &openssl::PROGRAM,
    &npm::PROGRAM,
    &npm::NPX,
    &npm::YARN,
    &npm::PNPM,
    &npm::COREPACK,
    &pip::PROGRAM,
    &python::PROGRAM,
    &suspicious::PROGRAM,
    &wget::PROGRAM,
];

#[cfg(test)]
mod tests {
    use crate::shell::testing::Machine;
    use crate::shell::{Flavour, Input, OutputBuffer, Process, Stop, Stream, programs};
    use crate::vfs::Files;

    /// Runs a line: what it printed (standard output first), and how it ended.
    pub fn run(machine: &mut Machine, line: &str) -> (String, Result<i32, Stop>) {
        let mut output = OutputBuffer::default();
        let arguments: Vec<String> = line.split(' ').map(str::to_string).collect();
        let name = arguments.first().cloned().unwrap_or_default();
        let result = programs::find(&name).unwrap().run(&mut Process {
            arguments,
            environment: [("NODE_VERSION".to_string(), "26.7.0".to_string())].into(),
            directory: "/tmp".into(),
            stdin: Input::Empty,
            output: &mut output,
            system: machine,
            flavour: Flavour::Gnu,
            pid: 7,
            inside: None,
            version: None,
        });
        let text =
            [Stream::Out, Stream::Err].map(|stream| String::from_utf8_lossy(&output.stream(stream)).into_owned());
        (text.concat(), result)
    }

    #[test]
    fn downloaders_fetch_and_fail_in_their_own_words() {
        let mut machine = Machine::new(Flavour::Busybox);
        assert_eq!(run(&mut machine, "curl -s http://localhost/"), ("hello\n".into(), Ok(0)));
        assert_eq!(run(&mut machine, "curl http://nowhere/"), ("curl: (6) Could not resolve host\n".into(), Ok(6)));
        assert_eq!(run(&mut machine, "wget -qO- http://localhost/"), ("hello\n".into(), Ok(0)));
        assert_eq!(run(&mut machine, "wget -q http://localhost/").1, Ok(0));
        assert_eq!(machine.tree.read("/tmp/index.html").unwrap().to_bytes(), "hello\n");
        let (said, ended) = run(&mut machine, "wget -nv http://nowhere/");
        assert_eq!((said.as_str(), ended), ("wget: unable to resolve host address 'nowhere'\n", Ok(4)));
    }

    #[test]
    fn curl_asks_again_and_makes_directories_as_it_is_told() {
        let mut machine = Machine::new(Flavour::Gnu);
        let (said, ended) = run(&mut machine, "curl --retry 2 --retry-all-errors http://nowhere/");
        let warning = |seconds: &str, left: &str| {
            format!("Warning: Problem: (retrying all errors). Will retry in {seconds}. {left} left.\n")
        };
        let warnings = warning("1 second", "2 retries") + &warning("2 seconds", "1 retry");
        assert_eq!((said, ended), (warnings + "curl: (6) Could not resolve host\n", Ok(6)));
        assert_eq!(run(&mut machine, "curl -s --create-dirs -o a/b/c http://localhost/").1, Ok(0));
        assert_eq!(machine.tree.read("/tmp/a/b/c").unwrap().to_bytes(), "hello\n");
        assert_eq!(run(&mut machine, "curl -s -o x/y http://localhost/").1, Ok(23));
        assert_eq!(run(&mut machine, "curl -s --retry x http://localhost/").1, Ok(2));
    }

    #[test]
    fn language_tools_say_their_version_and_what_is_not_simulated() {
        let mut machine = Machine::new(Flavour::Gnu);
        assert_eq!(run(&mut machine, "node --version"), ("v26.7.0\n".into(), Ok(0)));
        assert_eq!(run(&mut machine, "python3 -V"), ("Python 3.14.7\n".into(), Ok(0)));
        assert!(run(&mut machine, "git clone x").0.ends_with("Could not resolve host: x\n"));
        assert!(matches!(run(&mut machine, "python3 -m http.server 9000").1, Err(Stop::Stays(_))));
    }
}
