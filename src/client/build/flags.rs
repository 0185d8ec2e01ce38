//! The flags of `docker build` (docker/buildx `commands/build.go`).

use crate::client::flag::{Flag, Kind, flag, switch};

const TEXTS: Kind = Kind::NamedList("stringArray");

/// Those that help lists.
pub(super) const FLAGS: &[Flag] = &[
    flag("add-host", Kind::Strings, "One more name for an address (format: \"host:ip\")"),
    flag("allow", TEXTS, "A right that steps of the build may use"),
    flag("annotation", TEXTS, "An annotation of the image"),
    flag("attest", TEXTS, "An attestation to add (format: \"type=sbom,generator=image\")"),
    flag("build-arg", TEXTS, "The value of an ARG"),
    flag("build-context", TEXTS, "One more build context (e.g., name=path)"),
    flag("builder", Kind::Text, "Which builder").default("default"),
    flag("cache-from", TEXTS, "Where else to find cache (e.g., \"user/app:cache\")"),
    flag("cache-to", TEXTS, "Where to keep cache (e.g., \"user/app:cache\")"),
    flag("call", Kind::Text, "What to do (\"check\", \"outline\", \"targets\")").default("build"),
    flag("cgroup-parent", Kind::Text, "The cgroup of RUN instructions"),
    switch("check", "Short for \"--call=check\""),
    switch("debug", "Say more").short('D'),
    flag("file", Kind::Text, "The Dockerfile (default: \"PATH/Dockerfile\")").short('f'),
    flag("iidfile", Kind::Text, "The file to write the image's ID to"),
    flag("label", TEXTS, "A label of the image"),
    switch("load", "Short for \"--output=type=docker\""),
    flag("metadata-file", Kind::Text, "The file to write the result's metadata to"),
    flag("network", Kind::Text, "The network of RUN instructions").default("default"),
    switch("no-cache", "Do every step anew"),
    flag("no-cache-filter", TEXTS, "Do the steps of these stages anew"),
    flag("output", TEXTS, "Where the result goes (format: \"type=local,dest=path\")").short('o'),
    flag("platform", TEXTS, "The platform to build for"),
    flag("policy", TEXTS, "A policy file"),
    flag(
        "progress",
        Kind::Text,
        "How progress is shown (\"auto\", \"none\",  \"plain\", \"quiet\", \"rawjson\", \"tty\")",
    )
    .default("auto"),
    flag("provenance", Kind::Text, "Short for \"--attest=type=provenance\""),
    switch("pull", "Ask the registry for newer bases"),
    switch("push", "Short for \"--output=type=registry,unpack=false\""),
    switch("quiet", "Print only the image's ID").short('q'),
    flag("resource", TEXTS, "A limit of the build's containers"),
    flag("sbom", Kind::Text, "Short for \"--attest=type=sbom\""),
    flag("secret", TEXTS, "A secret that RUN instructions may mount (format: \"id=mysecret[,src=/local/secret]\")"),
    flag("shm-size", Kind::Bytes, "Size of /dev/shm"),
    flag("ssh", TEXTS, "An SSH agent or key (format: \"default|<id>[=<socket>|<key>[,<key>]]\")"),
    flag("tag", TEXTS, "A name of the image (format: \"[registry/]repository[:tag]\")").short('t'),
    flag("target", Kind::Text, "The stage to build"),
    flag("ulimit", Kind::NamedList("ulimit"), "A limit of the build's processes").default("[]"),
];

/// Those of older builders, which help does not list: taken and without effect, or refused.
pub(super) const HIDDEN: &[Flag] = &[
    switch("compress", "Without effect").hidden(),
    switch("rm", "Without effect").default("true").hidden(),
    switch("force-rm", "Without effect").hidden(),
    flag("isolation", Kind::Text, "Without effect").hidden(),
    flag("security-opt", Kind::Strings, "Without effect").hidden(),
    switch("squash", "Without effect").hidden(),
    flag("memory", Kind::Text, "A limit of the build's containers").short('m').hidden(),
    flag("memory-swap", Kind::Text, "A limit of the build's containers").hidden(),
    flag("cpu-shares", Kind::Text, "A limit of the build's containers").short('c').hidden(),
    flag("cpu-period", Kind::Text, "A limit of the build's containers").hidden(),
    flag("cpu-quota", Kind::Text, "A limit of the build's containers").hidden(),
    flag("cpuset-cpus", Kind::Text, "A limit of the build's containers").hidden(),
    flag("cpuset-mems", Kind::Text, "A limit of the build's containers").hidden(),
];

/// Hidden flags that are warned of.
pub(super) const WARNED: &[(&str, &str)] = &[
    ("isolation", "isolation flag is deprecated with BuildKit."),
    ("security-opt", "security-opt flag is deprecated. \"RUN --security=insecure\" should be used with BuildKit."),
    (
        "squash",
        "experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile \
         for efficiency.",
    ),
];
