const fs = require('fs');

function parse(text) {
  const values = {};
  for (const line of text.toString().split('\n')) {
    const found = line.match(/^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/);
    if (found) values[found[1]] = found[2].replace(/^['"]|['"]$/g, '');
  }
  return values;
}

function config(options = {}) {
  const file = options.path || '.env';
  if (!fs.existsSync(file)) return { error: new Error(`ENOENT: no such file or directory, open '${file}'`) };
  const parsed = parse(fs.readFileSync(file, 'utf8'));
  for (const [name, value] of Object.entries(parsed)) if (!(name in process.env)) process.env[name] = value;
  return { parsed };
}

module.exports = { parse, config };
