//! [`Accounts`]: names, passwords and personal access tokens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::parts;

use super::library::Account;

/// Who may log in to a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts(BTreeMap<String, Entry>);

parts!(Accounts {} besides { 0 });

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    password: String,
    tokens: Vec<AccessToken>,
}

/// A personal access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// What stands for the password: `dckr_pat_…`.
    pub secret: String,
    /// What its owner calls it.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// It is not accepted any more.
    pub revoked: bool,
}

/// What bcrypt's hashes begin with.
const HASHED: &str = "$2";

impl Entry {
    /// Whether this is the password; a registry in a container knows only its hash (`htpasswd -B`).
    fn is_password(&self, secret: &str) -> bool {
        match self.password.starts_with(HASHED) {
            true => bcrypt::verify(secret, &self.password).unwrap_or(false),
            false => self.password == secret,
        }
    }
}

impl Accounts {
    /// Accounts as they are at the start.
    pub fn new(accounts: &[Account]) -> Accounts {
        let token = |secret: &String| AccessToken {
            secret: secret.clone(),
            label: String::from("classroom"),
            created: Timestamp::default(),
            revoked: false,
        };
        let entry = |account: &Account| {
            let tokens = account.tokens.iter().map(token).collect();
            (account.name.clone(), Entry { password: account.password.clone(), tokens })
        };
        Accounts(accounts.iter().map(entry).collect())
    }

    /// Whether there is an account of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether `secret` is this account's password or one of its tokens that was not revoked.
    pub fn accepts(&self, name: &str, secret: &str) -> bool {
        self.0.get(name).is_some_and(|entry| {
            entry.is_password(secret) || entry.tokens.iter().any(|token| !token.revoked && token.secret == secret)
        })
    }

    /// The account's tokens, oldest first.
    pub fn tokens(&self, name: &str) -> &[AccessToken] {
        self.0.get(name).map_or(&[], |entry| &entry.tokens)
    }

    /// One more token; nothing if there is no such account.
    pub fn add_token(&mut self, name: &str, token: AccessToken) {
        if let Some(entry) = self.0.get_mut(name) {
            entry.tokens.push(token);
        }
    }

    /// Revokes the tokens with this secret or label; how many there were.
    pub fn revoke(&mut self, name: &str, token: &str) -> usize {
        let Some(entry) = self.0.get_mut(name) else { return 0 };
        let chosen = entry.tokens.iter_mut().filter(|t| !t.revoked && (t.secret == token || t.label == token));
        chosen.map(|token| token.revoked = true).count()
    }
}
