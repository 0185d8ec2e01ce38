//! Whole processes: what nobody means well with takes less than 300 MB of the machine, and says so.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Bytes that the whole process may have held at once. (Of a program that is not optimised more lies in memory.)
const MOST: u64 = if cfg!(debug_assertions) { 350_000_000 } else { 300_000_000 };
/// What ends the answer to a line.
const END: &str = "the answer ends here";

/// Feeds the lines to `layercake exec` over a copy of the directory, and gives what it printed. The kernel says what it held.
fn fed(workspace: &Path, lines: &[String]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_layercake"))
        .args(["exec", "--workspace"])
        .arg(workspace)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut errors = child.stderr.take().unwrap();
    let complaints = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut errors, &mut text).map(|_| text)
    });
    let text = lines.join("\n") + "\necho " + END + "\n";
    // It reads on only when it has answered, and what it printed must be taken meanwhile.
    let feeding = std::thread::spawn(move || input.write_all(text.as_bytes()).map(|()| input));
    let mut said = String::new();
    for line in output.lines() {
        let line = line.unwrap();
        if line == END {
            break;
        }
        said = said + &line + "\n";
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    drop(feeding.join().unwrap().unwrap());
    assert!(child.wait().unwrap().success());
    said += &complaints.join().unwrap().unwrap();
    let begin: String = lines.iter().flat_map(|line| line.chars().take(60).chain(['|'])).collect();
    assert!(peak * 1024 < MOST, "{begin}: {peak} kB");
    println!("{peak:>7} kB {begin}");
    said
}

fn line(line: String) -> String {
    fed(tempfile::tempdir().unwrap().path(), &[line])
}

#[test]
fn words_by_the_million() {
    const MANY: usize = 1_000_000;
    assert_eq!(line("command ".repeat(MANY / 2) + "true; echo $?"), "0\n");
    assert_eq!(line("command -p ".repeat(MANY / 4) + "echo x"), "x\n");
    line("command ".repeat(MANY) + "true; echo $?");
    let stopped = "layercake: stopped: more than 201326592 bytes of memory in one command line";
    for (open, word, close) in [("", "eval ", "true"), ("for i in ", "a ", "; do :; done"), ("echo ", "'a'b ", "")] {
        assert!(line(format!("{open}{}{close}", word.repeat(2 * MANY))).starts_with(stopped), "{word}");
    }
    assert_eq!(line(format!("echo {} | wc -c", "${x}".repeat(MANY / 2))), "1\n");
}

#[test]
fn programs_that_hold_what_they_read() {
    let much = |program: &str| line(format!("yes abcdefgh | head -c 15000000 | {program} | tail -c 20"));
    much("column -t");
    much("join - /dev/null");
    much("tr '\\n' ' ' | awk '{ print NF }'");
    assert!(
        line("yes | xargs -n 1 echo".into()).starts_with("layercake: stopped: more than 201326592 bytes of memory")
    );
    for program in ["xargs echo", "base64 > f", "base64 -d > f", "xargs -0 echo"] {
        line(format!("head -c 100000000 /dev/zero | {program}"));
    }
}

