//! The flags of `docker build` (docker/buildx `commands/build.go`).

use crate::client::argument::{self, Argument};
use crate::client::container::check_ulimit;
use crate::client::flag::{Flags, List, Listed, Number, Switch, Text};

pub(super) const ADD_HOST: List = List::strings("add-host", "One more name for an address (format: \"host:ip\")");
pub(in crate::client) const ALLOW: List = List::new("allow", "A right that steps of the build may use")
    .named("stringArray")
    .takes(Argument::OneOf(&["network.host", "security.insecure"]));
pub(super) const ANNOTATION: List = List::new("annotation", "An annotation of the image").named("stringArray");
pub(super) const ATTEST: List =
    List::new("attest", "An attestation to add (format: \"type=sbom,generator=image\")").named("stringArray");
pub(super) const BUILD_ARG: List =
    List::new("build-arg", "The value of an ARG").named("stringArray").takes(Argument::Variable);
pub(super) const BUILD_CONTEXT: List =
    List::new("build-context", "One more build context (e.g., name=path)").named("stringArray");
pub(in crate::client) const BUILDER: Text =
    Text::new("builder", "Which builder").default("default").takes(Argument::OneOf(&["default"]));
pub(super) const CACHE_FROM: List =
    List::new("cache-from", "Where else to find cache (e.g., \"user/app:cache\")").named("stringArray");
pub(super) const CACHE_TO: List =
    List::new("cache-to", "Where to keep cache (e.g., \"user/app:cache\")").named("stringArray");
pub(super) const CALL: Text = Text::new("call", "What to do (\"check\", \"outline\", \"targets\")")
    .default("build")
    .takes(Argument::OneOf(&["build", "check", "outline", "targets"]));
/// What `--call` was called before; it sets the same.
pub(super) const PRINT: Text = Text::new("print", "The same as --call").hidden();
pub(super) const CGROUP_PARENT: Text = Text::new("cgroup-parent", "The cgroup of RUN instructions");
pub(in crate::client) const CHECK: Switch = Switch::new("check", "Short for \"--call=check\"");
pub(in crate::client) const DEBUG: Switch = Switch::new("debug", "Say more").short('D');
pub(super) const FILE: Text =
    Text::new("file", "The Dockerfile (default: \"PATH/Dockerfile\")").takes(Argument::Path).short('f');
pub(super) const IIDFILE: Text = Text::new("iidfile", "The file to write the image's ID to").takes(Argument::Path);
pub(super) const LABEL: List = List::new("label", "A label of the image").named("stringArray");
pub(in crate::client) const LOAD: Switch = Switch::new("load", "Short for \"--output=type=docker\"");
pub(in crate::client) const METADATA_FILE: Text =
    Text::new("metadata-file", "The file to write the result's metadata to").takes(Argument::Path);
pub(super) const NETWORK: Text = Text::new("network", "The network of RUN instructions")
    .default("default")
    .takes(Argument::OneOf(&["default", "none", "host"]));
pub(in crate::client) const NO_CACHE: Switch = Switch::new("no-cache", "Do every step anew");
pub(super) const NO_CACHE_FILTER: List =
    List::new("no-cache-filter", "Do the steps of these stages anew").named("stringArray");
pub(super) const OUTPUT: List =
    List::new("output", "Where the result goes (format: \"type=local,dest=path\")").named("stringArray").short('o');
pub(super) const PLATFORM: List =
    List::new("platform", "The platform to build for").named("stringArray").takes(argument::PLATFORM);
pub(in crate::client) const POLICY: List = List::new("policy", "A policy file").named("stringArray");
pub(in crate::client) const PROGRESS: Text =
    Text::new("progress", "How progress is shown (\"auto\", \"none\",  \"plain\", \"quiet\", \"rawjson\", \"tty\")")
        .default("auto")
        .takes(Argument::OneOf(&["auto", "none", "plain", "quiet", "rawjson", "tty"]));
pub(in crate::client) const PROVENANCE: Text = Text::new("provenance", "Short for \"--attest=type=provenance\"")
    .takes(Argument::Like(&["true", "false", "mode=min", "mode=max"]));
