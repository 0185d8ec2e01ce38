//! The life of containers, over an image made in code.

use crate::clock::{Clock, SECOND, Timestamp};
use crate::content::Rope;
use crate::image::Layer;
use crate::oci::{Config, History, ImageConfig, Platform, Reference, RootFs};
use crate::shell::{Input, NOTE, OutputBuffer, Prompt, Stop, Stream};
use crate::vfs::{Change, Changes, FileType, Meta, Node, NodeKind};

use super::super::api::models::{ContainerCreateBody, ExecConfig, HostConfig};
use super::super::api::{
    ApiError, ApiResult, Attached, Commit, ContainerList, Containers, Ended, Images as _, LogOptions,
};
use super::super::images::{self, NewImage};
use super::super::testing::{Nobody, clock};
use super::super::{Daemon, Event, State};

mod background;

/// Goes on with what is attached.
type GoOn<'a> = &'a mut dyn FnMut(&mut Daemon<'_>, Attached<'_>) -> ApiResult<Ended>;

/// An engine with one image, `box:1`: BusyBox, `/etc/passwd`, `/data/a` and `/data/b`.
struct World {
    state: State,
    clock: Clock,
    events: Vec<Event>,
}

fn program(name: &str) -> Rope {
    let mut bytes = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x3e, 0, 1, 0, 0, 0];
    bytes.resize(64, 0);
    bytes.extend_from_slice(format!("{NOTE}{name}\0").as_bytes());
    bytes.into()
}

impl World {
    fn new() -> World {
        let mut world = World { state: State::default(), clock: clock(), events: Vec::new() };
        let mut layer = Changes::new();
        let meta = |mode| Meta { mode, mtime: Timestamp(0), ..Meta::default() };
        for path in ["/", "/bin", "/etc", "/data", "/root", "/tmp"] {
            layer.set(path, Change::Put(Node { meta: meta(0o755), kind: NodeKind::Directory }));
        }
        let files = [
            ("/bin/busybox", 0o755, program("busybox")),
            ("/bin/nginx", 0o755, program("nginx")),
            ("/etc/passwd", 0o644, "root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/srv:/bin/sh\n".into()),
            ("/etc/group", 0o644, "root:x:0:\nweb:x:33:\nstaff:x:50:web\n".into()),
            ("/data/a", 0o644, "lower a\n".into()),
            ("/data/b", 0o644, "lower b\n".into()),
            ("/data/script", 0o755, "#!/bin/sh\necho script $1\n".into()),
            ("/data/plain", 0o755, "no code\n".into()),
        ];
        for (path, mode, content) in files {
            layer.set(path, Change::Put(Node { meta: meta(mode), kind: NodeKind::File(content) }));
        }
        for name in ["sh", "echo", "cat", "sleep", "rm", "mkdir"] {
            let kind = NodeKind::Symlink("busybox".into());
            layer.set(&format!("/bin/{name}"), Change::Put(Node { meta: meta(0o777), kind }));
        }
        let layer = Layer::pack(&layer);
        let config = Config { env: vec!["PATH=/bin".into()], cmd: Some(vec!["sh".into()]), ..Config::default() };
        let config = ImageConfig {
            created: Some("2026-01-15T00:00:00Z".into()),
            platform: Platform::host(),
            config,
            rootfs: RootFs { diff_ids: vec![layer.diff_id], ..RootFs::default() },
            history: vec![History { created_by: "ADD".into(), ..History::default() }],
            ..ImageConfig::default()
        };
        let name = Some(Reference::parse("box:1").unwrap());
        world.with(|daemon| {
            images::create(
                daemon,
                NewImage { config, layer: Some((layer.blob, layer.media_type)), name, ..NewImage::default() },
            )
            .unwrap()
        });
        world
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Daemon<'_>) -> T) -> T {
        let mut network = Nobody;
        act(&mut Daemon {
            state: &mut self.state,
            network: &mut network,
            clock: &mut self.clock,
            events: &mut self.events,
        })
    }

    fn create(
        &mut self,
        name: &str,
        command: &[&str],
        change: impl FnOnce(&mut ContainerCreateBody),
    ) -> ApiResult<String> {
        let mut body = ContainerCreateBody {
            image: Some("box:1".into()),
            cmd: Some(command.iter().map(|word| word.to_string()).collect()),
            ..ContainerCreateBody::default()
        };
        change(&mut body);
        self.with(|daemon| daemon.container_create(name, None, &body)).map(|created| created.id)
    }

