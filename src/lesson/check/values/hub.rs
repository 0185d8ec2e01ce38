//! What registries and the Hub's pages say.

use super::{whole, yes_no};
use crate::lesson::check::forms::{RemoteName, Yes};
use crate::lesson::check::truth::Tell;
use crate::lesson::check::{Truth, View, keys};
use crate::registry::{Badge, Place};
use crate::tell;

keys! {
    /// The official repository of this name.
    pub(super) struct Official {
        /// a word to search for
        official: String,
    }
}

/// Words of a whole sentence around the name, and what `docker search` has in its column.
const AROUND_OFFICIAL: [&str; 10] =
    ["ok", "official", "one", "repository", "repo", "image", "name", "is", "the", "called"];

impl Tell for Official {
    fn truth(&self, view: &View<'_>) -> Truth {
        let listings = view.library.listings();
        let found = listings.iter().filter(|listing| listing.official && listing.name == self.official);
        let written = |name: &String| {
            ["", "library/", "docker.io/library/", "docker.io/"].map(|before| format!("{before}{name}"))
        };
        let names: Vec<String> = found.flat_map(|listing| written(&listing.name)).collect();
        Truth::All { members: vec![names], allowed: AROUND_OFFICIAL.map(String::from).to_vec() }
    }
}

keys! {
    /// A repository without a badge whose account is spelt almost like it.
    pub(super) struct Lookalike {
        /// a word
        lookalike: String,
    }
}

impl Tell for Lookalike {
    fn truth(&self, view: &View<'_>) -> Truth {
        let near = |name: &str| {
            let (account, _) = name.split_once('/').unwrap_or((name, ""));
            let mut parts = account.split(['-', '_', '.']);
            parts.any(|part| part != self.lookalike && strsim::damerau_levenshtein(part, &self.lookalike) == 1)
        };
        let listings = view.library.listings();
        let found = listings.iter().filter(|listing| listing.badge == Badge::Community && near(&listing.name));
        let written = |name: &String| {
            let account = name.split('/').next().unwrap_or_default().to_string();
            [name.clone(), format!("docker.io/{name}"), account]
        };
        Truth::Text(found.flat_map(|listing| written(&listing.name)).collect())
    }
}

keys! {
    /// Any tag that its registry has.
    pub(super) struct TagOf {
        /// a repository
        tag_of: RemoteName,
    }
}

impl Tell for TagOf {
    fn truth(&self, view: &View<'_>) -> Truth {
        let name = &self.tag_of.reference().name;
        let tags = view.registry(self.tag_of.place()).tags(name.path());
        let short = name.familiar();
        let written = |tag: &String| [tag.clone(), format!("{short}:{tag}"), format!(":{tag}")];
        Truth::Text(tags.iter().rev().flat_map(written).collect())
    }
}

keys! {
    /// How many pulls the Hub still allows to this address, or to the account that is logged in.
    pub(super) struct PullsLeft {
        /// it has no subject
        pulls_left: Yes,
    }
}

impl Tell for PullsLeft {
    fn truth(&self, view: &View<'_>) -> Truth {
        let PullsLeft { pulls_left: Yes } = self;
        let account = view.logged_in("docker.io");
        let meters = view.now.network.state(Place::Hub).meters();
        let left = meters.left(account.as_deref(), &view.library.limits(), view.now.clock.now());
        whole(usize::try_from(left).unwrap_or(usize::MAX))
    }
}

keys! {
    /// The user whose credentials are stored for it.
    pub(super) struct CredentialsFor {
        /// a registry's host
        credentials_for: String,
    }
}

impl Tell for CredentialsFor {
    fn truth(&self, view: &View<'_>) -> Truth {
        match view.logged_in(&self.credentials_for) {
            Some(user) => Truth::Text(vec![user]),
            None => Truth::NotYet(tell::not_yet_credentials(&self.credentials_for)),
        }
    }
}

keys! {
    /// Whether one of its access tokens is still accepted: yes or no.
    pub(super) struct TokenWorks {
        /// an account of the Hub
        token_works: String,
    }
}

impl Tell for TokenWorks {
    fn truth(&self, view: &View<'_>) -> Truth {
        let tokens = view.now.network.state(Place::Hub).accounts().tokens(&self.token_works);
        yes_no(tokens.iter().any(|token| !token.revoked))
    }
}
