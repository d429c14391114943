// Single keys press what carries data-key ("r", "g i"); j and k walk through the rows. `off` silences single keys (WCAG
// 2.1.4); `moved` says which key somebody presses instead of the one that parts of pages carry.
import { arrive, depart } from "./arrival.js";
import { tick, tickNone } from "./selection.js";

const PATIENCE = 1_200;
const ALIASES = { Escape: "u", Enter: "o", b: "h" };

class KeyMap extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.meant = meanings(JSON.parse(this.getAttribute("moved") || "{}"));
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    depart(signal);
    arrive();
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") rest();
      return;
    }
    if (this.hasAttribute("off") || document.querySelector(":popover-open, dialog[open]") || isNative(event)) return;
    if (this.act(event.key)) event.preventDefault();
  }

  act(key) {
    const pressed = this.started ? `g ${key}` : key;
    const chord = this.meant(pressed);
    this.started = false;
    clearTimeout(this.patience);
    if (pressed === "g") {
      this.started = true;
      this.patience = setTimeout(() => { this.started = false; }, PATIENCE);
      return true;
    }
    if (chord === "j" || chord === "k") return walk(chord === "j" ? 1 : -1);
    if (chord === "x" || chord === "X") return tick(document.activeElement, chord === "X");
    if (chord === "?") return show("keys");
    if (chord === "o") return open(document.activeElement);
    if (chord === "u" && tickNone()) return true;
    return use(find(chord)) || (chord === "u" && walk(0));
  }
}

// What a pressed key means: what was moved there, or itself, unless it was moved away.
function meanings(moved) {
  const back = Object.fromEntries(Object.entries(moved).map(([key, other]) => [other, key]));
  return (pressed) => back[pressed] ?? ALIASES[pressed] ?? (pressed in moved ? "" : pressed);
}

const isWriting = (target) => target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
const isNative = (event) => event.key === "Enter" && event.target.closest("a, button, summary, label, input");
const find = (key) => [...document.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key && part.checkVisibility());

function show(id) {
  document.getElementById(id)?.showPopover();
  return true;
}

// The part is marked at once: what it sets off may take a moment.
function use(part) {
  if (!part) return false;
  const seen = part.closest("label, .row") ?? part;
  seen.classList.add("pressed");
  setTimeout(() => seen.classList.remove("pressed"), 200);
  if (part.matches("input:not([type=radio])")) part.focus();
  else part.click();
  return true;
}

// Where the hands are when they stop writing: keys work again, and arrows scroll.
function rest() {
  (document.querySelector(".thread-scroll") ?? document.getElementById("content")).focus({ preventScroll: true });
}

function open(link) {
  if (!link.matches(".row-link")) return false;
  link.closest(".row")?.classList.add("pressed");
  link.click();
  return true;
}

function walk(step) {
  const links = [...document.querySelectorAll(".row-link")].filter((link) => link.checkVisibility());
  if (!links.length) return false;
  const here = links.indexOf(document.activeElement);
  const from = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.max(0, Math.min(links.length - 1, from + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

customElements.define("key-map", KeyMap);
