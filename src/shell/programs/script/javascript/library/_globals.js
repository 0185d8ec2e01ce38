// Names that every program has and that are written in JavaScript.
const l = require('_layercake');

class Date {
  constructor(...given) {
    if (given.length === 0) this['_#ms'] = l.now();
    else if (given.length > 1) this['_#ms'] = Date.UTC(...given);
    else if (typeof given[0] === 'string') this['_#ms'] = l.parseTime(given[0]);
    else if (given[0] instanceof Date) this['_#ms'] = given[0].getTime();
    else this['_#ms'] = Number(given[0]);
  }
  static now() { return l.now(); }
  static parse(text) { return l.parseTime(text); }
  static UTC(year, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0) {
    const two = (n) => String(n).padStart(2, '0');
    const start = l.parseTime(`${String(year).padStart(4, '0')}-${two(month + 1)}-01T00:00:00Z`);
    return start + (day - 1) * 86400000 + hour * 3600000 + minute * 60000 + second * 1000 + ms;
  }
  _part(format) { return Number(l.formatTime(this['_#ms'], format)); }
  getTime() { return this['_#ms']; }
  valueOf() { return this['_#ms']; }
  getFullYear() { return this._part('%Y'); }
  getMonth() { return this._part('%m') - 1; }
  getDate() { return this._part('%d'); }
  getDay() { return this._part('%w'); }
  getHours() { return this._part('%H'); }
  getMinutes() { return this._part('%M'); }
  getSeconds() { return this._part('%S'); }
  getMilliseconds() { return ((this['_#ms'] % 1000) + 1000) % 1000; }
  getUTCFullYear() { return this.getFullYear(); }
  getUTCMonth() { return this.getMonth(); }
  getUTCDate() { return this.getDate(); }
  getUTCHours() { return this.getHours(); }
  getUTCMinutes() { return this.getMinutes(); }
  getUTCSeconds() { return this.getSeconds(); }
  getTimezoneOffset() { return 0; }
  setTime(ms) { this['_#ms'] = ms; return ms; }
  toISOString() {
    return l.formatTime(this['_#ms'], '%Y-%m-%dT%H:%M:%S') + '.' + String(this.getMilliseconds()).padStart(3, '0') + 'Z';
  }
  toJSON() { return this.toISOString(); }
  toUTCString() { return l.formatTime(this['_#ms'], '%a, %d %b %Y %H:%M:%S GMT'); }
  toString() { return l.formatTime(this['_#ms'], '%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)'); }
  toDateString() { return l.formatTime(this['_#ms'], '%a %b %d %Y'); }
  toTimeString() { return l.formatTime(this['_#ms'], '%H:%M:%S GMT+0000 (Coordinated Universal Time)'); }
  toLocaleDateString() { return l.formatTime(this['_#ms'], '%-m/%-d/%Y'); }
  toLocaleTimeString() { return l.formatTime(this['_#ms'], '%-I:%M:%S %p'); }
  toLocaleString() { return this.toLocaleDateString() + ', ' + this.toLocaleTimeString(); }
}

class Stream {
  constructor(number) { this.fd = number; this.isTTY = false; this.columns = 80; }
  write(text, ...rest) {
    l.put(this.fd, text);
    const done = rest[rest.length - 1];
    if (typeof done === 'function') l.queue(done);
    return true;
  }
  end(text) { if (text !== undefined) this.write(text); }
  on() { return this; }
  once() { return this; }
}

