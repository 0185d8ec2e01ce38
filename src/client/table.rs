//! The table of all docker commands: the one place that names them all.

use super::command::{Command, Count, Row, Section, group, leaf, row, unsimulated};
use super::{bake, build, buildx, container, context, image, manifest, network, registry, system, versions, volume};
use Section::{Common, Hidden, Management, Plain, Plugin, Swarm};

static IMAGE: Command = group("Manage images");
static CONTAINER: Command = group("Manage containers");
static SYSTEM: Command = group("Manage Docker");
static CONTEXT: Command = group("Manage contexts");
static MANIFEST: Command =
    Command { synopsis: "COMMAND", ..group("Look at manifests and manifest lists in registries") };
static BUILDER: Command = Command { flags: &[buildx::GROUP_FLAGS], ..group("Manage builds") };
static BUILDX: Command = Command { flags: &[buildx::GROUP_FLAGS], ..group("Docker Buildx") };
static HISTORY: Command = Command { flags: &[buildx::GROUP_FLAGS], ..group("Look at builds that were made") };
static IMAGETOOLS: Command = Command { flags: &[buildx::GROUP_FLAGS], ..group("Look at images in registries") };

static NETWORK: Command = Command { synopsis: "COMMAND", ..group("Manage networks") };
static VOLUME: Command = Command { synopsis: "COMMAND", ..group("Manage volumes") };
static PLUGIN: Command = leaf("Manage plugins", "", Count::Any, &[], "there is nothing to plug in");
static SWARM: Command = leaf("Manage Swarm", "", Count::Any, &[], "the sandbox is one machine; use docker run");
static PLUGIN_COMMAND: Command = leaf("Work on plugins", "[OPTIONS]", Count::Any, &[], "there is nothing to plug in");
static SWARM_COMMAND: Command = unsimulated("Work on a swarm", "the sandbox is one machine; use docker run");
static SWARM_OBJECT: Command =
    Command { run: system::swarm::refuse, interspersed: false, ..group("Manage a kind of Swarm object") };
static BUILDER_INSTANCE: Command =
    unsimulated("Manage builder instances and build records", "there is one builder; use docker build");
static COMPOSE: Command = unsimulated("Run several containers together", "use docker run for each container");
static CHECKPOINT: Command = unsimulated("Freeze processes of containers", "use docker pause and docker commit");
static TRUST: Command = unsimulated("Sign images", "pull by digest to get exactly the image you mean");
static EXTENSION: Command = unsimulated("An extension of the docker command", "only the docker command itself is here");

