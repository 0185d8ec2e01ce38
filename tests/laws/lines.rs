//! Random command lines: from docker's command table, and of the shell.

use std::sync::LazyLock;

use layercake::outline::{self, OutlineCommand, OutlineFlag};
use layercake::{Typed, World};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A command line, and what is typed while it runs.
#[derive(Clone, Debug)]
pub struct Step {
    /// `@C5` and the like stand for what is there then: see [`filled`].
    pub line: String,
    pub inputs: Vec<Typed>,
}

static COMMANDS: LazyLock<Vec<OutlineCommand>> = LazyLock::new(outline::all);

const IMAGES: &[&str] = &[
    "alpine",
    "alpine:latest",
    "hello-world",
    "busybox",
    "app:2",
    "app",
    "localhost:5000/team/app:1",
    "alpine:no-such-tag",
    "localhost:5001/private/thing",
    "no-such-image",
    "docker.io/library/alpine",
    "library/hello-world:latest",
    "@I0",
    "@I1",
    "@I2",
    "@N0",
    "@N1",
    "@N2",
    "@P0",
    "@P1",
    "@D0",
    "@D1",
    "@M0",
    "@M1",
    "@M2",
    "student/mine:v1",
    "localhost:5000/new",
    "alpine@sha256:00000000000000000000000000000000000000000000000000000000000000aa",
    "UPPER/case",
    "a..b",
    "-",
    "''",
    "sha256:",
    "alpine@sha256:12",
    "example.com/x/y:z",
    "alpine:",
    ":latest",
    "alp*",
    "é",
    "scratch",
];
const CONTAINERS: &[&str] =
    &["box", "server", "@C0", "@C1", "@C2", "@c0", "@c1", "/box", "nobody", "''", "@I0", "b", "x y", "../box", "new"];
