//! A process in a bare tree, as the builder's `RUN` has it.

use std::sync::Arc;

use crate::clock::{Clock, Timestamp};
use crate::shell::{NOTE, OutputBuffer, Stop, Stream};
use crate::vfs::{Files, Identity, Meta, Node, NodeKind, Overlay, Tree};

use super::job::Ran;
use super::{Asked, Job, Mounted, MountedTree, NetworkOf, StartError, environment, mount_kernel, mount_network};

fn clock() -> Clock {
    Clock::new(Timestamp::parse("2026-08-21T10:00:00Z").unwrap(), 1)
}

/// BusyBox and two users.
fn bare() -> Mounted {
    let mut tree = Tree::new();
    let mut put =
        |path: &str, mode, kind| tree.put(path, Node { meta: Meta { mode, ..Meta::default() }, kind }).unwrap();
    for path in ["/bin", "/etc", "/proc", "/tmp"] {
        put(path, 0o755, NodeKind::Directory);
    }
    let mut busybox = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x3e, 0, 1, 0, 0, 0];
    busybox.resize(64, 0);
    busybox.extend_from_slice(format!("{NOTE}busybox\0").as_bytes());
    put("/bin/busybox", 0o755, NodeKind::File(busybox.into()));
    for name in ["sh", "cat", "id", "sleep"] {
        put(&format!("/bin/{name}"), 0o777, NodeKind::Symlink("busybox".into()));
    }
    put("/etc/passwd", 0o644, NodeKind::File("root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/srv:/bin/sh\n".into()));
    put("/bin/script", 0o755, NodeKind::File("#!/bin/missing\n".into()));
    let identity = Identity { uid: 0, gid: 0, groups: vec![], now: clock().now(), umask: 0o022, lacks: 0 };
    Mounted::new(Overlay::new(Arc::from([]), tree), identity)
}

fn job(words: &[&str]) -> Job<'static> {
    Job {
        environment: environment("build", false, &["PATH=/bin".to_string()]),
        ..Job::new(words.iter().map(|word| word.to_string()).collect(), clock())
    }
}

fn run(job: Job<'_>, files: Mounted) -> (Ran, String, String) {
    let mut output = OutputBuffer::default();
    let ran = job.run(files, &mut output).unwrap();
    let text = |stream| String::from_utf8_lossy(&output.stream(stream)).into_owned();
    (ran, text(Stream::Out), text(Stream::Err))
}

#[test]
fn a_step_of_a_build_runs_and_leaves_its_layer() {
    let mut files = bare();
    mount_network(
        &mut files,
        NetworkOf::Container("build", Default::default()),
        [("172.17.0.1", "host.docker.internal")],
        clock().now(),
    );
    mount_kernel(&mut files, &["/bin/sh".to_string()], Asked::default(), clock().now());
    let secret = {
        let mut tree = Tree::new();
        let kind = NodeKind::File("hush\n".into());
        tree.put("/secret", Node { meta: Meta { mode: 0o400, ..Meta::default() }, kind }).unwrap();
        MountedTree { tree, at: "/secret".into(), writable: false, volume: None }
    };
    files.mount("/run/secrets/key", secret);
    let cache = MountedTree { tree: Tree::new(), at: "/".into(), writable: true, volume: Some("cache".into()) };
    files.mount("/cache", cache);
    let script =
        "echo $HOME; cat /run/secrets/key; cat /etc/hostname; echo kept > /cache/new; echo made > here; exit 3";
    let wanted = Job { directory: "/work/app".into(), makes_directory: true, ..job(&["/bin/sh", "-c", script]) };
    let (ran, out, err) = run(wanted, files);
    assert_eq!((ran.outcome, out.as_str(), err.as_str()), (Ok(3), "/root\nhush\nbuild\n", ""));
    let mut files = ran.files;
    files.remove_mount_points();
    let changes = files.root.changes();
    let changed: Vec<&str> = changes.iter().map(|(path, _)| path).collect();
    assert_eq!(changed, ["/work", "/work/app", "/work/app/here"]);
    let (name, cache) = files.volumes().next().unwrap();
    assert_eq!((name, cache.read("/new").unwrap().to_bytes()), ("cache", "kept\n".into()));
}

