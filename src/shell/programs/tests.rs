//! `ls`, `tar`, `gzip` and the programs about the machine, as tables.

use crate::shell::testing::{Machine, check, check_all, run, run_on};
use crate::shell::{Flavour, TerminalSize};

#[test]
fn every_program_has_a_name_of_its_own() {
    let mut names: Vec<&str> = super::all().iter().flat_map(|program| program.names()).copied().collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn what_is_there_is_not_packed_over() {
    check_all(
        Flavour::Gnu,
        &[
            (
                "echo a > f; gzip -k f; gzip f; echo $?; gzip -f f; ls",
                "2\nf.gz\n",
                "gzip: f.gz already exists;\tnot overwritten\n",
                0,
            ),
            ("echo a > f; xz -k f; xz f; echo $?", "1\n", "xz: f.xz: File exists\n", 0),
            (
                r"printf 'a\0b\n' > bin; grep a bin; grep -c a bin; grep -a a bin | wc -c; grep -rI a .",
                "grep: bin: binary file matches\n1\n4\n",
                "",
                1,
            ),
        ],
    );
    check_all(
        Flavour::Busybox,
        &[("echo a > f; gzip -k f; gzip f; echo $?", "1\n", "gzip: can't open 'f.gz': File exists\n", 0)],
    );
}

#[test]
fn no_program_panics_without_arguments_or_with_strange_ones() {
    for flavour in [Flavour::Gnu, Flavour::Busybox] {
        for name in super::all().iter().flat_map(|program| program.names()) {
            for arguments in ["", "--help", "-", "--", "-é", "''", "-n -1", "x y z", "/ /", "-f", "'[' ']'"] {
                let script = format!("{name} {arguments}");
                // Some stay, some meet a limit: that is fine.
                let _ = run_on(&mut Machine::new(flavour), &script, "a b\n\u{e9}\n");
            }
        }
    }
}

#[test]
fn ls_lists() {
    check(&[
        ("touch b a .h; ls; ls -A; ls -1r", "a\nb\n.h\na\nb\nb\na\n"),
        ("mkdir d; touch d/x y; ls; ls d; ls -d d; ls -R", "d\ny\nx\nd\n.:\nd\ny\n\n./d:\nx\n"),
        ("mkdir d e; touch d/x; ls d e", "d:\nx\n\ne:\n"),
        ("echo hi > f; chmod 640 f; ls -l", "total 4\n-rw-r----- 1 root root 3 Aug 21 10:11 f\n"),
        ("echo hi > f; ln -s f l; ls -l l | cut -c1-10; ls -F", "lrwxrwxrwx\nf\nl@\n"),
        ("head -c 2000000 /dev/zero > f; ls -lh f | cut -d' ' -f5", "2.0M\n"),
        ("touch f; ls f | cat; ls -la | head -n 2 | tail -n 1 | cut -c1-10", "f\ndrwxr-xr-x\n"),
    ]);
    check_all(Flavour::Gnu, &[("ls nothere", "", "ls: cannot access 'nothere': No such file or directory\n", 2)]);
    check_all(
        Flavour::Busybox,
        &[
            ("ls nothere", "", "ls: nothere: No such file or directory\n", 1),
            ("echo hi > f; ls -l", "total 4\n-rw-r--r--    1 root     root             3 Aug 21 10:11 f\n", "", 0),
        ],
    );
}

#[test]
fn ls_fills_columns_on_a_terminal() {
    use crate::shell::{Input, OutputBuffer, Shell, Stream};
    let mut machine = Machine::new(Flavour::Busybox);
    let mut output = OutputBuffer::default();
    output.terminal = Some(TerminalSize { columns: 80, rows: 24 });
    let mut shell = Shell::new("sh", "/tmp", &[("PATH".to_string(), "/bin".to_string())].into());
    let script = "mkdir bin dev etc proc root sys tmp; ls";
    crate::shell::run(&mut shell, script, &mut Input::Empty, &mut output, &mut machine, Flavour::Busybox).unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stream(Stream::Out)), "bin   dev   etc   proc  root  sys   tmp\n");
}

