//! [`Reason`]: why a pull, a push or a removal did not come about, beside Docker's own words.

use crate::registry::client::{Denial, RemoteError};

/// Makes the enum and the list of its names.
macro_rules! reasons {
    ($($(#[doc = $about:literal])+ $name:literal $Reason:ident,)+) => {
        /// Why something failed or was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum Reason {
            $($(#[doc = $about])+ #[serde(rename = $name)] $Reason,)+
        }

        impl Reason {
            /// Names, as in saved documents and in lessons, and what they mean.
            pub const NAMES: &'static [(&'static str, &'static str)] = &[$(($name, concat!($($about),+)),)+];
        }
    };
}

reasons! {
    /// The registry has no such tag or digest (or, without a login server before it, no such repository).
    "no_such_tag" NoSuchTag,
    /// The registry lets us not: there is no such repository, or this account may not do that. It does not say which.
    "denied" Denied,
    /// The registry wants a login, and there is none.
    "login_needed" LoginNeeded,
    /// The registry's login server does not accept the credentials that are stored: a password, or a revoked token.
    "credentials_refused" CredentialsRefused,
    /// Too many pulls.
    "rate_limited" RateLimited,
    /// The index has nothing for the platform.
    "no_such_platform" NoSuchPlatform,
    /// Nothing answers under that host's name.
    "no_route" NoRoute,
    /// The repository's rule forbids moving this tag.
    "immutable_tag" ImmutableTag,
    /// No local image has the name that was to be pushed.
    "no_such_image" NoSuchImage,
    /// Parts of the image are not here.
    "content_missing" ContentMissing,
    /// A running container uses the image.
    "running_container" RunningContainer,
    /// A container that does not run uses the image.
    "stopped_container" StoppedContainer,
    /// The image has further names.
    "several_names" SeveralNames,
    /// The image has no such program.
    "no_such_program" NoSuchProgram,
    /// Anything else.
    "other" Other,
}

impl From<&RemoteError> for Reason {
    fn from(error: &RemoteError) -> Reason {
        if let Some(denial) = error.denial() {
            return match denial {
                Denial::NoCredentials => Reason::LoginNeeded,
                Denial::Server(_) => Reason::Denied,
            };
        }
        match error.root() {
            RemoteError::NotFound(_) | RemoteError::ManifestTooLarge { .. } => Reason::NoSuchTag,
            RemoteError::Network { .. } => Reason::NoRoute,
            RemoteError::Unexpected(unexpected) => match unexpected.status.as_u16() {
                // A registry has no code of its own for this: its words tell.
                _ if unexpected.errors.iter().any(|error| error.message.ends_with("is immutable")) => {
                    Reason::ImmutableTag
                }
                429 => Reason::RateLimited,
                401 if unexpected.details.is_some() => Reason::CredentialsRefused,
                401 | 403 => Reason::Denied,
                _ => Reason::Other,
            },
            _ => Reason::Other,
        }
    }
}
