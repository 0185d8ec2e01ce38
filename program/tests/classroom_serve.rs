//! `layercake classroom serve`: handing in over real sockets, by many, by the slow and by the wrong, and under
//! `kill -9`.
//!
//! `LAYERCAKE_KILLS` says how often it is killed, `LAYERCAKE_CLASS` how many hand in at once (`just hand-ins` for
//! more).

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use layercake::{Assigned, Digest, Manner, Receipt, Submitted, Timestamp, builtin_hub, exercise_seed, sample_receipt};
use support::{Answer, Server};

const EXERCISE: &str = r#"+++
title = "Two <things>"
minutes = 10

[[vary]]
tag = "mine:1"
+++
## Pull an image

```toml task
do = "Pull `hello-world`."
done = [{ image = "hello-world" }]
hints = ["docker pull", "docker pull hello-world"]
solutions = ["docker pull -q hello-world"]

[[feedback]]
try = "touch hello"
when = [{ file = "hello" }]
say = "That is a file."
```

## Tag it

```toml task
do = "Call it `{tag}`, too."
done = [{ image = "{tag}" }]
hints = ["docker tag", "docker tag hello-world {tag}"]
solutions = ["docker tag hello-world {tag}"]

[[feedback]]
try = "touch mine"
when = [{ file = "mine" }]
say = "That is a file."
```
"#;

/// A class in a folder of its own.
struct Room {
    folder: tempfile::TempDir,
    students: Vec<String>,
}

impl Room {
    fn new(students: usize) -> Room {
        let folder = tempfile::tempdir().unwrap();
        let students: Vec<String> = (0..students).map(|number| format!("Student {number:04}")).collect();
        let class = folder.path().join("class");
        fs::create_dir_all(class.join("handout/exercises")).unwrap();
        fs::write(class.join("handout/course.toml"), support::COURSE).unwrap();
        fs::write(class.join("handout/exercises/x1-two.md"), EXERCISE).unwrap();
        fs::write(class.join("students.csv"), format!("name\n{}\n", students.join("\n"))).unwrap();
        Room { folder, students }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("class")
    }

    fn start(&self) -> Server {
        Server::start(&["classroom", "serve", self.path().to_str().unwrap()])
    }

    /// The codes, when the server has run once.
    fn codes(&self) -> BTreeMap<String, String> {
        let table = fs::read_to_string(self.path().join("key/codes.csv")).unwrap();
        table.lines().skip(1).filter_map(|line| line.split_once(',')).map(|(a, b)| (a.into(), b.into())).collect()
    }

    fn teacher(&self) -> String {
        fs::read_to_string(self.path().join("key/teacher-code.txt")).unwrap().trim().to_string()
    }

