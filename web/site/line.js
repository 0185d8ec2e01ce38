// A line is typed: keys in, the line on the terminal, and what comes of it.

const ESCAPES = {
  '\x1b[A': 'up', '\x1b[B': 'down', '\x1b[C': 'right', '\x1b[D': 'left', '\x1b[H': 'home', '\x1b[F': 'end',
  '\x1bOA': 'up', '\x1bOB': 'down', '\x1bOC': 'right', '\x1bOD': 'left', '\x1bOH': 'home', '\x1bOF': 'end',
  '\x1b[1~': 'home', '\x1b[4~': 'end', '\x1b[7~': 'home', '\x1b[8~': 'end', '\x1b[3~': 'delete',
  '\x1b[1;5C': 'word-right', '\x1b[1;5D': 'word-left', '\x1bf': 'word-right', '\x1bb': 'word-left',
};
const CONTROLS = {
  '\r': 'enter', '\n': 'enter', '\t': 'tab', '\x7f': 'backspace', '\b': 'backspace', '\x01': 'home', '\x02': 'left',
  '\x03': 'interrupt', '\x04': 'end-of-input', '\x05': 'end', '\x06': 'right', '\x0b': 'kill-end', '\x0c': 'clear',
  '\x0e': 'down', '\x10': 'up', '\x15': 'kill-start', '\x17': 'kill-word',
};
/** Lines that the arrow keys bring back. */
const HISTORY = 500;
/** Characters of a line. */
const LONGEST = 100_000;

