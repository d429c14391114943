// Menus (details.menu) opened with a key put the focus on their first item; arrows walk, a letter jumps, Escape goes back.
const ITEMS = ".menu-panel :is(a[href], button, input:not([type=hidden]), select)";
let lastInput = "pointer";

const items = (menu) => [...menu.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());
const opened = () => document.querySelector("details.menu[open]");

document.addEventListener("pointerdown", () => { lastInput = "pointer"; }, true);
document.addEventListener("keydown", (event) => { lastInput = "key"; press(event); }, true);
document.addEventListener("toggle", (event) => show(event.target), true);
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

function show(menu) {
  if (!menu.matches?.("details.menu[open]") || lastInput !== "key" || menu.querySelector(".menu-panel")?.contains(document.activeElement)) return;
  const all = items(menu);
  (all.find((item) => item.hasAttribute("aria-current")) ?? all[0])?.focus();
}

function press(event) {
  const menu = opened();
  if (!menu || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return close(menu, event);
  if (event.key === "Tab") return leave(menu);
  if (!menu.contains(event.target) || event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea")) return undefined;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) return go(menu, event, (all, here) => all.at((Math.max(here, step < 0 ? 0 : -1) + step) % all.length));
  if (event.key === "Home" || event.key === "End") return go(menu, event, (all) => all.at(event.key === "Home" ? 0 : -1));
  if (/^\p{L}$/u.test(event.key)) return go(menu, event, (all, here) => jump([...all.slice(here + 1), ...all], event.key));
  return undefined;
}

function close(menu, event) {
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
}

// Tabbing out of a menu closes it behind.
function leave(menu) {
  setTimeout(() => { if (!menu.contains(document.activeElement)) menu.open = false; });
}

function go(menu, event, choose) {
  event.preventDefault();
  const all = items(menu);
  choose(all, all.indexOf(document.activeElement))?.focus();
}

const jump = (all, letter) => all.find((item) => item.innerText.trim().toLowerCase().split(/\s+/).some((word) => word.startsWith(letter.toLowerCase())));
