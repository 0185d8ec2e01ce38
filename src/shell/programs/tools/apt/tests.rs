use super::super::tests::run;
use crate::shell::testing::Machine;
use crate::shell::{Flavour, ProgramFile, identify};
use crate::vfs::{Files, Identity};

fn debian() -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    let tree = &mut machine.tree;
    for directory in ["/var", "/var/lib", "/var/lib/dpkg", "/etc/apt", "/etc/apt/apt.conf.d"] {
        tree.make_dir(directory, 0o755).unwrap();
    }
    tree.write("/etc/apt/apt.conf.d/docker-clean", "".into(), 0o644).unwrap();
    machine
}

#[test]
fn nothing_is_located_before_the_lists_are_there() {
    let mut machine = debian();
    let (said, ended) = run(&mut machine, "apt-get install -y figlet");
    assert!(said.ends_with("Reading state information...\nE: Unable to locate package figlet\n"), "{said}");
    assert_eq!(ended, Ok(100));
    let (said, ended) = run(&mut machine, "apt-get update");
    assert!(said.starts_with("Get:1 http://archive.example/debian trixie InRelease [140 kB]\n"), "{said}");
    assert_eq!(ended, Ok(0));
    let (said, ended) = run(&mut machine, "apt-get install figlet");
    assert!(said.ends_with("Do you want to continue? [Y/n] Abort.\n"), "{said}");
    assert_eq!(ended, Ok(1));
    let (said, ended) = run(&mut machine, "apt-get install -y nonsense figlet");
    assert!(said.ends_with("E: Unable to locate package nonsense\n"), "{said}");
    assert_eq!(ended, Ok(100));
}

#[test]
fn a_package_is_fetched_unpacked_and_set_up() {
    let mut machine = debian();
    assert_eq!(run(&mut machine, "apt-get update -qq").1, Ok(0));
    let (said, ended) = run(&mut machine, "apt-get install -y --no-install-recommends figlet");
    assert_eq!(ended, Ok(0));
    insta::assert_snapshot!(said, @r"
    Reading package lists...
    Building dependency tree...
    Reading state information...
    The following NEW packages will be installed:
      figlet
    0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.
    Need to get 136 kB of archives.
    After this operation, 763 kB of additional disk space will be used.
    Get:1 http://archive.example/debian trixie/main amd64 figlet amd64 2.2.5-3+b2 [136 kB]
    Fetched 136 kB in 0s (136 kB/s)
    Selecting previously unselected package figlet.
    (Reading database ... 5644 files and directories currently installed.)
    Preparing to unpack .../figlet_2.2.5-3+b2_amd64.deb ...
    Unpacking figlet (2.2.5-3+b2) ...
    Setting up figlet (2.2.5-3+b2) ...
    debconf: delaying package configuration, since apt-utils is not installed
    ");
    assert_eq!(identify(&machine.tree.read("/usr/bin/figlet").unwrap()), ProgramFile::Named("figlet".into()));
    let (said, _) = run(&mut machine, "apt-get install -y figlet");
    assert!(said.contains("figlet is already the newest version (2.2.5-3+b2).\n"), "{said}");
    let (said, _) = run(&mut machine, "dpkg -l figlet");
    assert!(
        said.ends_with(
            "ii  figlet         2.2.5-3+b2   amd64        Make large character ASCII banners out of ordinary text\n"
        ),
        "{said}"
    );
    assert_eq!(run(&mut machine, "apt-get remove -y figlet").1, Ok(0));
    assert!(machine.tree.stat("/usr/bin/figlet", true).is_err());
}

#[test]
fn needs_come_along_and_are_left_over() {
    let mut machine = debian();
    assert_eq!(run(&mut machine, "apt-get update -qq").1, Ok(0));
    let (said, _) = run(&mut machine, "apt-get install -qq curl");
    assert!(said.starts_with("Selecting previously unselected package "), "{said}");
    assert!(said.contains("Setting up curl (8."), "{said}");
    assert!(machine.tree.stat("/usr/lib/x86_64-linux-gnu/libcurl.so.4", true).is_ok());
    let (said, _) = run(&mut machine, "apt-get remove -y curl");
    assert!(said.contains("are no longer required:\n"), "{said}");
    let (said, _) = run(&mut machine, "apt-get autoremove -y");
    assert!(said.contains("Removing libcurl4t64 ("), "{said}");
    assert!(machine.tree.stat("/usr/lib/x86_64-linux-gnu/libcurl.so.4", true).is_err());
}

#[test]
fn who_is_not_root_is_asked_whether_he_is() {
    let mut machine = debian();
    let now = machine.clock.now();
    machine.tree.set_identity(Identity { uid: 1000, gid: 1000, groups: vec![1000], now, umask: 0o022, lacks: 0 });
    let (said, ended) = run(&mut machine, "apt-get install -y curl");
    assert!(said.contains("(/var/lib/dpkg/lock-frontend), are you root?\n"), "{said}");
    assert_eq!(ended, Ok(100));
    assert!(run(&mut machine, "apt-get update").0.contains("(13: Permission denied)"));
}
