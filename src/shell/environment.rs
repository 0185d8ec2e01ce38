//! [`Environment`]: a process's exported variables, in the order in which its parent handed them over (environ(7)).

use std::collections::BTreeMap;

use crate::allowance;

/// Variables in order, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment(Vec<(String, String)>);

impl Environment {
    /// An environment with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// A variable's value.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Sets a variable: in its place if it is there, else behind the others, as putenv(3) does.
    pub fn insert(&mut self, name: String, value: String) {
        allowance::insist(self.0.len() as u64);
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, own)) => *own = value,
            None => self.0.push((name, value)),
        }
    }

    /// Takes a variable out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(own, _)| own != name);
    }

    /// Takes all variables out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        let mut environment = Environment::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (name, value) in variables {
            match places.get(&name) {
                Some(place) => environment.0[*place].1 = value,
                None => {
                    places.insert(name.clone(), environment.0.len());
                    environment.0.push((name, value));
                }
            }
        }
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
}
