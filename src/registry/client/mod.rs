//! The client side of the protocol: what the engine uses to resolve, pull, push, log in and search.
//!
//! It behaves and words its errors as containerd's resolver (`core/remotes/docker`) and moby's registry package
//! (`daemon/pkg/registry`) do. It knows no engine: what an error means for a `docker` command is said where the command
//! is carried out, with [`RemoteError::for_daemon`].

mod authorizer;
mod challenge;
mod credentials;
mod error;
mod fetch;
mod host;
mod login;
mod push;
mod remote;
mod search;
mod status;

pub use credentials::Credentials;
pub use error::{Denial, RemoteError};
#[cfg(test)]
use fetch::Fetched;
pub use login::login;
pub use push::{BlobPush, ManifestPush};
pub use remote::Remote;
pub use search::{SearchResult, search};

#[cfg(test)]
mod tests;
