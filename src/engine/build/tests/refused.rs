//! What is refused, and what is said before it.

use super::*;

/// The short words of the warnings, then the failure.
fn told(world: &mut World, request: &BuildRequest) -> Vec<String> {
    let failure = world.request(request).err().map(|failure| failure.message);
    let warnings = world.told.iter().flat_map(|status| &status.warnings).map(|warning| warning.short.clone());
    warnings.chain(failure).collect()
}

fn alone(world: &mut World, dockerfile: &str) -> Vec<String> {
    told(world, &request(&[("Dockerfile", dockerfile), ("x", "")]))
}

#[test]
fn what_is_above_a_mistake_is_warned_of() {
    assert_eq!(
        alone(&mut World::new(), "FROM scratch AS Stage\nMAINTAINER me\nBADCMD\n"),
        [
            "StageNameCasing: Stage name 'Stage' should be lowercase (line 1)",
            "MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 2)",
            "dockerfile parse error on line 3: unknown instruction: BADCMD",
        ]
    );
    assert_eq!(
        alone(&mut World::new(), "FROM ${NONE:?no}\n"),
        [
            "UndefinedArgInFrom: FROM argument 'NONE' is not declared (line 1)",
            "failed to process \"${NONE:?no}\": NONE: no",
        ]
    );
}

#[test]
fn a_stage_that_does_more_than_take_one_remote_source_has_no_moment() {
    let said = |base: &str, stage: &str| {
        let file = format!("ARG SOURCE_DATE_EPOCH=When\nFROM {base} AS when\n{stage}\nFROM scratch\nCOPY x /\n");
        alone(&mut World::new(), &file).pop().unwrap_or_default()
    };
    let told = [
        ("busybox:1.37", ""),
        ("scratch", ""),
        ("scratch", "COPY x /"),
        ("scratch", "ADD x /"),
        ("scratch", "ADD x y /z/"),
        ("scratch", "ADD http://a/x /\nADD http://a/x /"),
        ("scratch", "ARG AT=http://example.com\nADD $AT/x /"),
    ]
    .map(|(base, stage)| said(base, stage));
    insta::assert_snapshot!(told.join("\n"), @r#"
    SOURCE_DATE_EPOCH stage must use FROM scratch
    SOURCE_DATE_EPOCH stage must contain exactly one remote ADD
    SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported COPY instruction
    SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD
    SOURCE_DATE_EPOCH stage must contain exactly one remote ADD source
    SOURCE_DATE_EPOCH stage must contain exactly one remote ADD
    Get "http://example.com/x": dial tcp: lookup example.com: no such host
    "#);
    assert_eq!(alone(&mut World::new(), "ARG SOURCE_DATE_EPOCH=+5\nFROM scratch\nCOPY x /\n"), [""; 0]);
    assert_eq!(
        alone(&mut World::new(), "ARG SOURCE_DATE_EPOCH=none\nFROM scratch\nCOPY x /\n"),
        ["invalid SOURCE_DATE_EPOCH: none"]
    );
}

#[test]
fn where_case_counts_another_case_is_not_near() {
    let undefined = |name| format!("FROM scratch\nARG VERSION=1\nLABEL v=${name}\n");
    assert_eq!(
        alone(&mut World::new(), &undefined("VERSON")),
        ["UndefinedVar: Usage of undefined variable '$VERSON' (did you mean $VERSION?) (line 3)"]
    );
    assert_eq!(
        alone(&mut World::new(), &undefined("version")),
        ["UndefinedVar: Usage of undefined variable '$version' (line 3)"]
    );
}

#[test]
fn steps_need_the_rights_that_the_build_has() {
    let mut world = World::new();
    let file = [("Dockerfile", "FROM busybox:1.37\nRUN --network=host true\n")];
    assert_eq!(told(&mut world, &request(&file)), ["failed to load LLB: network.host is not allowed"]);
    let allowed = BuildRequest { allow: vec!["network.host".into()], ..request(&file) };
    assert!(told(&mut world, &allowed).is_empty());
    let insecure = BuildRequest { allow: vec!["security.insecure".into()], ..request(&file) };
    let text = "granting entitlement security.insecure is not allowed by build daemon configuration";
    assert_eq!(told(&mut world, &insecure), [text]);
}

#[test]
fn a_frontend_that_cannot_be_had_is_an_error() {
    let failed = alone(&mut World::new(), "# syntax=some/thing:1\nFROM scratch\n");
    let found = failed.first().is_some_and(|text| text.starts_with("failed to resolve source metadata for"));
    assert!(found, "{failed:?}");
}

#[test]
fn a_cache_mount_begins_anew_where_the_cache_does() {
    let mut world = World::new();
    let file =
        [("Dockerfile", "FROM busybox:1.37\nRUN --mount=type=cache,target=/c touch /c/x$(ls /c | wc -l); ls /c\n")];
    let lines = |world: &World| world.plain().into_iter().filter(|line| line.starts_with('|')).collect::<Vec<_>>();
    let anew = BuildRequest { no_cache: crate::engine::api::NoCache::Everything, ..request(&file) };
    for _ in 0..2 {
        world.request(&anew).unwrap();
        assert_eq!(lines(&world).last().map(String::as_str), Some("| x0"));
    }
}

#[test]
fn a_mode_that_looks_like_a_number_is_one() {
    let refused = |mode: &str| alone(&mut World::new(), &format!("FROM scratch\nCOPY --chmod={mode} x /\n"));
    let number =
        |mode: &str| format!("invalid chmod parameter: '{mode}'. it should be octal string and between 0 and 07777");
    for mode in ["64a", "10000", "9"] {
        assert_eq!(refused(mode), [number(mode)]);
    }
    for mode in ["zz", "u=rwx,"] {
        assert_eq!(refused(mode), ["invalid syntax"]);
    }
    assert!(refused("u=rwX,go-w").is_empty());
}

#[test]
fn the_digest_of_a_download_is_read_before_it_is_asked_for() {
    let add = |digest: &str| {
        let file = format!("FROM scratch\nADD --checksum={digest} http://example.com/x /\n");
        alone(&mut World::new(), &file)
    };
    assert_eq!(add("abc"), ["invalid checksum digest format"]);
    assert_eq!(add("md5:7e55db001d319a94b0b713529a756623"), ["unsupported digest algorithm"]);
}

#[test]
fn what_the_client_may_not_read_is_missed_only_where_it_is_wanted() {
    let lacking = |place: &str, files: &[(&str, &str)]| {
        let mut asked = request(files);
        if let Context::Local(local) = &mut asked.context {
            local.unreadable.insert(place.into());
        }
        let mut world = World::new();
        let failure = world.request(&asked).err().map(|failure| failure.message).unwrap_or_default();
        (failure, world.plain().into_iter().filter(|line| line.starts_with("ERROR")).collect::<Vec<_>>())
    };
    let told = |files: &[(&str, &str)]| lacking("/pg", files);
    let one = "FROM busybox:1.37\nCOPY f /\n";
    assert_eq!(lacking("", &[("Dockerfile", one)]).0, "error from sender: open /root/t: permission denied");
    let all = "FROM busybox:1.37\nCOPY . /c\n";
    assert_eq!(told(&[("Dockerfile", one), ("f", ""), ("pg/", "")]).0, "");
    assert_eq!(told(&[("Dockerfile", all), ("pg/", ""), (".dockerignore", "pg\n")]).0, "");
    let (failure, steps) = told(&[("Dockerfile", all), ("pg/", "")]);
    assert_eq!(failure, "error from sender: open /root/t/pg: permission denied");
    assert_eq!(steps.last().unwrap(), "ERROR [internal] load build context");
}
