// The site in a real Chromium: what is typed prints what the native program prints, what is done is kept, the drawing shows it,
// nothing leaves the origin, and the pages are accessible. SITE is the folder (target/site), PROGRAM the native program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { serve } from './server.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const site = process.env.SITE ?? `${root}target/site`;
const program = process.env.PROGRAM ?? `${root}target/release/layercake`;
const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const pictures = `${root}target/site-pictures`;
let browser, server;
const complaints = [];

before(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await serve(site);
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** A page of a fresh visitor, or of one who comes back. */
async function open(path, { context, width = 1280, height = 800, scheme = 'light', theme, address = server.address } = {}) {
  const visitor = context ?? (await browser.createBrowserContext());
  const page = await visitor.newPage();
  await page.evaluateOnNewDocument((theme) => {
    if (theme) localStorage.setItem('mdbook-theme', theme);
    addEventListener('layercake-ready', () => { window.readyAfter = performance.now(); });
  }, theme);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`${path}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('data:') && !url.startsWith('blob:')) complaints.push(`${path}: asks ${url}`);
  });
  await page.goto(`${address}/${path}`);
  return { page, visitor };
}

/** What the terminal shows, with what has scrolled away; lines that were wrapped are whole again. */
function screen(page) {
  return page.evaluate(() => {
    const buffer = document.querySelector('layercake-terminal')?.terminal?.buffer.active;
    const lines = [];
    for (let at = 0; at < (buffer?.length ?? 0); at++) {
      const line = buffer.getLine(at);
      if (line.isWrapped) lines[lines.length - 1] += line.translateToString(true);
      else lines.push(line.translateToString(true));
    }
    return lines.join('\n').trimEnd();
  });
}

async function shows(page, wanted, timeout = 20_000) {
  const until = Date.now() + timeout;
  let text = '';
  while (Date.now() < until) {
    text = await screen(page);
    if (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted)) return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`${wanted} is not shown, but:\n${text}`);
}

/** Types a line and waits for the next prompt. */
async function type(page, line) {
  await page.evaluate(async (line) => {
    const element = document.querySelector('layercake-terminal');
    const until = Date.now() + 20_000;
    const idle = async () => {
      while (!(element.line?.reading && element.line.queue.length === 0)) {
        if (Date.now() > until) throw new Error(`no prompt after ${line}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    await idle();
    const before = element.line.reading;
    element.type(line);
    while (element.line.reading === before) await new Promise((resolve) => setTimeout(resolve, 2));
    await idle();
  }, line);
}

async function accessible(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  const told = found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ').slice(0, 400)}`);
  assert.deepEqual(told, [], where);
}

test('the first prompt is there soon', async () => {
  const times = [];
  for (let visit = 0; visit < 6; visit++) {
    const { page, visitor } = await open('index.html#play');
    await page.waitForFunction(() => window.readyAfter, { polling: 10 });
    times.push(await page.evaluate(() => Math.round(window.readyAfter)));
    await shows(page, '$');
    await visitor.close();
  }
  console.log(`first prompt after ${times.join(', ')} ms`);
  assert.ok(Math.min(...times) < 500, `${times}`);
});

test('a pull prints what the native program prints, and commands are quick', async () => {
  const { page } = await open('index.html#play');
  await shows(page, '$');
  await type(page, 'docker pull nginx');
  await type(page, 'docker images --no-trunc');
  const text = await shows(page, /sha256:[0-9a-f]{64} +\d/);
  const native = spawnSync(program, ['exec'], { input: 'docker pull nginx\ndocker images --no-trunc\n', encoding: 'utf8' });
  assert.equal(native.status, 0, native.stderr);
  const [digest] = /^Digest: .*$/m.exec(native.stdout);
  for (const wanted of [digest, 'Status: Downloaded newer image for nginx:latest', 'docker.io/library/nginx:latest', ...native.stdout.trimEnd().split('\n').slice(-2)]) {
    assert.ok(text.includes(wanted), `${wanted}\nis not in\n${text}`);
  }
  const spent = await page.evaluate(async () => {
    const core = document.querySelector('layercake-terminal').core;
    const began = performance.now();
    for (let turn = 0; turn < 20; turn++) await core.ask('take', 'docker images');
    return (performance.now() - began) / 20;
  });
  console.log(`a command takes ${spent.toFixed(1)} ms`);
  assert.ok(spent < 5, `${spent}`);
  await page.screenshot({ path: `${pictures}/play.png` });
});

