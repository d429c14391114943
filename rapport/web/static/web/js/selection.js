// Rows are ticked with x, a click on their picture, or a range with Shift; the bar below counts them and says it aloud.
const BOX = ".row-check";
let anchor = null;

const boxes = () => [...document.querySelectorAll(BOX)];

// The row that has the focus, or the one that is open.
export function tick(focused, isRange) {
  const row = focused?.closest(".row") ?? document.querySelector(".row:has([aria-current])");
  const box = row?.querySelector(BOX);
  if (!box) return false;
  choose(box, isRange ? true : !box.checked, isRange);
  return true;
}

export function tickNone() {
  const chosen = boxes().filter((box) => box.checked);
  chosen.forEach((box) => { box.checked = false; });
  const all = document.querySelector("#bulk [name=all]");
  if (all) all.checked = false;
  count();
  return chosen.length > 0;
}

function choose(box, on, isRange) {
  const all = boxes();
  const [from, to] = [all.indexOf(isRange ? anchor ?? box : box), all.indexOf(box)].sort((a, b) => a - b);
  all.slice(Math.max(0, from), to + 1).forEach((one) => { one.checked = on; });
  anchor = box;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function count() {
  const bar = document.querySelector("bulk-count");
  if (!bar) return;
  const all = document.querySelector("#bulk [name=all]");
  const chosen = boxes().filter((box) => box.checked).length;
  bar.querySelector("output").textContent = all?.checked ? "∞" : chosen;
  bar.querySelector("[data-clear]").hidden = false;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(BOX);
  if (box) choose(box, box.checked, event.shiftKey);
  if (event.target.closest?.("bulk-count [data-clear]")) tickNone();
});
document.addEventListener("change", (event) => { if (event.target.matches?.(`${BOX}, #bulk [name=all]`)) count(); });
document.addEventListener("merged", count);
