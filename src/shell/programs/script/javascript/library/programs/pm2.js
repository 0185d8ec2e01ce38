// `pm2-runtime`: starts a program in the foreground. The daemon of `pm2` is not simulated.
const l = require('_layercake');
const fs = require('fs');
const path = require('path');

const words = process.argv.slice(2);
const program = path.basename(process.argv[1]);
if (program === 'pm2') l.unsimulated('its daemon');
const say = (text) => console.log(`${new Date().toISOString().slice(0, 19)}: PM2 log: ${text}`);
let [script, name] = [undefined, undefined];
while (words.length) {
  const word = words.shift();
  if (word === 'start') continue;
  if (word === '--name' || word === '-n') name = words.shift();
  else if (word === '-i' || word === '--instances') { const many = words.shift(); if (many !== '1') l.unsimulated(`a program with ${many} instances`); }
  else if (['--env', '--output', '--error', '--log', '--max-memory-restart'].includes(word)) words.shift();
  else if (word === '--') break;
  else if (word.startsWith('-') && !['--no-autorestart', '--raw', '--no-auto-exit', '--merge-logs'].includes(word)) l.unsimulated(`the option ${word}`);
  else if (!word.startsWith('-') && !script) { script = word; } else if (!word.startsWith('-')) { words.unshift(word); break; }
}
if (!script) l.unsimulated('a command without a program');
if (/\.config\.c?js$|\.json$|\.ya?ml$/.test(script)) {
  if (/ya?ml$/.test(script)) l.unsimulated(`the configuration ${script}`);
  const config = script.endsWith('.json') ? JSON.parse(fs.readFileSync(script, 'utf8')) : l.load(path.resolve(script));
  const apps = config.apps || [config];
  if (apps.length !== 1) l.unsimulated('a configuration of several programs');
  const app = apps[0];
  if (app.instances && app.instances !== 1) l.unsimulated(`a program with ${app.instances} instances`);
  if (app.interpreter && !/node/.test(app.interpreter)) l.unsimulated(`the interpreter ${app.interpreter}`);
  Object.assign(process.env, app.env || {});
  [script, name] = [app.script, app.name || name];
}
if (script === 'npm' || !/\.[cm]?js$/.test(fs.existsSync(path.resolve(script)) ? script : `${script}.js`)) l.unsimulated(`the program ${script}`);
name = name || path.basename(script).replace(/\.[cm]?js$/, '');
say('Launching in no daemon mode');
say(`App [${name}:0] starting in -fork mode-`);
say(`App [${name}:0] online`);
process.argv = ['/usr/local/bin/node', path.resolve(script), ...words];
const [said, code] = l.runFile(script);
if (said) l.put(2, said);
say(`App [${name}:0] exited with code [${code}] via signal [SIGINT]`);
if (code !== 0) l.unsimulated('starting the program again');
process.exit(code);
