const l = require('_layercake');

function normalize(path) {
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length && parts[parts.length - 1] !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  const whole = parts.join('/');
  const end = path.endsWith('/') && whole ? '/' : '';
  return (path.startsWith('/') ? '/' + whole : whole || '.') + (whole ? end : '');
}

const join = (...parts) => normalize(parts.filter((part) => part !== '').join('/') || '.');

function resolve(...parts) {
  let whole = '';
  for (const part of [l.cwd(), ...parts]) {
    if (part === '') continue;
    whole = part.startsWith('/') ? part : whole + '/' + part;
  }
  const path = normalize(whole);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function dirname(path) {
  const at = path.replace(/\/+$/, '').lastIndexOf('/');
  return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
}

function basename(path, ending) {
  const name = path.replace(/\/+$/, '').split('/').pop();
  return ending && name.endsWith(ending) ? name.slice(0, name.length - ending.length) : name;
}

function extname(path) {
  const name = basename(path);
  const at = name.lastIndexOf('.');
  return at <= 0 ? '' : name.slice(at);
}

function relative(from, to) {
  const a = resolve(from).split('/').filter((part) => part), b = resolve(to).split('/').filter((part) => part);
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}

const parse = (path) => ({
  root: path.startsWith('/') ? '/' : '', dir: dirname(path), base: basename(path), ext: extname(path),
  name: basename(path, extname(path)),
});

const all = { normalize, join, resolve, dirname, basename, extname, relative, parse, sep: '/', delimiter: ':',
  isAbsolute: (path) => path.startsWith('/') };
all.posix = all;
module.exports = all;
