const l = require('_layercake');

function coding(options) {
  return typeof options === 'string' ? options : options && options.encoding;
}

function readFileSync(path, options) {
  const bytes = path === 0 || path === '/dev/stdin' ? l.readStdin() : l.read(String(path));
  return coding(options) ? bytes.toString(coding(options)) : bytes;
}

function existsSync(path) {
  try {
    l.stat(String(path));
    return true;
  } catch (error) {
    return false;
  }
}

class Stats {
  constructor(found) { this.size = found.size; this.mode = found.mode; this.mtimeMs = found.mtimeMs; this['_#dir'] = found.directory; this['_#link'] = found.link; }
  isDirectory() { return this['_#dir']; }
  isFile() { return !this['_#dir'] && !this['_#link']; }
  isSymbolicLink() { return this['_#link']; }
  get mtime() { return new Date(this.mtimeMs); }
}

const statSync = (path) => new Stats(l.stat(String(path)));
const lstatSync = (path) => new Stats(l.lstat(String(path)));

// Links are not followed: an entry that is one is no folder. All of a tree comes folder by folder.
function readdirSync(path, options = {}) {
  const entries = [];
  const waiting = [''];
  while (waiting.length) {
    const below = waiting.shift();
    const folder = below ? `${path}/${below}` : String(path);
    for (const name of l.readdir(folder)) {
      const inside = below ? `${below}/${name}` : name;
      const stat = options && (options.withFileTypes || options.recursive) ? lstatSync(`${folder}/${name}`) : undefined;
      if (stat && options.recursive && stat.isDirectory()) waiting.push(inside);
      entries.push(options && options.withFileTypes ? Object.assign(stat, { name, parentPath: folder }) : inside);
    }
  }
  return entries;
}

function mkdirSync(path, options) {
  if (options && options.recursive) l.mkdirs(String(path));
  else l.mkdir(String(path));
}

function rmSync(path, options = {}) {
  let found;
  try {
    found = lstatSync(path);
  } catch (error) {
    if (options.force) return;
    throw error;
  }
  if (found.isDirectory()) {
    if (!options.recursive) throw Object.assign(new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`), { name: 'SystemError', code: 'ERR_FS_EISDIR' });
    readdirSync(path).forEach((name) => rmSync(path + '/' + name, options));
    l.rmdir(String(path));
  } else {
    l.unlink(String(path));
  }
}

const sync = {
  readFile: readFileSync,
  writeFile: (path, data) => l.write(String(path), data),
  appendFile: (path, data) => l.append(String(path), data),
  readdir: readdirSync,
  stat: statSync,
  lstat: lstatSync,
  readlink: (path) => l.readlink(String(path)),
  mkdir: mkdirSync,
  rm: rmSync,
  unlink: (path) => l.unlink(String(path)),
  rmdir: (path) => l.rmdir(String(path)),
  rename: (from, to) => l.rename(String(from), String(to)),
  copyFile: (from, to) => l.write(String(to), l.read(String(from))),
  access: (path) => { l.stat(String(path)); },
};

const promises = {};
const all = { existsSync, promises, constants: { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 } };
for (const name of Object.keys(sync)) {
  all[name + 'Sync'] = sync[name];
  promises[name] = async (...given) => sync[name](...given);
  all[name] = (...given) => {
    const done = given.pop();
    let error = null, result;
    try {
      result = sync[name](...given);
    } catch (caught) {
      error = caught;
    }
    setImmediate(() => (error ? done(error) : done(null, result)));
  };
}
all.exists = (path, done) => setImmediate(() => done(existsSync(path)));
all.createReadStream = (path) => ({ 'pipe': (target) => { target.end(l.read(String(path))); return target; }, on() { return this; } });
all.createWriteStream = (path) => {
  l.write(String(path), '');
  return { write: (data) => { l.append(String(path), data); return true; }, end(data) { if (data !== undefined) this.write(data); }, on() { return this; } };
};
all.watch = () => ({ on() {}, close() {} });
module.exports = all;
