//! [`Ty`]: types as far as they are told apart, and [`Table`]: what is known of those that nobody wrote down.

use crate::allowance::insist;
use crate::shell::programs::script::syntax::Name;

/// A type. References, boxes and lifetimes are left out: what they point at is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// One that is found out.
    Var(usize),
    /// A type by its name, which is unique in the program, with its arguments.
    Of(Name, Vec<Ty>),
    Tuple(Vec<Ty>),
    Function(Vec<Ty>, Box<Ty>),
    /// `&mut T`
    Mut(Box<Ty>),
    /// A parameter of the function or type that is being read.
    Param(Name),
}

/// Types with whole numbers, their bits and signs.
pub const WHOLE: &[(&str, u32, bool)] = &[
    ("i8", 8, true),
    ("i16", 16, true),
    ("i32", 32, true),
    ("i64", 64, true),
    ("i128", 128, true),
    ("isize", 64, true),
    ("u8", 8, false),
    ("u16", 16, false),
    ("u32", 32, false),
    ("u64", 64, false),
    ("u128", 128, false),
    ("usize", 64, false),
];

pub fn is_whole(name: &str) -> bool {
    WHOLE.iter().any(|(known, ..)| *known == name)
}

pub fn is_float(name: &str) -> bool {
    matches!(name, "f32" | "f64")
}

impl Ty {
    /// A type without arguments.
    pub fn of(name: &str) -> Ty {
        Ty::Of(name.into(), Vec::new())
    }

    pub fn with(name: &str, arguments: Vec<Ty>) -> Ty {
        Ty::Of(name.into(), arguments)
    }

    pub fn unit() -> Ty {
        Ty::Tuple(Vec::new())
    }

    /// What a reference that can be written through points at.
    pub fn read(&self) -> &Ty {
        match self {
            Ty::Mut(inner) => inner.read(),
            other => other,
        }
    }

    /// The name, of one that has one.
    pub fn name(&self) -> &str {
        match self {
            Ty::Of(name, _) => name,
            _ => "",
        }
    }

    pub fn arguments(&self) -> &[Ty] {
        match self {
            Ty::Of(_, arguments) => arguments,
            _ => &[],
        }
    }

    /// Whether it has no more parts than these, from which they are taken off.
    fn is_within(&self, parts: &mut usize) -> bool {
        if *parts == 0 {
            return false;
        }
        *parts -= 1;
        match self {
            Ty::Var(_) | Ty::Param(_) => true,
            Ty::Of(_, all) | Ty::Tuple(all) => all.iter().all(|ty| ty.is_within(parts)),
            Ty::Function(all, result) => all.iter().all(|ty| ty.is_within(parts)) && result.is_within(parts),
            Ty::Mut(inner) => inner.is_within(parts),
        }
    }

    /// Whether an alias may stand for it: aliases of aliases double a type with every line.
    pub fn is_small(&self) -> bool {
        self.is_within(&mut MOST_PARTS.clone())
    }

    /// The same with parameters replaced.
    pub fn replaced(&self, by: &impl Fn(&str) -> Option<Ty>) -> Ty {
        insist(NODE);
        let all = |of: &[Ty]| of.iter().map(|ty| ty.replaced(by)).collect();
        match self {
            Ty::Param(name) => by(name).unwrap_or_else(|| self.clone()),
            Ty::Var(_) => self.clone(),
            Ty::Of(name, arguments) => Ty::Of(name.clone(), all(arguments)),
            Ty::Tuple(parts) => Ty::Tuple(all(parts)),
            Ty::Function(parameters, result) => Ty::Function(all(parameters), Box::new(result.replaced(by))),
            Ty::Mut(inner) => Ty::Mut(Box::new(inner.replaced(by))),
        }
    }
}

/// Types that have elements in a row.
fn is_list(name: &str) -> bool {
    matches!(name, "Vec" | "array" | "slice")
}