static ROWS: &[Row] = &[
    row("run", Common(1), &container::run::RUN),
    row("exec", Common(2), &container::exec::EXEC),
    row("ps", Common(3), &container::list::PS),
    row("build", Common(4), &build::BUILD).shown("buildx build"),
    row("bake", Common(5), &bake::BAKE),
    row("pull", Common(6), &image::pull::PULL),
    row("push", Common(7), &image::push::PUSH),
    row("images", Common(8), &image::list::IMAGES),
    row("login", Common(9), &registry::login::LOGIN),
    row("logout", Common(10), &registry::logout::LOGOUT),
    row("search", Common(11), &registry::search::SEARCH),
    row("version", Common(12), &system::version::VERSION),
    row("info", Common(13), &system::info::INFO),
    row("builder", Management, &BUILDER).shown("buildx"),
    row("buildx", Plugin, &BUILDX),
    row("container", Management, &CONTAINER),
    row("context", Management, &CONTEXT),
    row("image", Management, &IMAGE),
    row("manifest", Management, &MANIFEST),
    row("network", Management, &NETWORK),
    row("plugin", Management, &PLUGIN),
    row("system", Management, &SYSTEM),
    row("volume", Management, &VOLUME),
    row("swarm", Swarm, &SWARM),
    row("attach", Plain, &container::attach::ATTACH),
    row("commit", Plain, &container::commit::COMMIT),
    row("cp", Plain, &container::cp::CP),
    row("create", Plain, &container::create::CREATE),
    row("diff", Plain, &container::diff::DIFF),
    row("events", Plain, &system::events::EVENTS),
    row("export", Plain, &container::export::EXPORT),
    row("history", Plain, &image::history::HISTORY),
    row("import", Plain, &image::import::IMPORT),
    row("inspect", Plain, &system::inspect::INSPECT),
    row("kill", Plain, &container::signal::KILL),
    row("load", Plain, &image::load::LOAD),
    row("logs", Plain, &container::logs::LOGS),
    row("pause", Plain, &container::signal::PAUSE),
    row("port", Plain, &container::port::PORT),
    row("rename", Plain, &container::rename::RENAME),
    row("restart", Plain, &container::signal::RESTART),
    row("rm", Plain, &container::remove::RM),
    row("rmi", Plain, &image::remove::RMI),
    row("save", Plain, &image::save::SAVE),
    row("start", Plain, &container::start::START),
    row("stats", Plain, &container::stats::STATS),
    row("stop", Plain, &container::signal::STOP),
    row("tag", Plain, &image::tag::TAG),
    row("top", Plain, &container::top::TOP),
    row("unpause", Plain, &container::signal::UNPAUSE),
    row("update", Plain, &container::update::UPDATE),
    row("wait", Plain, &container::wait::WAIT),
    row("checkpoint", Hidden, &CHECKPOINT),
    row("compose", Hidden, &COMPOSE),
    row("config", Hidden, &SWARM_OBJECT),
    row("debug", Hidden, &EXTENSION),
    row("init", Hidden, &EXTENSION),
    row("model", Hidden, &EXTENSION),
    row("node", Hidden, &SWARM_OBJECT),
    row("sbom", Hidden, &EXTENSION),
    row("scout", Hidden, &EXTENSION),
    row("secret", Hidden, &SWARM_OBJECT),
    row("service", Hidden, &SWARM_OBJECT),
    row("stack", Hidden, &SWARM_OBJECT),
    row("trust", Hidden, &TRUST),
    row("image build", Plain, &build::BUILD).shown("buildx build"),
    row("image history", Plain, &image::history::HISTORY),
    row("image import", Plain, &image::import::IMPORT),
    row("image inspect", Plain, &image::inspect::INSPECT),
    row("image load", Plain, &image::load::LOAD),
    row("image ls", Plain, &image::list::IMAGES).also(&["list"]),
    row("image prune", Plain, &image::prune::PRUNE),
    row("image pull", Plain, &image::pull::PULL),
    row("image push", Plain, &image::push::PUSH),
    row("image rm", Plain, &image::remove::RMI).also(&["rmi", "remove"]),
    row("image save", Plain, &image::save::SAVE),
    row("image tag", Plain, &image::tag::TAG),
    row("container attach", Plain, &container::attach::ATTACH),
    row("container commit", Plain, &container::commit::COMMIT),
    row("container cp", Plain, &container::cp::CP),
    row("container create", Plain, &container::create::CREATE),
    row("container diff", Plain, &container::diff::DIFF),
    row("container exec", Plain, &container::exec::EXEC),
    row("container export", Plain, &container::export::EXPORT),
    row("container inspect", Plain, &container::inspect::INSPECT),
    row("container kill", Plain, &container::signal::KILL),
    row("container logs", Plain, &container::logs::LOGS),
    row("container ls", Plain, &container::list::PS).also(&["ps", "list"]),
    row("container pause", Plain, &container::signal::PAUSE),
    row("container port", Plain, &container::port::PORT),
    row("container prune", Plain, &container::prune::PRUNE),
    row("container rename", Plain, &container::rename::RENAME),
    row("container restart", Plain, &container::signal::RESTART),
    row("container rm", Plain, &container::remove::RM).also(&["remove"]),
    row("container run", Plain, &container::run::RUN),
    row("container start", Plain, &container::start::START),
    row("container stats", Plain, &container::stats::STATS),
    row("container stop", Plain, &container::signal::STOP),
    row("container top", Plain, &container::top::TOP),
    row("container unpause", Plain, &container::signal::UNPAUSE),
    row("container update", Plain, &container::update::UPDATE),
    row("container wait", Plain, &container::wait::WAIT),
    row("network connect", Plain, &network::CONNECT),
    row("network create", Plain, &network::CREATE),
    row("network disconnect", Plain, &network::DISCONNECT),
    row("network inspect", Plain, &network::INSPECT),
    row("network ls", Plain, &network::LS).also(&["list"]),
    row("network prune", Plain, &network::PRUNE),
    row("network rm", Plain, &network::RM).also(&["remove"]),
    row("volume create", Plain, &volume::create::CREATE),
    row("volume inspect", Plain, &volume::inspect::INSPECT),
    row("volume ls", Plain, &volume::list::LS).also(&["list"]),
    row("volume prune", Plain, &volume::prune::PRUNE),
    row("volume rm", Plain, &volume::remove::RM).also(&["remove"]),
    row("plugin create", Plain, &PLUGIN_COMMAND),
    row("plugin disable", Plain, &PLUGIN_COMMAND),
    row("plugin enable", Plain, &PLUGIN_COMMAND),
    row("plugin inspect", Plain, &PLUGIN_COMMAND),
    row("plugin install", Plain, &PLUGIN_COMMAND),
    row("plugin ls", Plain, &system::plugins::LS).also(&["list"]),
    row("plugin push", Plain, &PLUGIN_COMMAND),
    row("plugin rm", Plain, &PLUGIN_COMMAND).also(&["remove"]),
    row("plugin set", Plain, &PLUGIN_COMMAND),
    row("plugin upgrade", Plain, &PLUGIN_COMMAND),
    row("swarm init", Plain, &SWARM_COMMAND),
    row("swarm ca", Plain, &SWARM_COMMAND),
    row("swarm join", Plain, &SWARM_COMMAND),
    row("swarm join-token", Plain, &SWARM_COMMAND),
    row("swarm leave", Plain, &system::swarm::LEAVE),
    row("swarm unlock", Plain, &SWARM_COMMAND),
    row("swarm unlock-key", Plain, &SWARM_COMMAND),
    row("swarm update", Plain, &SWARM_COMMAND),
    row("system df", Plain, &system::df::DF),
    row("system events", Plain, &system::events::EVENTS),
    row("system info", Plain, &system::info::INFO),
    row("system prune", Plain, &system::prune::PRUNE),
    row("context ls", Plain, &context::LS).also(&["list"]),
    row("context create", Plain, &context::CREATE),
    row("context export", Plain, &context::EXPORT),
    row("context import", Plain, &context::IMPORT),
    row("context inspect", Plain, &context::INSPECT),
    row("context rm", Plain, &context::RM).also(&["remove"]),
    row("context show", Plain, &context::SHOW),
    row("context update", Plain, &context::UPDATE),
    row("context use", Plain, &context::USE),
    row("manifest annotate", Plain, &manifest::lists::ANNOTATE),
    row("manifest create", Plain, &manifest::lists::CREATE),
    row("manifest inspect", Plain, &manifest::inspect::INSPECT),
    row("manifest push", Plain, &manifest::lists::PUSH),
    row("manifest rm", Plain, &manifest::lists::RM),
    row("buildx dap", Management, &BUILDER_INSTANCE),
    row("buildx history", Management, &HISTORY),
    row("buildx imagetools", Management, &IMAGETOOLS),
    row("buildx policy", Management, &BUILDER_INSTANCE),
    row("buildx bake", Plain, &bake::BAKE).also(&["f"]),
    row("buildx build", Plain, &build::BUILD).also(&["b"]),
    row("buildx create", Plain, &buildx::CREATE),
    row("buildx dial-stdio", Plain, &BUILDER_INSTANCE),
    row("buildx du", Plain, &buildx::DU),
    row("buildx inspect", Plain, &buildx::INSPECT),
    row("buildx ls", Plain, &buildx::LS),
    row("buildx prune", Plain, &buildx::PRUNE),
    row("buildx rm", Plain, &buildx::RM),
    row("buildx stop", Plain, &buildx::STOP),
    row("buildx use", Plain, &buildx::USE),
    row("buildx version", Plain, &buildx::VERSION),
    row("buildx history export", Plain, &buildx::history::EXPORT),
    row("buildx history import", Plain, &buildx::history::IMPORT),
    row("buildx history inspect", Plain, &buildx::history::INSPECT),
    row("buildx history inspect attachment", Plain, &buildx::history::ATTACHMENT),
    row("buildx history logs", Plain, &buildx::history::LOGS),
    row("buildx history ls", Plain, &buildx::history::LS),
    row("buildx history open", Plain, &buildx::history::OPEN),
    row("buildx history rm", Plain, &buildx::history::RM),
    row("buildx history trace", Plain, &buildx::history::TRACE),
    row("buildx imagetools create", Plain, &buildx::combine::CREATE),
    row("buildx imagetools inspect", Plain, &buildx::imagetools::INSPECT),
];

