//! Redis' commands: their names, how many arguments they take, what they do (Redis' command reference).

use std::collections::BTreeSet;

use super::answer::{Answer, Answered, Words, error};
use super::keys;
use super::store::{Data, Entry, Store};
use crate::clock::Timestamp;

/// A command: its name, arguments at least and at most, what it does.
pub struct Command {
    pub name: &'static str,
    arguments: (usize, usize),
    run: fn(&mut Store, Timestamp, Words<'_>) -> Answered,
}

const MANY: usize = usize::MAX;

const fn row(
    name: &'static str,
    least: usize,
    most: usize,
    run: fn(&mut Store, Timestamp, Words<'_>) -> Answered,
) -> Command {
    Command { name, arguments: (least, most), run }
}

/// All commands that are simulated.
static COMMANDS: &[Command] = &[
    row("APPEND", 2, 2, |store, _, words| {
        let text = keys::text(store, &words[0])?.unwrap_or_default() + &words[1];
        let length = text.len() as i64;
        keys::put_text(store, &words[0], text);
        Ok(Answer::Number(length))
    }),
    row("AUTH", 1, 2, |_, _, _| {
        Err(error(
            "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
        ))
    }),
    row("BGSAVE", 0, 1, |_, _, _| Ok(Answer::Status("Background saving started"))),
    row("DBSIZE", 0, 0, |store, _, _| Ok(Answer::Number(store.keys.len() as i64))),
    row("DECR", 1, 1, |store, _, words| keys::add(store, &words[0], -1)),
    row("DECRBY", 2, 2, |store, _, words| {
        let by = keys::integer(&words[1])?.checked_neg();
        keys::add(store, &words[0], by.ok_or_else(|| error("ERR decrement would overflow"))?)
    }),
    row("DEL", 1, MANY, |store, _, words| Ok(keys::delete(store, words))),
    row("ECHO", 1, 1, |_, _, words| Ok(Answer::Text(words[0].clone()))),
    row("EXISTS", 1, MANY, |store, _, words| {
        Ok(Answer::Number(words.iter().filter(|key| store.keys.contains_key(*key)).count() as i64))
    }),
    row("EXPIRE", 2, 3, |store, now, words| keys::expire(store, now, &words[0], &words[1], 1_000_000_000)),
    row("PEXPIRE", 2, 3, |store, now, words| keys::expire(store, now, &words[0], &words[1], 1_000_000)),
    row("FLUSHALL", 0, 1, |store, _, _| {
        store.keys.clear();
        Ok(Answer::Status("OK"))
    }),
    row("FLUSHDB", 0, 1, |store, _, _| {
        store.keys.clear();
        Ok(Answer::Status("OK"))
    }),
    row("GET", 1, 1, |store, _, words| Ok(Answer::of(keys::text(store, &words[0])?))),
    row("GETDEL", 1, 1, |store, _, words| {
        let text = keys::text(store, &words[0])?;
        store.keys.remove(&words[0]);
        Ok(Answer::of(text))
    }),
    row("GETSET", 2, 2, |store, _, words| {
        let text = keys::text(store, &words[0])?;
        keys::put_text(store, &words[0], words[1].clone());
        Ok(Answer::of(text))
    }),
    row("HDEL", 2, MANY, |store, _, words| {
        let Some(hash) = keys::hash(store, &words[0], false)? else { return Ok(Answer::Number(0)) };
        let gone = words.iter().skip(1).filter(|field| hash.remove(*field).is_some()).count();
        keys::tidy(store, &words[0]);
        Ok(Answer::Number(gone as i64))
    }),
    row("HEXISTS", 2, 2, |store, _, words| {
        let hash = keys::hash(store, &words[0], false)?;
        Ok(Answer::Number(i64::from(hash.is_some_and(|hash| hash.contains_key(&words[1])))))
    }),
    row("HGET", 2, 2, |store, _, words| {
        Ok(Answer::of(keys::hash(store, &words[0], false)?.and_then(|hash| hash.get(&words[1]).cloned())))
    }),
    row("HGETALL", 1, 1, |store, _, words| {
        let hash = keys::hash(store, &words[0], false)?.cloned().unwrap_or_default();
        Ok(Answer::texts(hash.into_iter().flat_map(|(field, value)| [field, value])))
    }),
    row("HINCRBY", 3, 3, |store, _, words| {
        let by = keys::integer(&words[2])?;
        let before = keys::hash(store, &words[0], false)?.and_then(|hash| hash.get(&words[1]).cloned());
        let before = before.map_or(Ok(0), |value| value.parse::<i64>());
        let before = before.map_err(|_| error("ERR hash value is not an integer"))?;
        let sum = before.checked_add(by).ok_or_else(|| error("ERR increment or decrement would overflow"))?;
        if let Some(hash) = keys::hash(store, &words[0], true)? {
            hash.insert(words[1].clone(), sum.to_string());
        }
        Ok(Answer::Number(sum))
    }),
    row("HKEYS", 1, 1, |store, _, words| {
        Ok(Answer::texts(keys::hash(store, &words[0], false)?.cloned().unwrap_or_default().into_keys()))
    }),
    row("HLEN", 1, 1, |store, _, words| {
        Ok(Answer::Number(keys::hash(store, &words[0], false)?.map_or(0, |hash| hash.len()) as i64))
    }),
    row("HMSET", 3, MANY, |store, _, words| keys::set_fields(store, words).map(|_| Answer::Status("OK"))),
    row("HSET", 3, MANY, |store, _, words| keys::set_fields(store, words).map(Answer::Number)),
    row("HVALS", 1, 1, |store, _, words| {
        Ok(Answer::texts(keys::hash(store, &words[0], false)?.cloned().unwrap_or_default().into_values()))
    }),
    row("INCR", 1, 1, |store, _, words| keys::add(store, &words[0], 1)),
    row("INCRBY", 2, 2, |store, _, words| keys::add(store, &words[0], keys::integer(&words[1])?)),
    row("INFO", 0, 1, |store, _, words| Ok(Answer::Text(keys::info(store, words.first())))),
    row("KEYS", 1, 1, |store, _, words| {
        let pattern = crate::shell::pattern::Pattern::new(&words[0]);
        Ok(Answer::texts(store.keys.keys().filter(|key| pattern.matches(key)).cloned()))
    }),
    row("LINDEX", 2, 2, |store, _, words| {
        let at = keys::integer(&words[1])?;
        let list = keys::list(store, &words[0], false)?.cloned().unwrap_or_default();
        let at = if at < 0 { at.saturating_add(keys::length(list.len())) } else { at };
        Ok(Answer::of(usize::try_from(at).ok().and_then(|at| list.get(at).cloned())))
    }),
    row("LLEN", 1, 1, |store, _, words| {
        Ok(Answer::Number(keys::list(store, &words[0], false)?.map_or(0, |list| list.len()) as i64))
    }),
    row("LPOP", 1, 1, |store, _, words| keys::pop(store, &words[0], true)),
    row("LPUSH", 2, MANY, |store, _, words| keys::push(store, words, true)),
    row("LRANGE", 3, 3, |store, _, words| {
        let list = keys::list(store, &words[0], false)?.cloned().unwrap_or_default();
        Ok(Answer::texts(keys::range(&list, keys::integer(&words[1])?, keys::integer(&words[2])?)))
    }),
    row("MGET", 1, MANY, |store, _, words| {
        Ok(Answer::Array(words.iter().map(|key| Answer::of(keys::text(store, key).ok().flatten())).collect()))
    }),
    row("MSET", 2, MANY, |store, _, words| {
        if words.len() % 2 == 1 {
            return Err(error("ERR wrong number of arguments for 'mset' command"));
        }
        words.chunks(2).for_each(|pair| keys::put_text(store, &pair[0], pair[1].clone()));
        Ok(Answer::Status("OK"))
    }),
    row("PERSIST", 1, 1, |store, _, words| {
        let entry = store.keys.get_mut(&words[0]);
        Ok(Answer::Number(i64::from(entry.is_some_and(|entry| entry.until.take().is_some()))))
    }),
    row("PING", 0, 1, |_, _, words| {
        Ok(words.first().map_or(Answer::Status("PONG"), |word| Answer::Text(word.clone())))
    }),
    row("QUIT", 0, 0, |_, _, _| Ok(Answer::Status("OK"))),
    row("RENAME", 2, 2, |store, _, words| {
        let entry = store.keys.remove(&words[0]).ok_or_else(|| error("ERR no such key"))?;
        store.keys.insert(words[1].clone(), entry);
        Ok(Answer::Status("OK"))
    }),
    row("RPOP", 1, 1, |store, _, words| keys::pop(store, &words[0], false)),
    row("RPUSH", 2, MANY, |store, _, words| keys::push(store, words, false)),
    row("SADD", 2, MANY, |store, _, words| {
        let mut all = BTreeSet::new();
        let set = keys::set(store, &words[0], true)?.unwrap_or(&mut all);
        Ok(Answer::Number(words.iter().skip(1).filter(|member| set.insert((*member).clone())).count() as i64))
    }),
    row("SAVE", 0, 0, |_, _, _| Ok(Answer::Status("OK"))),
    row("SCARD", 1, 1, |store, _, words| {
        Ok(Answer::Number(keys::set(store, &words[0], false)?.map_or(0, |set| set.len()) as i64))
    }),
    row("SELECT", 1, 1, |_, _, words| match words[0].as_str() {
        "0" => Ok(Answer::Status("OK")),
        _ => Err(error("layercake: redis: databases besides 0 are not simulated")),
    }),
    row("SET", 2, MANY, keys::set_command),
    row("SETEX", 3, 3, |store, now, words| {
        let seconds = keys::integer(&words[1])?;
        if seconds <= 0 {
            return Err(error("ERR invalid expire time in 'setex' command"));
        }
        let until = Some(keys::moment(now, seconds, 1_000_000_000, "setex")?);
        store.keys.insert(words[0].clone(), Entry { data: Data::Text(words[2].clone()), until });
        Ok(Answer::Status("OK"))
    }),
    row("SETNX", 2, 2, |store, _, words| {
        let free = !store.keys.contains_key(&words[0]);
        if free {
            keys::put_text(store, &words[0], words[1].clone());
        }
        Ok(Answer::Number(i64::from(free)))
    }),
    row("SISMEMBER", 2, 2, |store, _, words| {
        let set = keys::set(store, &words[0], false)?;
        Ok(Answer::Number(i64::from(set.is_some_and(|set| set.contains(&words[1])))))
    }),
    row("SMEMBERS", 1, 1, |store, _, words| {
        Ok(Answer::texts(keys::set(store, &words[0], false)?.cloned().unwrap_or_default()))
    }),
    row("SREM", 2, MANY, |store, _, words| {
        let Some(set) = keys::set(store, &words[0], false)? else { return Ok(Answer::Number(0)) };
        let gone = words.iter().skip(1).filter(|member| set.remove(*member)).count();
        keys::tidy(store, &words[0]);
        Ok(Answer::Number(gone as i64))
    }),
    row("STRLEN", 1, 1, |store, _, words| {
        Ok(Answer::Number(keys::text(store, &words[0])?.map_or(0, |text| text.len()) as i64))
    }),
    row("TTL", 1, 1, |store, now, words| Ok(keys::left(store, now, &words[0], 1_000_000_000))),
    row("PTTL", 1, 1, |store, now, words| Ok(keys::left(store, now, &words[0], 1_000_000))),
    row("TYPE", 1, 1, |store, _, words| {
        Ok(Answer::Status(match store.keys.get(&words[0]).map(|entry| &entry.data) {
            None => "none",
            Some(Data::Text(_)) => "string",
            Some(Data::List(_)) => "list",
            Some(Data::Hash(_)) => "hash",
            Some(Data::Set(_)) => "set",
            Some(Data::Sorted(_)) => "zset",
        }))
    }),
    row("UNLINK", 1, MANY, |store, _, words| Ok(keys::delete(store, words))),
    row("ZADD", 3, MANY, keys::add_scores),
    row("ZCARD", 1, 1, |store, _, words| Ok(Answer::Number(keys::ranked(store, &words[0])?.len() as i64))),
    row("ZRANGE", 3, 5, keys::by_rank),
    row("ZREVRANGE", 3, 5, keys::by_rank_reversed),
    row("ZSCORE", 2, 2, |store, _, words| {
        let found = keys::ranked(store, &words[0])?.into_iter().find(|(member, _)| *member == words[1]);
        Ok(Answer::of(found.map(|(_, score)| score.in_redis())))
    }),
];

/// Runs a command, its name first. `None`: it is not simulated.
pub fn run(store: &mut Store, now: Timestamp, words: Words<'_>) -> Option<Answer> {
    let (name, arguments) = words.split_first()?;
    let command = COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name))?;
    let (least, most) = command.arguments;
    if !(least..=most).contains(&arguments.len()) {
        let name = name.to_lowercase();
        return Some(error(&format!("ERR wrong number of arguments for '{name}' command")));
    }
    Some((command.run)(store, now, arguments).unwrap_or_else(|error| error))
}