test('what is done survives a reload, and the drawing shows the layers', async () => {
  const { page } = await open('index.html#play');
  await type(page, 'docker pull -q alpine');
  await type(page, 'docker tag alpine localhost:5000/mine:1');
  await type(page, 'docker push -q localhost:5000/mine:1');
  await type(page, 'docker run --name box alpine touch /x');
  const drawing = () => page.evaluate(() => document.querySelector('layercake-terminal').shadowRoot.querySelector('.drawing').innerText);
  const drawn = await drawing();
  for (const wanted of ['alpine:latest', 'ADD alpine-minirootfs', 'box: ○ not running', 'localhost:5000', 'mine:1', 'new']) {
    assert.ok(drawn.includes(wanted), `${wanted} is not in ${drawn}`);
  }
  await page.evaluate(() => document.querySelector('layercake-terminal').shadowRoot.querySelector('.layers button').click());
  await page.waitForFunction(() => document.querySelector('layercake-terminal').shadowRoot.querySelector('dialog.editor ~ *, .drawing dialog[open]')?.innerText.includes('/etc/alpine-release'));
  await page.screenshot({ path: `${pictures}/layer.png` });
  await page.reload();
  await shows(page, '$');
  await type(page, 'docker images -q | wc -l');
  await shows(page, /wc -l\n2?1?/);
  assert.ok((await drawing()).includes('mine:1'));
});

test('lesson 1 can be walked to its end', async () => {
  const { page } = await open('index.html#lesson=1');
  await shows(page, '$');
  const lesson = readFileSync(`${root}lessons/01-what-an-image-is.md`, 'utf8');
  const blocks = [...lesson.matchAll(/```toml (task|predict|quiz)\n(.*?)```/gs)];
  for (const [, kind, toml] of blocks) {
    const script = kind === 'task' ? JSON.parse(`"${/solutions = \[\s*"((?:[^"\\]|\\.)*)"/s.exec(toml)[1]}"`) : null;
    const answer = /^answer = (\d+)/m.exec(toml)?.[1];
    for (const line of script?.split('\n') ?? [answer ? `answer ${answer}` : 'skip']) {
      await type(page, line.includes('{answer}') ? 'solution' : line);
    }
    for (let page_ = 0; page_ < 6 && /Enter/.test((await screen(page)).split('\n').slice(-2).join(' ')); page_++) await type(page, '');
    if (kind === 'task') await type(page, 'next');
  }
  const progress = await page.evaluate(() => document.querySelector('layercake-terminal').core.ask('export_progress'));
  assert.equal(JSON.parse(progress).lessons['01-what-an-image-is'].finished, true, (await screen(page)).slice(-1500));
});

test('Tab completes, a long command is stopped, and a script in the address runs', async () => {
  const { page } = await open('index.html#play');
  await shows(page, '$');
  await page.evaluate(() => document.querySelector('layercake-terminal').line.typed('docker ima\t'));
  await shows(page, 'docker image');
  await page.evaluate(() => document.querySelector('layercake-terminal').line.typed('\x15'));
  await type(page, 'echo kept > note');
  await page.evaluate(() => document.querySelector('layercake-terminal').line.typed('while true; do :; done\r'));
  await new Promise((resolve) => setTimeout(resolve, 150));
  await page.evaluate(() => document.querySelector('layercake-terminal').line.typed('\x03'));
  await shows(page, /Interrupted|steps/);
  await type(page, 'cat note');
  await shows(page, /cat note\nkept/);
  const { page: link } = await open(`index.html#run=${encodeURIComponent('docker pull -q alpine\necho done here')}`);
  await shows(link, /\ndone here/);
});

