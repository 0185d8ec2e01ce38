//! Image archives: the tar that `docker save` writes and `docker load` reads (OCI image layout plus `manifest.json`).
