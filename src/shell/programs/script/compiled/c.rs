//! C, as far as small programs go: functions, numbers, texts, arrays, loops. What needs memory (pointers, structures) is
//! not simulated.

use super::cursor::{
    Cursor, Operator, Parses, call, call_of, declare, does, function, named, parameter, statement, target, text,
};
use super::lexer::{Kind, Lexis, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Binary, Block, Expr, ExprKind, Name, Parameter, ParameterKind, Pattern, Span, Statement, StatementKind,
    Unary,
};

const LEXIS: Lexis = Lexis { line_ends: false, directives: true, blocks: false, raw: false };

/// Words that a type is made of.
const TYPES: [&str; 22] = [
    "int", "char", "float", "double", "long", "short", "unsigned", "signed", "void", "const", "static", "size_t",
    "bool", "extern", "inline", "register", "volatile", "int32_t", "int64_t", "uint32_t", "uint64_t", "time_t",
];

const OPERATORS: &[(&str, u8, Operator)] = &[
    ("||", 1, Operator::Or),
    ("&&", 2, Operator::And),
    ("|", 3, Operator::Plain(Binary::BitOr)),
    ("^", 4, Operator::Plain(Binary::BitXor)),
    ("&", 5, Operator::Plain(Binary::BitAnd)),
    ("==", 6, Operator::Plain(Binary::Equal)),
    ("!=", 6, Operator::Plain(Binary::NotEqual)),
    ("<", 7, Operator::Plain(Binary::Less)),
    ("<=", 7, Operator::Plain(Binary::LessEqual)),
    (">", 7, Operator::Plain(Binary::Greater)),
    (">=", 7, Operator::Plain(Binary::GreaterEqual)),
    ("<<", 8, Operator::Plain(Binary::ShiftLeft)),
    (">>", 8, Operator::Plain(Binary::ShiftRight)),
    ("+", 9, Operator::Plain(Binary::Add)),
    ("-", 9, Operator::Plain(Binary::Subtract)),
    ("*", 10, Operator::Plain(Binary::Multiply)),
    ("/", 10, Operator::Call("_div")),
    ("%", 10, Operator::Call("_mod")),
];

/// A program: its definitions, and how many parameters `main` has.
pub struct Program {
    pub block: Block,
    pub main: Option<usize>,
}

/// Reads a source file.
pub fn read(text: &str) -> Result<Program, Halt> {
    let mut parser = Parser { cursor: Cursor::new(tokens(&expanded(text), LEXIS)?) };
    let mut program = Program { block: Block::new(), main: None };
    while *parser.cursor.kind() != Kind::End {
        parser.definition(&mut program)?;
    }
    Ok(program)
}

/// The text with what `#define NAME VALUE` names replaced.
fn expanded(text: &str) -> String {
    let defined = text.lines().filter_map(|line| {
        let mut words = line.trim().strip_prefix("#define")?.trim().splitn(2, char::is_whitespace);
        let (name, value) = (words.next()?, words.next()?.trim());
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain.then_some((name, value))
    });
    let defined: Vec<(&str, &str)> = defined.take(64).collect();
    let line = |line: &str| -> String {
        let mut out = String::new();
        let mut in_text = false;
        let mut word = String::new();
        for letter in line.chars().chain(['\n']) {
            if !in_text && (letter.is_ascii_alphanumeric() || letter == '_') {
                word.push(letter);
                continue;
            }
            let value = defined.iter().find(|(name, _)| *name == word).map_or(word.as_str(), |(_, value)| value);
            out += value;
            word.clear();
            in_text ^= letter == '"';
            out.push(letter);
        }
        out
    };
    text.lines().map(|of| if of.trim_start().starts_with('#') { format!("{of}\n") } else { line(of) }).collect()
}

struct Parser {
    cursor: Cursor,
}