#[derive(Clone, Debug)]
enum Known {
    /// Any type, a whole number's, or a number's with a fraction.
    Nothing(Guess),
    Is(Ty),
}

/// What a literal says of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    Any,
    Whole,
    Float,
}

/// Types inside each other that are compared.
const MAX_DEPTH: usize = 24;
/// Parts of a type that are looked at, and that an alias may stand for.
const MOST_PARTS: usize = 500;
/// Units of work that a look at a part of a type is.
pub const NODE: u64 = 16;

/// What is known of types.
#[derive(Default)]
pub struct Table {
    known: Vec<Known>,
}

impl Table {
    pub fn fresh(&mut self) -> Ty {
        self.guess(Guess::Any)
    }

    pub fn guess(&mut self, guess: Guess) -> Ty {
        self.known.push(Known::Nothing(guess));
        Ty::Var(self.known.len() - 1)
    }

    /// The type as far as it is known at its top.
    pub fn top(&self, ty: &Ty) -> Ty {
        let mut ty = ty;
        for _ in 0..=self.known.len() {
            match ty {
                Ty::Var(number) => match self.known.get(*number) {
                    Some(Known::Is(inner)) => ty = inner,
                    _ => break,
                },
                _ => break,
            }
        }
        ty.clone()
    }

    /// The same without a reference around it.
    pub fn read(&self, ty: &Ty) -> Ty {
        let mut ty = self.top(ty);
        for _ in 0..MAX_DEPTH {
            match ty {
                Ty::Mut(inner) => ty = self.top(&inner),
                _ => break,
            }
        }
        ty
    }

    /// What a variable is thought to be.
    pub fn guessed(&self, ty: &Ty) -> Guess {
        match self.top(ty) {
            Ty::Var(number) => match self.known.get(number) {
                Some(Known::Nothing(guess)) => *guess,
                _ => Guess::Any,
            },
            _ => Guess::Any,
        }
    }

    /// The whole type, with what is usual where nothing is known.
    pub fn whole(&self, ty: &Ty) -> Ty {
        self.whole_at(ty, 0, &mut MOST_PARTS.clone())
    }

    fn whole_at(&self, ty: &Ty, depth: usize, parts: &mut usize) -> Ty {
        if depth > MAX_DEPTH || *parts == 0 {
            return Ty::Param("_".into());
        }
        *parts -= 1;
        insist(NODE);
        let mut all = |of: &[Ty]| of.iter().map(|ty| self.whole_at(ty, depth + 1, parts)).collect();
        match self.top(ty) {
            Ty::Var(number) => match self.known.get(number) {
                Some(Known::Nothing(Guess::Whole)) => Ty::of("i32"),
                Some(Known::Nothing(Guess::Float)) => Ty::of("f64"),
                _ => Ty::Var(number),
            },
            Ty::Of(name, arguments) => Ty::Of(name, all(&arguments)),
            Ty::Tuple(inner) => Ty::Tuple(all(&inner)),
            Ty::Function(parameters, result) => {
                Ty::Function(all(&parameters), Box::new(self.whole_at(&result, depth + 1, parts)))
            }
            Ty::Mut(inner) => Ty::Mut(Box::new(self.whole_at(&inner, depth + 1, parts))),
            Ty::Param(name) => Ty::Param(name),
        }
    }

    /// They are the same type. Where they are not, nothing is learnt: the compiler has checked the program.
    pub fn unify(&mut self, one: &Ty, other: &Ty) {
        self.unify_at(one, other, 0, &mut MOST_PARTS.clone());
    }

