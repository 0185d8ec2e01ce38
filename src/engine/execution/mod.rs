//! Running one process: a root with its mounts, an environment, a user, a command → output, an exit code, and the files
//! as they are afterwards.
//!
//! It knows no container, no image and no build step: `docker run`, `docker exec` and the builder's `RUN` each make a
//! [`Mounted`] file system and a [`Job`] and take over what [`Job::run`] gives. What is simulated is the work of runc and
//! of the kernel: the search for the program, the user, the working directory, `/proc` and its like, time.

mod environment;
mod external;
mod heard;
mod holder;
mod http;
mod job;
mod kernel;
mod machine;
mod moment;
mod mounted;
mod network;
mod refusal;
#[cfg(test)]
mod tests;
mod user;
mod ways;

pub use environment::environment;
pub use external::{External, HOST};
pub use heard::{Answered, Heard};
pub use http::serve;
pub use job::{BELOW_INIT, FOREGROUND, Job, Ran, init_command};
pub use kernel::{Asked, Open, Rights, Share, is_device, mount_kernel};
pub use machine::Now;
pub use moment::Moment;
pub use mounted::{Mounted, MountedTree};
pub use network::{Lookup, NetworkOf, mount_network};
pub use refusal::StartError;
pub use user::look_up;
pub use ways::Way;
