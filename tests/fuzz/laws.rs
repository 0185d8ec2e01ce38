//! Laws for bytes of any content, each tried by `cargo test` on random pieces, and by `cargo fuzz run NAME`.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use layercake::{
    Next, NodeKind, Origins, Reaction, Rope, Session, Setup, Source, Store, TerminalSize, WorkspaceFile, builtin_hub,
};

/// A sandbox with an image and a container in it.
static START: LazyLock<Session> = LazyLock::new(|| started(Vec::new()));

fn started(workspace: Vec<WorkspaceFile>) -> Session {
    let terminal = Some(TerminalSize { columns: 80, rows: 24 });
    let mut session = Session::new(Setup { keeps_shell: true, terminal, workspace, ..Setup::new(builtin_hub()) });
    prepare(&mut session, "docker pull -q hello-world && docker create --name box hello-world && echo a b c > f");
    session
}

/// Feeds a line that must do what it is for.
fn prepare(session: &mut Session, line: &str) {
    let reaction = session.feed(line);
    let said = || reaction.text(layercake::Stream::Out) + &reaction.text(layercake::Stream::Err);
    assert!(matches!(reaction.ended, Some((_, 0))), "{line}: {}", said());
}

/// A session that has the bytes as the file `fed`.
fn with_file(bytes: &[u8]) -> Session {
    let kind = NodeKind::File(Rope::from(bytes.to_vec()));
    let file = WorkspaceFile { path: "fed".into(), mode: 0o644, kind };
    started(vec![file])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Quoted for the shell.
fn quoted(bytes: &[u8]) -> String {
    format!("'{}'", text(bytes).replace(['\'', '\n', '\0'], ""))
}

/// Feeds the lines, and ends whatever waits.
fn play(session: &mut Session, lines: &str) -> Vec<Reaction> {
    let mut reactions: Vec<Reaction> = lines.split('\n').map(|line| session.feed(line)).collect();
    for typed in [layercake::Typed::End, layercake::Typed::Interrupt] {
        if session.next() != Next::Command {
            reactions.push(session.take(typed));
        }
    }
    reactions
}

/// The same lines say the same and lead to the same World; a line that met a limit changes nothing; all of it can be saved.
fn obeys(start: &Session, lines: &str) {
    let (mut one, mut other) = (start.clone(), start.clone());
    let reactions = play(&mut one, lines);
    assert_eq!(reactions, play(&mut other, lines));
    assert_eq!(one.world_part().digest(), other.world_part().digest());
    let mut store = Memory::default();
    let root = one.save(&mut store).expect("memory takes everything");
    let loaded = Session::load(one.setup().clone(), &root, &store).expect("what was saved is loaded");
    assert_eq!(loaded.world_part().digest(), one.world_part().digest());
}

/// Lines for a shell.
pub fn shell(bytes: &[u8]) {
    obeys(&START, &text(bytes));
}

/// A sandbox with servers that are asked, and a container with a compiler.
static SERVERS: LazyLock<Session> = LazyLock::new(|| {
    let mut session = started(Vec::new());
    for line in [
        "docker run -q -d --name pg -e POSTGRES_PASSWORD=x postgres && docker run -q -d --name rd redis",
        "docker run -q -d --name cc alpine sleep 1000 && docker exec cc apk add -q gcc musl-dev",
        "docker exec pg psql -U postgres -c 'create table t (a int, b text)'",
    ] {
        prepare(&mut session, line);
    }
    session
});

/// The text as a here-document for a command.
fn given(bytes: &[u8], command: &str) -> String {
    format!("{command} <<'END_OF_IT'\n{}\nEND_OF_IT", text(bytes).replace("END_OF_IT", "").replace('\0', ""))
}

/// Statements and commands for psql.
pub fn sql(bytes: &[u8]) {
    obeys(&SERVERS, &given(bytes, "docker exec -i pg psql -U postgres"));
}

/// Commands for redis-cli.
pub fn redis(bytes: &[u8]) {
    obeys(&SERVERS, &given(bytes, "docker exec -i rd redis-cli"));
}

/// Programs in C.
pub fn c(bytes: &[u8]) {
    obeys(&SERVERS, &given(bytes, "docker exec -i cc sh -c 'cat > a.c; gcc a.c && ./a.out'"));
}

/// Go templates.
pub fn template(bytes: &[u8]) {
    let template = quoted(bytes);
    obeys(&START, &format!("docker inspect -f {template} box; docker images --format {template}"));
}

/// References of images.
pub fn reference(bytes: &[u8]) {
    let name = quoted(bytes);
    obeys(&START, &format!("docker tag hello-world {name}; docker pull -q {name}; docker rmi {name}"));
}

/// A sandbox with a base image and a context.
static CONTEXT: LazyLock<Session> = LazyLock::new(|| {
    let mut session = started(Vec::new());
    prepare(
        &mut session,
        "docker pull -q busybox && mkdir -p d/e && echo b > b.txt && echo c > d/c && ln -s ../b.txt d/link && printf '*.log\\n!a.log\\nd/e\\n' > .dockerignore",
    );
    session
});

/// A Dockerfile: it is built or refused, and what was built is built again out of the cache alone, to the same image.
pub fn build(bytes: &[u8]) {
    let mut session = CONTEXT.clone();
    play(&mut session, &given(bytes, "cat > Dockerfile"));
    let said = |session: &mut Session, line: &str| {
        let reaction = play(session, line).remove(0);
        let exit = reaction.ended.as_ref().map(|(_, exit)| *exit);
        (exit, reaction.text(layercake::Stream::Out) + &reaction.text(layercake::Stream::Err))
    };
    let first = said(&mut session, "docker build -q --provenance=false -t built .");
    obeys(&session, "docker run --rm built; docker history built; docker rmi built");
    if first.0 != Some(0) {
        return;
    }
    assert_eq!(said(&mut session, "docker build -q --provenance=false -t built ."), first);
    let (exit, plain) = said(&mut session, "docker build --progress=plain --provenance=false -t built .");
    assert_eq!(exit, Some(0));
    // A step begins with `#7 [2/3] RUN …`, and ends with `#7 CACHED`.
    let steps = plain.lines().filter_map(|line| line.split_once(" [").filter(|(_, step)| is_step(step)));
    for (number, step) in steps {
        assert!(plain.contains(&format!("{number} CACHED\n")), "{step} is not cached:\n{plain}");
    }
}

/// Whether a step of the Dockerfile, and not the bringing of its base, is told of.
fn is_step(step: &str) -> bool {
    let instruction = step.split_once("] ").map_or("", |(_, instruction)| instruction);
    ["RUN ", "COPY ", "ADD ", "WORKDIR "].iter().any(|name| instruction.starts_with(name))
}

/// Archives: of files, and of images.
pub fn archive(bytes: &[u8]) {
    obeys(&with_file(bytes), "docker load -i fed; docker import fed made; docker run --rm made; docker rmi made");
}

/// Layers: a tar that is unpacked, listed and put into an image.
pub fn layer(bytes: &[u8]) {
    obeys(
        &with_file(bytes),
        "mkdir d; tar tvf fed; tar xf fed -C d; docker cp - box:/ < fed; docker diff box; ls -lR d",
    );
}

/// Requests to a registry: method, path, body, in lines.
pub fn request(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n').map(quoted);
    let mut part = || parts.next().unwrap_or_else(|| "''".into());
    let (method, path, body) = (part(), part(), part());
    obeys(&START, &format!("curl -s -i -X {method} --data-binary {body} localhost:5001/v2/{path}"));
}

/// Lesson files: they are read, or refused with their line.
pub fn lesson(bytes: &[u8]) {
    let _ = layercake::prove("fed.md", &text(bytes), START.setup());
}

/// Saved states: the root, and a document that it names.
pub fn state(bytes: &[u8]) {
    let mut store = Memory::default();
    let root = START.save(&mut store).expect("memory takes everything");
    let _ = Session::load(START.setup().clone(), bytes, &store);
    let keys: Vec<String> = store.0.keys().cloned().collect();
    let Some(key) = keys.get(bytes.first().map_or(0, |first| usize::from(*first) % keys.len().max(1))) else { return };
    store.0.insert(key.clone(), Bytes::copy_from_slice(bytes));
    // Damage is noticed; or it is in a step of the history that is not read yet, and costs nothing but that step.
    if let Ok(loaded) = Session::load(START.setup().clone(), &root, &store) {
        assert!(loaded.world_part() == START.world_part(), "damage is noticed");
    }
}

#[derive(Default)]
struct Memory(std::collections::BTreeMap<String, Bytes>);

impl Origins for Memory {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        self.0.get(sha256).cloned()
    }
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        builtin_hub().made(sha256, recipe)
    }
}

impl Store for Memory {
    fn has(&self, sha256: &str) -> bool {
        self.0.contains_key(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), layercake::SaveError> {
        self.0.insert(sha256.into(), bytes.clone());
        Ok(())
    }
}
