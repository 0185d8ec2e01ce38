// `tsx` and `ts-node`: what is JavaScript already runs; TypeScript is not simulated.
const l = require('_layercake');
const path = require('path');

const words = process.argv.slice(2);
if (words[0] === 'watch') words.shift();
if (!words.length || words[0].startsWith('-')) l.unsimulated(words.length ? `the option ${words[0]}` : 'its prompt');
if (/\.[cm]?tsx?$/.test(words[0])) l.unsimulated(`TypeScript (${words[0]})`);
process.argv = ['/usr/local/bin/node', path.resolve(words[0]), ...words.slice(1)];
l.load(words[0]);
