//! OCI image layouts (image-spec image-layout.md) as values: `index.json`, `oci-layout`, `blobs/`.
