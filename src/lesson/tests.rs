//! Drawings of a small store, at the widths and in the styles that there are.

mod walks;

use super::{Canvas, Style, draw_map, draw_stack};
use crate::hub;
use crate::sandbox::{Session, Setup};
use crate::shell::Stream;
use crate::text::width;

/// Two images that share a base, one of them with two names, and a container.
fn session() -> Session {
    let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(hub::builtin()) });
    for line in [
        "mkdir base && echo one > base/one && echo two > base/two && tar cf base.tar -C base one two",
        "docker import --message 'a base' base.tar base:1",
        "docker create --name maker base:1 /run-me",
        "echo more > three && docker cp three maker:/three && docker cp three maker:/one",
        "docker commit --message 'one more file, and one changed, in words that go on and on and on and on' maker app:1.0",
        "docker tag app:1.0 app:latest",
        "docker create --name other base:1 /run-me && docker cp base.tar other:/four && docker commit other side",
        "docker create --name c1 app /run-me && docker cp three c1:/two",
    ] {
        let reaction = session.feed(line);
        assert_eq!(reaction.ended.map(|(_, exit)| exit), Some(0), "{line}");
    }
    session
}

fn all_canvases() -> impl Iterator<Item = Canvas> {
    let styles = [Style::Lines, Style::Ascii, Style::Sentences];
    [40, 60, 80, 120].into_iter().flat_map(move |columns| styles.map(|style| Canvas { columns, style }))
}

#[test]
fn drawings_fit_and_ascii_is_ascii() {
    let session = session();
    for canvas in all_canvases() {
        let mut texts = vec![draw_map(session.world(), canvas)];
        for name in ["app", "base:1", "side", "c1"] {
            texts.push(draw_stack(session.world(), name, canvas).unwrap());
        }
        for text in texts {
            if canvas.style != Style::Sentences {
                let wide = text.lines().find(|line| width(line) > canvas.columns);
                assert_eq!(wide, None, "{} columns", canvas.columns);
            }
            if canvas.style == Style::Ascii {
                assert!(text.is_ascii(), "{text}");
            }
        }
    }
}

/// The store of a learner in lesson 5, in the narrowest terminal, the usual one and a wide one.
#[test]
fn the_map_and_stacks_look_like_this() {
    let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(hub::builtin()) });
    for line in [
        "docker pull nginx",
        "docker pull httpd",
        "docker tag nginx web:v1",
        "docker run -d --name shop nginx",
        "docker exec shop sh -c 'echo hi > /usr/share/nginx/html/index.html; rm /etc/nginx/mime.types'",
    ] {
        assert_eq!(session.feed(line).ended.map(|(_, exit)| exit), Some(0), "{line}");
    }
    for columns in [40, 80, 120] {
        let canvas = Canvas { columns, style: Style::Lines };
        let mut page = format!("=== map\n{}\n", draw_map(session.world(), canvas));
        for name in ["web:v1", "shop"] {
            page += &format!("=== layers {name}\n{}\n", draw_stack(session.world(), name, canvas).unwrap());
        }
        insta::assert_snapshot!(format!("map_and_layers_{columns}"), page);
    }
}

