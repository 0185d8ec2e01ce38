// `serve` and `http-server`: the files of a folder over HTTP.
const l = require('_layercake');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const at = process.argv[1].lastIndexOf('/node_modules/');
const name = process.argv[1].slice(at + 14).split('/')[0];
const version = JSON.parse(fs.readFileSync(`${process.argv[1].slice(0, at + 14)}${name}/package.json`, 'utf8')).version;
const isServe = name === 'serve';
const words = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'application/javascript', '.mjs': 'application/javascript', '.json': 'application/json', '.txt': 'text/plain', '.png': 'image/png',
  '.jpg': 'image/jpeg', '.svg': 'image/svg+xml', '.ico': 'image/x-icon', '.map': 'application/json', '.webp': 'image/webp', '.woff2': 'font/woff2', '.xml': 'application/xml', '.pdf': 'application/pdf' };

let [folder, port, host, single, logs, cache, cors, told] = ['', isServe ? 3000 : 8080, undefined, false, true, 3600, false, false];
while (words.length) {
  const word = words.shift();
  const cut = word.startsWith('--') && word.includes('=');
  const option = cut ? word.slice(0, word.indexOf('=')) : /^-[a-zA-Z]\d/.test(word) ? word.slice(0, 2) : word;
  const value = () => (cut ? word.slice(word.indexOf('=') + 1) : option !== word ? word.slice(2) : words.shift());
  if (option === '-v' || option === '--version') { console.log(isServe ? version : `v${version}`); process.exit(0); }
  if (['-p', '--port'].includes(option) || (isServe && ['-l', '--listen'].includes(option))) {
    const given = String(value());
    // An endpoint of `serve` is a port or `tcp://HOST:PORT` (`source/utilities/cli.ts`, `parseEndpoint`).
    const found = given.match(isServe ? /^(?:tcp:\/\/([^/:]+):)?(\d+)$/ : /^()(\d+)$/);
    if (!found) l.unsimulated(`the address ${given}`);
    if (told) l.unsimulated('a second address');
    [port, told] = [Number(found[2]), true];
    if (found[1]) [, host] = found;
  } else if (option === '-s' || option === '--single') { if (isServe) single = true; else logs = false; }
  else if (!isServe && option === '--silent') logs = false;
  else if (isServe && ['-L', '--no-request-logging'].includes(option)) logs = false;
  else if (['-C', '--cors'].includes(option)) cors = true;
  else if (!isServe && option === '-c') cache = Number(value());
  else if (!isServe && option === '-a') host = value();
  else if (['-n', '--no-clipboard', '-d', '--debug', '-u', '--no-compression', '--no-etag', '--no-port-switching', '-g', '--gzip', '-b', '--brotli', '--no-dotfiles', '-r', '--robots', '--log-ip', '-i'].includes(option)) continue;
  else if (isServe && ['-c', '--config'].includes(option)) l.unsimulated('its configuration');
  else if (word.startsWith('-')) l.unsimulated(`the option ${word}`);
  else folder = word;
}
if (!folder) folder = !isServe && fs.existsSync('public') ? './public' : isServe ? '.' : './';
const root = path.resolve(folder);

function found(url) {
  const whole = path.join(root, decodeURIComponent(url.split('?')[0]));
  if (!whole.startsWith(root)) return undefined;
  const isFile = (file) => fs.existsSync(file) && fs.statSync(file).isFile();
  if (isFile(whole)) return whole;
  return [path.join(whole, 'index.html'), `${whole.replace(/\/$/, '')}.html`].find(isFile);
}

function listing(url) {
  const whole = path.join(root, decodeURIComponent(url.split('?')[0]));
  return whole.startsWith(root) && fs.existsSync(whole) && fs.statSync(whole).isDirectory();
}

function answer(request, response) {
  const file = found(request.url) || (single ? found('/') : undefined);
  if (cors) response.setHeader('Access-Control-Allow-Origin', '*');
  if (!file && listing(request.url)) return l.unsimulated('the listing of a folder');
  if (!file) {
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(isServe ? notFound() : undefined);
    return undefined;
  }
  const type = TYPES[path.extname(file)] || 'application/octet-stream';
  const isText = /^text|javascript|json$/.test(type);
  const headers = { 'Content-Type': isText ? `${type}; charset=${isServe ? 'utf-8' : 'UTF-8'}` : type };
  if (isServe) headers['Content-Disposition'] = `inline; filename="${path.basename(file)}"`;
  else headers['Cache-Control'] = cache < 0 ? 'no-cache, no-store, must-revalidate' : `max-age=${cache}`;
  response.writeHead(200, headers);
  response.end(fs.readFileSync(file));
  return undefined;
}

const notFound = () => '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/></head><body><main><section><span><strong>404</strong> The requested path could not be found</span></section></main></body></html>';

const server = http.createServer((request, response) => {
  const from = request.socket.remoteAddress;
  const now = new Date();
  if (logs && isServe) console.log(` HTTP  ${now.toLocaleDateString()} ${now.toLocaleTimeString()} ${from} ${request.method} ${request.url}`);
  if (logs && !isServe) console.log(`[${now.toISOString()}]  "${request.method} ${request.url}" "${request.headers['user-agent'] || 'undefined'}"`);
  answer(request, response);
  if (logs && isServe) console.log(` HTTP  ${now.toLocaleDateString()} ${now.toLocaleTimeString()} ${from} Returned ${response.statusCode} in ${1 + (l.random() % 6)} ms`);
  if (logs && !isServe && response.statusCode === 404) console.log(`[${now.toISOString()}]  "${request.method} ${request.url}" Error (404): "Not found"`);
});
process.on('SIGINT', () => { console.log(isServe ? '\n INFO  Gracefully shutting down. Please wait...' : 'http-server stopped.'); process.exit(0); });
process.on('SIGTERM', () => process.exit(isServe ? 0 : 143));
server.listen(port, ...(host ? [host] : []), () => {
  if (isServe) { console.log(` INFO  Accepting connections at http://${host && host !== '0.0.0.0' ? host : 'localhost'}:${port}`); return; }
  if (!logs) return;
  const addresses = Object.values(os.networkInterfaces ? os.networkInterfaces() : {}).flat().filter((one) => one.family === 'IPv4').map((one) => one.address);
  console.log(`Starting up http-server, serving ${folder}\n\nhttp-server version: ${version}\n\nhttp-server settings: \nCORS: ${cors ? 'enabled' : 'disabled'}\nCache: ${cache} seconds\nConnection Timeout: 120 seconds\nDirectory Listings: visible\nAutoIndex: visible\nServe GZIP Files: false\nServe Brotli Files: false\nDefault File Extension: none\n`);
  console.log(`Available on:\n${(host && host !== '0.0.0.0' ? [host] : addresses.length ? addresses : ['127.0.0.1']).map((one) => `  http://${one}:${port}\n`).join('')}Hit CTRL-C to stop the server`);
});
