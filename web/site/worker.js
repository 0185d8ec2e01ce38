// The core, off the main thread. One message in, one out: { id, call, args } -> { id, result, changes } or { id, error }.
import init, { Door, Script } from './pkg/layercake_web.js';

let door;
const ready = init();

const calls = {
  create: ({ columns, rows, plain, today, day, language }) => { door = new Door(columns, rows, plain, today, day, language); },
  load: (documents) => { for (const [key, bytes] of documents) door.load(key, bytes); },
  script: (lines, files = {}) => {
    const script = new Script(JSON.stringify(files));
    return lines.map((line) => JSON.parse(script.run(line)));
  },
};
// What is answered as JSON.
for (const name of ['begin', 'opened', 'take', 'interrupt', 'end', 'edited', 'told', 'complete', 'suggest', 'board', 'files']) {
  calls[name] = (...args) => {
    const answer = door[name](...args);
    return answer === undefined ? null : JSON.parse(answer);
  };
}
// What is answered as text, or not at all.
for (const name of ['document', 'resize', 'export_progress', 'import_progress']) {
  calls[name] = (...args) => door[name](...args) ?? null;
}

self.onmessage = async ({ data: { id, call, args } }) => {
  try {
    await ready;
    const result = calls[call](...args);
    const changes = door ? door.changes().map((change) => [change.key, change.bytes ?? null]) : [];
    self.postMessage({ id, result, changes });
  } catch (error) {
    // A panic: the instance cannot be trusted any more; the page starts another one.
    self.postMessage({ id, error: String(error) });
  }
};