    fn receipts(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path().join("receipts")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// What a student hands in.
fn receipt(student: &str, manner: Manner) -> Receipt {
    let exercise = Assigned::new("", "x1-two.md", EXERCISE, builtin_hub(), None).unwrap();
    let with = Submitted {
        student,
        seed: exercise_seed("x1-two", student, b""),
        words: "",
        program: "1.0.0",
        now: Timestamp::from_seconds(1_700_000_000),
    };
    sample_receipt(&exercise, manner, &with).unwrap().receipt
}

/// The same with other words: another receipt of the same student's.
fn another(receipt: &Receipt, student: &str, number: usize) -> String {
    Receipt { student: student.into(), words: format!("number {number}"), ..receipt.clone() }.to_text()
}

fn hand_in(server: &Server, code: &str, body: &str) -> Answer {
    server.ask("POST", "/hand-in", &[&format!("Authorization: Bearer {code}")], body.as_bytes())
}

/// Asks until the page holds this.
fn wait_for(server: &Server, path: &str, code: &str, text: &str) -> Answer {
    let began = Instant::now();
    loop {
        let page = server.ask("GET", path, &[&format!("Cookie: layercake-code={code}")], b"");
        if page.text().contains(text) {
            return page;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{text}: {}", page.text());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_receipt_is_kept_once_and_shown_to_its_student() {
    let room = Room::new(3);
    let server = room.start();
    let codes = room.codes();
    let (ada, code) = codes.first_key_value().unwrap();
    let text = receipt(ada, Manner::Right).to_text();

    let first = hand_in(&server, code, &text);
    assert_eq!(first.status, 201, "{}", first.text());
    assert!(first.text().starts_with("Received: x1-two by Student 0000 (sha256 "), "{}", first.text());
    let again = hand_in(&server, &code.to_uppercase().replace('-', " "), &text);
    assert!(again.status == 200 && again.text().contains("which was here already"), "{}", again.text());
    // A page's form, with a page's line ends.
    let crlf = text.replace('\n', "\r\n");
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n{code}\r\n--B\r\nContent-Disposition: form-data; \
         name=\"receipt\"; filename=\"\"\r\n\r\n\r\n--B\r\nContent-Disposition: form-data; name=\"receipt\"\r\n\r\n{crlf}\r\n--B--\r\n"
    );
    let kind = "Content-Type: multipart/form-data; boundary=B";
    let form = server.ask("POST", "/hand-in", &[kind, "Accept: text/html"], body.as_bytes());
    assert!(form.status == 200 && form.text().contains("which was here already"), "{}", form.text());
    assert_eq!(room.receipts().len(), 1);
    assert_eq!(fs::read_to_string(&room.receipts()[0]).unwrap(), text);
    let name = room.receipts()[0].file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(name, format!("x1-two-student-0000-{}.receipt", &Digest::of(text.as_bytes()).hex()[..16]));

    let page = wait_for(&server, "/me", code, "2 of 2 points");
    assert!(page.text().contains("Received on") && page.header("cache-control") == Some("no-store"), "{}", page.text());
    let wall = wait_for(&server, "/wall", &room.teacher(), "Student 0000");
    assert!(wall.text().contains("1 of 3 students handed in") && wall.text().contains("2 of 2"), "{}", wall.text());
    assert!(wall.text().contains("Two &lt;things&gt;") && !wall.text().contains("<things>"));
    let hidden = server.ask("GET", "/wall?names=no", &[&format!("Cookie: layercake-code={}", room.teacher())], b"");
    assert!(!hidden.text().contains("Student 0000") && hidden.text().contains("Student 1"), "{}", hidden.text());
    let everybody = server.get("/wall");
    assert!(!everybody.text().contains("Student 0000") && everybody.text().contains("1 of 3 students"));

    // What a new start shows is what was there.
    server.kill();
    let server = room.start();
    assert!(server.said.contains("1 receipts so far"), "{}", server.said);
    wait_for(&server, "/me", code, "2 of 2 points");
    assert_eq!(hand_in(&server, code, &text).status, 200);
}

/// The thread that grades speaks as the teacher wants it.
#[test]
fn a_student_reads_what_is_missing_in_the_language_of_the_class() {
    let room = Room::new(1);
    let server = Server::start(&["--lang", "de", "classroom", "serve", room.path().to_str().unwrap()]);
    let (student, code) = room.codes().pop_first().unwrap();
    assert_eq!(hand_in(&server, &code, &receipt(&student, Manner::Partly).to_text()).status, 201);
    let page = wait_for(&server, "/me", &code, "1 of 2 points");
    assert!(page.text().contains("nicht erreicht") && !page.text().contains("not reached"), "{}", page.text());
}

/// A path is what it means, however it is written.
#[test]
fn a_path_may_be_written_with_percents() {
    let room = Room::new(1);
    let server = room.start();
    assert!(server.get("/w%61ll").text().contains("<h1>The class</h1>"));
    assert!(server.get("/m%65").text().contains("<h1>My page</h1>"));
    assert_eq!(server.get("/%76%32/").text(), server.get("/v2/").text());
}

#[test]
fn what_is_wrong_is_refused_with_its_reason() {
    let room = Room::new(2);
    let server = room.start();
    let codes = room.codes();
    let (ada, ben) = (&room.students[0], &room.students[1]);
    let good = receipt(ada, Manner::Partly);
    let text = good.to_text();
    let says = |answer: Answer, status: u16, words: &str| {
        assert!(answer.status == status && answer.text().contains(words), "{} {}", answer.status, answer.text());
    };
    let began = Instant::now();
    says(hand_in(&server, "abcd-2345", &text), 403, "nobody here has this code");
    assert!(began.elapsed() >= Duration::from_millis(900), "a wrong code takes its time");
    says(server.ask("POST", "/hand-in", &[], text.as_bytes()), 401, "no code was sent");
    says(hand_in(&server, &room.teacher(), &text), 403, "the teacher's code");
    says(hand_in(&server, &codes[ben], &text), 403, "Student 0000's, and the code is Student 0001's");
    says(hand_in(&server, &codes[ada], ""), 400, "no receipt was sent");
    says(hand_in(&server, &codes[ada], "hello"), 422, "line 1");
    says(hand_in(&server, &codes[ada], &text.replace("docker pull", "docker push")), 422, "it was edited");
    says(hand_in(&server, &codes[ada], &text[..text.len() - 20]), 422, "line");
    let other = Receipt { exercise: "../../x".into(), ..good.clone() }.to_text();
    says(hand_in(&server, &codes[ada], &other), 422, "no exercise");
    let stranger = Receipt { student: "Eve".into(), ..good.clone() }.to_text();
    says(hand_in(&server, &codes[ada], &stranger), 403, "Eve's");
    let huge = "x".repeat(2_000_000);
    says(hand_in(&server, &codes[ada], &huge), 413, "larger than the limit");
    let kind = "Content-Type: multipart/form-data; boundary=B";
    says(server.ask("POST", "/hand-in", &[kind], b"--B\r\nnonsense"), 400, "not a form");
    says(server.ask("GET", "/hand-in", &[], b""), 405, "POST");
    assert_eq!(room.receipts(), Vec::<PathBuf>::new(), "nothing of it was kept");
    assert_eq!(hand_in(&server, &codes[ada], &text).status, 201);

    for path in
        ["/../codes.csv", "/codes.csv", "/site/../codes.csv", "/site/%2e%2e/teacher-code.txt", "/receipts/", "/x"]
    {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    for path in ["/v2/../codes.csv", "/v2/%2e%2e/%2e%2e/codes.csv/manifests/x", "/v2/..%2f..%2fx/tags/list"] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
    }
}

#[test]
fn a_code_opens_its_own_page_and_no_other() {
    let room = Room::new(2);
    let server = room.start();
    let codes = room.codes();
    let enter = |code: &str| server.ask("POST", "/enter", &[], format!("code={code}").as_bytes());
    let answer = enter(&codes[&room.students[0]]);
    let cookie = answer.header("set-cookie").unwrap();
    assert_eq!((answer.status, answer.header("location")), (303, Some("/me")));
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = format!("Cookie: {}", cookie.split(';').next().unwrap());
    let page = server.ask("GET", "/me", &[&cookie], b"");
    assert!(page.text().contains("Student 0000") && !page.text().contains("Student 0001"), "{}", page.text());
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(!server.ask("GET", "/wall", &[&cookie], b"").text().contains("Student 000"), "names are the teacher's");
    assert_eq!(enter("abcd-2345").status, 403);
    assert_eq!(server.ask("GET", "/me", &["Cookie: layercake-code=abcd-2345"], b"").status, 403);
    let anybody = server.get("/me");
    assert!(anybody.status == 200 && !anybody.text().contains("Student 000"));
    let front = server.ask("GET", "/", &[&cookie], b"");
    assert!(front.text().contains("You are <strong>Student 0000</strong>"), "{}", front.text());
    let left = server.ask("POST", "/leave", &[&cookie], b"");
    assert!(left.status == 303 && left.header("set-cookie").unwrap().contains("Max-Age=0"));
}

#[test]
fn news_come_as_events() {
    use std::io::Read;
    let room = Room::new(1);
    let server = room.start();
    let (student, code) = room.codes().pop_first().unwrap();
    let mut stream = server.connect();
    stream.write_all(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut heard = String::new();
    let mut read = |until: &str| {
        while !heard.contains(until) {
            let mut piece = [0; 1000];
            let len = stream.read(&mut piece).unwrap();
            assert!(len > 0, "{heard}");
            heard += std::str::from_utf8(&piece[..len]).unwrap();
        }
    };
    read("retry:");
    hand_in(&server, &code, &receipt(&student, Manner::Right).to_text());
    read("data: news");
}

#[test]
fn slow_and_broken_senders_disturb_nobody() {
    let room = Room::new(2);
    let server = room.start();
    let (student, code) = room.codes().pop_first().unwrap();
    let text = receipt(&student, Manner::Right).to_text();
    let head = format!(
        "POST /hand-in HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {code}\r\nContent-Length: {}\r\n\r\n",
        text.len()
    );
    let mut slow: Vec<_> = (0..100).map(|_| server.connect()).collect();
    for (number, stream) in slow.iter_mut().enumerate() {
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&text.as_bytes()[..number]).unwrap();
    }
    // Some go away in the middle; the others wait.
    slow.truncate(50);
    let began = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(room.receipts().len(), 0, "a part of a receipt is none");
    assert_eq!(hand_in(&server, &code, &text).status, 201);
    // Whoever goes on is served.
    let mut stream = slow.pop().unwrap();
    stream.write_all(&text.as_bytes()[49..]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(support::answer(stream).unwrap().status, 200);
    assert_eq!(room.receipts().len(), 1);
}

/// Many hand in at once, each something else; every one is acknowledged and kept.
#[test]
fn a_whole_class_hands_in_at_once() {
    let count: usize = std::env::var("LAYERCAKE_CLASS").ok().and_then(|count| count.parse().ok()).unwrap_or(100);
    let room = Room::new(count);
    let server = room.start();
    let (codes, sample) = (room.codes(), receipt("somebody", Manner::Right));
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while let Some(student) = room.students.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let answer = hand_in(&server, &codes[student], &another(&sample, student, 0));
                    assert_eq!(answer.status, 201, "{}", answer.text());
                }
            });
        }
    });
    println!("{count} hand-ins in {:?}", began.elapsed());
    assert_eq!(room.receipts().len(), count);
}

