const fileURLToPath = (url) => String(url).replace(/^file:\/\//, '');

function parse(text, withQuery) {
  const [before, hash] = String(text).split('#');
  const at = before.indexOf('?');
  const pathname = (at < 0 ? before : before.slice(0, at)).replace(/^[a-z]+:\/\/[^/]*/i, '');
  const search = at < 0 ? null : before.slice(at);
  const query = search === null ? null : search.slice(1);
  const parsed = {};
  if (withQuery) new URLSearchParams(query || '').forEach((value, name) => { parsed[name] = value; });
  return { href: text, pathname, search, query: withQuery ? parsed : query, hash: hash ? '#' + hash : null };
}

module.exports = { URL, URLSearchParams, parse, fileURLToPath, pathToFileURL: (path) => new URL('file://' + path) };