#[test]
fn texts_and_documents_that_are_made_in_memory() {
    let stopped = "layercake: stopped: more than 201326592 bytes of memory in one command line";
    let concat = "$x=$x.$x;".repeat(60);
    let php = format!("docker run --rm php:cli php -r '$x=\"a\";{concat} echo $x;'");
    assert!(line(php).contains(stopped));
    line("python3 -c 'x = (\"a \" * 10**7).split()'".into());
    line("python3 -c 'x = sorted(list(range(10**6)), key=lambda y: -y)'".into());
    line(format!("docker create --name box hello-world > id; docker inspect {} | tail -n 1", "box ".repeat(20_000)));
    let doubled = "set $a $a$a; ".repeat(60);
    let conf = format!("server {{ listen 80; set $a aaaaaaaaaaaaaaaa; {doubled} return 200 $a; }}");
    let served = "docker run -d -p 8080:80 -v $PWD/d.conf:/etc/nginx/conf.d/default.conf nginx > id";
    assert!(line(format!("echo '{conf}' > d.conf; {served}; curl -s localhost:8080")).contains(stopped));
    line("docker run --rm ruby ruby -e 'puts format(\"%999999999999d\", 1), \"a\".ljust(10**12)'".into());
    let rows: Vec<String> = ('a'..='k').map(|name| format!("{name}: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)")).collect();
    line(format!("jq -n '{{{}}}' | tail -n 1", rows.join(", ")));
    // Each warning shows the file.
    let pairs = "A=../é B=${A:-${B:-$x}}ENV ".repeat(2000);
    line(format!("docker build - 2>&1 <<'E' | tail -n 1\nFROM scratch\nENV {pairs}\nE"));
    let doubled = "update c set a = a || a;".repeat(40);
    let sql = format!("create table c (a text); insert into c values ('aaaaaaaaaa');{doubled}");
    line(format!(
        "docker run -q -d --name pg -e POSTGRES_PASSWORD=x postgres > id; docker exec pg psql -qU postgres -c \"{sql}\""
    ));
}

/// A tar of 100 MB, plain and compressed, wherever one is taken.
#[test]
fn archives_of_a_hundred_megabytes() {
    let directory = tempfile::tempdir().unwrap();
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    let content = "layers and layers of cake\n".repeat(100_000_000 / 26);
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, "f", content.as_bytes()).unwrap();
    let archive = archive.into_inner().unwrap();
    std::fs::write(directory.path().join("t.tar"), &archive).unwrap();
    std::fs::write(directory.path().join("Dockerfile"), "FROM alpine\nADD t.tar /x\n").unwrap();
    let said = fed(directory.path(), &["docker build -q -t a . > id; docker run --rm a wc -c /x/f".into()]);
    assert_eq!(said, "99999978 /x/f\n");
    let cat = "docker create --name own alpine 2> e; docker cp - own:/tmp < t.tar";
    for line in ["docker import -q t.tar x; tar xf t.tar; wc -c f", cat] {
        fed(directory.path(), &[line.into()]);
    }
    let mut packed = Vec::new();
    let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
    encoder.write_all(&archive).unwrap();
    encoder.finish().unwrap();
    std::fs::remove_file(directory.path().join("t.tar")).unwrap();
    std::fs::write(directory.path().join("t.tgz"), packed).unwrap();
    assert_eq!(fed(directory.path(), &["tar xf t.tgz; wc -c f".into()]), "99999978 f\n");
}

/// Names of very many parts, and very many names of many parts.
#[test]
fn archives_of_deep_paths() {
    let packed = |names: &mut dyn Iterator<Item = String>| {
        let mut archive = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_gnu();
            header.set_size(2);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, &b"hi"[..]).unwrap();
        }
        archive.into_inner().unwrap()
    };
    let directory = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(directory.path().join(name), bytes).unwrap();
    put("deep.tar", &packed(&mut ["a/".repeat(10_000) + "f"].into_iter()));
    put("many.tar", &packed(&mut (0..5000).map(|at| format!("{at}/{}f", "a/".repeat(180)))));
    for name in ["deep", "many"] {
        put("Dockerfile", format!("FROM alpine\nADD {name}.tar /d/\n").as_bytes());
        let create = "docker create --name own alpine > id 2> e";
        for line in [
            format!("docker import {name}.tar x; docker image inspect x | wc -c; docker save x | docker load"),
            "docker build -q .".to_string(),
            format!("{create}; docker cp - own:/tmp < {name}.tar; docker cp own:/tmp - | wc -c"),
            format!("tar xf {name}.tar; tar tf {name}.tar | wc -l"),
        ] {
            let began = std::time::Instant::now();
            let said = fed(directory.path(), std::slice::from_ref(&line));
            assert!(said.len() < 100_000, "{name} {line}");
            // Without optimisation a line's time has another limit.
            assert!(cfg!(debug_assertions) || began.elapsed().as_secs() < 6, "{name} {line}: {:?}", began.elapsed());
        }
    }
}