impl Parses for Parser {
    fn cursor(&mut self) -> &mut Cursor {
        &mut self.cursor
    }
    fn operators(&self) -> &'static [(&'static str, u8, Operator)] {
        OPERATORS
    }
    fn operand(&mut self) -> Result<Expr, Halt> {
        self.nested(Self::unary)
    }
}

/// What a type is to a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Whole,
    Broken,
    Text,
    Nothing,
}

impl Parser {
    fn at_type(&self) -> bool {
        matches!(self.cursor.kind(), Kind::Name(name) if TYPES.contains(&&**name))
    }

    /// The words of a type, and its stars.
    fn sort(&mut self) -> Result<Sort, Halt> {
        if !self.at_type() {
            return self.cursor.unexpected();
        }
        let (mut sort, mut is_char) = (Sort::Whole, false);
        while self.at_type() {
            match self.cursor.name()?.as_ref() {
                "float" | "double" => sort = Sort::Broken,
                "void" => sort = Sort::Nothing,
                "char" => is_char = true,
                _ => {}
            }
        }
        if !self.cursor.is("*") {
            return Ok(sort);
        }
        if !is_char {
            return self.cursor.unsimulated("a pointer");
        }
        while self.cursor.take("*") || self.cursor.take_word("const") {}
        Ok(Sort::Text)
    }

    fn definition(&mut self, program: &mut Program) -> Result<(), Halt> {
        if self.cursor.take(";") {
            return Ok(());
        }
        let sort = self.sort()?;
        let span = self.cursor.span();
        let name = self.cursor.name()?;
        if !self.cursor.take("(") {
            program.block.extend(self.declarations(sort, name, span)?);
            return Ok(());
        }
        let parameters = self.parameters()?;
        if self.cursor.take(";") {
            return Ok(());
        }
        let count = parameters.len();
        self.cursor.expect("{")?;
        let body = self.block()?;
        let whole = function(&name, parameters, body, span);
        program.block.push(statement(StatementKind::Function(whole), span));
        if &*name == "main" {
            program.main = Some(count);
        }
        Ok(())
    }

    fn parameters(&mut self) -> Result<Vec<Parameter>, Halt> {
        let mut parameters = Vec::new();
        if self.cursor.is_word("void") && self.cursor.is_ahead(1, ")") {
            self.cursor.advance();
        }
        while !self.cursor.take(")") {
            self.sort()?;
            let span = self.cursor.span();
            if let Kind::Name(name) = self.cursor.kind().clone() {
                self.cursor.advance();
                parameters.push(parameter(&name, ParameterKind::Plain, span));
            }
            while self.cursor.take("[") {
                while !self.cursor.take("]") {
                    if *self.cursor.kind() == Kind::End {
                        return self.cursor.unexpected();
                    }
                    self.cursor.advance();
                }
            }
            if !self.cursor.take(",") && !self.cursor.is(")") {
                return self.cursor.unexpected();
            }
        }
        Ok(parameters)
    }

    /// `int x = 1, y[3], *z;` from the first name on.
    fn declarations(&mut self, sort: Sort, first: Name, span: Span) -> Result<Vec<Statement>, Halt> {
        let mut all = Vec::new();
        let (mut name, mut span) = (first, span);
        loop {
            let value = self.initial(sort, span)?;
            all.push(declare(&name, value, span));
            if self.cursor.take(";") {
                return Ok(all);
            }
            self.cursor.expect(",")?;
            while self.cursor.take("*") {}
            span = self.cursor.span();
            name = self.cursor.name()?;
        }
    }

