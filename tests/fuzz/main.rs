//! The laws of the fuzz targets, on random pieces for some seconds. `cargo fuzz run NAME` goes on where this ends.

mod laws;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that mean something to the reader, with raw bytes between them.
fn bytes(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = select(pieces).prop_map(|piece| piece.as_bytes().to_vec());
    let raw = vec(any::<u8>(), 0..6);
    vec(prop_oneof![9 => piece, 1 => raw], 0..24).prop_map(|pieces| pieces.concat())
}

const SHELL: &[&str] = &[
    "echo ",
    "cat ",
    "f",
    "g",
    " ",
    " ",
    "\n",
    ";",
    "|",
    "&&",
    "||",
    "&",
    "(",
    ")",
    "{ ",
    "; }",
    "$",
    "${",
    "}",
    "$((",
    "))",
    "$(",
    "`",
    "'",
    "\"",
    "\\",
    "*",
    "?",
    "[",
    "]",
    ">",
    ">>",
    "<",
    "<<E\n",
    "E\n",
    "2>&1",
    "if ",
    "then ",
    "fi",
    "while ",
    "do ",
    "done",
    "for i in ",
    "case x in ",
    "esac",
    "x=",
    "x",
    "1",
    "+",
    "test ",
    "read x",
    "sh ",
    "sh -c ",
    "docker ",
    "run ",
    "hello-world",
    "ps -a",
    "rm ",
    "box",
    "exec ",
    "env ",
    "eval ",
    "set -e",
    "trap ",
    "exit ",
    "printf %s ",
    "find . ",
    "-name ",
    "-o ",
    "sed s/a/b/ ",
    "awk '{print $1}' ",
    "grep ",
    "sort ",
    "head -n 1 ",
    "tee ",
    "xargs ",
    "!",
    "[[ ",
    " ]]",
    " == ",
    " =~ ",
    " -f ",
    "((",
    "a=(",
    "a[",
    "]+=",
    "${a[@]",
    "${#a[",
    "${x:-",
    "${x//",
    "<<< ",
    "<(",
    ">(",
    "@(",
    "!(",
    "+(",
    "{1..3}",
    "{a,b}",
    "mapfile -t a ",
    "declare -A ",
    "local ",
    "select i in ",
    "shopt -s extglob",
    "bash -c ",
    "'$x'",
];

/// What a database's client reads.
const SQL: &[&str] = &[
    "select ",
    "insert into t ",
    "values ",
    "update t set ",
    "delete from t ",
    "create table t ",
    "create schema s",
    "drop table t",
    "int primary key",
    "text",
    " from t ",
    " where ",
    " and ",
    " or ",
    " not ",
    " between ",
    " in ",
    " like ",
    " is null",
    " group by ",
    " having ",
    " order by ",
    " limit ",
    " join ",
    " left join ",
    " on ",
    "case when ",
    " then ",
    " end",
    "count(*)",
    "sum(",
    "coalesce(",
    "::int",
    "a",
    "b",
    "t.a",
    "t",
    "1",
    "9223372036854775807",
    "1e308",
    "null",
    "(",
    ")",
    ",",
    ";",
    "*",
    "-",
    "+",
    "/",
    "||",
    "=",
    "<>",
    "$$",
    "\"",
    "begin;",
    "rollback;",
    "\n",
    "\\d t",
    "\\g",
    " ",
];

/// What a Redis server is asked.
const REDIS: &[&str] = &[
    "set ",
    "get ",
    "incrby ",
    "decrby ",
    "rpush ",
    "lrange ",
    "lindex ",
    "hset ",
    "hincrby ",
    "sadd ",
    "zadd ",
    "zrange ",
    "expire ",
    "ttl ",
    "setex ",
    "keys ",
    "del ",
    "type ",
    "a ",
    "b ",
    "1 ",
    "-1 ",
    "-9223372036854775808 ",
    "9223372036854775807 ",
    "inf ",
    "nan ",
    "\"",
    "*",
    "\n",
    " EX ",
];

