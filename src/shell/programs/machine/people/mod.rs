//! Programs that make users and groups: `adduser addgroup` (BusyBox and Debian), `useradd groupadd usermod`, `deluser
//! delgroup`, and `getent`, which looks them up.

mod adding;
mod debian;
mod getent;
mod groups;
mod records;
mod removing;
mod usermod;
mod wording;

use super::Applet;

pub(super) static ALL: &[&Applet] =
    &[&adding::PROGRAM, &groups::PROGRAM, &removing::PROGRAM, &usermod::PROGRAM, &getent::PROGRAM];

#[cfg(test)]
mod tests;
