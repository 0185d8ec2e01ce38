// Lines that differ (Myers, "An O(ND) Difference Algorithm").

// Lines that are compared at most: what is longer differs as a whole.
const MOST = 400;

// Pieces `[sign, line]`, where the sign is '-' for what only `a` has, '+' for what only `b` has, and ' ' for both.
function diff(a, b, same = (one, other) => one === other, shown = (one) => one) {
  if (a.length + b.length > MOST) return [...a.map((line) => ['-', line]), ...b.map((line) => ['+', line])];
  const far = new Map([[1, 0]]);
  const trace = [];
  const most = a.length + b.length;
  for (let depth = 0; depth <= most; depth += 1) {
    trace.push(new Map([...far.entries()]));
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && far.get(k - 1) < far.get(k + 1));
      let x = down ? far.get(k + 1) : far.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && same(a[x], b[x - k])) x += 1;
      far.set(k, x);
      if (x >= a.length && x - k >= b.length) return walk(trace, a, b, shown);
    }
  }
  return [];
}

function walk(trace, a, b, shown) {
  const pieces = [];
  let [x, y] = [a.length, b.length];
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const far = trace[depth];
    const k = x - y;
    const down = k === -depth || (k !== depth && far.get(k - 1) < far.get(k + 1));
    const before = down ? k + 1 : k - 1;
    const fromX = depth === 0 ? 0 : far.get(before);
    const fromY = fromX - before;
    while (x > (depth === 0 ? 0 : fromX) && y > (depth === 0 ? 0 : fromY)) {
      x -= 1;
      y -= 1;
      pieces.push([' ', shown(a[x], b[y])]);
    }
    if (depth > 0) {
      if (down) { y -= 1; pieces.push(['+', b[y]]); } else { x -= 1; pieces.push(['-', a[x]]); }
    }
  }
  return pieces.reverse();
}

module.exports = { diff };
