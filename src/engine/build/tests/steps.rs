//! Steps, their names and their order.

use super::*;
use crate::engine::api::CacheKind;

/// Digests as `<digest>`.
fn without_digests(lines: &[String]) -> String {
    let mut out = lines.join("\n");
    while let Some(at) = out.find("sha256:") {
        out.replace_range(at..at + 71, "<digest>");
    }
    out
}

#[test]
fn a_build_tells_of_its_steps() {
    let mut world = World::new();
    let dockerfile =
        "FROM busybox:1.37\nWORKDIR /app\nCOPY a.txt .\nRUN cat a.txt && echo two >&2\nCMD [\"cat\", \"a.txt\"]\n";
    world.build(&[("Dockerfile", dockerfile), ("a.txt", "one\n")]).unwrap();
    insta::assert_snapshot!(without_digests(&world.plain()), @r#"
      transferring dockerfile: 132
    DONE [internal] load build definition from Dockerfile
    DONE [internal] load metadata for docker.io/library/busybox:1.37
      transferring context: 2
    DONE [internal] load .dockerignore
      resolve docker.io/library/busybox:1.37@<digest> 0
    DONE [1/4] FROM docker.io/library/busybox:1.37@<digest>
      transferring context: 36
    DONE [internal] load build context
    DONE [2/4] WORKDIR /app
    DONE [3/4] COPY a.txt .
    | one
    | two
    DONE [4/4] RUN cat a.txt && echo two >&2
      exporting layers 0
      exporting manifest <digest> 0
      exporting config <digest> 0
      exporting attestation manifest <digest> 0
      exporting manifest list <digest> 0
      naming to docker.io/library/t:latest 0
      unpacking to docker.io/library/t:latest 0
    DONE exporting to image
    "#);
}

#[test]
fn stages_that_do_not_need_each_other_run_together() {
    let mut world = World::new();
    let dockerfile = "\
FROM busybox:1.37 AS one
RUN sleep 2; echo one > /one
FROM busybox:1.37 AS two
RUN sleep 1; echo two > /two
FROM busybox:1.37 AS unused
RUN false
FROM scratch
COPY --from=one /one /
COPY --from=two /two /
";
    world.build(&[("Dockerfile", dockerfile)]).unwrap();
    insta::assert_snapshot!(world.steps().join("\n"), @r#"
    DONE [two 2/2] RUN sleep 1; echo two > /two
    DONE [one 2/2] RUN sleep 2; echo one > /one
    DONE [stage-3 1/2] COPY --from=one /one /
    DONE [stage-3 2/2] COPY --from=two /two /
    "#);
}

#[test]
fn a_failing_step_ends_the_build() {
    let mut world = World::new();
    let failure = world.build(&[("Dockerfile", "FROM busybox:1.37\nRUN echo no >&2; exit 3\nRUN true\n")]).unwrap_err();
    insta::assert_snapshot!(failure.message, @r#"process "/bin/sh -c echo no >&2; exit 3" did not complete successfully: exit code: 3"#);
    insta::assert_snapshot!(failure.excerpts[0].to_string(), @r#"
    Dockerfile:2
    --------------------
       1 |     FROM busybox:1.37
       2 | >>> RUN echo no >&2; exit 3
       3 |     RUN true
       4 |     
    --------------------
    "#);
    insta::assert_snapshot!(world.steps().join("\n"), @"ERROR [2/3] RUN echo no >&2; exit 3");
    assert!(world.state.images.count() == 1);
}

#[test]
fn what_cannot_be_built_is_said_in_buildkits_words() {
    let cases: &[(&str, &str)] = &[
        ("", ""),
        ("# nothing\n", ""),
        ("FROM busybox:1.37\nCOPY missing /\n", ""),
        ("FROM busybox:1.37\nCOPY a* /b/\nCOPY *.zip /b/\n", ""),
        ("FROM nosuch:1\n", ""),
        ("FROM busybox:1.37 AS a\nCOPY --from=b /x /\nFROM busybox:1.37 AS b\nCOPY --from=a /x /\n", ""),
        ("FROM $NOTHING\n", ""),
        ("RUN true\n", ""),
        ("FROM busybox:1.37\nRUNN true\n", ""),
        ("FROM busybox:1.37\nENV A\n", ""),
        ("FROM busybox:1.37\nEXPOSE web\n", ""),
        ("FROM busybox:1.37\nCOPY --chown=nobody:none a.txt /\n", ""),
        ("FROM busybox:1.37\nCOPY a.txt b.txt /c\n", ""),
        ("FROM busybox:1.37\nRUN --mount=type=magic true\n", ""),
        ("FROM busybox:1.37\nRUN --mount=type=secret,id=need,required=true true\n", ""),
        ("FROM busybox:1.37\nADD http://example.com/x /x\n", ""),
        ("FROM busybox:1.37\nADD --checksum=sha256:1 a.txt /\n", ""),
        ("FROM busybox:1.37\nSTOPSIGNAL nope\n", ""),
        ("FROM busybox:1.37\nHEALTHCHECK --interval=x CMD true\n", ""),
        ("FROM busybox:1.37\nSHELL sh\n", ""),
        ("FROM busybox:1.37\nONBUILD FROM x\n", ""),
        ("FROM busybox:1.37\nRUN nosuchcommand\n", ""),
        ("FROM busybox:1.37\nUSER nosuch\nRUN true\n", ""),
        ("FROM busybox:1.37\nRUN [\"/nosuch\"]\n", ""),
    ];
    let mut said = Vec::new();
    for (dockerfile, _) in cases {
        let mut world = World::new();
        let files = [("Dockerfile", *dockerfile), ("a.txt", "a"), ("b.txt", "b")];
        let message = match world.build(&files) {
            Ok(_) => "built".into(),
            Err(failure) => failure.message,
        };
        said.push(format!("{dockerfile:?}\n  {message}"));
    }
    insta::assert_snapshot!(said.join("\n"), @r##"
    ""
      the Dockerfile cannot be empty
    "# nothing\n"
      file with no instructions
    "FROM busybox:1.37\nCOPY missing /\n"
      failed to compute cache key: failed to calculate checksum of ref 6zx27c3jcs1j09f7elnb9bb5w::vyv00la9j272cywbhec4ewiew: "/missing": not found
    "FROM busybox:1.37\nCOPY a* /b/\nCOPY *.zip /b/\n"
      built
    "FROM nosuch:1\n"
      nosuch:1: failed to resolve source metadata for docker.io/library/nosuch:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed
    "FROM busybox:1.37 AS a\nCOPY --from=b /x /\nFROM busybox:1.37 AS b\nCOPY --from=a /x /\n"
      circular dependency detected on stage: a
    "FROM $NOTHING\n"
      base name ($NOTHING) should not be blank
    "RUN true\n"
      no build stage in current context
    "FROM busybox:1.37\nRUNN true\n"
      dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)
    "FROM busybox:1.37\nENV A\n"
      ENV must have two arguments
    "FROM busybox:1.37\nEXPOSE web\n"
      invalid containerPort: web
    "FROM busybox:1.37\nCOPY --chown=nobody:none a.txt /\n"
      built
    "FROM busybox:1.37\nCOPY a.txt b.txt /c\n"
      built
    "FROM busybox:1.37\nRUN --mount=type=magic true\n"
      unsupported mount type "magic"
    "FROM busybox:1.37\nRUN --mount=type=secret,id=need,required=true true\n"
      secret need: not found
    "FROM busybox:1.37\nADD http://example.com/x /x\n"
      failed to load cache key: Get "http://example.com/x": dial tcp: lookup example.com: no such host
    "FROM busybox:1.37\nADD --checksum=sha256:1 a.txt /\n"
      checksum requires HTTP(S) or Git sources
    "FROM busybox:1.37\nSTOPSIGNAL nope\n"
      invalid signal: nope
    "FROM busybox:1.37\nHEALTHCHECK --interval=x CMD true\n"
      dockerfile parse error on line 2: time: invalid duration "x"
    "FROM busybox:1.37\nSHELL sh\n"
      dockerfile parse error on line 2: SHELL requires the arguments to be in JSON form
    "FROM busybox:1.37\nONBUILD FROM x\n"
      dockerfile parse error on line 2: FROM isn't allowed as an ONBUILD trigger
    "FROM busybox:1.37\nRUN nosuchcommand\n"
      process "/bin/sh -c nosuchcommand" did not complete successfully: exit code: 127
    "FROM busybox:1.37\nUSER nosuch\nRUN true\n"
      process "/bin/sh -c true" did not complete successfully: unable to find user nosuch: no matching entries in passwd file
    "FROM busybox:1.37\nRUN [\"/nosuch\"]\n"
      process "/nosuch" did not complete successfully: exit code: 1
    "##);
}

#[test]
fn names_with_the_characters_of_wildcards_are_found_by_wildcards() {
    let mut world = World::new();
    let dockerfile = "\
FROM busybox:1.37
COPY pages/*.js /all/
COPY pages/[[]id].js /one/
COPY p*/[[]*/ /below/
RUN echo /all/* /one/* /below/*
";
    let files = [("Dockerfile", dockerfile), ("pages/[id].js", ""), ("pages/a.js", ""), ("pages/[slug]/x", "")];
    world.build(&files).unwrap();
    let listed = "| /all/[id].js /all/a.js /one/[id].js /below/[id].js /below/x";
    assert!(world.plain().iter().any(|line| line == listed), "{:?}", world.plain());
}

#[test]
fn a_step_has_the_host_that_was_asked_for() {
    let mut world = World::new();
    let shown = "$(head -n 1 /etc/hosts) $(hostname) $HOSTNAME $(mount | grep -o 131072k) $(ls /etc/hostname)";
    let dockerfile = format!("FROM busybox:1.37\nRUN echo {shown} 2>&1\n");
    let mut wanted = BuildRequest { shm_size: 128 << 20, ..request(&[("Dockerfile", &dockerfile)]) };
    wanted.build_args.insert("BUILDKIT_SANDBOX_HOSTNAME".into(), "ship".into());
    world.request(&wanted).unwrap();
    let shown = "| 127.0.0.1 localhost ship ship ship 131072k";
    assert!(world.plain().iter().any(|line| line == shown), "{:?}", world.plain());
}

#[test]
fn a_step_sees_its_mounts() {
    let mut world = World::new();
    let mounts = "type=tmpfs,target=/dev/shm,size=128m --mount=type=cache,target=/kept --mount=target=/ctx \
                  --mount=type=secret,id=none,target=/hidden";
    let shown = "mount | grep -E 'shm|kept|ctx|hidden'";
    let dockerfile = format!("FROM busybox:1.37\nRUN --mount={mounts} {shown}\n");
    world.build(&[("Dockerfile", &dockerfile)]).unwrap();
    let shown: Vec<String> = world.plain().into_iter().filter(|line| line.starts_with("| ")).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    | tmpfs on /dev/shm type tmpfs (rw,nosuid,relatime,size=131072k,inode64)
    | /dev/vda1 on /kept type ext4 (rw,relatime)
    | /dev/vda1 on /ctx type ext4 (ro,relatime)
    ");
}

#[test]
fn a_cache_mount_is_known_by_its_name_and_by_what_it_was_laid_on() {
    let mut world = World::new();
    let dockerfile = "FROM busybox:1.37 AS one\nRUN mkdir /s && touch /s/given\nFROM busybox:1.37\n\
        RUN --mount=type=cache,target=/c touch /c/plain\n\
        RUN --mount=type=cache,target=/c,uid=7,mode=700 stat -c '%u %a' /c; ls /c; touch /c/owned\n\
        RUN --mount=type=cache,target=/c,from=one,source=/s ls /c; touch /c/over\n\
        RUN --mount=type=cache,target=/d,id=/c,from=one,source=/s ls /d\n\
        RUN --mount=type=cache,target=/e,id=/c ls /e\n";
    world.build(&[("Dockerfile", dockerfile)]).unwrap();
    let plain = world.plain();
    let said = plain.iter().filter_map(|line| line.strip_prefix("| ")).flat_map(str::lines);
    let said: Vec<&str> = said.filter(|line| !line.is_empty()).collect();
    assert_eq!(said, ["7 700", "given", "given", "over", "plain"]);
    assert!(plain.iter().any(|line| line.contains("[internal] setting cache mount permissions")), "{plain:?}");
    let records = &world.state.builder.records;
    let kept = records.iter().filter(|(_, record)| record.kind == CacheKind::CacheMount);
    let mut kept: Vec<String> = kept.map(|(_, record)| record.description.clone()).collect();
    kept.sort();
    insta::assert_snapshot!(kept.join("\n"), @r#"
    cached mount /c from exec /bin/sh -c ls /c; touch /c/over with id "//c"
    cached mount /c from exec /bin/sh -c stat -c '%u %a' /c; ls /c; touch /c/owned with id "//c"
    cached mount /c from exec /bin/sh -c touch /c/plain with id "//c"
    "#);
}

#[test]
fn a_namespace_keeps_cache_mounts_apart() {
    let mut world = World::new();
    let dockerfile = "FROM busybox:1.37\nRUN --mount=type=cache,target=/c touch /c/$(ls /c | wc -l); ls /c\n";
    let mut wanted = request(&[("Dockerfile", dockerfile)]);
    for namespace in ["one", "two"] {
        wanted.build_args.insert("BUILDKIT_CACHE_MOUNT_NS".into(), namespace.into());
        world.request(&wanted).unwrap();
    }
    let mounts: Vec<&str> = world.state.builder.mounts.iter().map(|(name, _)| name).collect();
    assert_eq!(mounts, ["one//c", "two//c"]);
}

#[test]
fn steps_count_before_they_start() {
    let mut world = World::new();
    let dockerfile = "FROM busybox:1.37\nRUN false\nRUN true\nRUN true\n";
    world.build(&[("Dockerfile", dockerfile)]).unwrap_err();
    let vertices = || world.told.iter().flat_map(|status| &status.vertexes);
    let all: std::collections::BTreeSet<_> = vertices().map(|vertex| vertex.digest).collect();
    let ended: std::collections::BTreeSet<_> =
        vertices().filter(|vertex| vertex.completed.is_some()).map(|vertex| vertex.digest).collect();
    assert_eq!((ended.len(), all.len()), (5, 7), "what comes after the failure counts, and is not done");
}
