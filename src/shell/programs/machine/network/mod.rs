//! `ip`, `ifconfig`, `route`, `netstat`, `ss`, `arp`, `ping`, `nslookup`, `traceroute`: the network of a process as the
//! kernel shows it in `/sys/class/net`, `/etc/hosts` and `/etc/resolv.conf`. Nobody answers beyond this machine.

mod asking;
mod interfaces;
mod ip;
mod known;
mod ping;
mod sockets;
#[cfg(test)]
mod tests;

pub(in crate::shell::programs) use known::look_up;
pub(super) use known::own;

use super::Applet;

pub(super) static ALL: &[&Applet] = &[
    &ip::PROGRAM,
    &interfaces::IFCONFIG,
    &interfaces::ROUTE,
    &interfaces::ARP,
    &sockets::NETSTAT,
    &sockets::SS,
    &ping::PROGRAM,
    &asking::NSLOOKUP,
    &asking::TRACEROUTE,
];