const start = l.now();
const handlers = {};
const heard = (name, number) => { for (const call of [...(handlers[name] || [])]) call(name, number); };
const process = {
  env: l.environment(),
  argv: l.argv(),
  argv0: 'node',
  execPath: '/usr/local/bin/node',
  execArgv: [],
  pid: l.pid(),
  ppid: 0,
  platform: 'linux',
  arch: 'x64',
  title: 'node',
  version: 'v' + l.version(),
  versions: { node: l.version(), v8: '13.6.233.10-node.18', modules: '137' },
  release: { name: 'node' },
  exitCode: undefined,
  stdout: new Stream(1),
  stderr: new Stream(2),
  stdin: {
    setEncoding() {}, resume() {}, pause() {},
    on(name, call) {
      if (name === 'data') { const text = l.readStdin().toString(); if (text) l.queue(call, text); }
      if (name === 'end') l.queue(() => l.queue(call));
      return this;
    },
  },
  cwd: () => l.cwd(),
  chdir: (folder) => l.chdir(folder),
  exit(code) {
    if (code !== undefined) process.exitCode = code;
    process['_#atExit']();
    l.exit(process.exitCode || 0);
  },
  kill: () => true,
  abort: () => l.exit(134),
  uptime: () => (l.now() - start) / 1000,
  hrtime: Object.assign(() => [Math.floor(l.now() / 1000), 0], { bigint: () => BigInt(l.now() * 1000000) }),
  memoryUsage: () => ({ rss: 45088768, heapTotal: 6471680, heapUsed: 4852136, external: 1740921, arrayBuffers: 10515 }),
  getuid: () => l.uid(),
  getgid: () => l.uid(),
  umask: () => 18,
  nextTick: (call, ...given) => l.queue(call, ...given),
  on(name, call) {
    (handlers[name] = handlers[name] || []).push(call);
    if (name.startsWith('SIG')) l.signal(name, heard);
    return process;
  },
  once(name, call) {
    const own = (...given) => { process.off(name, own); call(...given); };
    own.listener = call;
    return process.on(name, own);
  },
  off(name, call) {
    const rest = (handlers[name] || []).filter((one) => one !== call && one.listener !== call);
    handlers[name] = rest;
    if (name.startsWith('SIG') && !rest.length) l.signal(name);
    return process;
  },
  addListener(name, call) { return process.on(name, call); },
  emit(name, ...given) {
    const calls = [...(handlers[name] || [])];
    calls.forEach((call) => call.apply(process, given));
    return calls.length > 0;
  },
  listenerCount: (name) => (handlers[name] || []).length,
  // What the machine tells: nothing waits any more, the program ends, nobody caught an exception.
  '_#atRest': () => {
    if (process['_#last']) process['_#last']();
    process.emit('beforeExit', process.exitCode || 0);
  },
  '_#atExit': () => {
    if (process['_#over']) return;
    process['_#over'] = true;
    process.emit('exit', process.exitCode || 0);
    process['_#over'] = false;
  },
  '_#atFault': () => {
    process.exitCode = 1;
    process['_#atExit']();
  },
  '_#uncaught': (error) => Boolean(process['_#hook'] && process['_#hook'](error)) || process.emit('uncaughtException', error, 'uncaughtException'),
  removeListener(name, call) { return process.off(name, call); },
  removeAllListeners(name) {
    for (const one of name === undefined ? Object.keys(handlers) : [name]) {
      delete handlers[one];
      if (one.startsWith('SIG')) l.signal(one);
    }
    return process;
  },
  emitWarning: (text) => l.put(2, `(node:${l.pid()}) Warning: ${text}\n`),
};

const Buffer = {
  from(value, coding) { return typeof value === 'string' ? l.bytes(value, coding) : l.isBytes(value) ? value : l.bytes(String.fromCharCode(...value)); },
  alloc(size) { return l.bytes('\0'.repeat(size)); },
  concat(all) { return l.bytes(all.map((one) => one.toString()).join('')); },
  isBuffer(value) { return l.isBytes(value); },
  byteLength(text) { return l.bytes(String(text)).length; },
};

const decode = (text) => decodeURIComponent(text.replace(/\+/g, ' '));