const PATHS: &[&str] = &[
    "images.tar",
    "box.tar",
    "dir",
    "dir/file",
    "secret",
    "-",
    ".",
    "..",
    "/",
    "/etc/passwd",
    "no/such",
    "box:/one",
    "box:/etc",
    "server:/tmp/",
    "@C0:/",
    "nobody:/x",
    "box:",
    ":",
    "new.tar",
    "dir/new",
    "/tmp/x",
    "''",
    "box:/../../one",
    "é.tar",
    "a b",
    "server:/proc/1",
    "/dev/null",
    "~/x",
    "https://example.com/x.tar",
];
const TEMPLATES: &[&str] = &[
    "json",
    "table {{.ID}}",
    "'{{json .}}'",
    "'{{.Names}} {{.Image}}'",
    "'{{range .RootFS.Layers}}{{println .}}{{end}}'",
    "'{{'",
    "'{{.No.Such}}'",
    "'table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}'",
    "'{{upper .ID | printf \"%20s\"}}'",
    "'{{with $x := .}}{{index $x 1000000}}{{end}}'",
    "'{{slice \"é\" 1}}'",
    "'{{printf \"%999999d\" 1}}'",
    "tree",
    "''",
    "'{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}'",
    "'{{join .RepoTags \",\"}}'",
    "raw",
    "table",
    "pretty",
];
const FILTERS: &[&str] = &[
    "dangling=true",
    "reference=alp*",
    "label=a=b",
    "before=alpine",
    "since=hello-world",
    "until=1h",
    "name=box",
    "id=@C0",
    "status=exited",
    "ancestor=alpine",
    "exited=0",
    "is-official=true",
    "stars=3",
    "x=y",
    "nonsense",
    "dangling=maybe",
    "until=2026-99-99",
    "reference=[",
    "=",
    "''",
    "health=none",
    "volume=v",
    "network=bridge",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "10",
    "65535",
    "65536",
    "99999999999999999999",
    "0x10",
    "1e3",
    "one",
    "''",
    "9223372036854775807",
    "-9223372036854775808",
];
const SIZES: &[&str] = &["0", "4m", "512k", "1g", "1.5gb", "-1", "9999999999g", "x", "6mb"];
const DURATIONS: &[&str] = &["1s", "5m", "2h45m", "0", "-3s", "1000000h", "x", "1", "24h"];
const TEXTS: &[&str] = &[
    "linux/amd64",
    "linux/arm64",
    "linux/s390x",
    "windows/amd64",
    "no/such/platform/at/all",
    "new",
    "box",
    "student",
    "layers",
    "a=b",
    "PATH=/x",
    "LANG",
    "=",
    "8080:80",
    "127.0.0.1::80",
    "80",
    "70000:1",
    "1-5:1-5",
    "vol:/data",
    "/data",
    ".:/work:ro",
    "v:/etc",
    "type=tmpfs,dst=/x",
    "always",
    "never",
    "missing",
    "on-failure:3",
    "bridge",
    "none",
    "host",
    "KILL",
    "9",
    "SIGTERM",
    "USR1",
    "NOPE",
    "root",
    "1000:1000",
    "nobody",
    "/tmp",
    "rel/dir",
    "sh",
    "true",
    "false",
    "'CMD [\"echo\",\"hi\"]'",
    "'ENV A=$B'",
    "'LABEL x'",
    "'NOSUCH x'",
    "'ENTRYPOINT echo'",
    "plain",
    "auto",
    "json",
    "é",
    "\"$(seq 1 40)\"",
    "2026-08-21",
    "ctrl-p,ctrl-q",
    "10ms",
    "Mon",
    "secret",
    "dir/file",
];
const PROGRAMS: &[&str] = &[
    "echo hi",
    "sh -c 'echo $HOME; exit 3'",
    "ls -la /",
    "cat /etc/os-release",
    "true",
    "false",
    "no-such-program",
    "sh",
    "top",
    "sleep 100",
    "sh -c 'echo x > /new; rm -rf /etc'",
    "/etc",
    "env",
    "id",
    "''",
    "sh -c 'kill -9 $$'",
    "touch /a /b",
    "wc -c",
    "cat",
    "head -c 20 /dev/zero",
    "sh -c 'read a b; echo $b $a'",
    "mkdir -p /a/b/c",
    "ln -s / /loop",
    "ps",
    "wget -qO- localhost",
    "rm -rf /",
    "chmod 000 /bin",
    "ln /bin/busybox /busy",
    "mv /etc /etc2",
    "tar c /etc",
    "find / -name 'p*'",
    "apk add curl",
];
const SHELL: &[&str] = &[
    "ls -la",
    "cat dir/file secret no-such",
    "echo a > new; echo b >> new",
    "cd dir",
    "cd /no/such",
    "rm -rf dir",
    "mkdir a b c",
    "ln -s dir link",
    "ln dir/file hard",
    "mv dir moved",
    "cp -r dir copy",
    "chmod 600 secret",
    "export A=1",
    "A=2",
    "unset A",
    "f() { echo $1; }",
    "f x",
    "alias l=ls",
    "echo {1..9} *",
    "for i in 1 2 3; do echo $i; done > numbers",
    "tar cf t.tar dir",
    "tar xf box.tar -C dir",
    "tar tf images.tar",
    "gzip secret",
    "gunzip secret.gz",
    "base64 box.tar | head -n 3",
    "exit 3",
    "sha256sum images.tar",
    "docker ps -aq | xargs docker rm -f",
    "docker rmi -f $(docker images -q)",
    "cat <<X > here",
    "trap 'echo bye' EXIT",
    "echo ${x:?gone}",
    "echo $((1/0))",
    "echo $((9223372036854775807+1))",
    "set -e; false; echo no",
    "set -u; echo $nope",
    "'",
    "\"$(",
    "if true; then",
    ")",
    "&&",
    "| |",
    "> ",
    "sed -i s/t/T/ dir/file",
    "awk '{print $1}' dir/file",
    "grep -r t .",
    "find . -type f",
    "date; sleep 5; date",
    "rm -rf ~/.docker",
    "docker save alpine | docker load",
    "docker save alpine | tar t",
    "touch -d @0 secret",
    "docker export box | docker import - flat:1",
    "docker save alpine | head -c 3000 | docker load",
    "head -c 5000 images.tar | docker load",
    "docker run -i alpine cat < dir/file",
    "docker cp box:/etc - | tar t",
    "tar c dir | docker cp - box:/tmp",
    "echo layers | docker login -u student --password-stdin",
    "docker login -u student -p layers localhost:5001",
    "docker logout",
    "docker run --rm alpine ls",
    "docker exec server touch /x",
    "docker rm -f server",
    "docker image prune -af",
    "docker system prune -af",
    "docker container prune -f",
    "docker tag app:2 alpine",
    "docker stop server; docker start -a box",
    "docker run -d -p 8080:80 --name web alpine sleep 50; docker logs web",
    "docker pull --platform linux/arm64 alpine",
    "docker pull -a busybox",
    "docker push localhost:5000/team/app:1",
    "docker push student/mine:v1",
    "umask 0; touch open",
    "mkfifo p",
    "printf '\\000\\377' > bytes; cat bytes",
    "docker cp secret server:/etc/",
    "docker cp server:/bin/busybox .",
    "docker commit -m m -a me server snap",
    "docker run app:2 cat /one",
    "docker save app:2 -o app.tar; docker rmi -f app:2; docker load -i app.tar",
    "docker import dir/file bad",
    "tar cf - dir | docker import - good",
];