    fn run_detached(&mut self, name: &str, command: &[&str]) {
        self.create(name, command, |_| {}).unwrap();
        self.with(|daemon| daemon.container_start(name)).unwrap();
    }

    /// Starts attached: output and how it ended.
    fn start(&mut self, name: &str, mut stdin: Input, lines: &[&str]) -> ApiResult<(String, Ended)> {
        let mut output = OutputBuffer::default();
        let mut lines = lines.iter();
        let mut terminal = |prompt: &Prompt| match lines.next() {
            Some(line) => Ok(Some(line.to_string())),
            None => Err(Stop::Input(prompt.clone())),
        };
        let attached =
            Attached { stdin: Some(&mut stdin), output: &mut output, terminal: &mut terminal, in_background: false };
        self.with(|daemon| daemon.container_attach(name).and_then(|()| daemon.container_start(name)))?;
        let ended = self.with(|daemon| daemon.container_stream(name, attached))?;
        Ok((shown(&output), ended))
    }

    fn run(&mut self, name: &str, command: &[&str]) -> (String, Ended) {
        self.create(name, command, |_| {}).unwrap();
        self.start(name, Input::Empty, &[]).unwrap()
    }

    fn exec(&mut self, name: &str, command: &[&str]) -> ApiResult<(String, Ended)> {
        let mut output = OutputBuffer::default();
        let mut terminal = |_: &Prompt| Ok(None);
        let id = self.exec_create(name, command)?;
        let attached = Attached { stdin: None, output: &mut output, terminal: &mut terminal, in_background: false };
        let ended = self.with(|daemon| daemon.exec_start(&id, Some(attached)))?;
        Ok((shown(&output), ended))
    }

    fn exec_create(&mut self, name: &str, command: &[&str]) -> ApiResult<String> {
        let cmd = Some(command.iter().map(|word| word.to_string()).collect());
        let config = ExecConfig { cmd, attach_stdin: Some(true), tty: Some(true), ..Default::default() };
        self.with(|daemon| daemon.exec_create(name, &config))
    }

    /// A line (or none) for what is attached: what it says, and how it ends.
    fn answer(&mut self, line: Option<&str>, go_on: GoOn<'_>) -> (String, ApiResult<Ended>) {
        let mut output = OutputBuffer::default();
        let mut stdin = Input::Terminal;
        let mut line = line;
        let mut terminal = |prompt: &Prompt| match line.take() {
            Some(line) => Ok(Some(line.to_string())),
            None => Err(Stop::Input(prompt.clone())),
        };
        let attached =
            Attached { stdin: Some(&mut stdin), output: &mut output, terminal: &mut terminal, in_background: false };
        let ended = self.with(|daemon| go_on(daemon, attached));
        (shown(&output), ended)
    }

    fn diff(&mut self, name: &str) -> String {
        let changes = self.with(|daemon| daemon.container_changes(name)).unwrap();
        let letter = |kind: u8| ["C", "A", "D"][kind as usize];
        changes.iter().map(|change| format!("{} {}\n", letter(change.kind as u8), change.path)).collect()
    }

    fn logs(&mut self, name: &str) -> String {
        let mut output = OutputBuffer::default();
        let options = LogOptions { stdout: true, stderr: true, tail: "all".into(), ..LogOptions::default() };
        self.with(|daemon| daemon.container_logs(name, &options, &mut output)).unwrap();
        shown(&output)
    }

    fn status(&mut self, name: &str) -> String {
        let options = ContainerList { all: true, ..ContainerList::default() };
        let list = self.with(|daemon| daemon.container_list(&options)).unwrap();
        let name = format!("/{name}");
        let found = list.into_iter().find(|container| container.names.as_ref().unwrap().contains(&name));
        found.map_or_else(|| "gone".into(), |container| container.status.unwrap())
    }

    fn pass(&mut self, seconds: i64) {
        self.clock.advance(seconds * SECOND);
    }
}

fn shown(output: &OutputBuffer) -> String {
    let mark = |stream: &Stream| if *stream == Stream::Err { "! " } else { "" };
    let show = |(stream, bytes): &(Stream, Vec<u8>)| format!("{}{}", mark(stream), String::from_utf8_lossy(bytes));
    output.chunks.iter().map(show).collect()
}

