//! Checks and values read and asked.

use super::*;

fn check(text: &str) -> Result<Check, String> {
    Check::of(toml::from_str(text).unwrap())
}

#[test]
fn unknown_keys_are_refused_with_those_that_are_known() {
    assert_eq!(
        check("image = 'a'\nsame = 'b'").unwrap_err(),
        "`image` does not know the key `same` (it knows: same_as, differs_from, same_as_remote, platform)"
    );
    assert!(check("imge = 'a'").unwrap_err().starts_with("no check among the keys `imge`; there are image, "));
    assert_eq!(check("image = 3").unwrap_err(), "`image` of `image` is to be a text");
    assert!(check("event = 'pullled'").unwrap_err().starts_with("there is no event `pullled`"));
    assert!(check("command = '('").unwrap_err().starts_with("`command` is no regular expression"));
    assert_eq!(check("image = 'a'\nnot = 1").unwrap_err(), "`not` is to be true or false");
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
}

#[test]
fn no_two_kinds_have_one_key() {
    let mut keys: Vec<&str> = kinds().map(|kind| kind.subject.name).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
    let mut keys: Vec<&str> = value_kinds().map(|kind| kind.subject.name).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}