#[test]
fn tar_packs_lists_and_unpacks() {
    check(&[
        (
            "mkdir -p src/sub; echo 1 > src/one.txt; echo 2 > src/sub/two.txt; tar cf stuff.tar -C src one.txt sub; tar tf stuff.tar",
            "one.txt\nsub/\nsub/two.txt\n",
        ),
        (
            "mkdir d; echo x > d/f; tar cf t.tar d; mkdir out; tar xf t.tar -C out; cat out/d/f; tar xOf t.tar d/f",
            "x\nx\n",
        ),
        ("mkdir d; echo x > d/f; tar czf t.tgz d; tar tzf t.tgz; tar tf t.tgz | wc -l", "d/\nd/f\n2\n"),
        ("mkdir d; echo x > d/f; cd d; tar cf - . | tar tf -", "./\n./f\n"),
        ("mkdir d; echo x > d/f; tar cf - d | (mkdir o; cd o; tar xvf -)", "d/\nd/f\n"),
        (
            "echo x > f; ln f g; ln -s f l; tar cf t.tar f g l; mkdir o; tar xf t.tar -C o; cat o/g; readlink o/l",
            "x\nf\n",
        ),
        ("mkdir -p a/b; echo x > a/b/c; tar cf t.tar a; mkdir o; tar xf t.tar -C o --strip-components=1; ls o", "b\n"),
        ("mkdir d; echo 1 > d/a.log; echo 2 > d/b; tar cf - --exclude='*.log' d | tar tf -", "d/\nd/b\n"),
        (
            "mkdir d; echo x > d/f; tar cf t.tar d; tar tvf t.tar | tail -n 1",
            "-rw-r--r-- root/root         2 2026-08-21 10:11 d/f\n",
        ),
        ("n=$(printf '%0150d' 1); echo x > $n; tar cf t.tar $n; tar tf t.tar | wc -c", "151\n"),
    ]);
    check_all(
        Flavour::Gnu,
        &[
            (
                "tar tf nofile",
                "",
                "tar: nofile: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n",
                2,
            ),
            (
                "echo x > f; tar cf t.tar f; tar xf t.tar nope",
                "",
                "tar: nope: Not found in archive\ntar: Exiting with failure status due to previous errors\n",
                2,
            ),
            (
                "echo junk | tar tf -",
                "",
                "tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n",
                2,
            ),
        ],
    );
}

#[test]
fn gzip_and_back() {
    check(&[
        ("echo data > f; gzip f; ls; zcat f.gz; gunzip f.gz; cat f", "f.gz\ndata\ndata\n"),
        ("echo data | gzip | gunzip; echo data | gzip -c | gzip -dc", "data\ndata\n"),
        ("echo data > f; gzip -k f; ls", "f\nf.gz\n"),
    ]);
    check_all(Flavour::Gnu, &[("echo x | gunzip", "", "\ngzip: stdin: not in gzip format\n", 1)]);
}

#[test]
fn the_machine_is_described() {
    check(&[
        ("whoami; id -u; id; hostname", "root\n0\nuid=0(root) gid=0(root) groups=0(root)\nbox\n"),
        ("uname -sm; uname -r", "Linux x86_64\n6.12.48+deb13-amd64\n"),
        (
            "date; date +%F; date -u +%s; date -d '2026-01-02' +%Y/%-m",
            "Fri Aug 21 10:11:12 UTC 2026\n2026-08-21\n1787307072\n2026/1\n",
        ),
        ("sleep 2; date +%T", "10:11:14\n"),
        ("X=1 env | grep X; env X=2 printenv X; env -i A=b env", "X=1\n2\nA=b\n"),
        ("which ls docker; command -v cat; type cd", "/bin/ls\n/usr/bin/docker\n/bin/cat\ncd is a shell builtin\n"),
        ("pwd; cd /; pwd; cd - > /dev/null; pwd", "/home/student\n/\n/home/student\n"),
        ("busybox echo hi", "hi\n"),
    ]);
    let outcome = run(Flavour::Gnu, "vi x");
    assert_eq!(outcome.status, 1);
}

#[test]
fn a_shell_with_a_trap_hears_signals() {
    use crate::shell::{Input, Listed, OutputBuffer, Stay, Stop};
    let mut output = OutputBuffer::default();
    let mut machine = Machine::new(Flavour::Busybox);
    let mut shell = crate::shell::Shell::new("sh", "/", &[("PATH".to_string(), "/bin".to_string())].into());
    let script = "trap 'echo got TERM; exit 0' TERM; tail -f /dev/null";
    let end = crate::shell::run(&mut shell, script, &mut Input::Empty, &mut output, &mut machine, Flavour::Busybox);
    let processes = vec![Listed { command: "tail -f /dev/null".into(), uid: 0 }];
    let stay = Stay { handles: vec![15], is_waited_for: true, processes, ..Stay::default() };
    assert_eq!(end, Err(Stop::Stays(stay)));
}