fn of(words: &'static [&'static str]) -> BoxedStrategy<String> {
    select(words).prop_map(String::from).boxed()
}

fn junk() -> BoxedStrategy<String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        Just("x".repeat(5000)),
        Just("/".repeat(300)),
        Just("a/".repeat(400)),
        Just("'".to_string() + &"\u{1F370}".repeat(40) + "'"),
    ]
    .boxed()
}

fn value(flag: &OutlineFlag) -> BoxedStrategy<String> {
    let usual = match (flag.value, flag.long) {
        (_, "format") => of(TEMPLATES),
        ("filter", _) => of(FILTERS),
        ("int" | "uint16" | "decimal", _) => of(NUMBERS),
        ("bytes", _) => of(SIZES),
        ("duration", _) => of(DURATIONS),
        (_, "input" | "output" | "config" | "cidfile" | "iidfile" | "file" | "env-file" | "label-file") => of(PATHS),
        _ => of(TEXTS),
    };
    prop_oneof![12 => usual, 2 => of(NUMBERS), 1 => junk()].boxed()
}

fn flag(flags: &'static [OutlineFlag]) -> BoxedStrategy<String> {
    let unknown =
        prop_oneof![Just("--no-such-flag".to_string()), Just("-Z".into()), Just("--".into()), Just("--help".into())];
    if flags.is_empty() {
        return unknown.boxed();
    }
    let known = select(flags).prop_flat_map(|flag| {
        let name = match flag.short {
            Some(short) => prop_oneof![Just(format!("--{}", flag.long)), Just(format!("-{short}"))].boxed(),
            None => Just(format!("--{}", flag.long)).boxed(),
        };
        let value = if flag.value.is_empty() {
            prop_oneof![6 => Just(String::new()), 1 => Just("=false".into()), 1 => Just("=maybe".into())].boxed()
        } else {
            (prop_oneof![Just(" "), Just("=")], value(&flag))
                .prop_map(|(between, value)| format!("{between}{value}"))
                .boxed()
        };
        (name, value).prop_map(|(name, value)| name + &value)
    });
    prop_oneof![20 => known, 1 => unknown].boxed()
}

/// An argument by its name in the usage line.
fn argument(name: &str) -> BoxedStrategy<String> {
    let name = name.to_uppercase();
    let usual = if name.contains("CONTAINER:") || name.contains("PATH") || name.contains("FILE") || name.contains("URL")
    {
        of(PATHS)
    } else if name.contains("CONTAINER") {
        of(CONTAINERS)
    } else if name.contains("COMMAND") || name.contains("ARG") {
        of(PROGRAMS)
    } else if name.contains("NAME|ID") {
        prop_oneof![of(CONTAINERS), of(IMAGES)].boxed()
    } else if name.contains("SERVER") {
        select(&["localhost:5000", "localhost:5001", "docker.io", "nowhere.test", "''"][..])
            .prop_map(String::from)
            .boxed()
    } else {
        of(IMAGES)
    };
    prop_oneof![14 => usual, 1 => of(TEXTS), 1 => junk()].boxed()
}

