// The drawing of the store: names -> images -> layers -> containers, and the registries on the other side. It is made of lists
// and buttons, so that keyboards and screen readers have it, too. What is new since the last command is marked.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as Docker's tables write them. */
export function size(bytes) {
  let unit = 0;
  while (bytes >= 1000 && unit < UNITS.length - 1) { bytes /= 1000; unit += 1; }
  return `${Number(bytes.toPrecision(3))}${UNITS[unit]}`;
}

const short = (digest) => digest.replace('sha256:', '').slice(0, 12);

export class Board {
  /** `root` is an element of its own; `ask(call, …)` asks the core. */
  constructor(root, ask) {
    Object.assign(this, { root, ask });
    this.known = null;
    root.replaceChildren(
      element('h2', { textContent: 'What is here' }),
      this.images = element('ul', { className: 'images' }),
      element('h2', { textContent: 'Registries' }),
      this.registries = element('ul', { className: 'registries' }),
      this.news = element('p', { className: 'unseen', role: 'status' }),
      this.dialog = element('dialog'),
    );
    this.dialog.setAttribute('aria-labelledby', 'layercake-detail');
  }

  /** Draws what the sandbox holds. */
  show(board) {
    const now = new Set(things(board));
    const isNew = (thing) => this.known !== null && !this.known.has(thing);
    this.images.replaceChildren(...board.images.map((image) => this.image(image, board, isNew)));
    if (board.images.length === 0) {
      this.images.append(element('li', { className: 'empty', textContent: 'No image yet. docker pull fetches one.' }));
    }
    this.registries.replaceChildren(...board.registries.map((registry) => this.registry(registry, isNew)));
    const news = [...now].filter(isNew).length;
    const gone = this.known === null ? 0 : [...this.known].filter((thing) => !now.has(thing)).length;
    if (news + gone > 0) this.news.textContent = `Drawing: ${news} new, ${gone} gone.`;
    this.known = now;
  }

  image(image, board, isNew) {
    const card = element('li', { className: 'image' });
    const names = element('p', { className: 'names' });
    for (const name of image.names) {
      names.append(this.button(name, isNew(`name ${name} ${image.id}`), `what ${name} points to`, () => this.showDocument(name, false)), ' ');
    }
    if (image.names.length === 0) names.append(element('em', { textContent: 'no name: dangling' }));
    const head = element('p', { className: 'facts', textContent: `${short(image.id)} · ${size(image.size)}` });
    const layers = element('ol', { className: 'layers', reversed: true });
    layers.setAttribute('aria-label', `Layers of ${image.names[0] ?? short(image.id)}, the top one first`);
    image.layers.forEach((layer, index) => layers.prepend(this.layer(image, layer, index, isNew)));
    const containers = board.containers.filter((container) => container.image === image.id);
    const boxes = element('ul', { className: 'containers' });
    for (const { name, running, changes } of containers) {
      const state = running ? '● running' : '○ not running';
      const box = element('li', { textContent: `${name}: ${state}, ${changes} ${changes === 1 ? 'path' : 'paths'} written` });
      mark(box, isNew(`container ${name}`));
      boxes.append(box);
    }
    card.append(names, head, ...(containers.length > 0 ? [boxes] : []), layers);
    return card;
  }

  layer(image, layer, index, isNew) {
    const shared = layer.images > 1 ? ` · in ${layer.images} images` : '';
    const item = element('li');
    const name = layer.made_by || '(the history does not say)';
    const button = this.button('', isNew(`layer ${layer.digest}`), `files of layer ${index + 1}`, () => this.showFiles(image, layer, index));
    button.prepend(
      element('span', { className: 'made', textContent: name }),
      element('span', { className: 'facts', textContent: `${short(layer.digest)} · ${size(layer.size)}${shared}` }),
    );
    button.style.setProperty('--share', `${Math.min(100, 8 + 10 * Math.log10(1 + layer.size / 1000))}%`);
    item.append(button);
    return item;
  }

  registry(registry, isNew) {
    const item = element('li', { className: 'registry' });
    item.append(element('h3', { textContent: registry.host }));
    const tags = Object.entries(registry.tags);
    const list = element('ul');
    for (const [name, digest] of tags) {
      const row = element('li');
      const full = `${registry.host}/${name}`;
      row.append(this.button(name, isNew(`tag ${full} ${digest}`), `what ${full} points to`, () => this.showDocument(full, true)), element('span', { className: 'facts', textContent: ` ${short(digest)}` }));
      list.append(row);
    }
    item.append(tags.length > 0 ? list : element('p', { className: 'facts', textContent: 'nothing pushed yet' }));
    return item;
  }

  button(text, isNew, what, act) {
    const button = element('button', { type: 'button', textContent: text, title: `Show ${what}` });
    mark(button, isNew);
    button.addEventListener('click', act);
    return button;
  }

  async showFiles(image, layer, index) {
    const found = await this.ask('files', image.names[0] ?? short(image.id), index);
    const list = element('ul', { className: 'files' });
    const words = { A: 'added', C: 'changed', D: 'hidden' };
    for (const [kind, path] of found?.files ?? []) list.append(element('li', { textContent: `${kind} ${path}`, title: words[kind] }));
    if (!found) list.append(element('li', { textContent: 'It is not unpacked here.' }));
    if (found?.more > 0) list.append(element('li', { textContent: `… ${found.more} more` }));
    this.detail(`Layer ${short(layer.digest)}: A added, C changed, D hidden`, list);
  }

  async showDocument(name, onRegistry) {
    const text = await this.ask('document', name, onRegistry);
    this.detail(name, element('pre', { textContent: text ?? 'It is not there.', tabIndex: 0 }));
  }

  detail(title, content) {
    const close = element('button', { type: 'button', textContent: 'Close' });
    close.addEventListener('click', () => this.dialog.close());
    this.dialog.replaceChildren(element('h2', { id: 'layercake-detail', textContent: title }), content, close);
    this.dialog.showModal();
  }
}

/** Everything that can be new, by a name of its own. */
function* things(board) {
  for (const image of board.images) {
    for (const name of image.names) yield `name ${name} ${image.id}`;
    for (const layer of image.layers) yield `layer ${layer.digest}`;
  }
  for (const container of board.containers) yield `container ${container.name}`;
  for (const { host, tags } of board.registries) {
    for (const [name, digest] of Object.entries(tags)) yield `tag ${host}/${name} ${digest}`;
  }
}

function mark(node, isNew) {
  if (!isNew) return;
  node.classList.add('new');
  node.append(element('span', { className: 'badge', textContent: ' new' }));
}

export function element(name, properties = {}) {
  const { role, ...others } = properties;
  const made = Object.assign(document.createElement(name), others);
  if (role) made.setAttribute('role', role);
  return made;
}
