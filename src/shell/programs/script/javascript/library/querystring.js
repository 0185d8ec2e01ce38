module.exports = {
  parse(text) {
    const values = {};
    new URLSearchParams(text).forEach((value, name) => { values[name] = value; });
    return values;
  },
  stringify: (values) => new URLSearchParams(values).toString(),
  escape: encodeURIComponent,
  unescape: decodeURIComponent,
};
