//! `hub`: the mock Docker Hub as its web pages would show it.

use super::{Helper, Parts, fail, hub_pages, hub_settings, usage};
use crate::shell::{ProcessParts, Stop};

pub(super) const HUB: Helper = Helper {
    name: "hub",
    about: "Looks at the mock Docker Hub as its web pages would.",
    instead: "use `docker search`, and a browser",
    usage: &[
        ("hub tags NAME", "a repository's tags, by image"),
        ("hub show NAME", "what a repository's page says"),
        ("hub limits", "how many pulls are left"),
        ("hub clock [next|DATE]", "the day that the Hub shows; or moves it"),
        ("hub approve CODE", "says yes to a login in a browser"),
        ("hub deny CODE", "says no to it"),
        ("hub token list|check|revoke [TOKEN]", "your access tokens"),
        ("hub set NAME --immutable RULE", "forbids moving these tags; none: allows"),
        ("hub help", "this list"),
    ],
    run,
};

fn run(around: &mut Parts<'_>, parts: &mut ProcessParts<'_>) -> Result<i32, Stop> {
    let arguments: Vec<&str> = parts.arguments.iter().skip(1).map(String::as_str).collect();
    let output = &mut *parts.output;
    match arguments.as_slice() {
        [] | ["help" | "--help" | "-h"] => usage(&HUB, output),
        ["tags", name] => hub_pages::tags(around, name, output),
        ["show", name] => hub_pages::show(around, name, output),
        ["limits"] => hub_pages::limits(around, output),
        ["clock"] => hub_settings::clock(around, None, output),
        ["clock", to] => hub_settings::clock(around, Some(to), output),
        ["approve", code] => hub_settings::answer(around, code, true, output),
        ["deny", code] => hub_settings::answer(around, code, false, output),
        ["token"] => hub_settings::token(around, "list", None, output),
        ["token", what @ ("list" | "check" | "revoke")] => hub_settings::token(around, what, None, output),
        ["token", what @ ("list" | "check" | "revoke"), token] => {
            hub_settings::token(around, what, Some(token), output)
        }
        ["set", name, "--immutable", rule] => hub_settings::set_immutable(around, name, rule, output),
        ["set", name, option] if option.starts_with("--immutable=") => {
            hub_settings::set_immutable(around, name, option.trim_start_matches("--immutable="), output)
        }
        ["tags" | "show" | "approve" | "deny" | "set", ..] => {
            let word = arguments.first().copied().unwrap_or_default();
            let call = HUB.usage.iter().map(|(call, _)| *call).find(|call| call.split(' ').nth(1) == Some(word));
            fail(output, &format!("hub: write: {}", call.unwrap_or("hub help")))
        }
        [other, ..] => {
            let words = HUB.usage.iter().filter_map(|(call, _)| call.split(' ').nth(1));
            let near = crate::text::closest(other, words).map(|word| format!(" (did you mean {word}?)"));
            fail(output, &format!("hub: there is no page \"{other}\"{}; hub help lists them", near.unwrap_or_default()))
        }
    }
}