#[test]
fn a_user_by_name_is_who_runs_it() {
    let wanted = Job { user: "web".into(), ..job(&["sh", "-c", "id -u; echo $HOME; echo x > /etc/passwd"]) };
    let (ran, out, err) = run(wanted, bare());
    assert_eq!((ran.outcome, out.as_str()), (Ok(1), "33\n/srv\n"));
    assert!(err.contains("Permission denied") || err.contains("permission denied"), "{err}");
}

#[test]
fn what_cannot_start_is_told_in_runcs_words() {
    let refused = |job: Job<'_>| match job.run(bare(), &mut OutputBuffer::default()) {
        Ok(_) => panic!("it started"),
        Err(error) => (error.to_string(), error.exit_code()),
    };
    let said = [
        (job(&["nope"]), "exec: \"nope\": executable file not found in $PATH", 127),
        (job(&["./nope"]), "exec: \"./nope\": stat ./nope: no such file or directory", 127),
        (job(&["/etc/passwd/x"]), "exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory", 126),
        (job(&["/etc"]), "exec: \"/etc\": is a directory: permission denied", 126),
        (job(&["/etc/passwd"]), "exec: \"/etc/passwd\": permission denied", 126),
        (
            Job { directory: "/nope".into(), ..job(&["sh"]) },
            "chdir to cwd (\"/nope\") set in config.json failed: no such file or directory",
            127,
        ),
        (
            Job { user: "nobody".into(), ..job(&["sh"]) },
            "unable to find user nobody: no matching entries in passwd file",
            128,
        ),
    ];
    for (job, words, code) in said {
        assert_eq!(refused(job), (words.to_string(), code));
    }
    let (ran, out, err) = run(job(&["script"]), bare());
    assert_eq!(
        (ran.outcome, out.as_str(), err.as_str()),
        (Ok(255), "", "exec /bin/script: no such file or directory\n")
    );
    assert!(matches!(StartError::User(super::user::UserError::NoUser("x".into())).exit_code(), 128));
}

#[test]
fn what_outlasts_its_time_stays() {
    let start = clock().now();
    let wanted = Job { until: start.plus(5), ..job(&["sleep", "60"]) };
    let (ran, ..) = run(wanted, bare());
    assert!(matches!(ran.outcome, Err(Stop::Stays(_))));
    assert_eq!(ran.clock.now(), start.plus(5));
}

#[test]
fn what_the_kernel_shows_has_its_modes_and_sizes() {
    let mut files = bare();
    let now = clock().now();
    mount_kernel(&mut files, &["/bin/sh".to_string()], Asked::default(), now);
    let tree = Tree::new();
    files.mount_in_memory("/tmp", MountedTree { tree, at: "/".into(), writable: true, volume: None }, None);
    let known = |files: &Mounted, path: &str| {
        let stat = files.stat(path, false).unwrap();
        (stat.mode, stat.size, stat.taken())
    };
    for path in ["/proc", "/sys"] {
        assert_eq!(known(&files, path), (0o555, 0, 0), "{path}");
        assert_eq!(files.stat(path, true).unwrap().mtime, now);
    }
    assert_eq!((known(&files, "/dev/pts"), known(&files, "/dev/shm").0), ((0o755, 0, 0), 0o1777));
    assert_eq!(known(&files, "/dev").1, 40 + 20 * files.read_dir("/dev").unwrap().len() as u64);
    assert_eq!(known(&files, "/tmp").1, 40);
    files.make_dir("/tmp/inner", 0o755).unwrap();
    assert_eq!((known(&files, "/tmp").1, known(&files, "/etc").1), (60, 4096));
    assert_eq!(files.read_dir("/tmp").unwrap()[0].stat.size, 40);
    let environ = files.read("/proc/1/environ").unwrap().to_bytes();
    assert_eq!(environ, "HOME=/root\0");
}