/// `kill -9` in the middle of hand-ins: what was acknowledged is there, whole and once.
#[cfg(unix)]
#[test]
fn nothing_acknowledged_is_lost() {
    let kills: usize = std::env::var("LAYERCAKE_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(10);
    // So many that nobody meets the limit of receipts for one code.
    let room = Room::new(64.max(8 * kills));
    let sample = receipt("somebody", Manner::Right);
    drop(room.start());
    let codes = room.codes();
    let (acknowledged, numbers) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
    for kill in 0..kills {
        let server = room.start();
        let address = server.address.clone();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    loop {
                        // Every receipt comes twice, as from somebody who is not sure.
                        let number = numbers.fetch_add(1, Ordering::Relaxed) / 2;
                        let student = &room.students[number % room.students.len()];
                        let text = another(&sample, student, number);
                        let header = format!("Authorization: Bearer {}", codes[student]);
                        match support::ask(&address, "POST", "/hand-in", &[&header], text.as_bytes()) {
                            Ok(answer) if [200, 201].contains(&answer.status) => {
                                acknowledged.lock().unwrap().insert(Digest::of(text.as_bytes()).hex());
                            }
                            Ok(answer) => panic!("{} {}", answer.status, answer.text()),
                            Err(_gone) => return,
                        }
                    }
                });
            }
            // At moments that differ.
            std::thread::sleep(Duration::from_millis(20 + (kill as u64 * 37) % 150));
            server.kill();
        });
    }
    let kept: Vec<String> = whole(&room.path().join("receipts"));
    let once: BTreeSet<String> = kept.iter().cloned().collect();
    let acknowledged = acknowledged.into_inner().unwrap();
    println!("{kills} kills, {} acknowledged, {} kept", acknowledged.len(), kept.len());
    assert_eq!(kept.len(), once.len(), "a receipt is there twice");
    assert!(acknowledged.len() > kills, "hardly anything was handed in");
    let lost: Vec<&String> = acknowledged.difference(&once).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    // The next start finds them all, and throws away what was begun.
    let server = room.start();
    assert!(server.said.contains(&format!("{} receipts so far", kept.len())), "{}", server.said);
    assert!(room.receipts().iter().all(|path| path.extension().is_some_and(|ending| ending == "receipt")));
}

