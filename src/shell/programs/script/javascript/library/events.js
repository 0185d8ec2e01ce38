class EventEmitter {
  _calls(name) {
    if (!this['_#events']) this['_#events'] = {};
    return this['_#events'][name] || (this['_#events'][name] = []);
  }
  on(name, call) { this._calls(name).push({ call, once: false }); return this; }
  addListener(name, call) { return this.on(name, call); }
  once(name, call) { this._calls(name).push({ call, once: true }); return this; }
  off(name, call) {
    this._calls(name);
    this['_#events'][name] = this['_#events'][name].filter((known) => known.call !== call);
    return this;
  }
  removeListener(name, call) { return this.off(name, call); }
  removeAllListeners(name) { this._calls(name); this['_#events'][name] = []; return this; }
  listenerCount(name) { return this._calls(name).length; }
  setMaxListeners() { return this; }
  emit(name, ...given) {
    const calls = this._calls(name);
    if (name === 'error' && calls.length === 0) throw given[0];
    this['_#events'][name] = calls.filter((known) => !known.once);
    calls.forEach((known) => known.call.apply(this, given));
    return calls.length > 0;
  }
}
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.default = EventEmitter;
module.exports = EventEmitter;
