// The core as the page sees it: calls to the worker, what is kept, and what happens when a command is stopped.
import { NoShelf, shelf } from './shelf.js';

/** Lines that the arrow keys bring back on the next visit. */
const HISTORY = 'history';
const DAY = 86_400_000;

export class Core {
  /** `kept`: whether what is done is kept in this browser; `language`: a locale. Before it starts, it is told how many
   * `columns` and `rows` there are. */
  constructor({ plain, kept, language }) {
    Object.assign(this, { columns: 80, rows: 24, plain, kept, language });
    this.pending = new Map();
    this.last = 0;
    this.room = '';
    this.prefix = '';
    this.isOurs = true;
    /** Documents that the browser has not stored yet, as they should be. */
    this.unstored = new Map();
    /** What stands before each prompt as long as there are some, and what is to be said of them. */
    this.mark = '';
    this.said = '';
    this.spawn(); // it loads while the page is drawn
  }

  spawn() {
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }) => this.answered(data);
    this.worker.onerror = (event) => this.failed(event.message ?? 'it could not be loaded');
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
    const { columns, rows, plain, language } = this;
    this.created = this.asked('create', [{ columns, rows, plain, language, day: Math.floor(local.getTime() / DAY) }]);
    this.created.then(({ result }) => { this.words = result; }, () => {}); // whoever waits for it hears of it
  }

  /** Starts it in a room: menu, play, review, an exercise, or a lesson; at a step of it, or in the state that lines make. */
  async start(room, step = null, lines = '') {
    // Whoever has an exercise stays in it.
    if (room.startsWith('exercise=')) this.exercise = room;
    this.shelf ??= await shelf(this.kept);
    if (!this.worker) this.spawn();
    await this.created;
    await this.ask('resize', this.columns, this.rows);
    await this.ask('load', await this.load('progress.json'));
    return this.follow(await this.ask('begin', room, step, lines));
  }

  /** Opens what is wanted to be opened, and gives what is shown and wanted then. */
  async follow(reaction) {
    let text = reaction.text;
    while (reaction.wanted.kind === 'open') {
      this.prefix = reaction.wanted.prefix;
      this.room = this.prefix.split('/').at(-2);
      this.isOurs = await this.lock(this.room);
      if (!this.isOurs) text += `${this.words.copy}\n`;
      await this.ask('load', await this.load(reaction.wanted.prefix));
      reaction = await this.ask('opened', this.isOurs && !(this.shelf instanceof NoShelf));
      text += reaction.text;
    }
    if (this.said && text !== '' && !text.endsWith('\n')) text += '\n';
    text += this.said;
    this.said = '';
    const wanted = { ...reaction.wanted };
    if (this.mark && wanted.kind === 'line') wanted.prompt = this.mark + wanted.prompt;
    return { ...reaction, wanted, text };
  }

  /** Documents whose keys begin so, as they were when they changed last. */
  async load(prefix) {
    const documents = new Map(await this.shelf.load(prefix));
    for (const [key, bytes] of this.unstored) {
      if (!key.startsWith(prefix)) continue;
      if (bytes === null) documents.delete(key);
      else documents.set(key, bytes);
    }
    return [...documents];
  }

  /** Stores what changed. What the browser does not take (its disk is full) waits for the next time, and the learner is told. */
  async store(changes) {
    for (const [key, bytes] of changes) this.unstored.set(key, bytes);
    if (this.unstored.size === 0) return;
    const due = [...this.unstored];
    let why;
    try {
      await this.shelf.store(due);
      for (const [key, bytes] of due) if (this.unstored.get(key) === bytes) this.unstored.delete(key);
    } catch (error) {
      why = error?.message || error?.name || String(error);
    }
    if (why === undefined && this.mark === '') return;
    const { result, changes: more } = await this.asked('stored', [why]);
    for (const [key, bytes] of more) this.unstored.set(key, bytes);
    this.said += result.said;
    this.mark = result.mark;
  }

  /** Lines of earlier visits. */
  async history() {
    const [kept] = await this.shelf.load(HISTORY);
    return kept?.[1] ?? [];
  }

  /** Keeps lines for the next visit. Nobody waits for it: what is lost with the power is only a help. */
  keepHistory(lines) {
    this.shelf.store([[HISTORY, lines]], 'relaxed').catch(() => {});
  }

  async take(line) { return this.follow(await this.ask('take', line)); }
  async interrupt() { return this.follow(await this.ask('interrupt')); }
  async end() { return this.follow(await this.ask('end')); }
  async edited(content) { return this.follow(await this.ask('edited', content)); }

  /** Asks the worker; what changed is kept before the answer counts. */
  async ask(call, ...args) {
    const { result, changes } = await this.asked(call, args);
    await this.store(this.isOurs ? changes : changes.filter(([key]) => !key.startsWith(this.prefix)));
    return result;
  }

  asked(call, args) {
    const id = ++this.last;
    const answer = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.worker.postMessage({ id, call, args });
    return answer;
  }

  /** Takes a sandbox for this page; false: another page has it. A browser without locks lets the last one win. */
  async lock(room) {
    this.release?.();
    this.release = null;
    if (!this.kept || !navigator.locks) return true;
    return new Promise((resolve) => {
      navigator.locks.request(`layercake ${room}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise((release) => { this.release = release; });
      });
    });
  }

  /** The page does not need it any more. */
  close() {
    this.release?.();
    this.worker?.terminate();
  }

  answered({ id, error, isStale, ...answer }) {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(Object.assign(new Error(error), { isStale }));
  }

  failed(why) {
    for (const { reject } of this.pending.values()) reject(new Error(why));
    this.pending.clear();
  }

  /** Gives up what runs: the worker ends, and another one begins with what was kept. */
  async stop(why) {
    this.worker.terminate();
    this.worker = null;
    this.failed('stopped');
    await this.start(this.exercise ?? (this.room || 'menu'));
    return this.follow(await this.ask('told', why));
  }
}
