// Places in files: the lines around one, and stacks as Jest shows them (@babel/code-frame, jest-message-util).
const l = require('_layercake');

function places(stack) {
  return String(stack).split('\n').filter((line) => line.startsWith('    at ')).map((line) => {
    const found = line.match(/^ {4}at (?:(.*) \()?([^()\s]+):(\d+):(\d+)\)?$/);
    return found && { name: found[1] || '', file: found[2], line: Number(found[3]), column: Number(found[4]) };
  }).filter((place) => place && place.file.startsWith('/'));
}

const texts = new Map();
function lines(file) {
  if (!texts.has(file)) {
    let text = '';
    try { text = l.read(file).toString(); } catch (error) { text = ''; }
    texts.set(file, text.split('\n'));
  }
  return texts.get(file);
}

// The lines around a place, with a sign below its column.
function frame(place, above = 2, below = 3) {
  const all = lines(place.file);
  if (all.length < 2 && !all[0]) return [];
  const from = Math.max(1, place.line - above);
  const to = Math.min(all.length, place.line + below);
  const width = String(to).length;
  const out = [];
  for (let number = from; number <= to; number += 1) {
    const text = all[number - 1];
    out.push(`${number === place.line ? '>' : ' '} ${String(number).padStart(width)} |${text ? ` ${text}` : ''}`);
    if (number === place.line) out.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, place.column - 1))}^`);
  }
  return out;
}

// What is called at a place, as it stands there.
function called(place) {
  const found = (lines(place.file)[place.line - 1] || '').slice(place.column - 1).match(/^[A-Za-z_$][\w$]*/);
  return found && !['new', 'throw', 'await', 'function', 'async'].includes(found[0]) ? found[0] : undefined;
}

// Lines of a stack; each names what was called there, or else the function that it stands in.
function shown(all, root, bare = false) {
  const path = require('path');
  return all.map((place, at) => {
    const outermost = at === all.length - 1;
    let name = called(place) || place.name || (outermost && !bare ? '<anonymous>' : '');
    if (outermost && name && !bare) name = `Object.${name.replace(/^Object\./, '')}`;
    return `at ${name ? `${name} (` : ''}${path.relative(root, place.file)}:${place.line}:${place.column}${name ? ')' : ''}`;
  });
}

module.exports = { places, frame, shown, lines };
