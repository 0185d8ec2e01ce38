//! A JSON file of bake's as the blocks that it stands for (the HCL specification, `json/spec.md`).

use std::rc::Rc;

use serde_json::Value as Json;

use super::parse::template;
use super::syntax::{Attribute, Block, Body, Expression, Form, Found, Place, Trouble};

/// What a property of the file is, if it is no attribute.
const BLOCKS: &[&str] = &["target", "group", "variable", "function"];

/// A file's blocks.
pub(super) fn parse(file: &str, text: &str) -> Found<Body> {
    let file: Rc<str> = file.into();
    let place = Place { file: file.clone(), start: (1, 1), end: (1, 2) };
    let read: Json = serde_json::from_str(text).map_err(|error| {
        let at = (error.line().max(1), error.column().max(1));
        let place = Place { file: file.clone(), start: at, end: (at.0, at.1 + 1) };
        Trouble::at(&place, "Invalid JSON", "This is no JSON that can be read.")
    })?;
    let Json::Object(properties) = read else {
        let detail =
            "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.";
        return Err(Trouble::at(&place, "Invalid JSON", detail));
    };
    let mut body = Body::default();
    for (name, value) in properties {
        if name == "//" {
            continue;
        }
        if !BLOCKS.contains(&name.as_str()) {
            let value = expression(&place, &value)?;
            body.attributes.push(Attribute { name, place: place.clone(), value });
            continue;
        }
        let Json::Object(labelled) = value else {
            let detail = format!("A JSON object is required, with keys representing the {name} block's labels.");
            return Err(Trouble::at(&place, "Incorrect JSON value type", detail));
        };
        for (label, inner) in labelled {
            for inner in match inner {
                Json::Array(several) => several,
                one => vec![one],
            } {
                let body_of = block(&place, &inner)?;
                body.blocks.push(Block {
                    kind: name.clone(),
                    labels: vec![label.clone()],
                    place: place.clone(),
                    body: body_of,
                });
            }
        }
    }
    Ok(body)
}

fn block(place: &Place, value: &Json) -> Found<Body> {
    let Json::Object(properties) = value else {
        let detail = "Either a JSON object or a JSON array is required here, to define arguments and child blocks.";
        return Err(Trouble::at(place, "Incorrect JSON value type", detail));
    };
    let mut body = Body::default();
    for (name, value) in properties.iter().filter(|(name, _)| *name != "//") {
        let value = expression(place, value)?;
        body.attributes.push(Attribute { name: name.clone(), place: place.clone(), value });
    }
    Ok(body)
}

fn expression(place: &Place, value: &Json) -> Found<Expression> {
    let form = match value {
        Json::Null => Form::Null,
        Json::Bool(value) => Form::Bool(*value),
        Json::Number(number) => Form::Number(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => return template(&place.file, text),
        Json::Array(items) => Form::List(items.iter().map(|item| expression(place, item)).collect::<Found<_>>()?),
        Json::Object(fields) => {
            let field = |(key, value): (&String, &Json)| Ok((template(&place.file, key)?, expression(place, value)?));
            Form::Object(fields.iter().map(field).collect::<Found<_>>()?)
        }
    };
    Ok(Expression { place: place.clone(), form })
}
