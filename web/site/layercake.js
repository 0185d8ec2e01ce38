// <layercake-terminal>: layercake in a page. Attributes:
//   lesson="3"      the lesson to open (a number or a name); without it the menu, with `play` the free sandbox
//   exercise="e1"   the exercise to open, for student="Ada Lovelace"; without a name it is asked for
//   step="2"        the step of the lesson to begin at, in the state that a solution of each task before it leaves
//   state="…"       lines that make the state of the free sandbox to begin in, without being shown
//   start="…"       lines that are typed first, one a line
//   unkept          what is done is not kept; `step`, `state` and `start` imply that
//   drawing         a live drawing of the store beside the terminal
//   plain           no colours, nothing redrawn
//   theme="dark"    or "light"; otherwise as the reader's system has it
import { Terminal } from './xterm/xterm.mjs';
import { FitAddon } from './xterm/addon-fit.mjs';
import { WebLinksAddon } from './xterm/addon-web-links.mjs';
import { Board, element } from './board.js';
import { Core } from './core.js';
import { Line } from './line.js';

/** What is said where the core could not be started, which has the words. */
const AGAIN = 'Enter tries again.';
const RENEWED = 'This page was renewed meanwhile, and its parts do not fit any more. Enter loads it again; what you did is kept.';
/** Rows of a terminal on a page, at least. */
const ROWS = 12;
const THEMES = {
  dark: { background: '#16161e', foreground: '#dcdfe4', cursor: '#dcdfe4', selectionBackground: '#44475a', black: '#16161e', red: '#ff7b72', green: '#7ee787', yellow: '#e3b341', blue: '#79c0ff', magenta: '#d2a8ff', cyan: '#76e3ea', white: '#dcdfe4', brightCyan: '#76e3ea', brightGreen: '#7ee787', brightRed: '#ff7b72', brightYellow: '#e3b341', brightMagenta: '#d2a8ff', brightBlue: '#79c0ff' },
  light: { background: '#ffffff', foreground: '#1f2328', cursor: '#1f2328', selectionBackground: '#b6d7ff', black: '#1f2328', red: '#b3261e', green: '#116329', yellow: '#7d4e00', blue: '#0550ae', magenta: '#6639ba', cyan: '#0b5f66', white: '#59636e', brightCyan: '#0b5f66', brightGreen: '#116329', brightRed: '#b3261e', brightYellow: '#7d4e00', brightMagenta: '#6639ba', brightBlue: '#0550ae' },
};
const dark = matchMedia('(prefers-color-scheme: dark)');

