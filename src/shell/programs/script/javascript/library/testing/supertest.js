// supertest: requests to an application that does not listen.
const l = require('_layercake');
const http = require('http');
const { strictly } = require('_compare');

let port = 40000;

class Test {
  constructor(app, method, url) {
    this.method = method;
    this.url = url;
    this['_#app'] = app;
    this['_#headers'] = {};
    this['_#query'] = [];
    this['_#asserts'] = [];
  }
  set(name, value) {
    if (typeof name === 'object') Object.entries(name).forEach(([key, one]) => this.set(key, one));
    else this['_#headers'][name.toLowerCase()] = String(value);
    return this;
  }
  get header() { return this['_#headers']; }
  type(name) { return this.set('Content-Type', { json: 'application/json', form: 'application/x-www-form-urlencoded', text: 'text/plain', html: 'text/html' }[name] || name); }
  accept(name) { return this.set('Accept', { json: 'application/json', html: 'text/html' }[name] || name); }
  auth(user, password, options) {
    if (options && options.type === 'bearer') return this.set('Authorization', `Bearer ${user}`);
    return this.set('Authorization', `Basic ${Buffer.from(`${user}:${password || ''}`).toString('base64')}`);
  }
  query(given) {
    if (typeof given === 'string') this['_#query'].push(given);
    else for (const [name, value] of Object.entries(given)) for (const one of [value].flat()) this['_#query'].push(`${encodeURIComponent(name)}=${encodeURIComponent(one)}`);
    return this;
  }
  send(data) {
    if (typeof data === 'string') {
      this['_#body'] = this['_#body'] === undefined ? data : `${this['_#body']}&${data}`;
      if (!this['_#headers']['content-type']) this.type(/^[{[]/.test(data) ? 'json' : 'form');
    } else {
      this['_#body'] = this['_#body'] && typeof this['_#body'] === 'object' && !Array.isArray(data) ? Object.assign({}, this['_#body'], data) : data;
      if (!this['_#headers']['content-type']) this.type('json');
    }
    return this;
  }
  timeout() { return this; }
  redirects() { return this; }
  buffer() { return this; }
  ok() { return this; }
  attach() { return l.unsimulated('attach() of supertest'); }
  field() { return l.unsimulated('field() of supertest'); }
  expect(...given) {
    const done = typeof given[given.length - 1] === 'function' && given.length > 1 ? given.pop() : undefined;
    this['_#asserts'].push({ given, stack: new Error('').stack });
    if (done) this.end(done);
    return this;
  }
  end(done) {
    this.run().then((response) => done && done(null, response), (error) => done && done(error, error.response));
    return this;
  }
  then(resolve, reject) {
    if (!this['_#promise']) this['_#promise'] = this.run();
    return this['_#promise'].then(resolve, reject);
  }
  catch(reject) { return this.then(undefined, reject); }
  finally(call) { return this.then((value) => { call(); return value; }, (error) => { call(); throw error; }); }
  async run() {
    const response = await ask(this);
    for (const one of this['_#asserts']) {
      const words = await wrong(one.given, response);
      if (!words) continue;
      const error = words instanceof Error ? words : new Error(words);
      error.response = response;
      error['_#matcher'] = 'expect';
      error.stack = [`${error.name}: ${error.message}`, ...one.stack.split('\n').slice(1)].join('\n');
      throw error;
    }
    return response;
  }
}

// What an expectation finds wrong with an answer.
async function wrong([first, second], response) {
  if (typeof first === 'function') {
    try {
      const result = await first(response);
      return result instanceof Error ? result : undefined;
    } catch (error) {
      return error;
    }
  }
  if (typeof first === 'number' || Array.isArray(first)) {
    const allowed = [first].flat();
    if (!allowed.includes(response.status)) {
      const named = (code) => `${code} "${http.STATUS_CODES[code] || ''}"`;
      return Array.isArray(first) ? `expected one of "${allowed.join(', ')}", got ${named(response.status)}` : `expected ${named(first)}, got ${named(response.status)}`;
    }
    return second === undefined ? undefined : body(second, response);
  }
  if (typeof first === 'string' && second !== undefined) return header(first, second, response);
  return body(first, response);
}

function body(wanted, response) {
  if (wanted instanceof RegExp) return wanted.test(response.text) ? undefined : `expected body ${l.inspect(response.text)} to match ${wanted}`;
  const isText = typeof wanted === 'string';
  const got = isText ? response.text : response.body;
  return (isText ? got === wanted : strictly(got, wanted)) ? undefined : `expected ${l.inspect(wanted)} response body, got ${l.inspect(got)}`;
}

function header(name, wanted, response) {
  const value = response.headers[name.toLowerCase()];
  if (value === undefined) return `expected "${name}" header field`;
  if (wanted instanceof RegExp) return wanted.test(value) ? undefined : `expected "${name}" matching ${wanted}, got "${value}"`;
  return String(wanted) === String(value) ? undefined : `expected "${name}" of "${wanted}", got "${value}"`;
}

function ask(test) {
  const url = test.url + (test['_#query'].length ? `${test.url.includes('?') ? '&' : '?'}${test['_#query'].join('&')}` : '');
  const data = test['_#body'] === undefined ? '' : typeof test['_#body'] === 'string' ? test['_#body'] : /urlencoded/.test(test['_#headers']['content-type'] || '')
    ? new URLSearchParams(test['_#body']).toString() : JSON.stringify(test['_#body']);
  port += 1;
  const headers = Object.assign({ host: `127.0.0.1:${port}`, 'accept-encoding': 'gzip, deflate', connection: 'close' }, data ? { 'content-length': String(Buffer.byteLength(data)) } : {}, test['_#headers']);
  if (typeof test['_#app'] === 'string') return l.unsimulated('supertest with an address');
  const server = typeof test['_#app'] === 'function' ? http.createServer(test['_#app']) : test['_#app'];
  return new Promise((resolve) => {
    server['_#ask']({ method: test.method, target: url, headers, body: data, from: '127.0.0.1', port }, (status, pairs, content) => {
      const answered = {};
      for (const [name, value] of pairs) {
        const key = name.toLowerCase();
        if (key === 'set-cookie') answered[key] = [...(answered[key] || []), value];
        else answered[key] = value;
      }
      const text = test.method === 'HEAD' ? '' : content === undefined || content === null ? '' : content.toString();
      const type = (answered['content-type'] || '').split(';')[0];
      let parsed = {};
      try { if (/json/.test(type) && text) parsed = JSON.parse(text); } catch (error) { parsed = {}; }
      if (type === 'application/x-www-form-urlencoded') parsed = Object.fromEntries(new URLSearchParams(text).entries());
      setImmediate(() => resolve({
        status, statusCode: status, headers: answered, header: answered, text, body: parsed, type, ok: status >= 200 && status < 300,
        error: status >= 400, clientError: status >= 400 && status < 500, serverError: status >= 500, notFound: status === 404,
        redirect: status >= 300 && status < 400, get: (name) => answered[name.toLowerCase()], req: { method: test.method, path: url },
      }));
    });
  });
}

function request(app) {
  const methods = {};
  for (const method of ['get', 'post', 'put', 'patch', 'delete', 'head', 'options']) methods[method] = (url) => new Test(app, method.toUpperCase(), url);
  methods.del = methods.delete;
  return methods;
}
request.agent = (app) => {
  const kept = {};
  const of = request(app);
  const methods = {};
  for (const method of Object.keys(of)) {
    methods[method] = (url) => {
      const test = of[method](url);
      const cookies = Object.entries(kept).map(([name, value]) => `${name}=${value}`).join('; ');
      if (cookies) test.set('Cookie', cookies);
      test['_#asserts'].push({ given: [(response) => { for (const one of response.headers['set-cookie'] || []) { const [name, value] = one.split(';')[0].split('='); kept[name] = value; } }], stack: '' });
      return test;
    };
  }
  return methods;
};
request.default = request;
module.exports = request;