/** Keys and texts in what a terminal sends, in their order. */
export function keys(data) {
  const found = [];
  let at = 0;
  while (at < data.length) {
    const escape = data[at] === '\x1b' && Object.keys(ESCAPES).find((sequence) => data.startsWith(sequence, at));
    if (escape) {
      found.push({ key: ESCAPES[escape] });
      at += escape.length;
    } else if (data[at] === '\x1b') {
      const sequence = /^\x1b(\[[0-?]*[ -/]*[@-~]|O.|.)?/s.exec(data.slice(at))[0];
      at += sequence.length; // a key that means nothing here
    } else if (CONTROLS[data[at]]) {
      const pair = data[at] === '\r' && data[at + 1] === '\n';
      found.push({ key: CONTROLS[data[at]] });
      at += pair ? 2 : 1;
    } else {
      const text = /^[^\x00-\x1f\x7f]+/u.exec(data.slice(at))?.[0];
      if (text) found.push({ text });
      at += text?.length ?? 1;
    }
  }
  return found;
}

/** Columns that a text takes. */
export function columns(text) {
  let sum = 0;
  for (const c of text.replace(/\x1b\[[0-9;]*m/g, '')) {
    sum += /\p{Mn}|\p{Me}/u.test(c) ? 0 : /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(c) ? 2 : 1;
  }
  return sum;
}

export class Line {
  /** `terminal` is xterm's; `help` has `complete(line, cursor)` and `suggest(line)`, both promises. */
  constructor(terminal, help) {
    Object.assign(this, { terminal, help });
    this.queue = [];
    this.history = [];
    this.reading = null;
    this.onInterrupt = () => {};
    terminal.onData((data) => this.typed(data));
  }

  /** Keys come from the terminal, or as if they did. */
  typed(data) {
    for (const key of keys(data)) {
      if (!this.reading && key.key === 'interrupt') {
        this.queue = [];
        this.onInterrupt();
      } else {
        this.queue.push(key);
      }
    }
    this.pump();
  }

  /** Reads a line after a prompt: { kind: 'line', text } | { kind: 'interrupt' } | { kind: 'end' }. */
  read(prompt, ask) {
    return new Promise((resolve) => {
      this.reading = { prompt, ask, resolve, text: '', cursor: 0, row: 0, ghost: '', rest: false, back: this.history.length, draft: '', tabs: 0 };
      this.draw();
      this.pump();
    });
  }

  /** Remembers a line that worked. */
  remember(line) {
    if (line.trim() === '' || line.startsWith(' ') || this.history.at(-1) === line) return;
    this.history.push(line);
    if (this.history.length > HISTORY) this.history.shift();
  }

  /** The terminal has another width. */
  refresh() {
    if (this.reading) {
      this.terminal.write('\r\n');
      this.reading.row = 0;
      this.draw();
    }
  }

  async pump() {
    if (this.pumping) return;
    this.pumping = true;
    while (this.reading && this.queue.length > 0) await this.press(this.queue.shift());
    this.pumping = false;
  }

  async press({ key, text }) {
    const line = this.reading;
    line.tabs = key === 'tab' ? line.tabs + 1 : 0;
    switch (key) {
      case undefined: this.insert(text); break;
      case 'enter': return this.finish({ kind: 'line', text: line.text });
      case 'interrupt': line.ghost = ''; this.draw(); this.terminal.write('^C'); return this.finish({ kind: 'interrupt' });
      case 'end-of-input':
        if (line.text === '') return this.finish({ kind: 'end' });
        this.cut(line.cursor, this.after(line.cursor));
        break;
      case 'backspace': this.cut(this.before(line.cursor), line.cursor); break;
      case 'delete': this.cut(line.cursor, this.after(line.cursor)); break;
      case 'kill-end': this.cut(line.cursor, line.text.length); break;
      case 'kill-start': this.cut(0, line.cursor); break;
      case 'kill-word': this.cut(this.wordBefore(), line.cursor); break;
      case 'left': line.cursor = this.before(line.cursor); break;
      case 'right':
        if (line.cursor === line.text.length && line.rest) this.insert(line.ghost);
        else line.cursor = this.after(line.cursor);
        break;
      case 'word-left': line.cursor = this.wordBefore(); break;
      case 'word-right': line.cursor += /^\s*\S*/.exec(line.text.slice(line.cursor))[0].length; break;
      case 'home': line.cursor = 0; break;
      case 'end':
        if (line.cursor === line.text.length && line.rest) this.insert(line.ghost);
        line.cursor = line.text.length;
        break;
      case 'up': this.travel(-1); break;
      case 'down': this.travel(1); break;
      case 'clear': this.terminal.write('\x1b[2J\x1b[H'); line.row = 0; break;
      case 'tab': if (line.ask === 'command') await this.complete(); break;
    }
    line.ghost = '';
    line.rest = false;
    this.draw();
    this.suggest(line);
  }

  finish(result) {
    const line = this.reading;
    line.ghost = '';
    line.cursor = line.text.length;
    if (result.kind !== 'interrupt') this.draw();
    this.reading = null;
    this.terminal.write('\r\n');
    line.resolve(result);
  }

  insert(text) {
    const line = this.reading;
    const room = Math.max(0, LONGEST - line.text.length);
    line.text = line.text.slice(0, line.cursor) + text.slice(0, room) + line.text.slice(line.cursor);
    line.cursor += Math.min(text.length, room);
  }

  cut(from, to) {
    const line = this.reading;
    line.text = line.text.slice(0, from) + line.text.slice(to);
    line.cursor = from;
  }

  before(at) {
    const last = [...this.reading.text.slice(0, at)].at(-1);
    return at - (last?.length ?? 0);
  }

  after(at) {
    const [first] = this.reading.text.slice(at);
    return at + (first?.length ?? 0);
  }

  wordBefore() {
    const { text, cursor } = this.reading;
    return cursor - /\S*\s*$/.exec(text.slice(0, cursor))[0].length;
  }

  travel(step) {
    const line = this.reading;
    const to = line.back + step;
    if (line.ask !== 'command' || to < 0 || to > this.history.length) return;
    if (line.back === this.history.length) line.draft = line.text;
    line.back = to;
    line.text = to === this.history.length ? line.draft : this.history[to];
    line.cursor = line.text.length;
  }

  async complete() {
    const line = this.reading;
    const { start, candidates } = await this.help.complete(line.text, line.cursor);
    if (this.reading !== line || candidates.length === 0) return;
    let common = candidates[0].text;
    for (const { text } of candidates) {
      while (!text.startsWith(common)) common = common.slice(0, -1);
    }
    const word = line.text.slice(start, line.cursor);
    if (candidates.length === 1 || common.length > word.length) {
      line.text = line.text.slice(0, start) + common + line.text.slice(line.cursor);
      line.cursor = start + common.length;
    } else if (line.tabs > 1) {
      this.list(candidates);
    }
  }

  /** Shows what there is to choose from below the line. */
  list(candidates) {
    const line = this.reading;
    const at = line.cursor;
    line.cursor = line.text.length;
    this.draw();
    line.cursor = at;
    const about = candidates.some((candidate) => candidate.about);
    const width = Math.max(...candidates.map((candidate) => columns(candidate.shown))) + 2;
    const across = about ? 1 : Math.max(1, Math.floor(this.terminal.cols / width));
    const rows = [];
    for (let first = 0; first < candidates.length; first += across) {
      rows.push(candidates.slice(first, first + across).map(({ shown, about }) => {
        const text = shown + ' '.repeat(width - columns(shown)) + (about ?? '');
        return text.slice(0, about ? this.terminal.cols - 1 : undefined);
      }).join('').trimEnd());
    }
    this.terminal.write(`\r\n${rows.join('\r\n')}\r\n`);
    line.row = 0;
  }

  async suggest(line) {
    if (line.ask !== 'command' || line.text === '' || line.cursor !== line.text.length) return;
    const text = line.text;
    const suggestion = await this.help.suggest(text);
    if (this.reading !== line || line.text !== text || line.cursor !== text.length || !suggestion) return;
    line.ghost = suggestion.text;
    line.rest = suggestion.rest;
    this.draw();
  }

  /** Draws the line anew: from where the prompt begins. */
  draw() {
    const line = this.reading;
    const width = this.terminal.cols;
    const secret = line.ask === 'secret';
    const shown = secret ? '' : line.text;
    const before = columns(line.prompt) + (secret ? 0 : columns(line.text.slice(0, line.cursor)));
    let ghost = line.ghost;
    const room = width - 1 - ((columns(line.prompt) + columns(shown)) % width);
    while (columns(ghost) > room) ghost = ghost.slice(0, -1);
    const all = columns(line.prompt) + columns(shown) + columns(ghost);
    let text = line.row > 0 ? `\x1b[${line.row}A` : '';
    text += `\r\x1b[J${line.prompt}${shown}${ghost ? `\x1b[2m${ghost}\x1b[0m` : ''}`;
    if (all > 0 && all % width === 0) text += ' \r'; // the cursor waits behind the last column
    const row = Math.floor(before / width);
    const up = Math.floor(all / width) - row;
    if (up > 0) text += `\x1b[${up}A`;
    text += `\r${before % width > 0 ? `\x1b[${before % width}C` : ''}`;
    line.row = row;
    this.terminal.write(text);
  }
}
