//! [`Journal`]: what the daemon tells whoever listens (`GET /events`; moby `daemon/events`).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::content::{Part, parts};

use super::api::EventMessage;

/// Messages that are kept (moby `eventsLimit`).
pub const LIMIT: usize = 256;
/// Messages in one saved document: of a long journal only the last page is written anew.
const PAGE: usize = 32;

/// The last messages, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    pages: Vec<Part<Page>>,
    last: Page,
}

/// Some messages, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Page {
    messages: Arc<Vec<EventMessage>>,
}

parts!(Journal { pages, last } besides {});
parts!(Page {} besides { messages });

impl Journal {
    /// Adds a message. What is told late (a process that had ended before) stands where its time says.
    pub fn add(&mut self, message: EventMessage) {
        let messages = Arc::make_mut(&mut self.last.messages);
        let place = messages.iter().rposition(|other| other.at <= message.at).map_or(0, |before| before + 1);
        messages.insert(place, message);
        if messages.len() == PAGE {
            self.pages.push(Part::new(std::mem::take(&mut self.last)));
        }
        if self.pages.len() * PAGE >= LIMIT + PAGE {
            self.pages.remove(0);
        }
    }

    /// The last [`LIMIT`] messages, the oldest first.
    pub fn messages(&self) -> Vec<EventMessage> {
        let pages = self.pages.iter().map(Part::get).chain([&self.last]);
        let all: Vec<&EventMessage> = pages.flat_map(|page| page.messages.iter()).collect();
        all.iter().skip(all.len().saturating_sub(LIMIT)).map(|message| (*message).clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn the_last_messages_are_kept_in_the_order_of_time() {
        let mut journal = Journal::default();
        for second in 0..1000 {
            journal.add(EventMessage::local(Timestamp::from_seconds(second)));
        }
        journal.add(EventMessage::local(Timestamp::from_seconds(998)));
        let seconds: Vec<i64> = journal.messages().iter().map(|message| message.time).collect();
        assert_eq!((seconds.len(), seconds.first(), seconds.last()), (LIMIT, Some(&745), Some(&999)));
        assert!(seconds.is_sorted());
        assert!(journal.pages.len() * PAGE < LIMIT + PAGE, "no more is kept");
    }
}