    /// What a variable begins with.
    fn initial(&mut self, sort: Sort, span: Span) -> Result<Expr, Halt> {
        let zero = |sort: Sort| match sort {
            Sort::Broken => Expr::leaf(ExprKind::Float(0.0), span),
            Sort::Text => Expr::leaf(ExprKind::None, span),
            _ => Expr::leaf(ExprKind::Int(0), span),
        };
        if self.cursor.take("[") {
            let length = if self.cursor.is("]") { None } else { Some(self.expression()?) };
            self.cursor.expect("]")?;
            if self.cursor.take("=") {
                return self.list_or_text();
            }
            let Some(length) = length else { return self.cursor.unexpected() };
            let one = Expr::new(ExprKind::List(vec![Argument::Plain(zero(sort))]), span)?;
            return Expr::new(ExprKind::Binary(Binary::Multiply, one, length), span);
        }
        if !self.cursor.take("=") {
            return Ok(zero(sort));
        }
        if self.cursor.is("{") {
            return self.list_or_text();
        }
        let value = self.assignment()?;
        match (sort, &*value.kind) {
            (Sort::Whole, ExprKind::Int(_)) | (Sort::Text | Sort::Nothing, _) => Ok(value),
            (Sort::Whole, _) => call("_int", vec![value], span),
            (Sort::Broken, _) => call("_float", vec![value], span),
        }
    }

    fn list_or_text(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        if !self.cursor.take("{") {
            return self.assignment();
        }
        let mut values = Vec::new();
        while !self.cursor.take("}") {
            values.push(Argument::Plain(self.nested(Self::list_or_text)?));
            if !self.cursor.take(",") && !self.cursor.is("}") {
                return self.cursor.unexpected();
            }
        }
        Expr::new(ExprKind::List(values), span)
    }

    fn block(&mut self) -> Result<Block, Halt> {
        let mut block = Block::new();
        while !self.cursor.take("}") {
            if *self.cursor.kind() == Kind::End {
                return self.cursor.unexpected();
            }
            self.nested(|this| this.statement(&mut block))?;
        }
        Ok(block)
    }

    fn body(&mut self) -> Result<Block, Halt> {
        let mut block = Block::new();
        self.nested(|this| this.statement(&mut block))?;
        Ok(block)
    }

    fn statement(&mut self, block: &mut Block) -> Result<(), Halt> {
        let span = self.cursor.span();
        if self.cursor.take(";") {
            return Ok(());
        }
        if self.cursor.take("{") {
            let inner = self.block()?;
            block.push(statement(StatementKind::Block(inner), span));
            return Ok(());
        }
        if self.at_type() {
            let sort = self.sort()?;
            let (place, name) = (self.cursor.span(), self.cursor.name()?);
            block.extend(self.declarations(sort, name, place)?);
            return Ok(());
        }
        let Kind::Name(word) = self.cursor.kind().clone() else {
            block.push(self.simple()?);
            return Ok(());
        };
        let kind = match &*word {
            "if" => {
                self.cursor.advance();
                let condition = self.condition()?;
                let then = self.body()?;
                let otherwise = if self.cursor.take_word("else") { self.body()? } else { Block::new() };
                StatementKind::If(condition, then, otherwise)
            }
            "while" => {
                self.cursor.advance();
                let condition = self.condition()?;
                StatementKind::While { condition, body: self.body()?, otherwise: Block::new() }
            }
            "do" => {
                self.cursor.advance();
                let body = self.body()?;
                if !self.cursor.take_word("while") {
                    return self.cursor.unexpected();
                }
                let condition = self.condition()?;
                self.cursor.expect(";")?;
                StatementKind::DoWhile(body, condition)
            }
            "for" => self.for_loop()?,
            "return" => {
                self.cursor.advance();
                let value = if self.cursor.is(";") { None } else { Some(self.expression()?) };
                self.cursor.expect(";")?;
                StatementKind::Return(value)
            }
            "break" | "continue" => {
                self.cursor.advance();
                self.cursor.expect(";")?;
                if &*word == "break" { StatementKind::Break } else { StatementKind::Continue }
            }
            "struct" | "switch" | "goto" | "typedef" | "union" | "enum" => {
                return self.cursor.unsimulated(format!("`{word}`"));
            }
            _ => {
                block.push(self.simple()?);
                return Ok(());
            }
        };
        block.push(statement(kind, span));
        Ok(())
    }