/// A small program in C.
const C: &[&str] = &[
    "#include <stdio.h>\n",
    "#define N 3\n",
    "#define M N + M\n",
    "#if N > 2\n",
    "#ifdef X\n",
    "#else\n",
    "#endif\n",
    "int main() {",
    "}",
    "int x = ",
    "static int y",
    "char s[] = \"ab\"",
    "int a[3]",
    "x",
    "y++",
    "s[0]",
    "a[x]",
    " = ",
    " + ",
    " / ",
    " % ",
    "1",
    "0",
    "N",
    "M",
    "(",
    ")",
    "-",
    "!",
    "(int)",
    "{",
    "if (",
    "while (",
    "for (",
    "return ",
    "printf(\"%d %s\", x)",
    ";",
    "\n",
    ", ",
];
const TEMPLATE: &[&str] = &[
    "{{",
    "}}",
    ".",
    ".ID",
    ".Name",
    ".Config",
    "json ",
    "range ",
    "if ",
    "else",
    "end",
    "with ",
    "$x",
    ":=",
    "=",
    "|",
    "(",
    ")",
    "\"a\"",
    "`a`",
    "1",
    "len ",
    "index ",
    "printf ",
    "%s",
    "%9d",
    "define ",
    "template ",
    "block ",
    "not ",
    "and ",
    "or ",
    "eq ",
    "join ",
    "split ",
    "upper ",
    "html ",
    "js ",
    "-",
    "/*",
    "*/",
    "é",
    " ",
];
const REFERENCE: &[&str] = &[
    "a",
    "hello-world",
    "library/",
    "docker.io/",
    "localhost:5001/",
    ":",
    "latest",
    "@",
    "sha256:",
    "0",
    "f",
    "/",
    "-",
    "_",
    ".",
    "A",
    "é",
    "::",
    "//",
    "1b44",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
];
const ARCHIVE: &[&str] = &[
    "a",
    "manifest.json",
    "index.json",
    "[{\"Config\":\"c\",\"RepoTags\":[\"a:b\"],\"Layers\":[\"l\"]}]",
    "\0\0\0\0\0\0\0\0",
    "ustar\0",
    "ustar  \0",
    "0000644\0",
    "0000000\0",
    "00000000012\0",
    "1",
    "2",
    "5",
    "x",
    "g",
    "L",
    "../",
    "/etc/passwd",
    ".wh.",
    ".wh..wh..opq",
    "\x1f\u{8b}\x08\0",
    "PAX",
    "30 path=a\n",
    "999999999999",
];
const REQUEST: &[&str] = &[
    "GET\n",
    "PUT\n",
    "POST\n",
    "PATCH\n",
    "HEAD\n",
    "DELETE\n",
    "_catalog",
    "a/",
    "hello/",
    "manifests/",
    "blobs/",
    "uploads/",
    "tags/list",
    "latest",
    "sha256:",
    "?n=1",
    "?digest=",
    "&last=",
    "..",
    "%2f",
    "\n",
    "{}",
    "{\"schemaVersion\":2}",
    "x",
];
const LESSON: &[&str] = &[
    "---\n",
    "title: a\n",
    "minutes: 1\n",
    "# ",
    "## Step\n",
    "a\n",
    "\n",
    "```task\n",
    "```\n",
    "[[check]]\n",
    "kind = \"file\"\n",
    "path = \"f\"\n",
    "solution = \"\"\"\n",
    "\"\"\"\n",
    "[[vary]]\n",
    "hint = \"a\"\n",
    "[",
    "]",
    "=",
    "`docker ps`\n",
    "> ",
    "- ",
];
const STATE: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"layercake\"",
    "2",
    "1",
    "\"last\"",
    "\"count\"",
    "\"operations\"",
    "\"a\"",
    "null",
    "-1",
    "1e99",
    "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
    "\"waiting\"",
];

