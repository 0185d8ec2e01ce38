//! Lists, and prunes of them.

use super::machine::Machine;
use crate::content::Rope;
use crate::shell::Input;

#[test]
fn pruning_asks_and_takes_no_for_an_answer() {
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker image prune"), @r"
    WARNING! This will remove all dangling images.
    Are you sure you want to continue? [y/N] 
    exit 0
    ");
    assert!(machine.fake.calls.is_empty());
    machine.stdin = Input::Data { content: Rope::from("Y\n"), position: 0 };
    insta::assert_snapshot!(machine.run("docker image prune -a"), @r"
    WARNING! This will remove all images without at least one container associated to them.
    Are you sure you want to continue? [y/N] Deleted Images:
    deleted: sha256:d02014c7de30

    Total reclaimed space: 9.21kB
    exit 0
    ");
    let mut machine = Machine::new().on_terminal(&["n"]);
    insta::assert_snapshot!(machine.run("docker image prune"), @r"
    WARNING! This will remove all dangling images.
    ? Are you sure you want to continue? [y/N] 
    exit 0
    ");
}

#[test]
fn history_is_a_table_of_cut_texts() {
    insta::assert_snapshot!(Machine::new().run("docker history busybox"), @r#"
    IMAGE          CREATED         CREATED BY                                      SIZE      COMMENT
    842f567b130f   2 minutes ago   CMD ["sh"]                                      0B        
    <missing>      N/A             ADD rootfs.tar.gz / # buildkit and quite a l…   2.01MB    
    exit 0
    "#);
}

#[test]
fn an_empty_list_may_hint_at_another_command() {
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker images ls"), @r#"
    IMAGE   ID             DISK USAGE   CONTENT SIZE   EXTRA
    ! No images found matching "ls": did you mean "docker image ls"?
    exit 0
    "#);
    insta::assert_snapshot!(machine.run("docker image ls --tree -q"), @r"
    ! --quiet is not yet supported with --tree
    exit 1
    ");
}

#[test]
fn volumes_are_made_listed_pruned_and_removed() {
    let mut machine = Machine::new();
    assert_eq!(machine.run("docker volume create --label a=b data"), "data\nexit 0");
    assert_eq!(machine.run("docker volume ls"), "DRIVER    VOLUME NAME\nlocal     data\nexit 0");
    assert_eq!(machine.run("docker volume ls -qf dangling=true"), "data\nexit 0");
    assert!(machine.fake.calls.contains(&r#"volume_list {"dangling": ["true"]}"#.to_string()));
    assert_eq!(machine.run("docker volume ls --format {{.Labels}}:{{.Links}}"), "a=b:N/A\nexit 0");
    assert_eq!(machine.run("docker volume inspect -f {{.Driver}} data"), "local\nexit 0");
    assert_eq!(machine.run("docker volume prune -af"), "Deleted Volumes:\ndata\n\nTotal reclaimed space: 12B\nexit 0");
    assert!(machine.fake.calls.contains(&r#"volume_prune {"all": ["true"]}"#.to_string()));
    assert_eq!(
        machine.run("docker volume rm data nope"),
        "data\n! Error response from daemon: get nope: no such volume\nexit 1"
    );
}
