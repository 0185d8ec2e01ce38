// `vite build`: what is reached from `index.html` goes into `dist`, as Vite names and lists it. Nothing is minified, and TypeScript
// and JSX stay as they are: no browser runs here. Packages count with about the size that they have in a bundle.
const l = require('_layercake');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const EXTENSIONS = ['', '.mjs', '.js', '.mts', '.ts', '.jsx', '.tsx', '.json', '.vue', '.svelte', '/index.js', '/index.ts', '/index.jsx', '/index.tsx'];
// Bytes and modules of packages in a bundle.
const PACKAGES = { react: [7600, 8], 'react-dom': [178400, 14], vue: [58300, 10], 'react-router-dom': [62100, 8], 'react-router': [61800, 7], axios: [36200, 54], pinia: [7900, 3], 'vue-router': [24700, 4], svelte: [11200, 22], preact: [10400, 3] };
const INLINED = 4096;
const root = process.cwd();
const words = process.argv.slice(2);
const version = JSON.parse(fs.readFileSync(`${process.argv[1].replace(/\/node_modules\/vite\/.*/, '/node_modules/vite')}/package.json`, 'utf8')).version;

function fail(text) {
  console.error(text);
  process.exit(1);
}

const [command, options] = [words[0] && !words[0].startsWith('-') ? words.shift() : words[0] ? '' : 'dev', {}];
while (words.length) {
  const word = words.shift();
  if (word === '-v' || word === '--version') { console.log(`vite/${version} linux-x64 node-${process.version}`); process.exit(0); }
  const [, name, value] = word.match(/^--([a-zA-Z]+)(?:=(.*))?$/) || [];
  if (['outDir', 'base', 'mode'].includes(name)) options[name] = value ?? words.shift();
  else if (!['emptyOutDir', 'minify', 'sourcemap'].includes(name)) l.unsimulated(`the option ${word}`);
}
if (command !== 'build') l.unsimulated(`\`vite ${command}\`, which serves to a browser`);

const isFile = (file) => fs.existsSync(file) && fs.statSync(file).isFile();
const shown = (file) => path.relative(root, file);
const configFile = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map((end) => path.join(root, `vite.config.${end}`)).find(isFile);
const config = configFile ? fs.readFileSync(configFile, 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, ' ') : '';
const setting = (name) => options[name] ?? (config.match(new RegExp(`\\b${name}:\\s*['"\`]([^'"\`]*)['"\`]`)) || [])[1];
const outDir = path.resolve(root, setting('outDir') || 'dist');
const base = `${setting('base') || '/'}/`.replace(/\/+$/, '/');