/// A tar header with random fields, and some content.
fn tar() -> impl Strategy<Value = Vec<u8>> {
    let entry =
        (select(&["a", "d/", "a/b", "../x", "/y", ".wh.a", "f"][..]), select(&b"0123456xgLK"[..]), bytes(ARCHIVE));
    vec(entry, 0..6).prop_map(|entries| {
        let mut archive = Vec::new();
        for (name, kind, content) in entries {
            let mut header = vec![0_u8; 512];
            header[..name.len()].copy_from_slice(name.as_bytes());
            header[100..108].copy_from_slice(b"0000644\0");
            header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
            header[156] = kind;
            header[157..158].copy_from_slice(b"a");
            header[257..265].copy_from_slice(b"ustar\x0000");
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            archive.extend(header);
            archive.extend(&content);
            archive.resize(archive.len().next_multiple_of(512), 0);
        }
        archive.resize(archive.len() + 1024, 0);
        archive
    })
}

/// A Dockerfile of instructions that are valid by themselves, over a context with random files in it.
fn dockerfile() -> impl Strategy<Value = Vec<u8>> {
    let base = select(&["FROM busybox", "FROM scratch", "FROM busybox AS one", "ARG V=1\nFROM busybox"][..]);
    let step = select(STEPS).prop_map(String::from);
    let word = select(&["a", "b.txt", "d", "/x", "/x/y", "$V", "é"][..]);
    let step = (step, word.clone(), word).prop_map(|(step, one, other)| step.replace("{1}", one).replace("{2}", other));
    (base, vec(step, 0..9)).prop_map(|(base, steps)| format!("{base}\n{}\n", steps.join("\n")).into_bytes())
}

const STEPS: &[&str] = &[
    "ARG V={1}",
    "ENV V={1} W=\"{2} $V\"",
    "LABEL {1}={2}",
    "WORKDIR {1}",
    "RUN echo {1} > /made; ls -R / > /dev/null",
    "RUN mkdir -p /m && cp -r /m /n; rm -rf /n",
    "RUN [\"sh\", \"-c\", \"echo {1}\"]",
    "RUN --mount=type=cache,target=/c echo {1} >> /c/log",
    "RUN --mount=type=bind,target=/ctx ls /ctx",
    "RUN <<E\necho {1}\ntouch /tmp/{2}\nE",
    "COPY . /all/",
    "COPY {1} {2}",
    "COPY *.txt d/* /w/",
    "COPY --chmod=700 --chown=1:2 b.txt /{1}/",
    "COPY --link d /l",
    "COPY --parents d/c /p/",
    "COPY --exclude=*.txt . /e/",
    "COPY --from=busybox /bin/sh /sh",
    "COPY <<E /here\n{1} $V\nE",
    "ADD b.txt /{1}",
    "USER 1000",
    "USER root",
    "EXPOSE 80/tcp",
    "VOLUME /v",
    "CMD [\"echo\", \"{1}\"]",
    "ENTRYPOINT echo {1}",
    "HEALTHCHECK --interval=5s CMD true",
    "STOPSIGNAL TERM",
    "SHELL [\"/bin/sh\", \"-ec\"]",
    "ONBUILD RUN echo {1}",
    "FROM busybox AS two",
    "FROM scratch",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shell(bytes in bytes(SHELL)) {
        laws::shell(&bytes);
    }
    #[test]
    fn sql(bytes in bytes(SQL)) {
        laws::sql(&bytes);
    }
    #[test]
    fn redis(bytes in bytes(REDIS)) {
        laws::redis(&bytes);
    }
    #[test]
    fn c(bytes in bytes(C)) {
        laws::c(&bytes);
    }
    #[test]
    fn template(bytes in bytes(TEMPLATE)) {
        laws::template(&bytes);
    }
    #[test]
    fn reference(bytes in bytes(REFERENCE)) {
        laws::reference(&bytes);
    }
    #[test]
    fn archive(bytes in prop_oneof![bytes(ARCHIVE), tar()]) {
        laws::archive(&bytes);
    }
    #[test]
    fn build(bytes in dockerfile()) {
        laws::build(&bytes);
    }
    #[test]
    fn layer(bytes in prop_oneof![bytes(ARCHIVE), tar()]) {
        laws::layer(&bytes);
    }
    #[test]
    fn request(bytes in bytes(REQUEST)) {
        laws::request(&bytes);
    }
    #[test]
    fn lesson(bytes in bytes(LESSON)) {
        laws::lesson(&bytes);
    }
    #[test]
    fn state(bytes in bytes(STATE)) {
        laws::state(&bytes);
    }
}