    fn simple(&mut self) -> Result<Statement, Halt> {
        let value = self.expression()?;
        self.cursor.expect(";")?;
        Ok(does(value))
    }

    fn condition(&mut self) -> Result<Expr, Halt> {
        self.cursor.expect("(")?;
        let value = self.expression()?;
        self.cursor.expect(")")?;
        truth(value)
    }

    fn for_loop(&mut self) -> Result<StatementKind, Halt> {
        self.cursor.advance();
        self.cursor.expect("(")?;
        let span = self.cursor.span();
        let mut start = Block::new();
        if !self.cursor.take(";") {
            self.statement(&mut start)?;
        }
        let condition = if self.cursor.is(";") { None } else { Some(truth(self.expression()?)?) };
        self.cursor.expect(";")?;
        let step = if self.cursor.is(")") { None } else { Some(self.expression()?) };
        self.cursor.expect(")")?;
        let body = self.body()?;
        // Several declarations stand before the loop.
        let last = start.pop().map(Box::new);
        let whole = StatementKind::For { start: last, condition, step, body };
        if start.is_empty() {
            return Ok(whole);
        }
        start.push(statement(whole, span));
        Ok(StatementKind::Block(start))
    }

    fn expression(&mut self) -> Result<Expr, Halt> {
        let first = self.assignment()?;
        if !self.cursor.is(",") {
            return Ok(first);
        }
        let span = first.span;
        let mut all = vec![first];
        while self.cursor.take(",") {
            all.push(self.assignment()?);
        }
        Expr::new(ExprKind::Sequence(all), span)
    }

    fn assignment(&mut self) -> Result<Expr, Halt> {
        let left = self.nested(|this| this.climb(1))?;
        let span = left.span;
        if self.cursor.take("?") {
            let yes = self.expression()?;
            self.cursor.expect(":")?;
            let no = self.nested(Self::assignment)?;
            return Expr::new(ExprKind::Conditional(truth(left)?, yes, no), span);
        }
        if self.cursor.take("=") {
            let value = self.nested(Self::assignment)?;
            return Expr::new(ExprKind::Assign { target: place(left)?, value }, span);
        }
        let calls = [("/=", "_div"), ("%=", "_mod")];
        if let Some((_, name)) = calls.into_iter().find(|(sign, _)| self.cursor.take(sign)) {
            let value = self.nested(Self::assignment)?;
            let value = call(name, vec![left.clone(), value], span)?;
            return Expr::new(ExprKind::Assign { target: place(left)?, value }, span);
        }
        let updates = [
            ("+=", Binary::Add),
            ("-=", Binary::Subtract),
            ("*=", Binary::Multiply),
            ("<<=", Binary::ShiftLeft),
            (">>=", Binary::ShiftRight),
            ("&=", Binary::BitAnd),
            ("|=", Binary::BitOr),
            ("^=", Binary::BitXor),
        ];
        match updates.into_iter().find(|(sign, _)| self.cursor.take(sign)) {
            Some((_, operator)) => {
                let value = self.nested(Self::assignment)?;
                Expr::new(ExprKind::Update { target: place(left)?, operator, value }, span)
            }
            None => Ok(left),
        }
    }