for (const [name, width, height] of [['wide', 1280, 800], ['phone', 390, 844]]) {
  for (const scheme of ['light', 'dark']) {
    test(`the page is accessible and nothing is cut off: ${name}, ${scheme}`, async () => {
      const { page } = await open('index.html#run=docker%20pull%20nginx', { width, height, scheme });
      await shows(page, 'docker.io/library/nginx:latest');
      await accessible(page, `${name}, ${scheme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      await page.screenshot({ path: `${pictures}/${name}-${scheme}.png` });
    });
  }
}

test('lines of an earlier visit come back, and the page works without a network', async () => {
  const { page } = await open('index.html#play');
  await shows(page, '$');
  await type(page, 'echo from before');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => (await caches.keys()).length > 0 && (await (await caches.open((await caches.keys())[0])).keys()).length > 10);
  await page.setOfflineMode(true);
  await page.reload();
  await shows(page, '$');
  await page.evaluate(() => document.querySelector('layercake-terminal').line.typed('\x1b[A\r'));
  await shows(page, /from before\nfrom before/);
  await page.setOfflineMode(false);
});

test('progress is taken from a file, and from no other file', async () => {
  const { page } = await open('index.html#play');
  await shows(page, '$');
  const folder = mkdtempSync(`${tmpdir()}/layercake-`);
  const lesson = { step: 9, steps: 9, finished: true, right: 1, asked: 1 };
  const texts = {
    'good.json': JSON.stringify({ version: 1, lessons: { '01-what-an-image-is': lesson } }),
    'newer.json': JSON.stringify({ version: 99, lessons: {} }),
    'broken.json': '{',
    'large.json': ' '.repeat((1 << 20) + 1),
  };
  const said = {};
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(`${folder}/${name}`, text);
    await page.evaluate(() => { document.getElementById('said').textContent = ''; });
    await (await page.$('#import')).uploadFile(`${folder}/${name}`);
    await page.waitForFunction(() => document.getElementById('said').textContent !== '');
    said[name] = await page.evaluate(() => document.getElementById('said').textContent);
  }
  rmSync(folder, { recursive: true });
  assert.equal(said['good.json'], 'The progress in good.json was taken.');
  assert.match(said['newer.json'], /newer.json was not taken: .*version 99/);
  assert.match(said['broken.json'], /broken.json was not taken: /);
  assert.match(said['large.json'], /large.json was not taken: it is too large/);
  await page.reload();
  await shows(page, '$');
  const kept = await page.evaluate(() => document.querySelector('layercake-terminal').core.ask('export_progress'));
  assert.deepEqual(Object.keys(JSON.parse(kept).lessons), ['01-what-an-image-is']);
  assert.equal(JSON.parse(kept).lessons['01-what-an-image-is'].finished, true);
});

test('what the browser does not store is said, and stored as soon as it can be', async () => {
  const { page } = await open('index.html#play');
  await shows(page, '$');
  await page.evaluate(() => {
    window.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new DOMException('the disk is full', 'QuotaExceededError'); };
  });
  await type(page, 'echo one > one');
  await shows(page, /What you do is not saved: the disk is full\n\[not saved\] layercake/);
  await type(page, 'echo two > two');
  await page.evaluate(() => { IDBObjectStore.prototype.put = window.put; });
  await type(page, 'echo three > three');
  await shows(page, /Everything is saved again\.\nlayercake/);
  await page.reload();
  await shows(page, '$');
  await type(page, 'cat one two three');
  await shows(page, /one\ntwo\nthree/);
});

test('a long history costs little', async () => {
  const { page } = await open('index.html#play');
  await shows(page, '$');
  const spent = await page.evaluate(async () => {
    const { core, line } = document.querySelector('layercake-terminal');
    line.history = Array.from({ length: 500 }, (_, at) => `docker run --rm -v data-${at}:/data alpine cat /data/file-${at}`);
    const once = async (act) => {
      const began = performance.now();
      for (let turn = 0; turn < 20; turn++) await act();
      return (performance.now() - began) / 20;
    };
    return { waited: await once(() => core.shelf.store([['history', line.history]])), now: await once(() => core.keepHistory(line.history)) };
  });
  console.log(`a history of 500 lines takes ${spent.now.toFixed(2)} ms of a command (${spent.waited.toFixed(2)} ms to wait for the disk)`);
  assert.ok(spent.now < 5, `${spent.now}`);
});

test('halves of different versions do not run, and the page says how to go on', async (context) => {
  let renewed = true;
  const complaintsBefore = complaints.length;
  const other = await serve(site, (path, bytes) => {
    if (!renewed || path !== '/pkg/rest.wasm') return bytes;
    const at = bytes.indexOf('version ');
    assert.ok(at > 0);
    const changed = Buffer.from(bytes);
    changed.write('0123456789abcdef', at + 'version '.length);
    return changed;
  });
  context.after(() => other.close());
  const { page } = await open('index.html#play', { address: other.address });
  await shows(page, '$'); // the first half needs nothing of the second for this
  await page.evaluate(() => document.querySelector('layercake-terminal').type('echo hello'));
  await shows(page, 'This page was renewed meanwhile');
  const refused = complaints.splice(complaintsBefore).filter((text) => !text.includes('version 0123456789abcdef'));
  assert.deepEqual(refused, []);
  renewed = false;
  await page.evaluate(async () => { for (const name of await caches.keys()) await caches.delete(name); });
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await shows(page, '$');
  await type(page, 'echo hello again');
  await shows(page, /\nhello again/);
});

test('a chapter opens a terminal in the state of its step', async () => {
  const { page } = await open('book/lessons/01-what-an-image-is.html');
  const links = await page.$$('.lc-try a');
  assert.ok(links.length > 3, `${links.length} links`);
  await links[2].click();
  await shows(page, /Step 3 of \d/);
  const before = page.url();
  await page.keyboard.type('docker images --no-trunc -qs');
  await page.keyboard.press('ArrowLeft'); // mdBook's key for the chapter before
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await shows(page, /sha256:[0-9a-f]{64}/);
  assert.equal(page.url(), before);
  await page.screenshot({ path: `${pictures}/try-it.png` });
  await links[2].click();
  await page.waitForFunction(() => !document.querySelector('layercake-terminal'));

  const { page: intro } = await open('book/introduction.html', { theme: 'navy' });
  await (await intro.$('.lc-try a')).click();
  await shows(intro, '$');
  await type(intro, 'docker images -q | wc -l');
  await shows(intro, /wc -l\n0/);
  assert.equal(await intro.evaluate(() => document.querySelector('layercake-terminal').getAttribute('theme')), 'dark');
});

const CHAPTERS = ['introduction', 'lessons/01-what-an-image-is', 'commands', 'glossary', 'preprocessor', 'inside'];
for (const theme of ['light', 'rust', 'coal', 'navy', 'ayu']) {
  test(`chapters are accessible: ${theme}`, async () => {
    for (const chapter of CHAPTERS) {
      const scheme = theme === 'light' || theme === 'rust' ? 'light' : 'dark';
      const { page, visitor } = await open(`book/${chapter}.html`, { theme, scheme });
      await accessible(page, `${chapter}, ${theme}`);
      await visitor.close();
    }
  });
}

for (const [name, width, height] of [['wide', 1280, 800], ['phone', 390, 844]]) {
  for (const [theme, scheme] of [['light', 'light'], ['navy', 'dark']]) {
    test(`a chapter is not cut off: ${name}, ${theme}`, async () => {
      const { page } = await open('book/lessons/01-what-an-image-is.html', { width, height, theme, scheme });
      await (await page.$('.lc-try a')).click();
      await shows(page, 'Step 1 of');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      await page.screenshot({ path: `${pictures}/chapter-${name}-${scheme}.png` });
    });
  }
}

test('an exercise is done in the page, and what it hands in has its points', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'layercake-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const native = (...args) => spawnSync(program, ['--lang', 'en', '--state', join(folder, 'state'), ...args], { encoding: 'utf8' });
  const room = join(folder, 'class');
  assert.equal(native('classroom', 'new', room, '--exercises', 'e1').status, 0);
  // What a student types who does everything right.
  const name = readdirSync(join(room, 'receipts')).find((file) => file.includes('ada'));
  const sample = readFileSync(join(room, 'receipts', name), 'utf8');
  const lines = [...sample.matchAll(/^\d+ \$ (.*)$/gm)].map(([, line]) => line);
  assert.ok(lines.length > 0, sample);

  const { page } = await open('index.html#exercise=e1&student=Ada%20Example');
  const downloads = join(folder, 'downloads');
  const client = await page.createCDPSession();
  await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads, browserContextId: page.browserContext().id });
  await shows(page, 'Step 1 of');
  for (const line of lines) await type(page, line);
  await type(page, 'submit');
  const saved = join(downloads, name);
  for (let waited = 0; !existsSync(saved); waited += 50) {
    assert.ok(waited < 20_000, `nothing is saved, but:\n${await screen(page)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const graded = (file) => {
    const [receipt] = JSON.parse(native('classroom', 'grade', file, '--format', 'json').stdout).receipts;
    return [receipt.student, receipt.points, receipt.of, receipt.findings];
  };
  assert.deepEqual(graded(saved), graded(join(room, 'receipts', name)));
});

test('no request left the origin, and the console had no error', () => {
  assert.deepEqual(complaints, []);
});
