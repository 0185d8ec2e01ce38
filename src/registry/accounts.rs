//! [`Accounts`]: names, passwords and personal access tokens.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
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
            true => is_hash_of(&self.password, secret).unwrap_or(false),
            false => self.password == secret,
        }
    }
}

/// The most work that a hash may ask for (bcrypt's cost: rounds as a power of two); more is nobody's password.
const COST_LIMIT: u32 = 12;
/// The bytes of a password that count, with the zero behind it.
const PASSWORD_LIMIT: usize = 72;

/// Whether a hash (`$2y$05$`, salt, digest) is that of a password; `None`: it is none.
fn is_hash_of(hash: &str, secret: &str) -> Option<bool> {
    let engine = GeneralPurpose::new(&alphabet::BCRYPT, NO_PAD.with_decode_allow_trailing_bits(true));
    let mut parts = hash.split('$').skip(2);
    let (cost, rest) = (parts.next()?.parse().ok().filter(|cost| (4..=COST_LIMIT).contains(cost))?, parts.next()?);
    let salt = engine.decode(rest.get(..22)?).ok()?.try_into().ok()?;
    let digest = engine.decode(rest.get(22..)?).ok()?;
    let mut password: Vec<u8> = secret.bytes().chain([0]).collect();
    password.truncate(PASSWORD_LIMIT);
    Some(bcrypt::bcrypt(cost, salt, &password).starts_with(&digest) && digest.len() == 23)
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

    /// All passwords and tokens; of a registry in a container the hashes.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.values().flat_map(|entry| {
            let tokens = entry.tokens.iter().map(|token| token.secret.as_str());
            tokens.chain([entry.password.as_str()])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_of_one_password() {
        let hash = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        assert_eq!((is_hash_of(hash, "U*U"), is_hash_of(hash, "U*V")), (Some(true), Some(false)));
        for none in ["$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2y$", "$2y$05$short", "plain"] {
            assert_eq!(is_hash_of(none, "x"), None);
        }
    }
}