#[test]
fn the_map_shows_what_is_shared() {
    let session = session();
    let canvas = |style| Canvas { columns: 60, style };
    insta::assert_snapshot!(draw_map(session.world(), canvas(Style::Lines)), @r#"
        TAGS AND IMAGES
          app:1.0 ────────────┐
          app:latest ─────────┴─▶ 22fc622c5c81  2 layers  1.51kB
          base:1 ───────────────▶ 4d7da7c65da9  1 layer  809B
          side:latest ──────────▶ 9b879345a4e1  2 layers  1.47kB

        IMAGES ON LAYERS: diff ID, size unpacked, what made it
        ■ 1c6920058cfb  12.3kB  a base  [3 images]
        ◆ image 4d7da7c65da9  base:1
          ▲ containers: other, maker
        ├─■ 886054eda67c  12.3kB  /run-me
        │ ◆ image 22fc622c5c81  app:1.0, app:latest
        │   ▲ containers: c1
        └─■ d58f8706c0fe  16.4kB  /run-me
          ◆ image 9b879345a4e1  side:latest
        "#);
    insta::assert_snapshot!(draw_map(session.world(), canvas(Style::Ascii)), @r#"
        TAGS AND IMAGES
          app:1.0 ------------+
          app:latest ---------+-> 22fc622c5c81  2 layers  1.51kB
          base:1 ---------------> 4d7da7c65da9  1 layer  809B
          side:latest ----------> 9b879345a4e1  2 layers  1.47kB

        IMAGES ON LAYERS: diff ID, size unpacked, what made it
        # 1c6920058cfb  12.3kB  a base  [3 images]
        * image 4d7da7c65da9  base:1
          ^ containers: other, maker
        +-# 886054eda67c  12.3kB  /run-me
        | * image 22fc622c5c81  app:1.0, app:latest
        |   ^ containers: c1
        `-# d58f8706c0fe  16.4kB  /run-me
          * image 9b879345a4e1  side:latest
        "#);
    insta::assert_snapshot!(draw_map(session.world(), canvas(Style::Sentences)), @r#"
        There are 3 images here.
        The names app:1.0 and app:latest point to one image, 22fc622c5c81. It has 2 layers, 1.51kB on the wire. It shares 1 layer with base:1. It shares 1 layer with side:latest. Containers made from it: c1.
        The name base:1 points to the image 4d7da7c65da9. It has 1 layer, 809B on the wire. It shares 1 layer with app:1.0. It shares 1 layer with side:latest. Containers made from it: other and maker.
        The name side:latest points to the image 9b879345a4e1. It has 2 layers, 1.47kB on the wire. It shares 1 layer with app:1.0. It shares 1 layer with base:1.
        "#);
}

#[test]
fn a_stack_says_what_each_layer_adds_changes_and_hides() {
    let session = session();
    let canvas = |style| Canvas { columns: 60, style };
    insta::assert_snapshot!(draw_stack(session.world(), "app", canvas(Style::Lines)).unwrap(), @r#"
        app: image 22fc622c5c81, 2 layers, 1.51kB on the wire,
        26.1kB on disk
        ────────────────────────────────────────────────────────────
          2 /run-me
            adds 1 file: /three
            changes 1 file: /one
            126B on the wire, 12.3kB unpacked
            blob e39f3e7d0e9b  diff 886054eda67c  chain 0a844e891cd0
        ────────────────────────────────────────────────────────────
          1 a base
            adds 2 files: /one, /two
            142B on the wire, 12.3kB unpacked
            blob 7eec2a8944ee  diff 1c6920058cfb  chain 1c6920058cfb
        "#);
    insta::assert_snapshot!(draw_stack(session.world(), "c1", canvas(Style::Ascii)).unwrap(), @r#"
        c1: container from app, its writable layer on 2 layers
        ------------------------------------------------------------
          3 writable layer of c1
            changes 1 file: /two
            8.19kB on disk; it has no digest, and goes when the
            container goes
        ------------------------------------------------------------
          2 /run-me
            adds 1 file: /three
            changes 1 file: /one
            126B on the wire, 12.3kB unpacked
            blob e39f3e7d0e9b  diff 886054eda67c  chain 0a844e891cd0
        ------------------------------------------------------------
          1 a base
            adds 2 files: /one, /two
            142B on the wire, 12.3kB unpacked
            blob 7eec2a8944ee  diff 1c6920058cfb  chain 1c6920058cfb
        "#);
    insta::assert_snapshot!(draw_stack(session.world(), "app", canvas(Style::Sentences)).unwrap(), @r#"
        app: image 22fc622c5c81, 2 layers, 1.51kB on the wire,
        26.1kB on disk

        Layer 2, made by: /run-me
            adds 1 file: /three
            changes 1 file: /one
            Its size is 126B on the wire, 12.3kB unpacked.
            Its blob digest is e39f3e7d0e9b, its diff ID 886054eda67c, its chain ID 0a844e891cd0.

        Layer 1, made by: a base
            adds 2 files: /one, /two
            Its size is 142B on the wire, 12.3kB unpacked.
            Its blob digest is 7eec2a8944ee, its diff ID 1c6920058cfb, its chain ID 1c6920058cfb.
        "#);
}

#[test]
fn helpers_look_into_the_same_layers() {
    let mut session = session();
    let said = |session: &mut Session, line: &str| session.feed(line).text(Stream::Out);
    assert!(said(&mut session, "layer ls app 2").contains("  three\n"));
    assert_eq!(said(&mut session, "layer cat app 1 /one"), "one\n");
    assert_eq!(said(&mut session, "layer cat app 2 /one"), "more\n");
    let rows = said(&mut session, "layer chain app");
    assert_eq!(rows.lines().take_while(|line| !line.is_empty()).count(), 3);
}
