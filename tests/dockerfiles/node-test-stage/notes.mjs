export class Notes {
  #all = new Map();
  add(text) {
    if (!text) throw new TypeError('a note has a text');
    const id = this.#all.size + 1;
    this.#all.set(id, text);
    return id;
  }
  get(id) { return this.#all.get(id); }
}