/// The digests of the receipts in a folder; each is whole.
fn whole(folder: &Path) -> Vec<String> {
    let mut digests = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "receipt") {
            let bytes = fs::read(&path).unwrap();
            Receipt::parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            digests.push(Digest::of(&bytes).hex());
        }
    }
    digests
}

/// Twenty seconds of patience, and no more.
#[test]
fn whoever_is_too_slow_is_sent_away() {
    let room = Room::new(1);
    let server = room.start();
    let began = Instant::now();
    let (mut head, mut body) = (server.connect(), server.connect());
    head.write_all(b"POST /hand-in HTTP/1.1\r\nHost").unwrap();
    body.write_all(b"POST /hand-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nlayercake")
        .unwrap();
    let ended = support::answer(head).map(|answer| answer.status);
    assert!(matches!(ended, Err(_) | Ok(408)) && began.elapsed() < Duration::from_secs(30), "{ended:?}");
    let answer = support::answer(body).unwrap();
    assert!(answer.status == 408 && answer.text().contains("took too long"), "{answer:?}");
    assert!(began.elapsed() < Duration::from_secs(50), "{:?}", began.elapsed());
    assert_eq!(room.receipts().len(), 0);
}

/// A student at a terminal, from the first line to the server's word.
#[test]
fn submit_hands_in_what_was_done() {
    use std::process::{Command, Stdio};
    let room = Room::new(1);
    let server = room.start();
    let (student, code) = room.codes().pop_first().unwrap();
    let (handout, state) = (room.path().join("handout"), room.folder.path().join("state"));
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_layercake"))
            .args([
                "--plain",
                "--speed",
                "max",
                "--state",
                state.to_str().unwrap(),
                "--course",
                handout.to_str().unwrap(),
            ])
            .args(["exercise"])
            .args(arguments)
            .args(["x1", "--student", &student])
            .current_dir(room.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.success(), said.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    assert!(run(&["start"], "docker pull -q hello-world\nnext\ndocker tag hello-world mine:1\nquit\n").0);
    let to = format!("http://{}", server.address);
    let (good, said) = run(&["submit", "--to", &to, "--code", "abcd-2345"], "");
    assert!(!good && said.contains("not handed in: nobody here has this code"), "{said}");
    let (good, said) = run(&["submit", "--to", &to, "--code", &code], "");
    let before = said.find(&format!("The file is also sent to {to}, with the code"));
    assert!(good && before < said.find("Received: x1-two by Student 0000") && before.is_some(), "{said}");
    assert_eq!(room.receipts().len(), 1);
    wait_for(&server, "/me", &code, "2 of 2 points");
}