class URLSearchParams {
  constructor(source = '') {
    if (typeof source === 'string') {
      this._pairs = source.replace(/^\?/, '').split('&').filter((part) => part).map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
      });
    } else {
      this._pairs = Array.isArray(source) ? source : Object.entries(source);
    }
  }
  get(name) { const found = this._pairs.find((pair) => pair[0] === name); return found ? found[1] : null; }
  getAll(name) { return this._pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]); }
  has(name) { return this.get(name) !== null; }
  set(name, value) { this.delete(name); this.append(name, value); }
  append(name, value) { this._pairs.push([name, String(value)]); }
  delete(name) { this._pairs = this._pairs.filter((pair) => pair[0] !== name); }
  entries() { return this._pairs.values(); }
  keys() { return this._pairs.map((pair) => pair[0]).values(); }
  values() { return this._pairs.map((pair) => pair[1]).values(); }
  forEach(call) { this._pairs.forEach(([name, value]) => call(value, name)); }
  toString() { return this._pairs.map(([name, value]) => encodeURIComponent(name) + '=' + encodeURIComponent(value)).join('&'); }
}

class URL {
  constructor(text, base) {
    let whole = String(text);
    if (!/^[a-z][a-z0-9+.-]*:/i.test(whole)) {
      if (base === undefined) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: whole });
      const start = new URL(base);
      whole = start.origin + (whole.startsWith('/') ? whole : '/' + whole);
    }
    const found = whole.match(/^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/i);
    this.protocol = found[1];
    this.host = (found[2] || '').replace(/^.*@/, '');
    this.hostname = this.host.replace(/:\d+$/, '');
    this.port = this.host.includes(':') ? this.host.split(':').pop() : '';
    this.pathname = found[3] || '/';
    this.search = found[4] && found[4] !== '?' ? found[4] : '';
    this.hash = found[5] || '';
    this.origin = this.protocol + '//' + this.host;
    this.searchParams = new URLSearchParams(this.search);
  }
  get href() { return this.origin + this.pathname + this.search + this.hash; }
  toString() { return this.href; }
  toJSON() { return this.href; }
}

async function fetch(url, options = {}) {
  let answer;
  try {
    answer = l.fetch(options.method || 'GET', String(url));
  } catch (error) {
    throw Object.assign(new TypeError('fetch failed'), { cause: error });
  }
  const [status, headers, body] = answer;
  return {
    status: Number(status), ok: status < 400, statusText: '', url: String(url),
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    text: async () => body,
    json: async () => JSON.parse(body),
  };
}

function promiseAll(values) {
  return new Promise((resolve, reject) => {
    const all = Array.from(values);
    const results = all.map(() => undefined);
    let left = all.length;
    if (left === 0) resolve(results);
    all.forEach((value, at) => Promise.resolve(value).then((result) => {
      results[at] = result;
      left -= 1;
      if (left === 0) resolve(results);
    }, reject));
  });
}

function promiseAllSettled(values) {
  return promiseAll(Array.from(values).map((value) => Promise.resolve(value).then(
    (result) => ({ status: 'fulfilled', value: result }), (reason) => ({ status: 'rejected', reason }))));
}

function promiseRace(values) {
  return new Promise((resolve, reject) => {
    Array.from(values).forEach((value) => Promise.resolve(value).then(resolve, reject));
  });
}

class AbortController {
  constructor() { this.signal = { aborted: false, addEventListener() {} }; }
  abort() { this.signal.aborted = true; }
}

class TextEncoder { encode(text) { return l.bytes(text); } }
class TextDecoder { decode(bytes) { return bytes.toString(); } }

const hex = (digits) => Math.floor(l.random() % 16 ** digits).toString(16).padStart(digits, '0');
const crypto = { randomUUID: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}` };

const globalThis = { process, Date, Buffer, URL, console, Math, JSON, Object, Array, setTimeout, setInterval };
l.globals(globalThis);

module.exports = {
  process, Date, Buffer, URL, URLSearchParams, fetch, promiseAll, promiseAllSettled, promiseRace, AbortController,
  TextEncoder, TextDecoder, crypto, globalThis, global: globalThis,
  performance: { now: () => l.now() - start },
  structuredClone: (value) => JSON.parse(JSON.stringify(value)),
};