    fn unify_at(&mut self, one: &Ty, other: &Ty, depth: usize, parts: &mut usize) {
        if depth > MAX_DEPTH || *parts == 0 {
            return;
        }
        *parts -= 1;
        insist(NODE);
        let (one, other) = (self.top(one), self.top(other));
        match (&one, &other) {
            (Ty::Var(a), Ty::Var(b)) if a == b => {}
            (Ty::Var(a), Ty::Var(b)) => {
                // The one that says more stays.
                let (from, to) = if self.guessed(&one) == Guess::Any { (*a, other.clone()) } else { (*b, one.clone()) };
                if let Some(known) = self.known.get_mut(from) {
                    *known = Known::Is(to);
                }
            }
            (Ty::Var(number), ty) | (ty, Ty::Var(number)) => self.learn(*number, ty),
            (Ty::Mut(a), Ty::Mut(b)) => self.unify_at(a, b, depth + 1, parts),
            (Ty::Mut(inner), ty) | (ty, Ty::Mut(inner)) => self.unify_at(inner, ty, depth + 1, parts),
            (Ty::Of(name, a), Ty::Of(other, b)) if name == other || (is_list(name) && is_list(other)) => {
                for (a, b) in a.clone().iter().zip(b.clone().iter()) {
                    self.unify_at(a, b, depth + 1, parts);
                }
            }
            (Ty::Tuple(a), Ty::Tuple(b)) if a.len() == b.len() => {
                for (a, b) in a.clone().iter().zip(b.clone().iter()) {
                    self.unify_at(a, b, depth + 1, parts);
                }
            }
            (Ty::Function(a, x), Ty::Function(b, y)) => {
                for (a, b) in a.clone().iter().zip(b.clone().iter()) {
                    self.unify_at(a, b, depth + 1, parts);
                }
                self.unify_at(&x.clone(), &y.clone(), depth + 1, parts);
            }
            _ => {}
        }
    }

    fn learn(&mut self, number: usize, ty: &Ty) {
        let guess = self.guessed(&Ty::Var(number));
        let ty = if guess == Guess::Any { ty.clone() } else { self.read(ty) };
        let fits = match guess {
            Guess::Any => true,
            Guess::Whole => is_whole(ty.name()),
            Guess::Float => is_float(ty.name()),
        };
        if let Ty::Var(_) = ty {
            self.unify(&Ty::Var(number), &ty);
        } else if fits
            && !self.holds(&ty, number, 0, &mut MOST_PARTS.clone())
            && let Some(known) = self.known.get_mut(number)
        {
            *known = Known::Is(ty);
        }
    }

    /// Whether a type has a variable in it, or may have.
    fn holds(&self, ty: &Ty, number: usize, depth: usize, parts: &mut usize) -> bool {
        if depth > MAX_DEPTH || *parts == 0 {
            return true;
        }
        *parts -= 1;
        insist(NODE);
        match self.top(ty) {
            Ty::Var(other) => other == number,
            Ty::Of(_, all) | Ty::Tuple(all) => all.iter().any(|ty| self.holds(ty, number, depth + 1, parts)),
            Ty::Function(all, result) => {
                self.holds(&result, number, depth + 1, parts)
                    || all.iter().any(|ty| self.holds(ty, number, depth + 1, parts))
            }
            Ty::Mut(inner) => self.holds(&inner, number, depth + 1, parts),
            Ty::Param(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_becomes_what_it_is_used_as() {
        let mut table = Table::default();
        let (a, b) = (table.guess(Guess::Whole), table.fresh());
        table.unify(&a, &b);
        assert_eq!(table.whole(&b), Ty::of("i32"));
        table.unify(&Ty::with("Vec", vec![b.clone()]), &Ty::with("slice", vec![Ty::of("u8")]));
        assert_eq!(table.whole(&a), Ty::of("u8"));
        table.unify(&a, &Ty::of("str"));
        assert_eq!(table.whole(&a), Ty::of("u8"));
    }

    #[test]
    fn a_type_is_no_part_of_itself() {
        let mut table = Table::default();
        let a = table.fresh();
        table.unify(&a, &Ty::with("Vec", vec![a.clone()]));
        assert_eq!(table.whole(&a), a);
    }
}
