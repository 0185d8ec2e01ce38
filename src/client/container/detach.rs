//! `--detach-keys`: keys that leave a container alone (docker/cli `cli/command/container/hijack.go`, `validateDetachKeys`).

use crate::client::Client;
use crate::client::arguments::Matches;
use crate::client::failure::{Failure, Outcome};
use crate::client::flag::Text;

/// Keys that detach.
pub(super) const DETACH_KEYS: Text = Text::new("detach-keys", "Which keys detach from the container");

/// What may stand after `ctrl-` (`github.com/moby/term`, `ascii.go`).
const CONTROLS: &str = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

/// Refuses keys that are none: of the flag, and where it is not given of the setting `detachKeys`.
///
/// # Errors
///
/// `invalid detach keys (…): Unknown character: '…'`.
pub(super) fn check_keys(docker: &mut Client<'_>, given: &Matches) -> Outcome<()> {
    match given.text(&DETACH_KEYS) {
        "" => {
            let keys = docker.load_settings()?.text("detachKeys").to_string();
            check(&keys)
        }
        keys => check(keys),
    }
}

/// The same, of the flag alone.
pub(super) fn check_given_keys(given: &Matches) -> Outcome<()> {
    check(given.text(&DETACH_KEYS))
}

fn check(keys: &str) -> Outcome<()> {
    let known = |key: &&str| {
        let control = key.strip_prefix("ctrl-").is_some_and(|rest| rest.len() == 1 && CONTROLS.contains(rest));
        key.len() == 1 || control || *key == "DEL"
    };
    match keys.split(',').find(|key| !known(key)).filter(|_| !keys.is_empty()) {
        Some(key) => Err(Failure::new(format!("invalid detach keys ({keys}): Unknown character: '{key}'"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_single_characters_controls_and_del() {
        let words = |keys: &str| check(keys).map_err(|failure| failure.to_string());
        assert_eq!(words("ctrl-p,ctrl-q"), Ok(()));
        assert_eq!(words("a,ctrl-\\,DEL"), Ok(()));
        assert_eq!(words(""), Ok(()));
        assert_eq!(words("ctrl-zz,q"), Err("invalid detach keys (ctrl-zz,q): Unknown character: 'ctrl-zz'".into()));
        assert_eq!(words("a,,b"), Err("invalid detach keys (a,,b): Unknown character: ''".into()));
        assert_eq!(words("ctrl-A"), Err("invalid detach keys (ctrl-A): Unknown character: 'ctrl-A'".into()));
    }
}
