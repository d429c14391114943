// Three versions of the same words become one: what both sides left alone stays, what one side changed is taken. Where both
// changed the same lines, ours stay, and `clash` says that the other version has to be kept.
export function merge(base, ours, theirs) {
  const [before, mine, other] = [base, ours, theirs].map(blocks);
  if (same(mine, before) || same(mine, other)) return { html: theirs, clash: false };
  if (same(other, before)) return { html: ours, clash: false };
  const [inMine, inOther] = [matches(before, mine), matches(before, other)];
  const result = [];
  let clash = false;
  let [b, m, o] = [0, 0, 0];
  const settle = (toBase, toMine, toOther) => {
    const [was, is, was2] = [before.slice(b, toBase), mine.slice(m, toMine), other.slice(o, toOther)];
    if (same(is, was) || same(is, was2)) result.push(...was2);
    else if (same(was2, was)) result.push(...is);
    else {
      result.push(...is);
      clash ||= was2.length > 0;
    }
    [b, m, o] = [toBase, toMine, toOther];
  };
  before.forEach((block, at) => {
    if (!inMine.has(at) || !inOther.has(at)) return;
    settle(at, inMine.get(at), inOther.get(at));
    result.push(block);
    [b, m, o] = [at + 1, inMine.get(at) + 1, inOther.get(at) + 1];
  });
  settle(before.length, mine.length, other.length);
  return { html: result.join(""), clash };
}

const same = (left, right) => left.length === right.length && left.every((block, at) => block === right[at]);

export function blocks(html) {
  const box = new DOMParser().parseFromString(html, "text/html").body;
  return [...box.childNodes].map((node) => node.outerHTML ?? node.data).filter((block) => block.trim());
}

// The longest run of blocks that both have in this order: index in `before` to index in `after`.
function matches(before, after) {
  const length = before.map(() => new Uint16Array(after.length + 1));
  length.push(new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      length[i][j] = before[i] === after[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const found = new Map();
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (before[i] === after[j]) found.set(i++, j++);
    else if (length[i + 1][j] >= length[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}
