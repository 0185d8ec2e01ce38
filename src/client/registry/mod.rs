//! Commands about registries.

mod browser;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod search;