pub(in crate::client) const PULL: Switch = Switch::new("pull", "Ask the registry for newer bases");
pub(in crate::client) const PUSH: Switch = Switch::new("push", "Short for \"--output=type=registry,unpack=false\"");
pub(super) const QUIET: Switch = Switch::new("quiet", "Print only the image's ID").short('q');
pub(super) const RESOURCE: List = List::new("resource", "A limit of the build's containers").named("stringArray");
pub(in crate::client) const SBOM: Text =
    Text::new("sbom", "Short for \"--attest=type=sbom\"").takes(Argument::Like(&["true", "false"]));
pub(super) const SECRET: List =
    List::new("secret", "A secret that RUN instructions may mount (format: \"id=mysecret[,src=/local/secret]\")")
        .named("stringArray");
pub(super) const SHM_SIZE: Number = Number::bytes("shm-size", "Size of /dev/shm");
pub(super) const SSH: List =
    List::new("ssh", "An SSH agent or key (format: \"default|<id>[=<socket>|<key>[,<key>]]\")").named("stringArray");
pub(super) const TAG: List = List::new("tag", "A name of the image (format: \"[registry/]repository[:tag]\")")
    .named("stringArray")
    .short('t')
    .takes(Argument::Image);
pub(super) const TARGET: Text = Text::new("target", "The stage to build");
pub(super) const ULIMIT: List = List::new("ulimit", "A limit of the build's processes")
    .named("ulimit")
    .default("[]")
    .checked(check_ulimit)
    .takes(argument::ULIMIT);
pub(super) const ISOLATION: Text = Text::new("isolation", "Without effect").hidden();
pub(super) const SECURITY_OPT: List = List::strings("security-opt", "Without effect").hidden();
pub(super) const SQUASH: Switch = Switch::new("squash", "Without effect").hidden();

const LIMIT: &str = "A limit of the build's containers";
/// The flags that `--resource` took the place of.
pub(super) static LIMITS: [Text; 7] = [
    Text::new("memory", LIMIT).short('m').hidden(),
    Text::new("memory-swap", LIMIT).hidden(),
    Text::new("cpu-shares", LIMIT).short('c').hidden(),
    Text::new("cpu-period", LIMIT).hidden(),
    Text::new("cpu-quota", LIMIT).hidden(),
    Text::new("cpuset-cpus", LIMIT).hidden(),
    Text::new("cpuset-mems", LIMIT).hidden(),
];

/// Those that help lists.
pub(super) const FLAGS: Flags = &[
    &ADD_HOST,
    &ALLOW,
    &ANNOTATION,
    &ATTEST,
    &BUILD_ARG,
    &BUILD_CONTEXT,
    &BUILDER,
    &CACHE_FROM,
    &CACHE_TO,
    &CALL,
    &PRINT,
    &CGROUP_PARENT,
    &CHECK,
    &DEBUG,
    &FILE,
    &IIDFILE,
    &LABEL,
    &LOAD,
    &METADATA_FILE,
    &NETWORK,
    &NO_CACHE,
    &NO_CACHE_FILTER,
    &OUTPUT,
    &PLATFORM,
    &POLICY,
    &PROGRESS,
    &PROVENANCE,
    &PULL,
    &PUSH,
    &QUIET,
    &RESOURCE,
    &SBOM,
    &SECRET,
    &SHM_SIZE,
    &SSH,
    &TAG,
    &TARGET,
    &ULIMIT,
];

/// Those of older builders, which help does not list: taken and without effect, or refused.
pub(super) const HIDDEN: Flags = &[
    &Switch::new("compress", "Without effect").hidden(),
    &Switch::new("rm", "Without effect").default("true").hidden(),
    &Switch::new("force-rm", "Without effect").hidden(),
    &ISOLATION,
    &SECURITY_OPT,
    &SQUASH,
    &LIMITS[0],
    &LIMITS[1],
    &LIMITS[2],
    &LIMITS[3],
    &LIMITS[4],
    &LIMITS[5],
    &LIMITS[6],
];

/// Hidden flags that are warned of.
pub(super) const WARNED: &[(&dyn Listed, &str)] = &[
    (&ISOLATION, "isolation flag is deprecated with BuildKit."),
    (&SECURITY_OPT, "security-opt flag is deprecated. \"RUN --security=insecure\" should be used with BuildKit."),
    (
        &SQUASH,
        "experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile \
         for efficiency.",
    ),
];
