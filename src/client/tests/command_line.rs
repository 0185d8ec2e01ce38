//! What the line says: mistakes, help, another engine.

use super::machine::Machine;

#[test]
fn mistakes_on_the_command_line_are_dockers_own() {
    let mut machine = Machine::new();
    insta::assert_snapshot!(machine.run("docker image lss"), @r"
    ! docker: unknown command: docker image lss
    ! 
    ! Usage:  docker image
    ! 
    ! Run 'docker image --help' for more information
    exit 1
    ");
    insta::assert_snapshot!(machine.run("docker search --limit ten x"), @r#"
    ! invalid argument "ten" for "--limit" flag: strconv.ParseInt: parsing "ten": invalid syntax
    ! 
    ! Usage:  docker search [OPTIONS] TERM
    ! 
    ! Run 'docker search --help' for more information
    exit 125
    "#);
    insta::assert_snapshot!(machine.run("docker context create x"), @r#"
    ! docker context create is not simulated in this sandbox: there is one engine here, the context "default"
    exit 1
    "#);
    insta::assert_snapshot!(machine.run("docker --version"), @r"
    Docker version 29.8.0, build layercake
    exit 0
    ");
    insta::assert_snapshot!(machine.run("docker help nope"), @r"
    ! unknown help topic: nope
    exit 1
    ");
    insta::assert_snapshot!(machine.run("docker -H ssh://x ps"), @r"
    ! the engine ssh://x is not simulated in this sandbox: there is one engine here; leave its address out
    exit 1
    ");
}

#[test]
fn an_engine_that_is_not_there_cannot_be_reached() {
    let mut machine = Machine::new();
    for (line, said) in [
        (
            "docker -H tcp://localhost:1 ps",
            "! Cannot connect to the Docker daemon at tcp://localhost:1. Is the docker daemon running?\nexit 1\n",
        ),
        ("docker -c x -H tcp://y ps", "! conflicting options: cannot specify both --host and --context\nexit 1\n"),
        ("docker -c elsewhere context show", "elsewhere\nexit 0\n"),
        (
            "docker context rm default x",
            "! context \"default\" cannot be removed\n! context \"x\" does not exist\nexit 1\n",
        ),
    ] {
        assert_eq!(machine.run(line).trim_end(), said.trim_end(), "{line}");
    }
    let said = machine.run("docker -c elsewhere ps");
    assert!(
        said.starts_with("! Failed to initialize: unable to resolve docker endpoint: context \"elsewhere\""),
        "{said}"
    );
}

#[test]
fn help_is_found_from_anywhere_on_the_line() {
    let mut machine = Machine::new();
    let mut first = |line: &str| machine.run(line).lines().next().unwrap_or("").to_string();
    for (line, said) in [
        ("docker --help image", "Usage:  docker image COMMAND"),
        ("docker image --help ls", "Usage:  docker image ls [OPTIONS] [REPOSITORY[:TAG]]"),
        ("docker image ls a b c --help", "Usage:  docker image ls [OPTIONS] [REPOSITORY[:TAG]]"),
        ("docker nope --help", "Usage:  docker [OPTIONS] COMMAND"),
        ("docker help help --help", "Usage:  docker help [command]"),
        ("docker images -h", "Flag shorthand -h has been deprecated, use --help"),
        ("docker image ls --help --nope", "! unknown flag: --nope"),
        ("docker help image nope", "! unknown help topic: nope"),
        ("docker help nope image", "! unknown help topic: nope image"),
        ("docker manifest nope", "! docker: unknown command: docker manifest nope"),
        ("docker builder prune x", "! ERROR: docker: 'docker buildx prune' accepts no arguments"),
    ] {
        assert_eq!(first(line), said, "{line}");
    }
}
