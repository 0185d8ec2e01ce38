//! The builder: BuildKit's behaviour over our own layers.
//!
//! A build goes through four parts, as in BuildKit: the Dockerfile's instructions ([`instructions`]) are evaluated stage
//! by stage ([`convert`]) into a graph of steps ([`graph`]); the graph is solved ([`solve`]) with the cache's help
//! ([`cache`], and [`remote_cache`] for caches elsewhere); the result is exported ([`export`]). What happens is told on a [`board`].

mod admit;
mod api;
mod attachments;
mod board;
mod cache;
mod call;
mod change;
mod context;
mod convert;
mod export;
mod fault;
mod files;
mod frontend;
mod gateway;
mod graph;
mod history;
mod ignore;
mod instructions;
mod limits;
mod lint;
mod path;
mod random;
mod remote;
mod remote_cache;
mod run;
mod solve;
mod source;
#[cfg(test)]
mod tests;

pub use cache::Builder;
pub(super) use change::change;
pub(super) use remote::unreachable_url;