    fn unary(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.cursor.take(sign) {
                let target = place(self.nested(Self::unary)?)?;
                return Expr::new(ExprKind::Step { target, by, prefix: true }, span);
            }
        }
        for (sign, operator) in [("-", Unary::Negate), ("+", Unary::Plus), ("~", Unary::Invert)] {
            if self.cursor.take(sign) {
                return Expr::new(ExprKind::Unary(operator, self.nested(Self::unary)?), span);
            }
        }
        if self.cursor.take("!") {
            let value = truth(self.nested(Self::unary)?)?;
            return Expr::new(ExprKind::Unary(Unary::Not, value), span);
        }
        if self.cursor.is("&") || self.cursor.is("*") {
            return self.cursor.unsimulated("a pointer");
        }
        if self.cursor.is_word("sizeof") {
            return self.cursor.unsimulated("sizeof");
        }
        if self.cursor.is("(") && matches!(self.cursor.ahead(1), Kind::Name(name) if TYPES.contains(&&**name)) {
            self.cursor.advance();
            let sort = self.sort()?;
            self.cursor.expect(")")?;
            let value = self.nested(Self::unary)?;
            return match sort {
                Sort::Whole => call("_int", vec![value], span),
                Sort::Broken => call("_float", vec![value], span),
                Sort::Text | Sort::Nothing => Ok(value),
            };
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Result<Expr, Halt> {
        let mut value = self.primary()?;
        loop {
            let span = value.span;
            if self.cursor.take("(") {
                let mut arguments = Vec::new();
                while !self.cursor.take(")") {
                    arguments.push(Argument::Plain(self.assignment()?));
                    if !self.cursor.take(",") && !self.cursor.is(")") {
                        return self.cursor.unexpected();
                    }
                }
                value = call_of(value, arguments, span.to(self.cursor.last()))?;
            } else if self.cursor.take("[") {
                let index = self.expression()?;
                self.cursor.expect("]")?;
                value = call("_at", vec![value, index], span.to(self.cursor.last()))?;
            } else if self.cursor.is("++") || self.cursor.is("--") {
                let by = if self.cursor.take("++") { 1 } else { -1 };
                if by < 0 {
                    self.cursor.advance();
                }
                value = Expr::new(ExprKind::Step { target: place(value)?, by, prefix: false }, span)?;
            } else if self.cursor.is("->") || self.cursor.is(".") {
                return self.cursor.unsimulated("a structure");
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let kind = self.cursor.kind().clone();
        let value = match kind {
            Kind::Int(number) => Expr::leaf(ExprKind::Int(number), span),
            Kind::Float(number) => Expr::leaf(ExprKind::Float(number), span),
            Kind::Letter(letter) => Expr::leaf(ExprKind::Int(i128::from(u32::from(letter))), span),
            Kind::Text(first) => {
                // Neighbours are one text.
                let mut whole = first.to_string();
                while let Kind::Text(next) = self.cursor.ahead(1).clone() {
                    whole += &next;
                    self.cursor.advance();
                }
                text(&whole, span)
            }
            Kind::Name(name) => named(&name, span),
            Kind::Op("(") => {
                self.cursor.advance();
                let value = self.expression()?;
                self.cursor.expect(")")?;
                return Ok(value);
            }
            _ => return self.cursor.unexpected(),
        };
        self.cursor.advance();
        Ok(value)
    }
}

/// A value as a condition: neither zero nor NULL.
fn truth(value: Expr) -> Result<Expr, Halt> {
    use Binary::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    let is_truth = match &*value.kind {
        ExprKind::Binary(operator, ..) => {
            matches!(operator, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual)
        }
        ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Unary(Unary::Not, _) => true,
        _ => false,
    };
    let span = value.span;
    if is_truth { Ok(value) } else { call("_truth", vec![value], span) }
}

/// What can be assigned to: a variable, or an element.
fn place(value: Expr) -> Result<Pattern, Halt> {
    let span = value.span;
    match *value.kind {
        ExprKind::Call { callee, arguments, .. } if matches!(&*callee.kind, ExprKind::Name(name) if &**name == "_at") =>
        {
            let mut plain = arguments.into_iter().filter_map(|argument| match argument {
                Argument::Plain(value) => Some(value),
                _ => None,
            });
            match (plain.next(), plain.next()) {
                (Some(object), Some(index)) => Ok(Pattern::Index { object, index, span }),
                _ => Err(Halt::Unsimulated { span, what: "an assignment to this".into() }),
            }
        }
        kind => target(Expr::leaf(kind, span)),
    }
}
