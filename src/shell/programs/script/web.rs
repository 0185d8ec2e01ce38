//! HTTP as programs have it: requests as values, answers out of values.

use bytes::Bytes;

use super::arguments::Arguments;
use super::heap::Object;
use super::value::{Dict, Value};
use super::vm::Vm;
use super::{ErrorKind, Fault};
use crate::content::Rope;
use crate::shell::{HttpAsked, HttpReply, HttpRequest, Language};

/// A server that listens.
#[derive(Clone, Debug)]
pub struct Listener {
    pub port: u16,
    /// Where it listens; empty: at all addresses.
    pub address: String,
    /// Called with each request.
    pub handler: Value,
}

/// A request as a value: a dictionary, or an object of JavaScript's.
pub fn request_value(vm: &mut Vm<'_, '_>, request: &HttpRequest) -> Result<Value, Fault> {
    let mut headers = Dict::default();
    for (name, value) in &request.asked.headers {
        let name = match vm.dialect.language() {
            Language::JavaScript => name.to_ascii_lowercase(),
            _ => name.clone(),
        };
        headers.put(name, Value::text(value));
    }
    let headers = table(vm, headers)?;
    let body = vm.text(String::from_utf8_lossy(&request.asked.body))?;
    let mut fields = Dict::default();
    for (name, value) in [
        ("method", Value::text(&request.asked.method)),
        ("target", Value::text(&request.target)),
        ("headers", headers),
        ("body", body),
        ("from", Value::text(&request.from)),
        ("port", Value::Float(f64::from(request.port))),
    ] {
        fields.put(name, value);
    }
    table(vm, fields)
}

fn table(vm: &mut Vm<'_, '_>, entries: Dict) -> Result<Value, Fault> {
    match vm.dialect.language() {
        Language::JavaScript => {
            let record = super::heap::Record { fields: entries, ..Default::default() };
            vm.heap.value(Object::Record(record))
        }
        _ => vm.heap.value(Object::Dict(entries)),
    }
}

/// Gives a request to the function that listens.
pub fn dispatch(vm: &mut Vm<'_, '_>, listener: &Listener, request: HttpRequest) -> Result<(), Fault> {
    let value = request_value(vm, &request)?;
    vm.call(&listener.handler, Arguments::of(vec![value])).map(drop)
}

/// `respond(status, headers, body)`: headers are pairs, the body is a text or bytes.
pub fn respond(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<(), Fault> {
    let status = u16::try_from(a.int(vm, 0, 200)?).unwrap_or(500);
    let mut headers = Vec::new();
    for pair in vm.collect(&a.at(1))? {
        let pair = vm.collect(&pair)?;
        if let [name, value] = pair.as_slice() {
            headers.push((vm.shown(name)?, vm.shown(value)?));
        }
    }
    let body = body(vm, &a.at(2))?;
    vm.process.system.respond(HttpReply { status, headers, body: Rope::from(body) });
    Ok(())
}

fn body(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Vec<u8>, Fault> {
    match (value, vm.heap.of(value)) {
        (_, Some(Object::Bytes(bytes))) => Ok(bytes.clone()),
        _ if value.is_nothing() => Ok(Vec::new()),
        _ => Ok(vm.shown(value)?.into_bytes()),
    }
}

/// `fetch(method, url)`: status, headers as pairs, body; an error is a text.
pub fn fetch(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (method, url) = (a.text(vm, 0)?, a.text(vm, 1)?);
    match vm.process.system.http(&url, &HttpAsked { method, ..HttpAsked::default() }) {
        Ok(reply) => {
            let bytes = match reply.body.bytes_up_to(1 << 20) {
                Ok(bytes) => bytes,
                Err(_) => Bytes::new(),
            };
            let mut headers = Vec::new();
            for (name, value) in &reply.headers {
                let pair = vec![Value::text(name), Value::text(value)];
                headers.push(vm.list(pair)?);
            }
            let headers = vm.list(headers)?;
            let body = vm.text(String::from_utf8_lossy(&bytes))?;
            vm.list(vec![Value::Int(i128::from(reply.status)), headers, body])
        }
        Err(words) => Err(vm.error(ErrorKind::System, words)),
    }
}
