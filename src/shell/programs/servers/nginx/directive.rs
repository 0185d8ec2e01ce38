//! [`Directive`]: what a configuration is made of, and [`Wrong`]: what is wrong with it.

/// `name word … ;`, or `name word … { … }`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directive {
    pub name: String,
    pub words: Vec<String>,
    pub place: Place,
    pub block: Option<Vec<Directive>>,
}

/// Where a directive ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub file: String,
    pub line: usize,
}

/// What is wrong, and where, if it is at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub words: String,
    pub place: Option<Place>,
}

impl Wrong {
    pub fn at(place: &Place, words: impl Into<String>) -> Wrong {
        Wrong { words: words.into(), place: Some(place.clone()) }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Some(Place { file, line }) => write!(f, "{} in {file}:{line}", self.words),
            None => write!(f, "{}", self.words),
        }
    }
}
