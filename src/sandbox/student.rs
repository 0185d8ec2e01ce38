//! Who the learner is on their machine, and where they work.

use crate::clock::Timestamp;
use crate::vfs::Identity;

/// The learner's account on the Hub.
pub const LEARNER: &str = "student";
/// The learner's home directory.
pub const HOME: &str = "/home/student";
/// The directory that a sandbox starts in.
pub const DIRECTORY: &str = "/home/student/work";
/// The learner's user and group ID.
pub(super) const STUDENT: u32 = 1000;

/// Who the learner is on their machine, at a moment.
pub(super) fn student(now: Timestamp) -> Identity {
    Identity { uid: STUDENT, gid: STUDENT, groups: vec![STUDENT], now, umask: 0o022, lacks: 0 }
}
