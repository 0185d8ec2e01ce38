//! Commands about containers.

use serde_json::json;

use super::machine::Machine;
use crate::content::Rope;
use crate::vfs::Files;

#[test]
fn a_run_pulls_what_is_missing_and_ends_with_the_programs_code() {
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker run --name box -e A=1 hello sh -c x"), @r"
    ! Unable to find image 'hello:latest' locally
    ! latest: Pulling from library/hello
    ! 1286efbf789e: Pulling fs layer
    ! 1286efbf789e: Pull complete
    ! Status: Downloaded newer image for hello:latest
    hi
    ! oh
    exit 3
    ");
    assert_eq!(
        machine.fake.calls,
        [
            "image_pull hello:latest as \"\"",
            r#"container_create box hello Some(["sh", "-c", "x"]) Some(["A=1"])"#,
            "container_attach c0ffee",
            "container_start c0ffee",
        ]
    );
}

#[test]
fn a_detached_run_prints_the_id() {
    let mut machine = Machine::new();
    machine.fake.pulled = true;
    insta::assert_snapshot!(machine.run("docker run -d hello"), @r"
    c0ffee
    exit 0
    ");
    insta::assert_snapshot!(machine.run("docker run --pull never -a stderr hello"), @r"
    ! oh
    exit 3
    ");
    machine.fake.pulled = false;
    insta::assert_snapshot!(machine.run("docker run --pull never hello"), @r"
    ! docker: Error response from daemon: No such image: hello:latest
    ! 
    ! Run 'docker run --help' for more information
    exit 125
    ");
}

#[test]
fn what_worked_is_told_before_what_did_not() {
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker rmi nope hello"), @r"
    Untagged: hello:latest
    Deleted: sha256:d0
    ! Error response from daemon: No such image: nope:latest
    exit 1
    ");
    insta::assert_snapshot!(machine.run("docker rmi -f nope"), @r"
    ! Error response from daemon: No such image: nope:latest
    exit 0
    ");
}

#[test]
fn inspecting_finds_containers_before_images() {
    let mut machine = Machine::new();
    machine.fake.objects.insert("container/box".into(), json!({"Id": "c1", "Name": "/box"}));
    machine.fake.objects.insert("image/hello".into(), json!({"Id": "sha256:d0", "Config": {"Cmd": null}}));
    insta::assert_snapshot!(machine.run("docker inspect -f {{.Id}} hello box nope"), @r"
    sha256:d0
    c1
    ! error: no such object: nope
    exit 1
    ");
    insta::assert_snapshot!(machine.run("docker inspect hello"), @r#"
    [
        {
            "Id": "sha256:d0",
            "Config": {
                "Cmd": null
            }
        }
    ]
    exit 0
    "#);
    insta::assert_snapshot!(machine.run("docker image inspect -f {{.Id hello"), @r"
    ! template parsing error: template: :1: unclosed action
    exit 64
    ");
}

#[test]
fn files_go_to_a_container_and_come_back() {
    let mut machine = Machine::new();
    machine.files.make_dir("/home/student/work/src", 0o755).unwrap();
    machine.files.write("/home/student/work/src/one", Rope::from("1\n"), 0o644).unwrap();
    assert_eq!(machine.run("docker cp src box:/tmp"), "exit 0");
    assert_eq!(machine.run("docker cp src box:/new"), "exit 0");
    assert_eq!(machine.run("docker cp src/. box:/new"), "exit 0");
    assert_eq!(
        machine.fake.calls,
        [
            "container_write box:/tmp src/ src/one",
            "container_write box:/ new/ new/one",
            "container_write box:/ new/ new/one",
        ]
    );
    assert_eq!(machine.run("docker cp box:/new back"), "exit 0");
    assert_eq!(machine.file("/home/student/work/back/one"), "1\n");
    insta::assert_snapshot!(machine.run("docker cp nothere box:/tmp"), @r"
    ! lstat /home/student/work/nothere: no such file or directory
    exit 1
    ");
    insta::assert_snapshot!(machine.run("docker cp a b"), @r"
    ! must specify at least one container source
    exit 1
    ");
}
