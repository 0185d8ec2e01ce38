//! For tests: the program as a server on a free port, and a client that sends exactly what it is told.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The most that a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a class's handout is called.
pub const COURSE: &str = "name = \"class-test\"\ntitle = \"Test\"\n";

/// A server, until it is dropped.
pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// What it said when it began.
    pub said: String,
}

impl Server {
    /// Starts the program with these arguments and a free port.
    pub fn start(arguments: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_layercake"))
            .args(arguments)
            .args(["--addr", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C ends it.") {
            assert!(out.read_line(&mut said).unwrap() > 0, "the server ended: {said}");
        }
        // Nobody reads the rest; the pipe stays open.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let address = said.split("http://").nth(1).unwrap().lines().next().unwrap().to_string();
        Server { child, address, said }
    }

    /// Kills it as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ctrl-C; whether it ended well.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> bool {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        self.child.wait().unwrap().success()
    }

    pub fn connect(&self) -> TcpStream {
        connect(&self.address)
    }

    /// Sends a request with these headers (lines) and this body, on a connection of its own.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
        ask(&self.address, method, path, headers, body).unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _it_may_have_ended = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

pub fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// One request on a connection of its own; an error if the server goes away.
pub fn ask(address: &str, method: &str, path: &str, headers: &[&str], body: &[u8]) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for header in headers {
        request += &format!("{header}\r\n");
    }
    if !body.is_empty() || ["POST", "PUT", "PATCH"].contains(&method) {
        request += &format!("Content-Length: {}\r\n", body.len());
    }
    request += "\r\n";
    stream.write_all(request.as_bytes())?;
    // A server that refuses a body may stop reading it; what it says is read all the same.
    let _refused = stream.write_all(body);
    received(stream, method == "HEAD")
}

/// What comes until the end of the connection.
pub fn answer(stream: TcpStream) -> std::io::Result<Answer> {
    received(stream, false)
}

fn received(mut stream: TcpStream, only_head: bool) -> std::io::Result<Answer> {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes);
    let _ = stream.shutdown(Shutdown::Both);
    let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        ended?;
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    };
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let mut body = bytes[at + 4..].to_vec();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok()).flatten()
    });
    match length {
        Some(length) if body.len() > length => body.truncate(length),
        Some(length) if body.len() < length && !only_head => return Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => {}
    }
    Ok(Answer { status, head, body })
}
