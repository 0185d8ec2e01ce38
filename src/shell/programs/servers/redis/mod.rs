//! `redis-server` and `redis-cli`: strings, lists, hashes and sets, kept in `dump.rdb` where the server keeps its own.

mod answer;
mod benchmark;
mod cli;
mod command;
mod keys;
mod server;
mod store;

pub(super) use benchmark::BENCHMARK;
pub(super) use cli::CLI;
pub(super) use server::PROGRAM;
