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
  constructor(found) { this.size = found.size; this.mode = found.mode; this.mtimeMs = found.mtimeMs; this['_#dir'] = found.directory; }
  isDirectory() { return this['_#dir']; }
  isFile() { return !this['_#dir']; }
  get mtime() { return new Date(this.mtimeMs); }
}

const statSync = (path) => new Stats(l.stat(String(path)));

function readdirSync(path, options) {
  const names = l.readdir(String(path));
  if (!options || !options.withFileTypes) return names;
  const stat = (name) => {
    try {
      return statSync(path + '/' + name);
    } catch (error) {
      return new Stats({ size: 0, mode: 0, mtimeMs: 0, directory: false });
    }
  };
  return names.map((name) => Object.assign(stat(name), { name }));
}

function mkdirSync(path, options) {
  if (options && options.recursive) l.mkdirs(String(path));
  else l.mkdir(String(path));
}

function rmSync(path, options = {}) {
  if (!existsSync(path) && options.force) return;
  if (statSync(path).isDirectory()) {
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
