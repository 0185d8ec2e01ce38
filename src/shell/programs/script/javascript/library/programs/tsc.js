// `tsc` where it only checks (`-b`, `--noEmit`, as templates of Vite's do before they build): projects and modules are found or
// missed as in life. Types are not checked, and no JavaScript is written.
const l = require('_layercake');
const fs = require('fs');
const path = require('path');

const words = process.argv.slice(2);
const version = JSON.parse(fs.readFileSync(`${process.argv[1].replace(/\/node_modules\/typescript\/.*/, '/node_modules/typescript')}/package.json`, 'utf8')).version;
let [project, builds, checks, failures] = ['', false, false, 0];
while (words.length) {
  const word = words.shift();
  if (['-v', '--version'].includes(word)) { console.log(`Version ${version}`); process.exit(0); }
  if (['-b', '--build'].includes(word)) builds = true;
  else if (word === '--noEmit') checks = true;
  else if (['-p', '--project'].includes(word)) project = words.shift();
  else if (!word.startsWith('-') && builds) project = word;
  else if (!['--force', '-f', '--pretty', '--strict', '--skipLibCheck'].includes(word)) l.unsimulated(word.startsWith('-') ? `the option ${word}` : `files as arguments (${word})`);
}
const isFile = (file) => fs.existsSync(file) && fs.statSync(file).isFile();

function tell(text) {
  console.log(text);
  failures += 1;
}

function check(file) {
  const whole = fs.existsSync(file) && fs.statSync(file).isDirectory() ? path.join(file, 'tsconfig.json') : file;
  if (!isFile(whole)) { tell(`error TS5083: Cannot read file '${whole}'.`); return; }
  const text = fs.readFileSync(whole, 'utf8').replace(/("(?:\\.|[^"\\])*")|\/\*[\s\S]*?\*\/|\/\/.*$/gm, (_, quoted) => quoted || '').replace(/,(\s*[}\]])/g, '$1');
  let settings = {};
  try { settings = JSON.parse(text); } catch { tell(`${path.relative(process.cwd(), whole)}(1,1): error TS1005: '{' expected.`); return; }
  const folder = path.dirname(whole);
  for (const reference of settings.references || []) if (builds) check(path.resolve(folder, reference.path));
  const compiler = settings.compilerOptions || {};
  const inputs = settings.files ? settings.files.map((name) => path.resolve(folder, name)) : (settings.include || ['.']).flatMap((name) => sources(path.resolve(folder, name.replace(/\/?\*\*?.*$/, ''))));
  if (inputs.length && !checks && !compiler.noEmit && !compiler.emitDeclarationOnly) l.unsimulated('writing JavaScript (without noEmit)');
  inputs.forEach((input) => checkModules(input, compiler));
  if (builds && compiler.tsBuildInfoFile && !failures) {
    const info = path.resolve(folder, compiler.tsBuildInfoFile);
    fs.mkdirSync(path.dirname(info), { recursive: true });
    fs.writeFileSync(info, JSON.stringify({ root: inputs.map((input) => path.relative(path.dirname(info), input)), version }));
  }
}

function sources(start) {
  const found = [];
  const waiting = [start];
  while (waiting.length) {
    const next = waiting.pop();
    if (!fs.existsSync(next) || /\/(node_modules|dist)$/.test(next)) continue;
    if (fs.statSync(next).isDirectory()) waiting.push(...fs.readdirSync(next).map((name) => path.join(next, name)));
    else if (/\.[cm]?tsx?$/.test(next)) found.push(next);
  }
  return found.sort();
}

function checkModules(file, compiler) {
  if (!isFile(file)) { tell(`error TS6053: File '${file}' not found.`); return; }
  fs.readFileSync(file, 'utf8').split('\n').forEach((line, index) => {
    const found = line.match(/^\s*(?:import|export)\b.*?(?:from\s*|import\s*)['"](\.[^'"]*)['"]/);
    if (!found) return;
    const target = path.resolve(path.dirname(file), found[1].replace(/\?.*$/, ''));
    const ends = ['', '.ts', '.tsx', '.d.ts', '.js', '.jsx', '.json', '/index.ts', '/index.tsx'];
    const there = ends.some((end) => isFile(target + end)) || isFile(target.replace(/\.jsx?$/, '.ts')) || isFile(target.replace(/\.jsx?$/, '.tsx')) || isFile(`${target}.d.ts`);
    const place = `${path.relative(process.cwd(), file)}(${index + 1},${line.indexOf(found[1])})`;
    if (!there) tell(`${place}: error TS2307: Cannot find module '${found[1]}' or its corresponding type declarations.`);
    else if (/\.tsx?$/.test(found[1]) && !compiler.allowImportingTsExtensions) tell(`${place}: error TS5097: An import path can only end with a '${path.extname(found[1])}' extension when 'allowImportingTsExtensions' is enabled.`);
  });
}

check(path.resolve(project || 'tsconfig.json'));
if (failures) process.exit(2);
