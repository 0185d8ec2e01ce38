//! What registries and the Hub's pages say.

use super::{Arguments, Form, Truth, ValueKind, View, always_valid, key, yes_no};
use crate::oci::Reference;
use crate::registry::{Badge, Place};

/// See [`super::super::value_kinds`].
pub(super) const KINDS: &[ValueKind] = &[
    ValueKind {
        subject: key("official", Form::Text, "a word to search for"),
        parameters: &[],
        about: "the official repository of this name",
        valid: always_valid,
        truth: |arguments, view| {
            let listings = view.library.listings();
            let found = listings.iter().filter(|listing| listing.official && listing.name == arguments.subject());
            let written = |name: &String| {
                [
                    name.clone(),
                    format!("library/{name}"),
                    format!("docker.io/library/{name}"),
                    format!("docker.io/{name}"),
                ]
            };
            Truth::Text(found.flat_map(|listing| written(&listing.name)).collect())
        },
    },
    ValueKind {
        subject: key("lookalike", Form::Text, "a word"),
        parameters: &[],
        about: "a repository without a badge whose account is spelt almost like it",
        valid: always_valid,
        truth: lookalike,
    },
    ValueKind {
        subject: key("tag_of", Form::Text, "a repository"),
        parameters: &[],
        about: "any tag that its registry has",
        valid: always_valid,
        truth: |arguments, view| {
            let Ok(reference) = Reference::parse(arguments.subject()) else { return Truth::Text(Vec::new()) };
            let Some(place) = Place::of_reference(reference.name.host()) else { return Truth::Text(Vec::new()) };
            let tags = view.registry(place).tags(reference.name.path());
            let short = reference.name.familiar();
            let written = |tag: &String| [tag.clone(), format!("{short}:{tag}"), format!(":{tag}")];
            Truth::Text(tags.iter().rev().flat_map(written).collect())
        },
    },
    ValueKind {
        subject: key("default_tag", Form::Text, "a repository"),
        parameters: &[],
        about: "the tag that a name without one means, once the image is here",
        valid: always_valid,
        truth: |arguments, view| {
            let name = arguments.subject();
            if !view.now.engine.images.has_name(name) {
                return super::missing(name);
            }
            Truth::Text(vec!["latest".into(), ":latest".into(), format!("{name}:latest"), "tag latest".into()])
        },
    },
    ValueKind {
        subject: key("pulls_left", Form::Flag, "`true`"),
        parameters: &[],
        about: "how many pulls the Hub still allows to this address, or to the account that is logged in",
        valid: always_valid,
        truth: |_, view| {
            let account = view.logged_in("docker.io");
            let meters = view.now.network.state(Place::Hub).meters();
            let left = meters.left(account.as_deref(), &view.library.limits(), view.now.clock.now());
            super::whole(usize::try_from(left).unwrap_or(usize::MAX))
        },
    },
    ValueKind {
        subject: key("credentials_for", Form::Text, "a registry's host"),
        parameters: &[],
        about: "the user whose credentials are stored for it",
        valid: always_valid,
        truth: |arguments, view| match view.logged_in(arguments.subject()) {
            Some(user) => Truth::Text(vec![user]),
            None => Truth::NotYet(format!("No credentials for {} are stored yet.", arguments.subject())),
        },
    },
    ValueKind {
        subject: key("token_works", Form::Text, "an account of the Hub"),
        parameters: &[],
        about: "whether one of its access tokens is still accepted: yes or no",
        valid: always_valid,
        truth: |arguments, view| {
            let tokens = view.now.network.state(Place::Hub).accounts().tokens(arguments.subject());
            yes_no(tokens.iter().any(|token| !token.revoked))
        },
    },
];

fn lookalike(arguments: &Arguments, view: &View<'_>) -> Truth {
    let word = arguments.subject();
    let near = |name: &str| {
        let (account, _) = name.split_once('/').unwrap_or((name, ""));
        account.split(['-', '_', '.']).any(|part| part != word && strsim::damerau_levenshtein(part, word) == 1)
    };
    let listings = view.library.listings();
    let found = listings.iter().filter(|listing| listing.badge == Badge::Community && near(&listing.name));
    let written = |name: &String| {
        let account = name.split('/').next().unwrap_or_default().to_string();
        [name.clone(), format!("docker.io/{name}"), account]
    };
    Truth::Text(found.flat_map(|listing| written(&listing.name)).collect())
}
