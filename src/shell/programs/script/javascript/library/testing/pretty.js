// Values as Jest and Vitest print them (pretty-format), and how two of them differ (jest-diff).
const l = require('_layercake');
const { diff } = require('_diff');

// Levels that are shown, and the lines that stand around a difference.
const [DEEPEST, AROUND] = [30, 5];

const quoted = (text) => '"' + text.replace(/\\/g, '\\\\').replace(/"/g, '\\"') + '"';
const nameOf = (value) => (value && value.constructor && value.constructor.name) || 'Object';

function plain(value, kind) {
  if (kind === 'string') return quoted(value);
  if (kind === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (kind === 'bigint') return `${value}n`;
  if (kind === 'function' || kind === 'class') return value['_#mock'] ? `[MockFunction${value['_#name'] === 'jest.fn()' ? '' : ` ${value['_#name']}`}]` : `[Function ${value.name || 'anonymous'}]`;
  if (kind === 'regexp') return String(value);
  if (kind === 'promise') return 'Promise {}';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return `[${value.name}: ${value.message}]`;
  return String(value);
}

// `how.min`: on one line; `how.bare`: without the names of plain objects and arrays.
function pretty(value, how = { min: true }, indent = '', seen = []) {
  const kind = l.kind(value);
  if (value && value['_#shown']) return value['_#shown']((inner) => pretty(inner, how, indent, seen));
  if (!['array', 'object', 'map', 'set', 'bytes'].includes(kind) || value instanceof Date || value instanceof Error) return plain(value, kind);
  if (seen.includes(value)) return '[Circular]';
  if (seen.length > DEEPEST) return kind === 'array' ? '[Array]' : '[Object]';
  const deeper = [...seen, value];
  const inside = indent + '  ';
  const show = (one) => pretty(one, how, inside, deeper);
  let [name, open, close, items] = [nameOf(value), '{', '}', []];
  if (kind === 'array') [name, open, close, items] = ['Array', '[', ']', value.map(show)];
  else if (kind === 'map') [name, items] = ['Map', [...value.entries()].map(([key, one]) => `${show(key)} => ${show(one)}`)];
  else if (kind === 'set') [name, items] = ['Set', [...value].map(show)];
  else if (kind === 'bytes') [name, open, close, items] = ['Buffer', '[', ']', [...value.values()].map(show)];
  else items = Object.keys(value).sort().map((key) => `${quoted(key)}: ${show(value[key])}`);
  const usual = (kind === 'array' && how.min) || (kind === 'array' && how.bare) || (kind === 'object' && name === 'Object' && (how.min || how.bare));
  const head = usual ? open : `${name} ${open}`;
  if (!items.length) return head + close;
  if (how.min) return `${head}${items.join(', ')}${close}`;
  return `${head}\n${items.map((item) => `${inside}${item},\n`).join('')}${indent}${close}`;
}

// Groups of lines that differ, with the lines around them.
function hunks(pieces) {
  const changed = pieces.map((piece, at) => (piece[0] === ' ' ? -1 : at)).filter((at) => at >= 0);
  const groups = [];
  for (const at of changed) {
    const last = groups[groups.length - 1];
    if (last && at - last.end <= AROUND * 2 + 1) last.end = at;
    else groups.push({ start: at, end: at });
  }
  return groups.map(({ start, end }) => ({ from: Math.max(0, start - AROUND), to: Math.min(pieces.length, end + AROUND + 1) }));
}

// Lines with `-` for what was expected and `+` for what was received.
function compared(expected, received) {
  const pieces = changes(diff(expected, received));
  const groups = hunks(pieces);
  const whole = groups.length === 1 && groups[0].from === 0 && groups[0].to === pieces.length;
  const lines = [];
  for (const { from, to } of groups) {
    if (!whole) {
      const count = (list, sign) => list.filter((piece) => piece[0] === ' ' || piece[0] === sign).length;
      const [before, here] = [pieces.slice(0, from), pieces.slice(from, to)];
      lines.push(`@@ -${count(before, '-') + 1},${count(here, '-')} +${count(before, '+') + 1},${count(here, '+')} @@`);
    }
    for (const [sign, line] of pieces.slice(from, to)) lines.push(line === '' && sign === ' ' ? '' : `${sign} ${line}`.trimEnd());
  }
  const count = (sign) => pieces.filter((piece) => piece[0] === sign).length;
  return { lines, removed: count('-'), added: count('+') };
}

// What is gone stands before what is new.
function changes(pieces) {
  const out = [];
  let [gone, come] = [[], []];
  const flush = () => { out.push(...gone, ...come); [gone, come] = [[], []]; };
  for (const piece of pieces) {
    if (piece[0] === '-') gone.push(piece);
    else if (piece[0] === '+') come.push(piece);
    else { flush(); out.push(piece); }
  }
  flush();
  return out;
}

module.exports = { pretty, compared, quoted };
