// Express: routes and middleware over the http module.
const http = require('http');
const fs = require('fs');
const path = require('path');
const l = require('_layercake');

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.txt': 'text/plain',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.svg': 'image/svg+xml', '.ico': 'image/x-icon' };
const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head', 'all'];

function typeOf(name) {
  const type = TYPES[path.extname(name)] || (name.includes('/') ? name : TYPES['.' + name]) || 'application/octet-stream';
  return type.startsWith('text/') || type === 'application/json' ? type + '; charset=utf-8' : type;
}

// A path with :names as an expression and the names.
function pattern(route, end) {
  if (route instanceof RegExp) return { expression: new RegExp('(' + route.source + ')', route.flags), names: [] };
  const names = [];
  const text = String(route).replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:(\w+)/g, (whole, name) => {
    names.push(name);
    return '([^/]+)';
  }).replace(/\/?\*\w*/g, (whole) => { names.push(String(names.length)); return whole.startsWith('/') ? '(?:/(.*))?' : '(.*)'; });
  const trimmed = text.replace(/\/$/, '');
  return { expression: new RegExp('^(' + trimmed + ')' + (end ? '/?$' : '(?:/.*)?$'), 'i'), names };
}

function layer(route, end, method, handler) {
  const { expression, names } = pattern(route, end);
  return { expression, names, end, method, handler };
}

function flat(handlers) {
  return handlers.reduce((all, one) => all.concat(Array.isArray(one) ? flat(one) : [one]), []);
}

function html(status, message) {
  return `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${message}</pre>\n</body>\n</html>\n`;
}

function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/\n/g, '<br>').replace(/  /g, ' &nbsp;');
}

function prepareResponse(request, response, app) {
  response.app = app;
  response.locals = {};
  response.setHeader('X-Powered-By', 'Express');
  response.status = (code) => { response.statusCode = Number(code); return response; };
  response.set = response.header = (name, value) => {
    if (typeof name === 'object') Object.entries(name).forEach(([key, one]) => response.setHeader(key, one));
    else response.setHeader(name, value);
    return response;
  };
  response.get = (name) => response.getHeader(name);
  response.type = (name) => response.set('Content-Type', typeOf(name));
  response.contentType = response.type;
  response.append = response.set;
  response.vary = () => response;
  response.cookie = (name, value) => response.set('Set-Cookie', `${name}=${encodeURIComponent(value)}; Path=/`);
  response.json = (value) => {
    if (!response.getHeader('content-type')) response.set('Content-Type', 'application/json; charset=utf-8');
    const spaces = app.settings['json spaces'];
    return finish(request, response, JSON.stringify(value, null, spaces));
  };
  response.send = (body) => {
    if (typeof body === 'number' || typeof body === 'boolean') return response.json(body);
    if (body !== null && typeof body === 'object' && !Buffer.isBuffer(body)) return response.json(body);
    if (!response.getHeader('content-type')) {
      response.set('Content-Type', Buffer.isBuffer(body) ? 'application/octet-stream' : 'text/html; charset=utf-8');
    }
    return finish(request, response, body === undefined || body === null ? '' : body);
  };
  response.sendStatus = (code) => response.status(code).type('txt').send(http.STATUS_CODES[code] || String(code));
  response.redirect = (status, url) => {
    const [code, target] = url === undefined ? [302, status] : [status, url];
    response.status(code).set('Location', target);
    if (!response.getHeader('content-type')) response.type('txt');
    return finish(request, response, `${http.STATUS_CODES[code]}. Redirecting to ${target}`);
  };
  response.sendFile = (file, ...rest) => {
    const options = rest.find((one) => one && typeof one === 'object') || {};
    const whole = path.resolve(options.root || '', file);
    if (!fs.existsSync(whole)) {
      const error = Object.assign(new Error(`ENOENT: no such file or directory, stat '${whole}'`), { code: 'ENOENT', status: 404, statusCode: 404 });
      return request.next(error);
    }
    response.set('Content-Type', typeOf(whole));
    return finish(request, response, fs.readFileSync(whole));
  };
  response.download = response.sendFile;
  response.render = () => l.unsimulated('a view engine of Express');
  response.format = () => l.unsimulated('response.format() of Express');
}

function finish(request, response, body) {
  if (response.statusCode === 204 || response.statusCode === 304) body = '';
  response.setHeader('Content-Length', Buffer.byteLength(Buffer.isBuffer(body) ? body.toString() : body));
  if (request.method === 'GET' && response.statusCode === 200) {
    const size = Buffer.byteLength(body.toString()).toString(16);
    response.setHeader('ETag', `W/"${size}-${require('crypto').createHash('sha256').update(body.toString()).digest('base64').slice(0, 27)}"`);
  }
  response.end(body);
  return response;
}

