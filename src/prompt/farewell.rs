//! The end of the course: what is different on a real Docker.

/// Shown in the menu once every lesson has been gone through.
pub(super) const MENU: &str = "You have been through every lesson. `progress` shows what is left open in them; a lesson's \
    number opens it again, and nothing of it is lost. `play` is a sandbox without tasks.";

/// Said when the last open lesson comes to its end.
pub(super) const REAL: &str = "## On a real Docker

What you typed works there as it did here. These things are different:

- Pulling takes the time that your network needs, and the disk fills up for real: `docker system df` shows by how much.
- Programs in a container are real programs. Here a built-in set of commands stood in for them.
- `hub …` and `layer …` are this course's own; on the Hub's pages you see what `hub` shows. The words of the tutor (`undo`,
  `map`, `explain`) do not exist: **nothing takes back `docker rmi`, and `docker system prune` asks only once**.
- The Hub moves on. Tags and digests will be others than here; your account and its tokens are worth something.
- On a Mac or on Windows Docker Desktop runs containers in a small virtual machine, so their kernel is that machine's.

Three commands to try there first:

```console
$ docker run --rm hello-world
$ docker image inspect -f '{{.Config.Cmd}}' hello-world
$ docker run --rm -it alpine
```
";
