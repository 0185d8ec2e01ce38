//! What a build may cost. BuildKit has no such limits; a hostile Dockerfile meets them within a second.

/// Stages of a Dockerfile.
pub const STAGES: usize = 2_000;
/// Steps of a build: vertices of its graph.
pub const STEPS: usize = 5_000;
/// Ports that one EXPOSE may name.
pub const EXPOSED_PORTS: usize = 1 << 16;
/// Bytes of the disk that the cache lies on, beside what the machine's system takes of it: as `df` shows it.
pub const DISK: u64 = 44 << 30;
/// Instructions that ONBUILD of a base may bring into one stage.
pub const TRIGGERS: usize = 1_000;
/// Files that one instruction may copy.
pub const COPIED_FILES: usize = 1_000_000;
/// Bytes that one instruction may copy or unpack.
pub const COPIED_BYTES: u64 = 16 << 30;
/// Bytes of an archive, unpacked, that is sent as a context or that ADD takes apart. (Time is what it costs: long runs of
/// zeros take no memory.)
pub const ARCHIVE_BYTES: u64 = 1 << 30;
/// Bytes that RUN may print.
pub const RUN_OUTPUT: usize = 16 << 20;
/// Bytes of output that BuildKit keeps of one step before it says that it clips them.
pub const STEP_LOG: usize = 2 << 20;
/// Bytes that one cache mount may hold.
pub const CACHE_MOUNT_BYTES: u64 = 4 << 30;
/// Platforms of one build.
pub const PLATFORMS: usize = 16;
/// Bytes of the Dockerfile's ignore file.
pub const IGNORE_FILE: u64 = 1 << 20;
/// Bytes of a document of a cache that is imported (`readBlob` in BuildKit's `cache/remotecache/import.go`).
pub const CACHE_DOCUMENT: u64 = 1 << 20;
/// Bytes of an image's config that a cache is read from.
pub const CACHE_CONFIG: u64 = 8 << 20;
/// Records that the build cache keeps; the least recently used go first.
pub const CACHE_RECORDS: usize = 5_000;
/// Bytes that the build cache keeps.
pub const CACHE_BYTES: u64 = 64 << 30;
/// Past builds that are remembered (`history.maxEntries`).
pub const HISTORY: usize = 50;
/// Bytes of output that a past build keeps.
pub const HISTORY_LOG: usize = 1 << 20;
/// Bytes of a layer that is compressed by zstd, which is done in memory.
pub const ZSTD_BYTES: u64 = 256 << 20;