function imports(text) {
  const plain = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ' ');
  const found = plain.matchAll(/(?:\bimport|\bexport)\s+(type\s)?[^'";()]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g);
  return [...found].filter((one) => !one[1]).map((one) => one[2] || one[3]);
}
const packageOf = (name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
const hasPackage = (name) => name.startsWith('node:') || fs.existsSync(path.join(root, 'node_modules', packageOf(name)));

for (const name of imports(config)) {
  if (!/^[./]/.test(name) && !hasPackage(name) && !['path', 'url', 'fs', 'process'].includes(name)) {
    fail(`failed to load config from ${configFile}\nerror during build:\nError [ERR_MODULE_NOT_FOUND]: Cannot find package '${packageOf(name)}' imported from ${configFile}`);
  }
}

console.log(`vite v${version} building ${Number(version.split('.')[0]) > 7 ? 'client environment ' : ''}for production...`);
console.log('transforming...');
const page = path.join(root, 'index.html');
if (!isFile(page)) fail('✗ Build failed in 12ms\nerror during build:\nCould not resolve entry module "index.html".');
let html = fs.readFileSync(page, 'utf8');

const [modules, styles, assets, packages] = [new Map(), new Map(), new Map(), new Set()];
function resolve(name, from) {
  const plain = name.replace(/[?#].*$/, '');
  const start = plain.startsWith('@/') ? path.join(root, 'src', plain.slice(2)) : plain.startsWith('/') ? path.join(root, plain) : path.resolve(path.dirname(from), plain);
  const publicFile = plain.startsWith('/') ? path.join(root, 'public', plain) : '';
  return EXTENSIONS.map((end) => start + end).find(isFile) || (publicFile && isFile(publicFile) ? publicFile : undefined);
}
function visit(file) {
  const waiting = [file];
  while (waiting.length) {
    const next = waiting.pop();
    if (modules.has(next) || styles.has(next) || assets.has(next)) continue;
    if (/\.(css|scss|sass|less)$/.test(next)) { styles.set(next, fs.readFileSync(next, 'utf8')); continue; }
    if (!/\.([cm]?[jt]sx?|json|vue|svelte)$/.test(next)) { assets.set(next, fs.readFileSync(next)); continue; }
    const text = fs.readFileSync(next, 'utf8');
    modules.set(next, text);
    for (const name of next.endsWith('.json') ? [] : imports(text)) {
      if (/^(\.|\/|@\/)/.test(name)) {
        const found = resolve(name, next);
        if (!found) fail(`✗ Build failed in 48ms\nerror during build:\nCould not resolve "${name}" from "${shown(next)}"\nfile: ${next}`);
        waiting.push(found);
      } else if (hasPackage(name)) {
        packages.add(packageOf(name));
      } else {
        fail(`✗ Build failed in 48ms\nerror during build:\n[vite]: Rollup failed to resolve import "${name}" from "${next}".\nThis is most likely unintended because it can break your application at runtime.\nIf you do want to externalize this module explicitly add it to\n\`build.rollupOptions.external\``);
      }
    }
  }
}
for (const [whole, src] of [...html.matchAll(/[ \t]*<script\b[^>]*\bsrc="([^"]+)"[^>]*><\/script>\n?/g)].filter((one) => /type="module"/.test(one[0]))) {
  const entry = resolve(src, page);
  if (!entry) fail(`✗ Build failed in 20ms\nerror during build:\nFailed to resolve ${src} from ${page}`);
  html = html.replace(whole, '');
  visit(entry);
}
for (const [, href] of html.matchAll(/<link\b[^>]*\bhref="([^"]+)"[^>]*>/g)) {
  const linked = !/^https?:/.test(href) && resolve(href, page);
  if (linked && !linked.startsWith(path.join(root, 'public'))) {
    visit(linked);
    if (styles.has(linked)) html = html.replace(new RegExp(`[ \\t]*<link\\b[^>]*\\bhref="${href}"[^>]*>\\n?`), '');
  }
}

const hash = (content) => crypto.createHash('sha256').update(content).digest('base64').replace(/[+/=]/g, 'z').slice(0, 8);
const written = [];
function write(name, content, group) {
  const file = path.join(outDir, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  written.push({ name, size: Buffer.byteLength(content), group });
}
const known = [...packages].map((name) => [name, ...(PACKAGES[name] || [9000, 4])]);
console.log(`✓ ${1 + modules.size + styles.size + assets.size + known.reduce((sum, one) => sum + one[2], 0)} modules transformed.`);
console.log('rendering chunks...');
console.log('computing gzip size...');
fs.rmSync(outDir, { recursive: true, force: true });
fs.mkdirSync(outDir, { recursive: true });
const copied = fs.existsSync(path.join(root, 'public')) ? [''] : [];
while (copied.length) {
  const below = copied.pop();
  const [from, to] = [path.join(root, 'public', below), path.join(outDir, below)];
  if (!fs.statSync(from).isDirectory()) fs.writeFileSync(to, fs.readFileSync(from));
  else { fs.mkdirSync(to, { recursive: true }); copied.push(...fs.readdirSync(from).map((name) => path.join(below, name))); }
}
const tags = [];
if (modules.size) {
  const parts = known.map(([name, size]) => `/*! ${name} */${' '.repeat(size)}`);
  const code = `${[...parts, ...modules.values()].join('\n')}\n`;
  const name = `assets/index-${hash(code)}.js`;
  write(name, code, 2);
  tags.push(`    <script type="module" crossorigin src="${base}${name}"></script>\n`);
}
if (styles.size) {
  const code = `${[...styles.values()].map((text) => text.replace(/\s+/g, ' ').trim()).join('')}\n`;
  const name = `assets/index-${hash(code)}.css`;
  write(name, code, 1);
  tags.push(`    <link rel="stylesheet" crossorigin href="${base}${name}">\n`);
}
for (const [file, content] of assets) {
  const { name, ext } = path.parse(file);
  if (content.length >= INLINED && !file.startsWith(path.join(root, 'public'))) write(`assets/${name}-${hash(content)}${ext}`, content, 0);
}
html = html.replace(/\n?[ \t]*<\/head>/, `\n${tags.join('')}  </head>`).replace(/(href|src)="\/([^/"][^"]*)"/g, (all, name, rest) => (all.includes(`"${base}`) ? all : `${name}="${base}${rest}"`));
write('index.html', html, 0);

const kilobytes = (bytes) => { const text = (bytes / 1000).toFixed(2); return `${text.length > 6 ? `${text.slice(0, -6)},${text.slice(-6)}` : text} kB`; };
const folder = `${shown(outDir)}/`;
const rows = written.sort((one, other) => one.group - other.group || one.size - other.size).map(({ name, size }) => [`${folder}${name}`, kilobytes(size), kilobytes(size * 0.32 + 60)]);
const widest = (place) => rows.reduce((most, row) => Math.max(most, row[place].length), 0);
for (const [name, size, packed] of rows) console.log(`${name.padEnd(widest(0) + 2)}${size.padStart(widest(1))} │ gzip: ${packed.padStart(widest(2))}`);
console.log(`✓ built in ${380 + 9 * modules.size + 60 * packages.size}ms`);