export class LayercakeTerminal extends HTMLElement {
  async connectedCallback() {
    if (this.opened) return;
    this.opened = true;
    // The page around it may have keys of its own.
    for (const kind of ['keydown', 'keypress', 'keyup']) this.addEventListener(kind, (event) => event.stopPropagation());
    const isThrownAway = ['unkept', 'start', 'state', 'step'].some((name) => this.hasAttribute(name));
    this.core = new Core({
      plain: this.hasAttribute('plain'), kept: !isThrownAway, language: this.lang || document.documentElement.lang || 'en',
    });
    const root = this.attachShadow({ mode: 'open' });
    const here = (path) => new URL(path, import.meta.url).href;
    root.append(
      element('link', { rel: 'stylesheet', href: here('./xterm/xterm.css') }),
      element('link', { rel: 'stylesheet', href: here('./layercake.css') }),
      this.bar = this.toolbar(),
      this.screen = element('section', { className: 'screen' }),
      this.drawing = element('section', { className: 'drawing', hidden: !this.hasAttribute('drawing') }),
      this.editor = element('dialog', { className: 'editor' }),
    );
    this.screen.setAttribute('aria-label', 'Terminal');
    this.drawing.setAttribute('aria-label', 'Drawing of the sandbox');
    // The grid of the terminal is measured with the styles in place.
    await Promise.all([...root.querySelectorAll('link')].map((link) => new Promise((resolve) => { link.onload = link.onerror = resolve; })));
    const terminal = this.terminal = new Terminal({
      screenReaderMode: true, cursorBlink: false, fontSize: 14, fontFamily: 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace',
      scrollback: 5000, theme: this.theme(), convertEol: true,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.loadAddon(new WebLinksAddon());
    terminal.open(this.screen);
    fit.fit();
    Object.assign(this.core, { columns: terminal.cols, rows: Math.max(ROWS, terminal.rows) });
    this.line = new Line(terminal, {
      complete: (line, cursor) => this.core.ask('complete', line, cursor),
      suggest: (line) => this.core.ask('suggest', line),
    });
    this.line.onInterrupt = () => this.stop();
    this.board = new Board(this.drawing, (...call) => this.core.ask(...call));
    dark.addEventListener('change', () => { terminal.options.theme = this.theme(); });
    new ResizeObserver(() => this.fitted(fit)).observe(this.screen);
    this.run();
  }

  disconnectedCallback() {
    this.core?.close();
  }

  theme() {
    const asked = this.getAttribute('theme');
    return THEMES[asked === 'dark' || (asked !== 'light' && dark.matches) ? 'dark' : 'light'];
  }

  /** Keys that a telephone does not have, and that a keyboard user need not look for. */
  toolbar() {
    const bar = element('div', { className: 'bar', role: 'toolbar' });
    bar.setAttribute('aria-label', 'Keys');
    const keys = { Tab: '\t', '↑': '\x1b[A', '↓': '\x1b[B', 'Ctrl-C': '\x03' };
    const names = { '↑': 'Earlier line', '↓': 'Later line', Tab: 'Complete', 'Ctrl-C': 'Interrupt' };
    for (const [text, data] of Object.entries(keys)) {
      const key = element('button', { type: 'button', textContent: text, title: names[text] });
      key.addEventListener('click', () => { this.line?.typed(data); this.terminal?.focus(); });
      bar.append(key);
    }
    return bar;
  }

  fitted(fit) {
    const { terminal } = this;
    const before = terminal.cols;
    fit.fit();
    this.core.columns = terminal.cols;
    this.core.rows = Math.max(ROWS, terminal.rows);
    if (this.ready) this.core.ask('resize', terminal.cols, this.core.rows).catch(() => {});
    if (terminal.cols !== before) this.line.refresh();
  }

  /** The loop: what is shown, what is wanted, what is typed. */
  async run() {
    const lines = (this.getAttribute('start') ?? '').split('\n').filter((line) => line.trim() !== '');
    const state = this.getAttribute('state') ?? '';
    const plays = lines.length > 0 || state !== '' || this.hasAttribute('play');
    const exercise = this.getAttribute('exercise');
    const assigned = exercise && `exercise=${exercise}&student=${this.getAttribute('student') ?? ''}`;
    const room = assigned ?? this.getAttribute('lesson') ?? (plays ? 'play' : 'menu');
    let reaction = await this.guarded(() => this.core.start(room, Number(this.getAttribute('step')) || null, state));
    this.line.history = await this.core.history().catch(() => []);
    this.ready = true;
    this.dispatchEvent(new Event('layercake-ready', { bubbles: true }));
    this.line.queue.unshift(...lines.flatMap((text) => [{ text }, { key: 'enter' }]));
    for (;;) {
      await this.shown(reaction);
      reaction = await this.next(reaction);
    }
  }

  async shown({ text, download }) {
    await new Promise((resolve) => this.terminal.write(text, resolve));
    if (download) save(download.name, download.text, 'text/plain');
    if (this.drawing.hidden) return;
    const board = await this.core.ask('board').catch(() => null);
    if (board) this.board.show(board);
  }

  async next({ wanted }) {
    if (wanted.kind === 'edit') {
      const content = await this.edit(wanted);
      return this.guarded(() => this.core.edited(content));
    }
    if (wanted.kind === 'nothing' || wanted.kind === 'failed') {
      const words = this.core.words ?? { again: AGAIN };
      await this.line.read(`${wanted.kind === 'failed' ? words.again : words.left} `, 'line');
      return this.guarded(() => this.core.start(this.core.exercise ?? 'menu'));
    }
    if (wanted.kind === 'renewed') {
      await this.line.read('', 'line');
      location.reload();
      return new Promise(() => {}); // it is over
    }
    const typed = await this.line.read(wanted.prompt, wanted.ask);
    if (typed.kind === 'interrupt') return this.guarded(() => this.core.interrupt());
    if (typed.kind === 'end') return this.guarded(() => this.core.end());
    const reaction = await this.guarded(() => this.core.take(typed.text));
    if (wanted.ask === 'command' && reaction.remembers !== false) {
      this.line.remember(typed.text);
      if (reaction.worked) this.core.keepHistory(this.line.history);
    }
    return reaction;
  }

  /** Asks the core; a bug in it costs the line, not the page. */
  async guarded(act) {
    try {
      return await act();
    } catch (error) {
      if (this.stopping) return this.stopping;
      if (error.isStale) return this.renewed();
      try {
        // What a line may use is used up: no bug.
        const isSpent = error.message.startsWith('stopped: ');
        return await this.core.stop(isSpent ? error.message : `${this.core.words?.bug ?? ''} (${error.message})`);
      } catch (again) {
        if (again.isStale) return this.renewed();
        return { text: `layercake cannot be started here: ${again.message}\n`, wanted: { kind: 'failed' } };
      }
    }
  }

  /** The site is another one than when this page was opened. */
  renewed() {
    return { text: `${this.core.words?.renewed ?? RENEWED}\n`, wanted: { kind: 'renewed' } };
  }

  /** Ctrl-C while a command runs. */
  stop() {
    if (!this.ready || this.stopping) return;
    this.stopping = this.core.stop(this.core.words?.stopped ?? '').finally(() => { this.stopping = null; });
  }

  edit({ path, content }) {
    const text = element('textarea', { value: content, spellcheck: false });
    text.setAttribute('aria-label', `Content of ${path}`);
    const save = element('button', { type: 'button', textContent: 'Save' });
    const cancel = element('button', { type: 'button', textContent: 'Leave it as it was' });
    this.editor.replaceChildren(element('h2', { textContent: path }), text, element('p'), save, cancel);
    this.editor.showModal();
    text.focus();
    return new Promise((resolve) => {
      save.onclick = () => { resolve(text.value); this.editor.close(); };
      cancel.onclick = () => this.editor.close();
      this.editor.onclose = () => { resolve(undefined); this.terminal.focus(); };
    });
  }

  /** Types a line, as a person would. */
  type(line) {
    this.line.typed(`${line}\r`);
  }
}

/**
 * A terminal as an address asks for it: `#play`, `#exercise=e1&student=NAME`, `#lesson=3`, `#lesson=3&step=2`, `#state=LINES`, `#run=LINES`; otherwise the
 * menu. Texts are percent-encoded.
 */
export function terminalAt(hash) {
  const terminal = document.createElement('layercake-terminal');
  const [, name, value = ''] = /^#?([a-z]*)(?:=(.*))?$/s.exec(hash) ?? [];
  if (name === 'play') terminal.setAttribute('play', '');
  if (name === 'run') terminal.setAttribute('start', text(value));
  if (name === 'state') terminal.setAttribute('state', text(value));
  if (name === 'exercise') {
    const [exercise, student = ''] = value.split('&student=');
    terminal.setAttribute('exercise', text(exercise) || 'e1');
    terminal.setAttribute('student', text(student));
  }
  if (name === 'lesson') {
    const [lesson, step] = value.split('&step=');
    terminal.setAttribute('lesson', text(lesson) || '1');
    if (step) terminal.setAttribute('step', step);
  }
  return terminal;
}

/** Gives a file to the browser, to be saved. */
export function save(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What is written in an address; as it is, where its signs mean nothing. */
function text(encoded) {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

customElements.define('layercake-terminal', LayercakeTerminal);
