//! What Redis' commands do to a key.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, Answered, Words, error};
use super::store::{Data, Entry, Store};
use crate::clock::Timestamp;
use crate::shell::programs::servers::number::Number;

fn wrong_type() -> Answer {
    error("WRONGTYPE Operation against a key holding the wrong kind of value")
}

/// A whole number among the arguments.
pub fn integer(text: &str) -> Result<i64, Answer> {
    text.parse().map_err(|_| error("ERR value is not an integer or out of range"))
}

pub fn text(store: &Store, key: &str) -> Result<Option<String>, Answer> {
    match store.keys.get(key).map(|entry| &entry.data) {
        None => Ok(None),
        Some(Data::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong_type()),
    }
}

/// Sets a text; how long the key lives is as before.
pub fn put_text(store: &mut Store, key: &str, text: String) {
    let until = store.keys.get(key).and_then(|entry| entry.until);
    store.keys.insert(key.into(), Entry { data: Data::Text(text), until });
}

fn data<'s>(store: &'s mut Store, key: &str, empty: Option<Data>) -> Option<&'s mut Data> {
    match empty {
        Some(data) => Some(&mut store.keys.entry(key.into()).or_insert(Entry { data, until: None }).data),
        None => store.keys.get_mut(key).map(|entry| &mut entry.data),
    }
}

/// The list at a key; `make`: a new one if there is none.
pub fn list<'s>(store: &'s mut Store, key: &str, make: bool) -> Result<Option<&'s mut Vec<String>>, Answer> {
    match data(store, key, make.then(|| Data::List(Vec::new()))) {
        None => Ok(None),
        Some(Data::List(list)) => Ok(Some(list)),
        Some(_) => Err(wrong_type()),
    }
}

/// The hash at a key.
pub fn hash<'s>(
    store: &'s mut Store,
    key: &str,
    make: bool,
) -> Result<Option<&'s mut BTreeMap<String, String>>, Answer> {
    match data(store, key, make.then(|| Data::Hash(BTreeMap::new()))) {
        None => Ok(None),
        Some(Data::Hash(hash)) => Ok(Some(hash)),
        Some(_) => Err(wrong_type()),
    }
}

/// The set at a key.
pub fn set<'s>(store: &'s mut Store, key: &str, make: bool) -> Result<Option<&'s mut BTreeSet<String>>, Answer> {
    match data(store, key, make.then(|| Data::Set(BTreeSet::new()))) {
        None => Ok(None),
        Some(Data::Set(set)) => Ok(Some(set)),
        Some(_) => Err(wrong_type()),
    }
}

/// Members by their scores.
pub fn ranked(store: &mut Store, key: &str) -> Result<Vec<(String, Number)>, Answer> {
    let mut all: Vec<(String, Number)> = match store.keys.get(key).map(|entry| &entry.data) {
        None => Vec::new(),
        Some(Data::Sorted(all)) => all.iter().map(|(member, score)| (member.clone(), *score)).collect(),
        Some(_) => return Err(wrong_type()),
    };
    all.sort_by(|left, right| left.1.0.total_cmp(&right.1.0));
    Ok(all)
}

pub fn add_scores(store: &mut Store, _: Timestamp, words: Words<'_>) -> Answered {
    let mut pairs = Vec::new();
    for pair in words.get(1..).unwrap_or_default().chunks(2) {
        let [score, member] = pair else { return Err(error("ERR syntax error")) };
        let score = score.parse::<f64>().ok().filter(|score| !score.is_nan());
        pairs.push((member, score.ok_or_else(|| error("ERR value is not a valid float"))?));
    }
    let Some(Data::Sorted(all)) = data(store, &words[0], Some(Data::Sorted(BTreeMap::new()))) else {
        return Err(wrong_type());
    };
    let added = pairs.into_iter().filter(|(member, score)| all.insert(member.to_string(), Number(*score)).is_none());
    Ok(Answer::Number(length(added.count())))
}