#[test]
fn users_and_groups_are_made() {
    let outcome = run(
        Flavour::Busybox,
        "addgroup -S app; adduser -S -G app app; id app; adduser -D bob; grep bob /etc/passwd; ls -ld /home/bob; adduser -D bob",
    );
    assert_eq!(
        outcome.stdout,
        "uid=100(app) gid=100(app) groups=100(app)\nbob:x:1001:1001:Linux User,,,:/home/bob:/bin/sh\n\
         drwxr-xr-x    2 bob      bob           4096 Aug 21 10:11 /home/bob\n"
    );
    assert_eq!((outcome.stderr.as_str(), outcome.status), ("adduser: user 'bob' in use\n", 1));
    check(&[
        (
            "groupadd web; useradd -m -g web -u 1500 ann; id ann; getent passwd ann",
            "uid=1500(ann) gid=1001(web) groups=1001(web)\nann:x:1500:1001::/home/ann:/bin/sh\n",
        ),
        // shadow counts the system's numbers down, adduser up.
        ("groupadd -r app; useradd -r -g app app; id app", "uid=999(app) gid=999(app) groups=999(app)\n"),
        ("/bin/pwd; expr 2 + 3 '*' 2; expr abc : 'a\\(.\\)'; expr 1 '>' 2", "/home/student\n8\nb\n0\n"),
        ("sed --version; cat --version", "sed (GNU sed) 4.9\ncat (GNU coreutils) 9.7\n"),
    ]);
}

#[test]
fn busybox_has_words_of_its_own() {
    let missing = "No such file or directory\n";
    let rows = [
        ("md5sum nope", "", format!("md5sum: can't open 'nope': {missing}"), 1),
        ("cmp nope x", "", format!("cmp: nope: {missing}"), 2),
        ("base64 nope", "", format!("base64: nope: {missing}"), 1),
        ("strings nope", "", format!("strings: nope: {missing}"), 1),
        ("tail nope", "", format!("tail: can't open 'nope': {missing}tail: no files\n"), 1),
        ("tail -n1 nope /etc/group", "student:x:1000:\n", format!("tail: can't open 'nope': {missing}"), 1),
        ("head -n1 nope /etc/group", "\n==> /etc/group <==\nroot:x:0:\n", format!("head: nope: {missing}"), 1),
        ("diff nope x", "", format!("diff: can't stat 'nope': {missing}"), 2),
        ("find /etc -newer /nope", "", format!("find: can't stat '/nope': {missing}"), 1),
        ("df nope", DF_HEADS, "df: nope: can't find mount point\n".into(), 1),
        ("awk 1 nope", "", format!("awk: nope: {missing}"), 1),
        ("zcat /etc/group", "", "zcat: no gzip/bzip2/xz magic\n".into(), 1),
        ("tar tzf /etc/passwd", "", "tar: invalid magic\ntar: short read\n".into(), 1),
        ("realpath /nope; grep -rn root /etc/passwd", "/nope\n1:root:x:0:0:root:/root:/bin/sh\n", String::new(), 0),
        ("tar --version; sed --version", "tar (busybox) 1.37.0\nThis is not GNU sed version 4.0\n", String::new(), 0),
        (
            "date --date=@0 -u +%F; touch -d @0 f; ls --full-time f | tr -s ' ' | cut -d' ' -f6-",
            "1970-01-01\n1970-01-01 00:00:00 +0000 f\n",
            String::new(),
            0,
        ),
        ("sh --version < /dev/null; sh -c 'echo $-'; history", "c\n", String::new(), 0),
        (
            "echo 'bad  /etc/group' | md5sum -c",
            "/etc/group: FAILED\n",
            "md5sum: WARNING: 1 of 1 computed checksums did NOT match\n".into(),
            1,
        ),
        (
            "mktemp -d | wc -c; stat /etc/group | grep -c '^Device: 2dh/45d\tInode: [0-9]*  *Links: 1$'",
            "16\n1\n",
            String::new(),
            0,
        ),
    ];
    for (script, stdout, stderr, status) in rows {
        let outcome = run(Flavour::Busybox, script);
        assert_eq!((outcome.stdout.as_str(), outcome.stderr, outcome.status), (stdout, stderr, status), "{script}");
    }
    for script in ["grep", "grep -P root /etc/passwd", "sort --foo"] {
        assert_eq!(run(Flavour::Busybox, script).status, 2, "{script}");
    }
    let (which, help) = (run(Flavour::Busybox, "which"), run(Flavour::Busybox, "ash --help"));
    assert_eq!((which.status, help.status), (1, 0));
    assert!(which.stderr.contains("Usage: which [-a] COMMAND") && help.stderr.contains("Usage: ash [-il]"));
    assert!(run(Flavour::Busybox, "busybox --help").stdout.contains("Currently defined functions:"));
}

const DF_HEADS: &str = "Filesystem           1K-blocks      Used Available Use% Mounted on\n";
