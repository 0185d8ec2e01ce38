//! [`Environment`]: a process's exported variables, in the order in which its parent handed them over (environ(7)).

use std::collections::BTreeMap;

use super::secret::Unseen;

/// Variables in order, each name once.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// By their places in the order.
    variables: BTreeMap<u64, (String, String)>,
    places: BTreeMap<String, u64>,
    next: u64,
    /// What the parent knows to have been typed where nothing is echoed.
    pub unseen: Unseen,
}

impl Environment {
    /// An environment with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// A variable's value.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.variables.get(self.places.get(name)?).map(|(_, value)| value)
    }

    /// Sets a variable: in its place if it is there, else behind the others, as putenv(3) does.
    pub fn insert(&mut self, name: String, value: String) {
        let place = self.places.get(&name).copied().unwrap_or_else(|| {
            self.next += 1;
            self.places.insert(name.clone(), self.next);
            self.next
        });
        self.variables.insert(place, (name, value));
    }

    /// Takes a variable out.
    pub fn remove(&mut self, name: &str) {
        if let Some(place) = self.places.remove(name) {
            self.variables.remove(&place);
        }
    }

    /// Takes all variables out.
    pub fn clear(&mut self) {
        *self = Environment { unseen: self.unseen.clone(), ..Self::default() };
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.variables.values().map(|(name, value)| (name, value))
    }
}

/// The same variables in the same order.
impl PartialEq for Environment {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Environment {}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        let mut environment = Environment::new();
        variables.into_iter().for_each(|(name, value)| environment.insert(name, value));
        environment
    }
}

impl<const N: usize> From<[(String, String); N]> for Environment {
    fn from(variables: [(String, String); N]) -> Self {
        variables.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn a_variable_that_is_set_again_keeps_its_place() {
        let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
        let environment = Environment::from([pair("B", "1"), pair("A", "2"), pair("B", "3")]);
        let shown: Vec<String> = environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(shown, ["B=3", "A=2"]);
    }

    #[test]
    fn what_is_taken_out_and_set_again_stands_last() {
        let pair = |name: &str| (name.to_string(), String::new());
        let mut environment = Environment::from([pair("A"), pair("B"), pair("C")]);
        environment.remove("A");
        environment.insert("A".into(), "1".into());
        assert_eq!(environment, Environment::from([pair("B"), pair("C"), ("A".into(), "1".into())]));
        assert_eq!((environment.get("A").map(String::as_str), environment.get("D")), (Some("1"), None));
    }
}