fn docker() -> BoxedStrategy<String> {
    let command = select(&COMMANDS[..]).prop_flat_map(|command| {
        let command = COMMANDS.iter().find(|known| known.path == command.path).expect("it is from there");
        let names: Vec<&'static str> =
            command.synopsis.split_whitespace().filter(|word| *word != "[OPTIONS]").collect();
        let arguments: Vec<_> = names.iter().map(|name| argument(name)).collect();
        let given = prop_oneof![5 => Just(arguments.len()), 1 => 0..=arguments.len()];
        let flags = vec(flag(&command.flags), 0..4);
        (Just(command.path), flags, arguments, given, option::weighted(0.1, argument("IMAGE")))
    });
    command
        .prop_map(|(path, flags, arguments, given, more)| {
            let mut words = vec!["docker".to_string(), path.to_string()];
            words.extend(flags);
            words.extend(arguments.into_iter().take(given));
            words.extend(more);
            words.join(" ")
        })
        .boxed()
}

fn line() -> BoxedStrategy<String> {
    let single = prop_oneof![8 => docker(), 5 => of(SHELL), 1 => junk()].boxed();
    let joined = (
        single.clone(),
        select(&[" && ", " | ", "; ", " || ", " > out; ", " 2>&1 | tail -n 3; ", " & "][..]),
        single.clone(),
    );
    prop_oneof![9 => single, 1 => joined.prop_map(|(left, between, right)| left + between + &right)].boxed()
}

fn typed() -> BoxedStrategy<Typed> {
    let lines = ["y", "n", "", "exit", "student", "layers", "echo hi > /f", "ls", "exit 4", "x\u{0}y", "wrong"];
    prop_oneof![
        6 => select(lines.to_vec()).prop_map(|line| Typed::Line(line.into())),
        1 => Just(Typed::End),
        1 => Just(Typed::Interrupt),
    ]
    .boxed()
}

/// A random step.
pub fn step() -> BoxedStrategy<Step> {
    (line(), vec(typed(), 0..6)).prop_map(|(line, inputs)| Step { line, inputs }).boxed()
}

/// The line with what is there in place of `@C0` (a container's ID; `@c0`: the start of one), `@N0` (an image's name),
/// `@I0` (an image's ID; `@P0`: the start of one), `@D0` (an image by digest), `@M0` (the digest of a manifest).
pub fn filled(line: &str, world: &World) -> String {
    if !line.contains('@') {
        return line.to_string();
    }
    let containers: Vec<String> = world.engine.containers.iter().map(|container| container.id.clone()).collect();
    let names: Vec<(String, String)> = world
        .engine
        .images
        .stored_names()
        .into_iter()
        .map(|name| (name.familiar.unwrap_or_else(|| name.id.to_string()), name.id.to_string()))
        .collect();
    let start = |text: &String, length: usize| text.chars().take(length).collect::<String>();
    let mut line = line.to_string();
    for place in 0..3 {
        let nth = |all: usize| place % all.max(1);
        let container = containers.get(nth(containers.len())).cloned().unwrap_or("none".into());
        let (name, id) = names.get(nth(names.len())).cloned().unwrap_or(("none".into(), "none".into()));
        let manifest = world.engine.images.stored_names().get(nth(names.len())).and_then(|name| {
            world.engine.images.stored_manifests(&name.id).first().map(|manifest| manifest.digest.to_string())
        });
        let manifest = manifest.unwrap_or_default();
        let plain = id.trim_start_matches("sha256:").to_string();
        for (mark, text) in [
            ("C", container.clone()),
            ("c", start(&container, 5)),
            ("N", name.clone()),
            ("I", id.clone()),
            ("P", start(&plain, 6)),
            ("D", format!("{}@{id}", name.split(':').next().unwrap_or_default())),
            ("M", manifest.clone()),
        ] {
            line = line.replace(&format!("@{mark}{place}"), &text);
        }
    }
    line
}
