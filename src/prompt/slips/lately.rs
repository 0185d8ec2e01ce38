//! What the learner has taken away lately: a name that is missing now and was there some commands ago.

use crate::sandbox::{Operation, Session, World};
use crate::tell;

/// Operations back from now at which is looked.
const LATELY: usize = 12;

/// What is said of a container that was removed lately.
pub(super) fn container(name: &str, session: &Session) -> Option<String> {
    let has = |world: &World| world.engine.containers.iter().any(|container| container.name == name);
    taken(session, &has).map(|(line, last)| said(name, &line, last))
}

/// What is said of an image's name (in full: `nginx:latest`) that was taken away lately.
pub(super) fn image(name: &str, session: &Session) -> Option<String> {
    let target = |world: &World| {
        let names = world.engine.images.stored_names();
        names.into_iter().find(|stored| stored.familiar.as_deref() == Some(name)).map(|stored| stored.id)
    };
    let (line, last) = taken(session, &|world| target(world).is_some())?;
    let worlds = session.history().iter().rev().take(LATELY);
    let id = worlds.filter_map(|operation| session.past_world(operation.get())).find_map(|world| target(world.get()));
    let now = session.world().engine.images.stored_names();
    let other = now.into_iter().find(|stored| Some(stored.id) == id).and_then(|stored| stored.familiar);
    Some(match other {
        Some(other) => tell::name_gone_image_here(name, line, other),
        None => said(name, &line, last),
    })
}

fn said(name: &str, line: &str, last: bool) -> String {
    if last { tell::removed_just_now(name, line) } else { tell::removed_lately(name, line) }
}

/// The line after which something was not there any more, and whether nothing was changed since.
fn taken(session: &Session, there: &dyn Fn(&World) -> bool) -> Option<(String, bool)> {
    let mut last = true;
    let mut later: Option<(&Operation, bool)> = None;
    for operation in session.history().iter().rev().take(LATELY).map(|operation| operation.get()) {
        let is_there = there(session.past_world(operation)?.get());
        if let Some((after, still)) = later {
            if is_there {
                return (!still).then(|| (after.kind.shown().replace('`', "'"), last));
            }
            last &= !after.changed;
        }
        later = Some((operation, is_there));
    }
    None
}
