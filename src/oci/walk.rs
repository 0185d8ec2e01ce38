//! [`Walk`]: from an image's index to its manifests, their configs and layers (containerd `images.Walk`).

/// Descriptors that one walk visits at most: indexes may name the same indexes again and again.
pub const WALK_LIMIT: usize = 10_000;
/// Documents inside each other that a walk goes down, at most.
pub const WALK_DEPTH: usize = 16;
/// Units of work in a step.
const STEP_WORK: u64 = 4096;

/// A way through everything that documents refer to, parents first, siblings in their order.
///
/// Who walks takes one [`step`](Walk::step) after the other, reads what it came to, and says with
/// [`follow`](Walk::follow) where it goes on. What is named twice is come to twice.
#[derive(Clone, Debug)]
pub struct Walk<D> {
    /// With their depth; the next is last.
    waiting: Vec<(usize, D)>,
    depth: usize,
    steps: usize,
}

impl<D> Walk<D> {
    /// A walk from these.
    pub fn from(roots: impl IntoIterator<Item = D>) -> Self {
        let mut walk = Walk { waiting: Vec::new(), depth: 0, steps: 0 };
        walk.push(roots, 0);
        walk
    }

    /// Goes on; `None` at the end, and when the walk is too long.
    pub fn step(&mut self) -> Option<D> {
        crate::allowance::insist(STEP_WORK);
        self.steps += 1;
        let (depth, next) = self.waiting.pop().filter(|_| self.steps <= WALK_LIMIT)?;
        self.depth = depth;
        Some(next)
    }

    /// What the walk just came to refers to these; it goes to them next, unless it is too deep.
    pub fn follow(&mut self, below: impl IntoIterator<Item = D>) {
        if self.depth < WALK_DEPTH {
            self.push(below, self.depth + 1);
        }
    }

    fn push(&mut self, next: impl IntoIterator<Item = D>, depth: usize) {
        let at = self.waiting.len();
        self.waiting.extend(next.into_iter().map(|next| (depth, next)));
        if let Some(new) = self.waiting.get_mut(at..) {
            new.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_first_and_siblings_in_their_order() {
        let mut walk = Walk::from(["a", "z"]);
        let mut seen = String::new();
        while let Some(next) = walk.step() {
            seen += next;
            match next {
                "a" => walk.follow(["b", "d"]),
                "b" => walk.follow(["c"]),
                _ => {}
            }
        }
        assert_eq!(seen, "abcdz");
    }

    #[test]
    fn a_walk_in_circles_ends() {
        let mut walk = Walk::from([0]);
        let mut deepest = 0;
        while let Some(depth) = walk.step() {
            deepest = deepest.max(depth);
            walk.follow([depth + 1, depth + 1]);
        }
        assert!(deepest <= WALK_DEPTH);
        assert!(walk.steps <= WALK_LIMIT + 1);
    }
}