pub fn by_rank(store: &mut Store, now: Timestamp, words: Words<'_>) -> Answered {
    let reversed = words.iter().skip(3).any(|word| word.eq_ignore_ascii_case("REV"));
    members(store, now, words, reversed)
}

pub fn by_rank_reversed(store: &mut Store, now: Timestamp, words: Words<'_>) -> Answered {
    members(store, now, words, true)
}

fn members(store: &mut Store, _: Timestamp, words: Words<'_>, reversed: bool) -> Answered {
    let mut all = ranked(store, &words[0])?;
    if reversed {
        all.reverse();
    }
    let scores = words.iter().skip(3).any(|word| word.eq_ignore_ascii_case("WITHSCORES"));
    let chosen = range(&all, integer(&words[1])?, integer(&words[2])?);
    Ok(Answer::texts(
        chosen.into_iter().flat_map(|(member, score)| std::iter::once(member).chain(scores.then(|| score.in_redis()))),
    ))
}

/// Elements from `first` to `last`, both counted from the end if they are negative.
pub fn range<T: Clone>(all: &[T], first: i64, last: i64) -> Vec<T> {
    let count = length(all.len());
    let from_end = |place: i64| if place < 0 { place.saturating_add(count) } else { place };
    let (from, to) = (from_end(first).max(0), from_end(last).min(count - 1));
    if from > to {
        return Vec::new();
    }
    all.get(from as usize..=to as usize).map(<[T]>::to_vec).unwrap_or_default()
}

/// How many there are, as an answer says it.
pub fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Removes a key whose value is empty now.
pub fn tidy(store: &mut Store, key: &str) {
    let empty = match store.keys.get(key).map(|entry| &entry.data) {
        Some(Data::List(list)) => list.is_empty(),
        Some(Data::Hash(hash)) => hash.is_empty(),
        Some(Data::Set(set)) => set.is_empty(),
        Some(Data::Sorted(all)) => all.is_empty(),
        Some(Data::Text(_)) | None => false,
    };
    if empty {
        store.keys.remove(key);
    }
}

pub fn push(store: &mut Store, words: Words<'_>, front: bool) -> Answered {
    let mut nothing = Vec::new();
    let list = list(store, &words[0], true)?.unwrap_or(&mut nothing);
    let new = words.iter().skip(1).cloned();
    match front {
        true => drop(list.splice(0..0, new.rev())),
        false => list.extend(new),
    }
    Ok(Answer::Number(length(list.len())))
}

pub fn pop(store: &mut Store, key: &str, front: bool) -> Answered {
    let Some(list) = list(store, key, false)? else { return Ok(Answer::Nil) };
    let popped = if front && !list.is_empty() { Some(list.remove(0)) } else { list.pop() };
    tidy(store, key);
    Ok(Answer::of(popped))
}

pub fn delete(store: &mut Store, keys: Words<'_>) -> Answer {
    Answer::Number(keys.iter().filter(|key| store.keys.remove(*key).is_some()).count() as i64)
}

pub fn add(store: &mut Store, key: &str, by: i64) -> Answered {
    let value = text(store, key)?.unwrap_or_else(|| "0".into());
    let sum = integer(&value)?.checked_add(by);
    let sum = sum.ok_or_else(|| error("ERR increment or decrement would overflow"))?;
    put_text(store, key, sum.to_string());
    Ok(Answer::Number(sum))
}

pub fn set_fields(store: &mut Store, words: Words<'_>) -> Result<i64, Answer> {
    let pairs = words.get(1..).unwrap_or_default();
    if pairs.len() % 2 == 1 {
        return Err(error("ERR wrong number of arguments for 'hset' command"));
    }
    let mut nothing = BTreeMap::new();
    let hash = hash(store, &words[0], true)?.unwrap_or(&mut nothing);
    Ok(pairs.chunks(2).filter(|pair| hash.insert(pair[0].clone(), pair[1].clone()).is_none()).count() as i64)
}