fn message<T: std::fmt::Debug>(result: ApiResult<T>) -> String {
    match result.unwrap_err() {
        ApiError::Status { status, message } => format!("{status} {message}"),
        ApiError::Stop(stop) => format!("{stop:?}"),
    }
}

#[test]
fn a_container_runs_prints_and_ends() {
    let mut world = World::new();
    assert_eq!(
        world.run("one", &["sh", "-c", "echo out; echo err >&2; exit 3"]),
        ("out\n! err\n".into(), Ended::Exited(3))
    );
    assert_eq!(world.logs("one"), "out\n! err\n");
    world.pass(5);
    assert_eq!(world.status("one"), "Exited (3) 5 seconds ago");
}

#[test]
fn the_image_never_changes() {
    let mut world = World::new();
    world.run(
        "one",
        &["sh", "-c", "echo x > /added; echo y >> /etc/group; rm /data/a; mkdir /newdir; echo > /newdir/f"],
    );
    insta::assert_snapshot!(world.diff("one"), @r"
    A /added
    C /data
    D /data/a
    C /etc
    C /etc/group
    A /newdir
    A /newdir/f
    ");
    assert_eq!(world.run("two", &["cat", "/data/a"]).0, "lower a\n");
    assert_eq!(world.diff("two"), "");
}

#[test]
fn changes_stay_until_the_container_goes() {
    let mut world = World::new();
    world.create("count", &["sh", "-c", "echo x >> /n; cat /n"], |_| {}).unwrap();
    let starts: Vec<String> = (0..3).map(|_| world.start("count", Input::Empty, &[]).unwrap().0).collect();
    assert_eq!(starts, ["x\n", "x\nx\n", "x\nx\nx\n"]);
    assert_eq!(world.logs("count"), "x\nx\nx\nx\nx\nx\n");
}

#[test]
fn what_cannot_start_is_refused_in_the_words_of_runc() {
    let mut world = World::new();
    let prefix = "400 failed to create task for container: failed to create shim task: OCI runtime create failed: runc create \
                  failed: unable to start container process: error during container init: ";
    let mut refused = |name: &str, command: &str| {
        world.create(name, &[command], |_| {}).unwrap();
        message(world.start(name, Input::Empty, &[])).replace(prefix, "")
    };
    assert_eq!(refused("c1", "nocommand"), "exec: \"nocommand\": executable file not found in $PATH");
    assert_eq!(refused("c2", "/etc/passwd"), "exec: \"/etc/passwd\": permission denied");
    assert_eq!(refused("c3", "/nope"), "exec: \"/nope\": stat /nope: no such file or directory");
    assert_eq!(refused("c4", "/etc"), "exec: \"/etc\": is a directory: permission denied");
    let inspected = world.with(|daemon| daemon.container_inspect("c1", false)).unwrap();
    assert_eq!(inspected["State"]["ExitCode"], 127);
    assert_eq!(inspected["State"]["Status"], "created");
    assert_eq!(
        world.run("c5", &["/data/plain"]),
        ("! exec /data/plain: exec format error\n".into(), Ended::Exited(255))
    );
    assert_eq!(world.run("c6", &["/data/script", "x"]), ("script x\n".into(), Ended::Exited(0)));
}

#[test]
fn users_are_looked_up_in_the_container() {
    let mut world = World::new();
    world.create("who", &["sh", "-c", "echo > /tmp/f; echo $HOME"], |body| body.user = Some("web".into())).unwrap();
    assert_eq!(world.start("who", Input::Empty, &[]).unwrap().1, Ended::Exited(0));
    assert!(world.logs("who").contains("/srv"));
    world.create("nobody", &["sh"], |body| body.user = Some("nope".into())).unwrap();
    let refused = message(world.start("nobody", Input::Empty, &[]));
    assert_eq!(refused, "500 unable to find user nope: no matching entries in passwd file");
}

#[test]
fn names_are_checked_and_made() {
    let mut world = World::new();
    let id = world.create("web", &["sh"], |_| {}).unwrap();
    let taken = message(world.create("web", &["sh"], |_| {}));
    assert!(
        taken.starts_with(&format!(
            "409 Conflict. The container name \"/web\" is already in use by container \"{id}\"."
        ))
    );
    let bad = message(world.create("a b", &["sh"], |_| {}));
    assert_eq!(bad, "400 Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    let made = world.create("", &["sh"], |_| {}).unwrap();
    assert!(world.state.containers.get(&made).unwrap().name.contains('_'));
    world.with(|daemon| daemon.container_rename("web", "other")).unwrap();
    assert!(world.state.containers.find("other").is_ok());
    assert!(world.state.containers.find(&id[..5]).is_ok());
    assert_eq!(message(world.state.containers.find("web").map(|_| ())), "404 No such container: web");
}

#[test]
fn a_sleeper_stays_up_until_its_time_is_over() {
    let mut world = World::new();
    world.run_detached("nap", &["sh", "-c", "echo before; sleep 60; echo after > /woke; echo after"]);
    world.pass(30);
    assert_eq!(world.status("nap"), "Up 30 seconds");
    assert_eq!(world.logs("nap"), "before\n");
    assert_eq!(world.diff("nap"), "");
    world.pass(35);
    assert_eq!(world.status("nap"), "Exited (0) 5 seconds ago");
    assert_eq!(world.logs("nap"), "before\nafter\n");
    assert_eq!(world.diff("nap"), "A /woke\n");
}

#[test]
fn what_exec_writes_meets_the_main_process() {
    let mut world = World::new();
    world.run_detached("wait", &["sh", "-c", "while [ ! -e /go ]; do sleep 1; done; cat /go"]);
    world.pass(10);
    assert_eq!(
        world.exec("wait", &["sh", "-c", "echo went > /go; echo done"]).unwrap(),
        ("done\n".into(), Ended::Exited(0))
    );
    assert!(world.status("wait").starts_with("Up"));
    world.pass(2);
    assert!(world.status("wait").starts_with("Exited (0)"));
    assert_eq!(world.logs("wait"), "went\n");
    assert_eq!(message(world.exec("wait", &["sh"])).split(' ').next_back(), Some("running"));
}

#[test]
fn exec_says_what_it_cannot_find() {
    let mut world = World::new();
    world.run_detached("box", &["sleep", "60"]);
    let (said, code) = world.exec("box", &["nocommand"]).unwrap();
    assert_eq!(code, Ended::Exited(127));
    insta::assert_snapshot!(said, @r#"OCI runtime exec failed: exec failed: unable to start container process: exec: "nocommand": executable file not found in $PATH"#);
}

#[test]
fn stop_waits_and_kills_who_ignores_it() {
    let mut world = World::new();
    world.run_detached("deaf", &["sleep", "1000"]);
    let before = world.clock.now();
    world.with(|daemon| daemon.container_stop("deaf", "", None)).unwrap();
    assert_eq!(world.clock.now().since(before), 10 * SECOND);
    assert!(world.status("deaf").starts_with("Exited (137)"));
    world.run_detached("polite", &["sh", "-c", "trap 'echo got TERM; exit 0' TERM; while true; do sleep 0.1; done"]);
    world.with(|daemon| daemon.container_stop("polite", "", None)).unwrap();
    assert_eq!(world.logs("polite"), "got TERM\n");
    assert!(world.status("polite").starts_with("Exited (0)"));
}

#[test]
fn removing_follows_dockers_rules() {
    let mut world = World::new();
    world.run_detached("live", &["sleep", "60"]);
    let refused = message(world.with(|daemon| daemon.container_remove("live", false, false)));
    assert_eq!(
        refused,
        "409 cannot remove container \"live\": container is running: stop the container before removing or force remove"
    );
    world.with(|daemon| daemon.container_remove("live", true, false)).unwrap();
    assert_eq!(world.status("live"), "gone");
    let auto = |body: &mut ContainerCreateBody| {
        body.host_config = Some(HostConfig { auto_remove: Some(true), ..HostConfig::default() });
    };
    world.create("brief", &["echo", "hi"], auto).unwrap();
    assert_eq!(world.start("brief", Input::Empty, &[]).unwrap(), ("hi\n".into(), Ended::Exited(0)));
    assert_eq!(world.status("brief"), "gone");
}

#[test]
fn a_terminal_is_asked_line_by_line() {
    let mut world = World::new();
    let terminal = |body: &mut ContainerCreateBody| {
        body.tty = Some(true);
        body.open_stdin = Some(true);
    };
    world.create("tty", &["sh"], terminal).unwrap();
    assert!(matches!(world.start("tty", Input::Terminal, &["echo hi > /f"]), Err(ApiError::Stop(Stop::Input(_)))));
    assert!(world.status("tty").starts_with("Up"));
    let mut line = |line| world.answer(Some(line), &mut |daemon, attached| daemon.container_stream("tty", attached));
    assert_eq!(line("cat /f").0, "hi\n");
    assert_eq!(line("exit 4"), (String::new(), Ok(Ended::Exited(4))));
    assert_eq!(world.logs("tty"), "hi\n");
}

#[test]
fn a_pipe_reaches_a_container_with_open_standard_input() {
    let mut world = World::new();
    world.create("pipe", &["cat"], |body| body.open_stdin = Some(true)).unwrap();
    let stdin = Input::Data { content: "through\n".into(), position: 0 };
    assert_eq!(world.start("pipe", stdin, &[]).unwrap().0, "through\n");
}

#[test]
fn a_server_answers_where_it_is_published() {
    let mut world = World::new();
    let publish = |body: &mut ContainerCreateBody| {
        let ports = serde_json::json!({ "PortBindings": { "80/tcp": [{ "HostIp": "", "HostPort": "8080" }] } });
        body.host_config = serde_json::from_value(ports).ok();
    };
    let begin = "mkdir -p /etc/nginx /var/cache/nginx /run; echo 'user root; daemon off; events {} http { server { root \
                 /usr/share/nginx/html; } }' > /etc/nginx/nginx.conf; exec nginx";
    world.create("web", &["sh", "-c", begin], publish).unwrap();
    world.with(|daemon| daemon.container_start("web")).unwrap();
    world
        .exec("web", &["sh", "-c", "mkdir -p /usr/share/nginx/html; echo hello > /usr/share/nginx/html/index.html"])
        .unwrap();
    let get =
        |world: &mut World, port| world.with(|daemon| super::http(daemon, "localhost", port, "/", &Default::default()));
    let reply = get(&mut world, 8080).unwrap();
    assert_eq!((reply.status, &reply.body.to_bytes()[..]), (200, &b"hello\n"[..]));
    assert!(get(&mut world, 8081).is_none());
    world.create("second", &["nginx", "-g", "daemon off;"], publish).unwrap();
    let taken = message(world.with(|daemon| daemon.container_start("second")));
    assert!(taken.ends_with("Bind for 0.0.0.0:8080 failed: port is already allocated"), "{taken}");
    world.with(|daemon| daemon.container_stop("web", "", None)).unwrap();
    assert!(world.status("web").starts_with("Exited (0)"));
}

#[test]
fn a_commit_makes_an_image_of_the_writable_layer() {
    let mut world = World::new();
    world.run("work", &["sh", "-c", "echo committed > /file"]);
    let options = Commit {
        container: "work".into(),
        reference: "mine:1".into(),
        changes: vec!["CMD [\"cat\", \"/file\"]".into(), "ENV A=1".into()],
        ..Commit::default()
    };
    let id = world.with(|daemon| daemon.container_commit(&options)).unwrap();
    let inspected = world.with(|daemon| daemon.image_inspect("mine:1", None, false)).unwrap();
    assert_eq!(inspected["Id"], id);
    assert_eq!(inspected["Config"]["Cmd"], serde_json::json!(["cat", "/file"]));
    assert_eq!(inspected["RootFS"]["Layers"].as_array().unwrap().len(), 2);
    world.create("again", &[], |body| body.image = Some("mine:1".into())).unwrap();
    assert_eq!(world.start("again", Input::Empty, &[]).unwrap().0, "committed\n");
}

#[test]
fn copying_in_and_out_follows_the_daemon() {
    let mut world = World::new();
    world.create("box", &["sh"], |_| {}).unwrap();
    let (archive, stat) = world.with(|daemon| daemon.container_read("box", "/data")).unwrap();
    assert_eq!((stat.name.as_str(), stat.kind), ("data", FileType::Directory));
    world.with(|daemon| daemon.container_write("box", "/tmp", archive, false, false)).unwrap();
    assert_eq!(
        world.diff("box"),
        "C /tmp\nA /tmp/data\nA /tmp/data/a\nA /tmp/data/b\nA /tmp/data/plain\nA /tmp/data/script\n"
    );
    let missing = message(world.with(|daemon| daemon.container_stat("box", "/nope")));
    assert_eq!(missing, "404 Could not find the file /nope in container box");
    let (archive, _) = world.with(|daemon| daemon.container_read("box", "/data/a")).unwrap();
    let refused = message(world.with(|daemon| daemon.container_write("box", "/data/a", archive, false, false)));
    assert_eq!(refused, "400 extraction point is not a directory");
}

#[test]
fn volumes_lie_outside_the_writable_layer() {
    let mut world = World::new();
    let mounted = |body: &mut ContainerCreateBody| {
        body.host_config = Some(HostConfig { binds: Some(vec!["keep:/data".into()]), ..HostConfig::default() });
    };
    world.create("one", &["sh", "-c", "echo new >> /data/a"], mounted).unwrap();
    world.start("one", Input::Empty, &[]).unwrap();
    assert_eq!(world.diff("one"), "");
    world.create("two", &["cat", "/data/a"], mounted).unwrap();
    assert_eq!(world.start("two", Input::Empty, &[]).unwrap().0, "lower a\nnew\n");
    assert_eq!(world.run("three", &["cat", "/data/a"]).0, "lower a\n");
}

#[test]
fn surroundings_are_mounted_and_not_part_of_the_layer() {
    let mut world = World::new();
    let (said, _) =
        world.run("one", &["sh", "-c", "cat /etc/hostname; cat /dev/null; echo x > /dev/null; cat /proc/version"]);
    let id = world.state.containers.find("one").unwrap().short_id().to_string();
    assert!(said.starts_with(&format!("{id}\nLinux version 6.")), "{said}");
    assert_eq!(world.diff("one"), "");
}

#[test]
fn sizes_count_blocks_like_the_daemon() {
    let mut world = World::new();
    world.create("empty", &["sh"], |_| {}).unwrap();
    let options = ContainerList { all: true, size: true, ..ContainerList::default() };
    let list = world.with(|daemon| daemon.container_list(&options)).unwrap();
    assert_eq!(list[0].size_rw, Some(4096));
}

#[test]
fn a_runaway_loop_meets_its_limit() {
    let mut world = World::new();
    world.create("loop", &["sh", "-c", "while true; do true; done"], |_| {}).unwrap();
    assert!(matches!(world.start("loop", Input::Empty, &[]), Err(ApiError::Stop(Stop::Limit(_)))));
}

#[test]
fn a_saved_state_is_the_same_after_loading() {
    let mut world = World::new();
    world.run_detached("nap", &["sh", "-c", "echo one > /f; sleep 60; echo two > /f"]);
    let text = serde_json::to_string(&world.state.containers).unwrap();
    let again: super::Containers = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
}

#[test]
fn inspect_keeps_the_order_of_the_daemons_structs() {
    let mut world = World::new();
    let policy = |body: &mut ContainerCreateBody| {
        let given = serde_json::json!({ "RestartPolicy": { "Name": "always" }, "NetworkMode": "default", "Memory": 0 });
        body.host_config = serde_json::from_value(given).ok();
    };
    world.create("web", &["sleep", "60"], policy).unwrap();
    let document = world.with(|daemon| daemon.container_inspect("web", true)).unwrap();
    let keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    insta::assert_snapshot!(keys.join(" "), @"Id Created Path Args State Image ResolvConfPath HostnamePath HostsPath LogPath Name RestartCount Driver Platform MountLabel ProcessLabel AppArmorProfile ExecIDs HostConfig Storage SizeRw SizeRootFs Mounts Config NetworkSettings ImageManifestDescriptor");
    assert_eq!(document["HostConfig"]["RestartPolicy"].to_string(), r#"{"Name":"always","MaximumRetryCount":0}"#);
    assert_eq!(document["HostConfig"]["NetworkMode"], "bridge");
    assert_eq!(document["Config"]["Cmd"], serde_json::json!(["sleep", "60"]));
}

#[test]
fn detached_commands_go_on_while_the_container_runs() {
    let mut world = World::new();
    world.run_detached("box", &["sleep", "1000"]);
    let exec = world.exec_create("box", &["sh", "-c", "echo 1 > /one; sleep 10; echo 2 > /two"]).unwrap();
    assert_eq!(world.with(|daemon| daemon.exec_start(&exec, None)), Ok(Ended::StillRunning));
    let again = message(world.with(|daemon| daemon.exec_start(&exec, None)));
    assert_eq!(again, format!("409 Error: Exec command {exec} is already running"));
    assert_eq!(world.with(|daemon| daemon.exec_inspect(&exec)).unwrap().running, Some(true));
    assert_eq!(world.diff("box"), "A /one\n");
    world.pass(11);
    assert_eq!(world.exec("box", &["cat", "/two"]).unwrap().0, "2\n");
    assert_eq!(world.diff("box"), "A /one\nA /two\n");
    let inspected = world.with(|daemon| daemon.exec_inspect(&exec)).unwrap();
    assert_eq!((inspected.running, inspected.exit_code), (Some(false), Some(0)));
    world.with(|daemon| daemon.container_stop("box", "", None)).unwrap();
    assert_eq!(world.with(|daemon| daemon.exec_inspect(&exec)).unwrap().exit_code, Some(0), "it is known for a while");
    world.with(|daemon| daemon.container_remove("box", false, false)).unwrap();
    let gone = message(world.with(|daemon| daemon.exec_inspect(&exec)));
    assert_eq!(gone, format!("404 No such exec instance: {exec}"));
}

#[test]
fn an_exec_sees_what_the_main_process_does_between_two_lines() {
    let mut world = World::new();
    world.run_detached("box", &["sh", "-c", "sleep 5; echo main > /data/a; sleep 1000"]);
    let exec = world.exec_create("box", &["sh"]).unwrap();
    let (_, asks) = world.answer(None, &mut |daemon, attached| daemon.exec_start(&exec, Some(attached)));
    assert!(matches!(asks, Err(ApiError::Stop(Stop::Input(_)))));
    let line = |world: &mut World, line: &str| {
        world.answer(Some(line), &mut |daemon, attached| daemon.exec_stream(&exec, attached))
    };
    assert_eq!(line(&mut world, "cat /data/a; echo exec > /data/b").0, "lower a\n");
    world.pass(6);
    assert_eq!(line(&mut world, "cat /data/a /data/b").0, "main\nexec\n");
    let (_, ended) = line(&mut world, "exit 3");
    assert_eq!(ended, Ok(Ended::Exited(3)));
    assert_eq!(world.diff("box"), "C /data\nC /data/a\nC /data/b\n");
}

#[test]
fn who_attaches_later_finds_the_shell_at_its_prompt() {
    let mut world = World::new();
    let terminal = |body: &mut ContainerCreateBody| {
        body.tty = Some(true);
        body.open_stdin = Some(true);
    };
    world.create("tty", &["sh"], terminal).unwrap();
    world.with(|daemon| daemon.container_start("tty")).unwrap();
    assert_eq!(world.exec("tty", &["sh", "-c", "echo exec > /f"]).unwrap().0, "");
    world.pass(1);
    let line = |world: &mut World, line: &str| {
        world.answer(Some(line), &mut |daemon, attached| daemon.container_stream("tty", attached))
    };
    assert_eq!(line(&mut world, "x=5; cat /f; echo shell > /g").0, "exec\n");
    assert_eq!(world.exec("tty", &["cat", "/g"]).unwrap().0, "shell\n");
    assert_eq!(line(&mut world, "echo $x").0, "5\n");
    assert_eq!(world.logs("tty"), "exec\n5\n");
    assert_eq!(line(&mut world, "exit").1, Ok(Ended::Exited(0)));
}

#[test]
fn a_volume_is_not_written_twice_by_who_sleeps() {
    let mut world = World::new();
    let mounted = |body: &mut ContainerCreateBody| {
        body.host_config = Some(HostConfig { binds: Some(vec!["kept:/vol".into()]), ..HostConfig::default() });
    };
    world.create("writer", &["sh", "-c", "echo 1 >> /vol/f; sleep 5; echo 2 >> /vol/f; sleep 1000"], mounted).unwrap();
    world.with(|daemon| daemon.container_start("writer")).unwrap();
    world.create("other", &["sh", "-c", "echo other >> /vol/f"], mounted).unwrap();
    world.start("other", Input::Empty, &[]).unwrap();
    world.pass(6);
    assert_eq!(world.exec("writer", &["cat", "/vol/f"]).unwrap().0, "1\nother\n2\n");
    assert_eq!(world.diff("writer"), "A /vol\n");
}

#[test]
fn a_paused_container_takes_no_commands() {
    let mut world = World::new();
    world.run_detached("box", &["sleep", "1000"]);
    world.with(|daemon| daemon.container_pause("box", true)).unwrap();
    let refused = message(world.exec("box", &["echo"]));
    assert_eq!(refused, "409 Container box is paused, unpause the container before exec");
    assert!(world.status("box").ends_with("(Paused)"));
    world.with(|daemon| daemon.container_pause("box", false)).unwrap();
    assert_eq!(world.exec("box", &["echo", "hi"]).unwrap().0, "hi\n");
}