/// All rows.
pub fn all() -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
}

/// The commands of a group.
pub fn children(parent: &str) -> impl Iterator<Item = &'static Row> {
    all().filter(move |row| row.parent() == parent)
}

/// Whether the row is a group of commands, and nothing itself (`docker buildx history inspect` is both).
pub fn is_group(row: &Row) -> bool {
    matches!(row.command.synopsis, "" | "COMMAND") && children(row.shown.unwrap_or(row.path)).next().is_some()
}

/// The row that the words name, and the words after its name.
pub fn find(words: &[String]) -> Option<(&'static Row, &[String])> {
    let mut found: Option<&'static Row> = None;
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        // `docker builder` hands on to buildx.
        let parent = found.map_or("", |row| if row.path == "builder" { "buildx" } else { row.path });
        let child = all()
            .filter(|row| row.parent() == parent)
            .find(|row| row.name() == word || row.also.contains(&word.as_str()));
        match child {
            Some(row) => found = Some(row),
            None => break,
        }
        rest = after;
    }
    found.map(|row| (row, rest))
}

/// What `docker --version` says.
pub fn version_line() -> String {
    format!("Docker version {}, build {}", versions::VERSION, versions::COMMIT)
}

/// The command of a group that `words` name further on, or the row itself.
pub fn below(row: &'static Row, words: &[String]) -> &'static Row {
    let path: Vec<String> = row.path.split(' ').map(String::from).chain(words.iter().cloned()).collect();
    if is_group(row) { find(&path).map_or(row, |(found, _)| found) } else { row }
}

#[cfg(test)]
mod tests {
    use super::super::flag::Kind;
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn commands_are_found_under_all_their_names() {
        for (line, path) in [
            ("images", "images"),
            ("image list x", "image ls"),
            ("container remove", "container rm"),
            ("builder prune -f", "buildx prune"),
            ("buildx imagetools inspect x", "buildx imagetools inspect"),
            ("image nope", "image"),
        ] {
            assert_eq!(find(&words(line)).unwrap().0.path, path);
        }
        assert!(find(&words("imgaes")).is_none());
    }

    #[test]
    fn every_row_is_well_formed() {
        for row in all() {
            assert!(!row.command.about.is_empty(), "{}", row.path);
            assert!(row.parent().is_empty() || all().any(|other| other.path == row.parent()), "{}", row.path);
            assert_eq!(all().filter(|other| other.path == row.path).count(), 1, "{}", row.path);
            let flags = row.flags();
            for flag in &flags {
                let shorts = flags.iter().filter(|other| flag.short.is_some() && other.short == flag.short).count();
                assert!(shorts <= 1, "{} -{:?}", row.path, flag.short);
                assert_eq!(
                    flags.iter().filter(|other| other.long == flag.long).count(),
                    1,
                    "{} {}",
                    row.path,
                    flag.long
                );
                if !flag.default.is_empty() && flag.kind == Kind::Text {
                    assert_eq!(flag.accepts(flag.default), Ok(()));
                }
            }
        }
    }
}