/// The moment in so many units from now; Redis refuses what its clock has no room for.
pub fn moment(now: Timestamp, time: i64, unit: i64, command: &str) -> Result<Timestamp, Answer> {
    let nanos = time.checked_mul(unit).filter(|nanos| now.since(Timestamp::default()).checked_add(*nanos).is_some());
    let nanos = nanos.ok_or_else(|| error(&format!("ERR invalid expire time in '{command}' command")))?;
    Ok(now.plus(nanos))
}

pub fn expire(store: &mut Store, now: Timestamp, key: &str, time: &str, unit: i64) -> Answered {
    let time = integer(time)?;
    let until = moment(now, time, unit, "expire")?;
    let Some(entry) = store.keys.get_mut(key) else { return Ok(Answer::Number(0)) };
    // What is over already is gone at once.
    match time > 0 {
        true => entry.until = Some(until),
        false => drop(store.keys.remove(key)),
    }
    Ok(Answer::Number(1))
}

/// How long a key still lives; -1: for ever, -2: there is none.
pub fn left(store: &Store, now: Timestamp, key: &str, unit: i64) -> Answer {
    Answer::Number(match store.keys.get(key) {
        None => -2,
        Some(Entry { until: None, .. }) => -1,
        Some(Entry { until: Some(until), .. }) => (until.since(now) + unit / 2) / unit,
    })
}

/// `SET key value [NX | XX] [GET] [EX s | PX ms | KEEPTTL]`
pub fn set_command(store: &mut Store, now: Timestamp, words: Words<'_>) -> Answered {
    let mut until = None;
    let (mut only_new, mut only_old, mut get, mut keep) = (false, false, false, false);
    let mut options = words.iter().skip(2);
    while let Some(option) = options.next() {
        match option.to_ascii_uppercase().as_str() {
            "NX" => only_new = true,
            "XX" => only_old = true,
            "GET" => get = true,
            "KEEPTTL" => keep = true,
            unit @ ("EX" | "PX") => {
                let time = integer(options.next().map_or("", String::as_str))?;
                if time <= 0 {
                    return Err(error("ERR invalid expire time in 'set' command"));
                }
                let nanos = if unit == "EX" { 1_000_000_000 } else { 1_000_000 };
                until = Some(moment(now, time, nanos, "set")?);
            }
            _ => return Err(error("ERR syntax error")),
        }
    }
    let before = if get { text(store, &words[0])? } else { None };
    let there = store.keys.get(&words[0]);
    if only_new && there.is_some() || only_old && there.is_none() {
        return Ok(Answer::of(before));
    }
    let until = if keep { there.and_then(|entry| entry.until) } else { until };
    store.keys.insert(words[0].clone(), Entry { data: Data::Text(words[1].clone()), until });
    Ok(if get { Answer::of(before) } else { Answer::Status("OK") })
}

/// A few sections of `INFO`.
pub fn info(store: &Store, section: Option<&String>) -> String {
    let expires = store.keys.values().filter(|entry| entry.until.is_some()).count();
    let keyspace = match store.keys.len() {
        0 => "# Keyspace\r\n".to_string(),
        count => format!("# Keyspace\r\ndb0:keys={count},expires={expires},avg_ttl=0,subexpiry=0\r\n"),
    };
    let replication = "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n";
    let persistence = "# Persistence\r\nloading:0\r\nrdb_bgsave_in_progress:0\r\naof_enabled:0\r\n";
    match section.map(|section| section.to_ascii_lowercase()).as_deref() {
        Some("keyspace") => keyspace,
        Some("replication") => replication.into(),
        Some("persistence") => persistence.into(),
        _ => format!(
            "# Server\r\nredis_mode:standalone\r\ntcp_port:6379\r\n\r\n{persistence}\r\n{replication}\r\n{keyspace}"
        ),
    }
}
