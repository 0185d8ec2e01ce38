//! Checks of registries: repositories and tags, settings, logins.

use super::{Arguments, Form, Kind, View, always_valid, is, key};
use crate::oci::Reference;
use crate::registry::Place;

/// See [`super::kinds`].
pub(super) const KINDS: &[Kind] = &[
    Kind {
        subject: key("remote", Form::Text, "a reference, e.g. `student/site:1.0` or `localhost:5000/app`"),
        parameters: &[
            key("same_as", Form::Text, "another remote reference that names the same digest"),
            key("differs_from", Form::Text, "another remote reference that names another digest, or nothing"),
            key("same_as_local", Form::Text, "a local image with this digest as its ID"),
        ],
        about: "a registry has this tag (or digest)",
        valid: |arguments| match Reference::parse(arguments.subject()) {
            Err(error) => Err(format!("`remote`: {error}")),
            Ok(reference) if Place::of_reference(reference.name.host()).is_none() => {
                Err(format!("`remote`: there is no registry {}", reference.name.host()))
            }
            Ok(_) => Ok(()),
        },
        holds: remote,
        says: |arguments, not| {
            let subject = arguments.subject();
            let others = ["same_as", "same_as_local"].iter().find_map(|key| arguments.text(key));
            match (others, arguments.text("differs_from")) {
                (Some(other), _) => format!("{subject} on its registry {} the same image as {other}", is(not)),
                (_, Some(other)) => format!("{subject} on its registry {} another image than {other}", is(not)),
                _ => format!("{subject} {} on its registry", is(not)),
            }
        },
    },
    Kind {
        subject: key("immutable", Form::Text, "a repository, e.g. `student/site`"),
        parameters: &[
            key("tag", Form::Text, "a tag that cannot be moved any more"),
            key("free", Form::Text, "a tag that can still be moved"),
        ],
        about: "a repository has a rule against moving tags",
        valid: always_valid,
        holds: |arguments, view| {
            let Ok(reference) = Reference::parse(arguments.subject()) else { return false };
            let Some(place) = Place::of_reference(reference.name.host()) else { return false };
            let registry = view.registry(place);
            registry.changes(reference.name.path()).is_some_and(|repository| {
                repository.immutable.is_some()
                    && arguments.text("tag").is_none_or(|tag| repository.is_immutable(tag))
                    && arguments.text("free").is_none_or(|tag| !repository.is_immutable(tag))
            })
        },
        says: |arguments, not| {
            let tag = arguments.text("tag").map(|tag| format!(":{tag}")).unwrap_or_default();
            format!("{}{tag} {} immutable", arguments.subject(), is(not))
        },
    },
    Kind {
        subject: key("logged_in", Form::Text, "a registry's host, e.g. `docker.io`"),
        parameters: &[key("user", Form::Text, "as this user")],
        about: "`~/.docker/config.json` holds credentials for a registry",
        valid: always_valid,
        holds: |arguments, view| {
            let user = view.logged_in(arguments.subject());
            user.is_some_and(|user| arguments.text("user").is_none_or(|wanted| wanted == user))
        },
        says: |arguments, not| {
            if not {
                format!("no credentials for {} are stored", arguments.subject())
            } else {
                format!("you are logged in to {}", arguments.subject())
            }
        },
    },
    Kind {
        subject: key("revoked", Form::Text, "an account of the Hub"),
        parameters: &[key("token", Form::Text, "this token, by its label or secret; otherwise all")],
        about: "access tokens of an account have been revoked",
        valid: always_valid,
        holds: |arguments, view| {
            let tokens = view.now.network.state(Place::Hub).accounts().tokens(arguments.subject());
            let mut meant = tokens.iter().filter(|token| {
                arguments.text("token").is_none_or(|wanted| token.label == wanted || token.secret == wanted)
            });
            meant.clone().next().is_some() && meant.all(|token| token.revoked)
        },
        says: |_, not| format!("the token {} revoked on the Hub", is(not)),
    },
    Kind {
        subject: key("hub_clock_moved", Form::Flag, "`true`"),
        parameters: &[],
        about: "the Hub shows a later day than at the start of the sandbox",
        valid: always_valid,
        holds: |_, view| view.registry(Place::Hub).as_of() > view.library.as_of(),
        says: |_, not| format!("the Hub's clock {} moved on", if not { "has not" } else { "has" }),
    },
];

fn remote(arguments: &Arguments, view: &View<'_>) -> bool {
    let Some(digest) = view.remote(arguments.subject()) else { return false };
    arguments.text("same_as").is_none_or(|other| view.remote(other) == Some(digest))
        && arguments.text("differs_from").is_none_or(|other| view.remote(other) != Some(digest))
        && arguments.text("same_as_local").is_none_or(|local| view.id(local).is_some_and(|id| id.0 == digest))
}
