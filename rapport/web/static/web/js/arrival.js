// Who works with keys alone finds the focus where it belongs on the next page: on what the address names, on the same
// button as before (data-focus), on the messages or the first row. Hands on a mouse are left alone.
const KEY = "rapport-arrival";
const PLACES = ["[data-arrive]", ".thread-scroll", "#content .row-link", "#content .card-title"];
let byKey = false;

export function depart(signal) {
  const on = (name, handler, options) => document.addEventListener(name, handler, { signal, ...options });
  on("keydown", () => { byKey = true; }, { capture: true });
  on("pointerdown", () => { byKey = false; }, { capture: true });
  on("submit", (event) => remember(event.submitter?.dataset.focus ?? ""), { capture: true });
  on("click", (event) => { if (event.target.closest("a[href]")) remember(""); }, { capture: true });
}

export function arrive() {
  const left = recall();
  if (!left || document.activeElement !== document.body) return;
  byKey = true;
  const place = named() || (left.focus && visible(`[data-focus="${left.focus}"]`)) || PLACES.map(visible).find(Boolean);
  place?.focus({ preventScroll: place.matches(".thread-scroll") });
}

function remember(focus) {
  if (byKey) sessionStorage.setItem(KEY, JSON.stringify({ focus, at: Date.now() }));
  else sessionStorage.removeItem(KEY);
}

function recall() {
  const left = JSON.parse(sessionStorage.getItem(KEY));
  sessionStorage.removeItem(KEY);
  return left && Date.now() - left.at < 20_000 ? left : null;
}

function named() {
  const part = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  return part?.querySelector(".row-link") ?? part;
}

const visible = (selector) => [...document.querySelectorAll(selector)].find((part) => part.checkVisibility());
