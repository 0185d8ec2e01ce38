//! Programs that make, move, change and look at files.

mod base64;
mod basename;
mod chmod;
mod chown;
mod copying;
mod cp;
mod dd;
mod df;
mod du;
mod find;
mod install;
mod link;
mod ln;
mod mkdir;
mod mktemp;
mod mode;
mod mv;
mod nodes;
mod operand;
mod readlink;
mod removing;
mod rm;
mod says;
mod sha256sum;
mod stat;
mod time;
mod touch;
mod tree;
mod weak;

pub(super) use weak::{md5, sha1};

use super::Applet;

/// A row a program.
pub(super) static ALL: &[&Applet] = &[
    &base64::PROGRAM,
    &basename::PROGRAM,
    &basename::DIRNAME,
    &chmod::PROGRAM,
    &chown::PROGRAM,
    &chown::CHGRP,
    &cp::PROGRAM,
    &dd::PROGRAM,
    &df::PROGRAM,
    &du::PROGRAM,
    &find::PROGRAM,
    &install::PROGRAM,
    &link::LINK,
    &link::UNLINK,
    &ln::PROGRAM,
    &mkdir::PROGRAM,
    &mkdir::RMDIR,
    &mktemp::PROGRAM,
    &mktemp::TRUNCATE,
    &mktemp::SYNC,
    &mv::PROGRAM,
    &nodes::FIFO,
    &nodes::NODE,
    &readlink::PROGRAM,
    &readlink::REALPATH,
    &rm::PROGRAM,
    &sha256sum::PROGRAM,
    &sha256sum::SHA512,
    &sha256sum::WEAK,
    &stat::PROGRAM,
    &touch::PROGRAM,
    &tree::PROGRAM,
];
