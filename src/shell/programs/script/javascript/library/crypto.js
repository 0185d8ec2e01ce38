const l = require('_layercake');

class Hash {
  constructor(name) { this['_#name'] = name; this['_#text'] = ''; }
  update(text) { this['_#text'] += text.toString(); return this; }
  digest(coding) {
    const hex = l.digest(this['_#name'], this['_#text']);
    return coding === 'hex' ? hex : coding ? l.bytes(hex, 'hex').toString(coding) : l.bytes(hex, 'hex');
  }
}

function randomBytes(count) {
  let digits = '';
  while (digits.length < count * 2) digits += Math.floor(l.random()).toString(16).padStart(13, '0').slice(-12);
  return l.bytes(digits.slice(0, count * 2), 'hex');
}

module.exports = {
  createHash: (name) => new Hash(name),
  randomBytes,
  randomUUID: () => crypto.randomUUID(),
  randomInt: (low, high) => (high === undefined ? Math.floor(Math.random() * low) : low + Math.floor(Math.random() * (high - low))),
};
