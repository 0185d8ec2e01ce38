// The core as the page sees it: calls to the worker, what is kept, and what happens when a command is stopped.
import { shelf } from './shelf.js';

/** Lines that the arrow keys bring back on the next visit. */
const HISTORY = 'history';
const DAY = 86_400_000;
const COPY = 'This sandbox is open in another tab. Here you work on a copy that is not kept.';

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
    this.spawn(); // it loads while the page is drawn
  }

  spawn() {
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }) => this.answered(data);
    this.worker.onerror = (event) => this.failed(event.message ?? 'it could not be loaded');
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
    const { columns, rows, plain, language } = this;
    const today = local.toISOString().slice(0, 10);
    this.created = this.asked('create', [{ columns, rows, plain, language, today, day: Math.floor(local.getTime() / DAY) }]);
    this.created.catch(() => {}); // whoever waits for it hears of it
  }

  /** Starts it in a room: menu, play, review, or a lesson; at a step of it, or in the state that lines make. */
  async start(room, step = null, lines = '') {
    this.shelf ??= await shelf(this.kept);
    if (!this.worker) this.spawn();
    await this.created;
    await this.ask('resize', this.columns, this.rows);
    await this.ask('load', await this.shelf.load('progress.json'));
    return this.follow(await this.ask('begin', room, step, lines));
  }

  /** Opens what is wanted to be opened, and gives what is shown and wanted then. */
  async follow(reaction) {
    let text = reaction.text;
    while (reaction.wanted.kind === 'open') {
      this.prefix = reaction.wanted.prefix;
      this.room = this.prefix.split('/').at(-2);
      this.isOurs = await this.lock(this.room);
      if (!this.isOurs) text += `${COPY}\n`;
      await this.ask('load', await this.shelf.load(reaction.wanted.prefix));
      reaction = await this.ask('opened');
      text += reaction.text;
    }
    return { ...reaction, text };
  }

  /** Lines of earlier visits. */
  async history() {
    const [kept] = await this.shelf.load(HISTORY);
    return kept?.[1] ?? [];
  }

  async keepHistory(lines) {
    await this.shelf.store([[HISTORY, lines]]);
  }

  async take(line) { return this.follow(await this.ask('take', line)); }
  async interrupt() { return this.follow(await this.ask('interrupt')); }
  async end() { return this.follow(await this.ask('end')); }
  async edited(content) { return this.follow(await this.ask('edited', content)); }

  /** Asks the worker; what changed is kept before the answer counts. */
  async ask(call, ...args) {
    const { result, changes } = await this.asked(call, args);
    await this.shelf.store(this.isOurs ? changes : changes.filter(([key]) => !key.startsWith(this.prefix)));
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

  answered({ id, error, ...answer }) {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
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
    await this.start(this.room || 'menu');
    return this.ask('told', why);
  }
}
