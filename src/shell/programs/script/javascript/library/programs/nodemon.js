// `nodemon`: runs a program, and stays when it has ended. Files do not change while a command runs, so it starts it once.
const l = require('_layercake');
const fs = require('fs');
const path = require('path');

const at = process.argv[1].lastIndexOf('/node_modules/nodemon/');
const version = JSON.parse(fs.readFileSync(`${process.argv[1].slice(0, at)}/node_modules/nodemon/package.json`, 'utf8')).version;
const say = (text) => l.put(1, `[nodemon] ${text}\n`);
const words = process.argv.slice(2);

function settings() {
  const file = (name, read) => (fs.existsSync(name) ? read(JSON.parse(fs.readFileSync(name, 'utf8'))) || {} : {});
  return Object.assign({}, file('package.json', (found) => found.nodemonConfig), file('nodemon.json', (found) => found));
}

const config = settings();
const watched = [config.watch || []].flat();
let extensions = config.ext;
let [quiet, script, exec] = [false, null, config.exec];
while (words.length) {
  const word = words.shift();
  if (word === '--version' || word === '-v') { console.log(version); process.exit(0); }
  if (word === '-w' || word === '--watch') watched.push(words.shift());
  else if (word === '-e' || word === '--ext') extensions = words.shift();
  else if (word === '-q' || word === '--quiet') quiet = true;
  else if (word === '-x' || word === '--exec') exec = words.shift();
  else if (['-i', '--ignore', '--delay', '-d', '-s', '--signal'].includes(word)) words.shift();
  else if (['-L', '--legacy-watch', '-V', '--verbose', '-I', '--no-stdin', '-C', '--on-change-only'].includes(word) || word.startsWith('--inspect')) continue;
  else if (word.startsWith('-')) l.unsimulated(`the option ${word}`);
  else { script = word; break; }
}

function main() {
  if (script) return script;
  const manifest = fs.existsSync('package.json') ? JSON.parse(fs.readFileSync('package.json', 'utf8')) : {};
  if (manifest.main) return manifest.main;
  const start = manifest.scripts && manifest.scripts.start;
  if (start) {
    const found = start.match(/^node\s+(\S+)$/);
    return found ? found[1] : l.unsimulated(`the start script "${start}"`);
  }
  return 'index.js';
}

let command = exec ? `${exec}${script ? ` ${script}` : ''}` : `node ${[main(), ...words].join(' ')}`;
const parts = command.split(/\s+/);
if (parts[0] !== 'node' || !parts[1] || parts[1].startsWith('-')) l.unsimulated(`the command "${command}"`);
if (!quiet) {
  say(version);
  say('to restart at any time, enter `rs`');
  say(`watching path(s): ${watched.length ? watched.map((one) => (fs.existsSync(one) && fs.statSync(one).isDirectory() ? `${one.replace(/\/$/, '')}/**/*` : one)).join(' ') : '*.*'}`);
  say(`watching extensions: ${extensions ? extensions.split(/[, ]+/).join(',') : 'js,mjs,cjs,json'}`);
  say(`starting \`${command}\``);
}
process.argv = ['/usr/local/bin/node', path.resolve(parts[1]), ...parts.slice(2)];
const file = path.resolve(parts[1]);
const loaded = fs.existsSync(file) ? file : `${file}.js`;
const [said, code] = l.runFile(loaded);
if (said) l.put(2, said);
if (!quiet) say(code === 0 ? 'clean exit - waiting for changes before restart' : 'app crashed - waiting for file changes before starting...');
setInterval(() => {}, 2147483647);