function prepareRequest(request, response, app) {
  const [pathname, query] = request.url.split('?');
  request.app = app;
  request.res = response;
  request.originalUrl = request.url;
  request.baseUrl = '';
  request.path = pathname;
  request.params = {};
  request.query = {};
  new URLSearchParams(query || '').forEach((value, name) => {
    const known = request.query[name];
    request.query[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  });
  request.body = undefined;
  request.cookies = {};
  request.protocol = 'http';
  request.secure = false;
  request.hostname = (request.headers.host || 'localhost').split(':')[0];
  request.ip = request.socket.remoteAddress;
  request.get = request.header = (name) => request.headers[name.toLowerCase()];
  request.is = (type) => (request.headers['content-type'] || '').includes(type) && type;
  request.accepts = (type) => type;
}

function makeRouter() {
  const layers = [];

  function router(request, response, done) {
    let at = 0;
    const start = request.path;
    const base = request.baseUrl;
    function next(error) {
      if (error === 'route' || error === 'router') error = undefined;
      request.next = next;
      request.path = start;
      request.baseUrl = base;
      while (at < layers.length) {
        const one = layers[at];
        at += 1;
        if (one.method && one.method !== 'all' && one.method !== request.method.toLowerCase()
          && !(one.method === 'get' && request.method === 'HEAD')) continue;
        const found = start.match(one.expression);
        if (!found) continue;
        const takesErrors = one.handler.length === 4;
        if (Boolean(error) !== takesErrors) continue;
        const params = {};
        // The first group is the path itself, so far as the route takes it.
        one.names.forEach((name, index) => { params[name] = found[index + 2] === undefined ? undefined : decodeURIComponent(found[index + 2]); });
        request.params = Object.assign({}, request.params, params);
        if (!one.end) {
          request.path = start.slice(found[1].length) || '/';
          request.baseUrl = base + found[1];
          if (!request.path.startsWith('/')) request.path = '/' + request.path;
        }
        try {
          const result = takesErrors ? one.handler(error, request, response, next) : one.handler(request, response, next);
          if (result && typeof result.catch === 'function' && result !== response) result.catch(next);
        } catch (caught) {
          next(caught);
        }
        return;
      }
      done(error);
    }
    next();
  }

  router.use = (...given) => {
    const route = typeof given[0] === 'string' || given[0] instanceof RegExp ? given.shift() : '/';
    flat(given).forEach((handler) => layers.push(layer(route, false, null, handler)));
    return router;
  };
  for (const method of METHODS) {
    router[method] = (route, ...handlers) => {
      flat(handlers).forEach((handler) => layers.push(layer(route, true, method, handler)));
      return router;
    };
  }
  router.route = (route) => {
    const one = {};
    METHODS.forEach((method) => { one[method] = (...handlers) => { router[method](route, ...handlers); return one; }; });
    return one;
  };
  router.param = () => l.unsimulated('router.param() of Express');
  return router;
}

function express() {
  const router = makeRouter();

  function app(request, response) {
    prepareRequest(request, response, app);
    prepareResponse(request, response, app);
    router(request, response, (error) => {
      if (response.finished) return;
      if (!error) {
        response.status(404).set('Content-Type', 'text/html; charset=utf-8');
        response.set('Content-Security-Policy', "default-src 'none'").set('X-Content-Type-Options', 'nosniff');
        finish(request, response, html(404, escape(`Cannot ${request.method} ${request.originalUrl.split('?')[0]}`)));
        return;
      }
      const status = error.status || error.statusCode || 500;
      if (status >= 500) console.error(error.stack || String(error));
      const shown = process.env.NODE_ENV === 'production' ? http.STATUS_CODES[status] : escape(error.stack || String(error));
      response.status(status).set('Content-Type', 'text/html; charset=utf-8');
      response.set('Content-Security-Policy', "default-src 'none'").set('X-Content-Type-Options', 'nosniff');
      finish(request, response, html(status, shown));
    });
  }

  app.settings = { env: process.env.NODE_ENV || 'development' };
  app.locals = {};
  app.mountpath = '/';
  const getRoute = router.get;
  Object.keys(router).forEach((name) => { app[name] = (...given) => { router[name](...given); return app; }; });
  app.route = router.route;
  app.get = (name, ...handlers) => {
    if (handlers.length === 0) return app.settings[name];
    getRoute(name, ...handlers);
    return app;
  };
  app.set = (name, value) => { app.settings[name] = value; return app; };
  app.enable = (name) => app.set(name, true);
  app.disable = (name) => app.set(name, false);
  app.engine = () => app;
  app.listen = (...given) => http.createServer(app).listen(...given);
  return app;
}

function parser(type, read) {
  return () => (request, response, next) => {
    if (request.body === undefined) request.body = request['_#body'] ? undefined : {};
    if (request['_#body'] && (request.headers['content-type'] || '').includes(type)) {
      try {
        request.body = read(request['_#body']);
      } catch (caught) {
        next(Object.assign(caught, { status: 400, statusCode: 400 }));
        return;
      }
    }
    next();
  };
}

express.json = parser('json', (text) => JSON.parse(text));
express.urlencoded = parser('urlencoded', (text) => {
  const values = {};
  new URLSearchParams(text).forEach((value, name) => { values[name] = value; });
  return values;
});
express.text = parser('text', (text) => text);
express.raw = parser('octet', (text) => Buffer.from(text));
express.static = (root, options = {}) => (request, response, next) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return next();
  let file = path.join(path.resolve(root), decodeURIComponent(request.path));
  if (fs.existsSync(file) && fs.statSync(file).isDirectory()) file = path.join(file, options.index || 'index.html');
  if (!fs.existsSync(file)) return next();
  response.set('Cache-Control', 'public, max-age=0').set('Content-Type', typeOf(file));
  finish(request, response, fs.readFileSync(file));
};
express.Router = makeRouter;
express.default = express;
module.exports = express;
