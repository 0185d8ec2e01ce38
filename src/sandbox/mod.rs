//! The sandbox as a value: World, Session, operations and events.
