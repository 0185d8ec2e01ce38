//! Commands about registries.

mod browser;
pub mod login;
pub mod logout;
pub mod search;
