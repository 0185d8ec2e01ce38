const l = require('_layercake');
const EventEmitter = require('events');

const STATUS_CODES = {
  200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified', 400: 'Bad Request',
  401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict', 418: "I'm a Teapot",
  422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable',
};

class IncomingMessage extends EventEmitter {
  constructor(request) {
    super();
    this.method = request.method;
    this.url = request.target;
    this.headers = request.headers;
    this.httpVersion = '1.1';
    this['_#body'] = request.body;
    this.socket = this.connection = { remoteAddress: '::ffff:' + request.from, remotePort: 54321, encrypted: false };
  }
  on(name, call) {
    super.on(name, call);
    if (name === 'data' && this['_#body']) setImmediate(() => call(l.bytes(this['_#body'])));
    if (name === 'end') setImmediate(() => setImmediate(() => call()));
    return this;
  }
  setEncoding() { return this; }
  resume() { return this; }
}

class ServerResponse extends EventEmitter {
  constructor(request) {
    super();
    this.req = request;
    this.statusCode = 200;
    this.headersSent = false;
    this.finished = this.writableEnded = false;
    this.sendDate = true;
    this['_#headers'] = [];
    this['_#body'] = [];
  }
  setHeader(name, value) {
    this.removeHeader(name);
    for (const one of Array.isArray(value) ? value : [value]) this['_#headers'].push([name, String(one)]);
    return this;
  }
  getHeader(name) {
    const found = this['_#headers'].find((pair) => pair[0].toLowerCase() === name.toLowerCase());
    return found && found[1];
  }
  hasHeader(name) { return this.getHeader(name) !== undefined; }
  getHeaders() { return Object.fromEntries(this['_#headers'].map(([name, value]) => [name.toLowerCase(), value])); }
  removeHeader(name) { this['_#headers'] = this['_#headers'].filter((pair) => pair[0].toLowerCase() !== name.toLowerCase()); }
  writeHead(status, reason, headers) {
    this.statusCode = status;
    const given = typeof reason === 'string' ? headers : reason;
    for (const [name, value] of Object.entries(given || {})) this.setHeader(name, value);
    this.headersSent = true;
    return this;
  }
  write(data) {
    this.headersSent = true;
    this['_#body'].push(data);
    return true;
  }
  end(data, ...rest) {
    if (this.finished) return this;
    const streamed = this['_#body'].length > 0;
    if (data !== undefined && data !== null && typeof data !== 'function') this['_#body'].push(data);
    this.finished = this.writableEnded = this.headersSent = true;
    const parts = this['_#body'];
    const body = parts.length === 1 ? parts[0] : parts.map((part) => part.toString()).join('');
    if (this.sendDate) this['_#headers'].push(['Date', new Date().toUTCString()]);
    this['_#headers'].push(['Connection', 'keep-alive'], ['Keep-Alive', 'timeout=5']);
    if (!this.hasHeader('content-length')) {
      if (streamed) this['_#headers'].push(['Transfer-Encoding', 'chunked']);
      else if (this.statusCode !== 204 && this.statusCode !== 304) this.setHeader('Content-Length', Buffer.byteLength(body));
    }
    (this['_#answer'] || l.respond)(this.statusCode, this['_#headers'], this.req.method === 'HEAD' ? '' : body);
    this.emit('finish');
    this.emit('close');
    return this;
  }
  get statusMessage() { return STATUS_CODES[this.statusCode]; }
  flushHeaders() {}
}

class Server extends EventEmitter {
  constructor(handler) {
    super();
    this.listening = false;
    if (handler) this.on('request', handler);
  }
  listen(...given) {
    const done = given.find((one) => typeof one === 'function');
    const options = typeof given[0] === 'object' && given[0] ? given[0] : { port: given[0] };
    this['_#port'] = Number(options.port) || 3000;
    this['_#host'] = options.host || (typeof given[1] === 'string' ? given[1] : '');
    const ok = l.listen(this['_#port'], (request) => {
      const message = new IncomingMessage(request);
      this.emit('request', message, new ServerResponse(message));
    }, this['_#host']);
    if (!ok) {
      const error = Object.assign(new Error(`listen EADDRINUSE: address already in use :::${this['_#port']}`), {
        code: 'EADDRINUSE', errno: -98, syscall: 'listen', address: '::', port: this['_#port'] });
      setImmediate(() => this.emit('error', error));
      return this;
    }
    this.listening = true;
    if (done) this.once('listening', done);
    setImmediate(() => this.emit('listening'));
    return this;
  }
  // A request that does not come over the network; `answer` is called with status, headers and body.
  '_#ask'(request, answer) {
    const message = new IncomingMessage(request);
    const response = new ServerResponse(message);
    response['_#answer'] = answer;
    this.emit('request', message, response);
  }
  address() { return { address: this['_#host'] || '::', family: this['_#host'].includes('.') ? 'IPv4' : 'IPv6', port: this['_#port'] }; }
  close(done) {
    l.close(this['_#port']);
    this.listening = false;
    if (done) setImmediate(done);
    return this;
  }
}

function get(url, options, done) {
  const call = typeof options === 'function' ? options : done;
  const request = new EventEmitter();
  request.end = () => request;
  request.setTimeout = () => request;
  setImmediate(() => {
    let answer;
    try {
      answer = l.fetch('GET', typeof url === 'string' ? url : `http://${url.hostname || url.host || 'localhost'}:${url.port || 80}${url.path || '/'}`);
    } catch (error) {
      const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1'), { code: 'ECONNREFUSED' });
      request.emit('error', refused);
      return;
    }
    const response = new EventEmitter();
    response.statusCode = Number(answer[0]);
    response.headers = Object.fromEntries(answer[1].map(([name, value]) => [name.toLowerCase(), value]));
    response.setEncoding = response.resume = () => response;
    if (call) call(response);
    response.emit('data', answer[2]);
    response.emit('end');
  });
  return request;
}

module.exports = {
  createServer: (...given) => new Server(given.find((one) => typeof one === 'function')),
  get, request: get, Server, IncomingMessage, ServerResponse, STATUS_CODES,
  METHODS: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
};
