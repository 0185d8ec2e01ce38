//! Containers: their writable layers, their processes, their life.

use crate::oci::ImageId;

/// All containers.
#[derive(Clone, Debug, Default)]
pub struct Containers {}

/// A container that uses an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The container's ID, 64 hexadecimal digits.
    pub container: String,
    /// Whether it runs.
    pub running: bool,
    /// The image's name as it was given when the container was made.
    pub image_name: String,
}

impl Containers {
    /// The containers made from an image, in the order of their IDs.
    pub fn using(&self, image: &ImageId) -> Vec<Use> {
        let _ = image;
        todo!()
    }
}
