// The playground page: a terminal with a drawing, in the room that the address names.
import { save, terminalAt } from './layercake.js';

const main = document.getElementById('main');
const said = document.getElementById('said');
let terminal;

function open() {
  terminal = terminalAt(location.hash);
  terminal.setAttribute('drawing', '');
  const theme = document.documentElement.dataset.theme;
  if (theme) terminal.setAttribute('theme', theme);
  main.replaceChildren(terminal);
  terminal.addEventListener('layercake-ready', () => { terminal.terminal.focus(); keepForLater(); });
}

document.getElementById('theme').addEventListener('click', () => {
  const now = document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const theme = now === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  terminal.setAttribute('theme', theme);
  terminal.terminal.options.theme = terminal.theme();
  said.textContent = `The page is ${theme} now.`;
});

document.getElementById('export').addEventListener('click', async () => {
  const text = await terminal.core.ask('export_progress');
  save('layercake-progress.json', text, 'application/json');
  said.textContent = 'Your progress was saved to a file; the program in a terminal takes it, too (layercake progress import FILE).';
});

document.getElementById('import').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  target.value = '';
  if (!file) return;
  const wrong = file.size > 1 << 20 ? 'it is too large' : await terminal.core.ask('import_progress', await file.text());
  said.textContent = wrong ? `${file.name} was not taken: ${wrong}` : `The progress in ${file.name} was taken.`;
});

/** Works offline from now on where it may, and without it elsewhere. What is asked for first has come by now. */
function keepForLater() {
  if ('serviceWorker' in navigator && location.protocol.startsWith('http')) navigator.serviceWorker.register('sw.js').catch(() => {});
}

addEventListener('hashchange', open);
open();
