//! Checks and values read and asked.

use std::collections::BTreeSet;

use super::*;
use crate::engine::Event;

fn check(text: &str) -> Result<Check, String> {
    Check::of(toml::from_str(text).unwrap())
}

fn wrong(text: &str) -> String {
    check(text).unwrap_err()
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_key() {
    assert_eq!(
        wrong("image = 'a'\nsame = 'b'"),
        "unknown field `same`, expected one of `image`, `same_as`, `differs_from`, `same_as_remote`, `platform`, `names`, \
         `not`, `says`"
    );
    assert!(wrong("imge = 'a'").starts_with("unknown check `imge`, expected one of `image`, `untagged`, "));
    assert_eq!(wrong("image = 3"), "`image`: invalid type: integer `3`, expected a string");
    assert_eq!(wrong("image = 'a'\nnot = 1"), "`not`: invalid type: integer `1`, expected a boolean");
    assert_eq!(
        wrong("image = 'A'"),
        "`image`: `A` is no image: invalid reference format: repository name (library/A) must be lowercase"
    );
    assert_eq!(wrong("remote = 'nowhere.example/a'"), "`remote`: there is no registry nowhere.example");
    assert_eq!(wrong("image = 'a:[0-9'"), "`image`: `a:[0-9` is no pattern: its `[` is not closed");
    assert_eq!(wrong("image = 'a'\nplatform = 'a/b/c/d/e'").split(':').next(), Some("`platform`"));
    assert!(wrong("command = '('").starts_with("`command`: `(` is no regular expression: "));
    assert!(wrong("files_of = 'a'\nfile = '/b'\nmatches = '['").starts_with("`matches`: `[` is no regular expression"));
    assert_eq!(wrong("files_of = 'a'\nmatches = 'b'"), "`matches` needs `file`");
    assert_eq!(wrong("layer_of = 'a'\nat = 0"), "`at`: invalid value: integer `0`, expected a nonzero usize");
    assert_eq!(wrong("any = []"), "`any`: there is no check in it");
    assert!(wrong("any = [{ imge = 'a' }]").starts_with("`any`: unknown check `imge`, expected one of `image`, "));
    assert!(wrong("size_of = 'a'\nmeasure = 'wire'").starts_with("`measure`: unknown variant `wire`, expected one of"));
}

#[test]
fn of_some_lines_the_last_one_counts() {
    let session = crate::sandbox::Session::new(crate::sandbox::Setup::new(crate::hub::builtin()));
    let world = session.world();
    let line = |line: &str| Happened {
        line: line.into(),
        exit: 0,
        changed: false,
        events: Vec::new(),
        errors: String::new(),
        printed: String::new(),
        stopped: false,
    };
    let holds = |lines: &[&str]| {
        let past: Vec<Happened> = lines.iter().map(|text| line(text)).collect();
        let view = View { now: world, before: world, past: &past, library: session.setup().hub.as_ref() };
        check("command = '-p '\nlast_of = '^login|^logout'").unwrap().holds(&view)
    };
    assert!(holds(&["login -p x", "ls"]));
    assert!(!holds(&["login -p x", "logout", "echo -p x"]));
    assert!(!holds(&[]));
}

#[test]
fn an_event_takes_only_its_own_fields() {
    assert!(wrong("event = 'pullled'").starts_with("`event`: unknown event `pullled`, expected one of `manifest_"));
    assert!(wrong("event = 'pull_failed'\nreason = 'no_tag'").starts_with("`reason`: unknown variant `no_tag`, "));
    assert_eq!(
        wrong("event = 'searched'\nreason = 'denied'"),
        "unknown field `reason` of the event `searched`, expected one of `term`, `filters`"
    );
    check("event = 'pull_failed'\nreference = 'a'\nreason = 'no_such_tag'").unwrap();
    let of_events: BTreeSet<&str> = Event::KINDS.iter().flat_map(|kind| kind.fields).copied().collect();
    let unknown: Vec<&str> = event_fields().filter(|name| !of_events.contains(name)).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "no event has these fields");
}

#[test]
fn a_check_says_what_it_asks() {
    let says = |text: &str| check(text).unwrap().says();
    assert_eq!(says("image = 'nginx'"), "nginx:latest is here");
    assert_eq!(says("image = 'nginx'\nnot = true"), "nginx:latest is not here");
    assert_eq!(says("image = 'web:v1'\nsame_as = 'nginx'"), "web:v1 is the same image as nginx:latest");
    assert_eq!(says("image = 'nginx@*'"), "nginx@sha256:… is here");
    assert_eq!(says("container_from = 'hello-world'\nexit = 0"), "a container from hello-world ran to its end");
    assert_eq!(says("event = 'searched'\nfilters = 'is-official=true'"), "searched with the filter is-official=true");
    assert_eq!(says("layer_of = 'a:1'\nhides = '/b'"), "the topmost layer of a:1 hides /b");
    assert_eq!(says("untagged = false"), "no image is without a name");
    assert_eq!(says("any = [{ image = 'a' }, { image = 'b' }]"), "a:latest is here");
}

#[test]
fn no_two_kinds_have_one_key() {
    let distinct = |names: Vec<&str>| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    assert!(distinct(kinds().iter().map(|kind| kind.keys[0].name).collect()));
    assert!(distinct(value_kinds().iter().map(|kind| kind.keys[0].name).collect()));
}

#[test]
fn known_wrong_answers_are_compiled() {
    let matches = |pattern: &str, given: &str| AnswerPattern::new(pattern).unwrap().matches(given);
    assert!(matches(">50", "about 60 MB") && !matches(">50", "50"));
    assert!(matches("<5", "four") && matches("7", "seven") && !matches("7", "8"));
    assert!(matches("*/nginx", "It is bitnami/nginx.") && matches("latest", "`latest`"));
    assert_eq!(AnswerPattern::new(">many").unwrap_err(), "`>many`: after `<` or `>` comes a number");
    assert!(AnswerPattern::new("a[b").unwrap_err().contains("not closed"));
}
