use super::super::tests::run;
use crate::shell::testing::Machine;
use crate::shell::{Flavour, ProgramFile, identify};
use crate::vfs::{Files, Identity};

fn alpine(release: &str) -> Machine {
    let mut machine = Machine::new(Flavour::Busybox);
    let tree = &mut machine.tree;
    tree.write("/etc/alpine-release", format!("{release}\n").into(), 0o644).unwrap();
    tree.make_dir("/etc/apk", 0o755).unwrap();
    let repositories = "http://archive.example/alpine/main\nhttp://archive.example/alpine/community\n";
    tree.write("/etc/apk/repositories", repositories.into(), 0o644).unwrap();
    tree.write("/etc/apk/world", "alpine-baselayout\nbusybox\n".into(), 0o644).unwrap();
    machine
}

#[test]
fn needs_come_along_and_go_again() {
    let mut machine = alpine("3.24.1");
    let (said, ended) = run(&mut machine, "apk add --no-cache jq");
    insta::assert_snapshot!(said, @r"
    (1/2) Installing oniguruma (6.9.10-r0)
    (2/2) Installing jq (1.8.2-r0)
    Executing busybox-1.37.0-r31.trigger
    OK: 8684 KiB in 18 packages
    ");
    assert_eq!(ended, Ok(0));
    assert_eq!(identify(&machine.tree.read("/usr/bin/jq").unwrap()), ProgramFile::Named("jq".into()));
    assert_eq!(machine.tree.read("/etc/apk/world").unwrap().to_bytes(), "alpine-baselayout\nbusybox\njq\n");
    assert!(machine.tree.stat("/var/cache/apk", true).is_err());
    assert_eq!(run(&mut machine, "apk add jq").0, "OK: 8684 KiB in 18 packages\n");
    assert!(machine.tree.read_dir("/var/cache/apk").unwrap().len() == 2);
    let (said, _) = run(&mut machine, "apk del jq");
    assert!(said.starts_with("(1/2) Purging jq (1.8.2-r0)\n(2/2) Purging oniguruma (6.9.10-r0)\n"), "{said}");
    assert!(machine.tree.stat("/usr/bin/jq", true).is_err());
    assert_eq!(run(&mut machine, "apk info -e jq").1, Ok(1));
}

#[test]
fn a_virtual_package_holds_what_a_build_needs() {
    let mut machine = alpine("3.22.5");
    let (said, _) = run(&mut machine, "apk add --no-cache --virtual .build-deps gcc musl-dev");
    assert!(said.starts_with("fetch http://archive.example/alpine/main/x86_64/APKINDEX.tar.gz\nfetch "), "{said}");
    assert!(said.contains("(15/15) Installing .build-deps (2026"), "{said}");
    assert!(said.ends_with(" MiB in 31 packages\n"), "{said}");
    let (said, _) = run(&mut machine, "apk del .build-deps");
    assert!(said.starts_with("(1/15) Purging .build-deps (2026"), "{said}");
    assert!(said.ends_with("OK: 7 MiB in 16 packages\n"), "{said}");
}

#[test]
fn what_is_not_there_or_not_allowed_is_refused() {
    let mut machine = alpine("3.24.1");
    let (said, ended) = run(&mut machine, "apk add --no-cache nonsense curl=1.0");
    insta::assert_snapshot!(said, @r"
    ERROR: unable to select packages:
      nonsense (no such package):
        required by: world[nonsense]
      curl-8.21.0-r0:
        breaks: world[curl=1.0]
    ");
    assert_eq!(ended, Ok(1));
    let now = machine.clock.now();
    machine.tree.set_identity(Identity { uid: 1000, gid: 1000, groups: vec![1000], now, umask: 0o022, lacks: 0 });
    let (said, ended) = run(&mut machine, "apk add curl");
    assert!(said.starts_with("ERROR: Unable to lock database: Permission denied\n"), "{said}");
    assert_eq!(ended, Ok(99));
}

#[test]
fn many_packages_are_counted_in_columns() {
    let mut machine = alpine("3.24.1");
    let (said, _) = run(&mut machine, "apk add --no-cache curl git bash");
    assert!(said.starts_with("( 1/17) Installing "), "{said}");
    assert!(said.contains("  Executing bash-5.3.9-r1.post-install\n"), "{said}");
    assert_eq!(run(&mut machine, "apk info -W /usr/bin/git").0, "/usr/bin/git is owned by git-2.55.0-r0\n");
}

#[test]
fn options_that_apk_does_not_have_are_refused() {
    let mut machine = alpine("3.24.1");
    for (line, option) in
        [("apk add -y jq", "y"), ("apk add --foo jq", "foo"), ("apk del -t jq", "t"), ("apk add -no-cache jq", "n")]
    {
        let said = format!("ERROR: command line: unrecognized option '{option}'\n");
        assert_eq!(run(&mut machine, line), (said, Ok(1)), "{line}");
    }
    assert_eq!(run(&mut machine, "apk -U add --no-interactive --no-cache -q -t .x jq"), (String::new(), Ok(0)));
    assert_eq!(run(&mut machine, "apk info -e jq").1, Ok(0));
}
