// Ctrl or ⌘ K: people, conversations and places come from the server; what can be done here is whatever carries
// data-key or data-offer and a name; what is offered may lie in a closed menu.
class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.words = this.querySelector("input");
    this.actions = this.querySelector("#palette-actions");
    this.abort = new AbortController();
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: this.abort.signal });
    on(document, "keydown", (event) => this.summon(event));
    on(document, "click", ({ target }) => { if (target.closest("[data-palette]")) this.open(); });
    on(this.dialog, "click", (event) => this.press(event));
    on(this.words, "keydown", (event) => this.walk(event));
    on(this.words, "input", () => this.offer());
    on(this, "htmx:afterSwap", () => this.mark(0));
    on(this, "htmx:responseError", (event) => event.stopPropagation());
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  summon(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (this.dialog.open) this.dialog.close();
    else this.open();
  }

  open() {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    document.querySelectorAll(":popover-open").forEach((shown) => shown.hidePopover());
    this.known = [...document.querySelectorAll("[data-key], [data-offer]")].filter((part) => reachable(part) && !part.closest(".sidebar") && name(part));
    this.words.value = "";
    this.dialog.showModal();
    this.offer();
    htmx.trigger(this.words, "fill");
  }

  offer() {
    const wanted = fold(this.words.value).split(/\s+/).filter(Boolean);
    const fits = (part) => { const own = fold(name(part)).split(/\s+/); return wanted.every((word) => own.some((one) => one.startsWith(word))); };
    this.actions.querySelectorAll("[role=option]").forEach((old) => old.remove());
    this.known.filter(fits).forEach((part, number) => this.actions.append(this.choice(part, number)));
    this.actions.hidden = !this.actions.querySelector("[role=option]");
    this.mark(0);
  }

  choice(part, number) {
    const option = document.createElement("div");
    Object.assign(option, { className: "palette-choice", id: `palette-action-${number}` });
    option.setAttribute("role", "option");
    const key = Object.assign(document.createElement("kbd"), { textContent: part.dataset.key ?? "" });
    option.append(Object.assign(document.createElement("span"), { className: "cut", textContent: name(part) }), ...(part.dataset.key ? [key] : []));
    option.action = part;
    return option;
  }

  options() {
    return [...this.querySelectorAll("[role=option]")].filter((option) => option.checkVisibility());
  }

  mark(at) {
    const all = this.options();
    this.at = all.length ? (at + all.length) % all.length : -1;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.at)));
    const chosen = all[this.at];
    if (chosen) this.words.setAttribute("aria-activedescendant", chosen.id);
    else this.words.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
    const status = this.querySelector(".palette-empty");
    status.textContent = chosen ? "" : status.dataset.nothing;
  }

  walk(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark(this.at + step);
    else if (event.key === "Enter") this.use(this.options()[this.at]);
    else return;
    event.preventDefault();
  }

  press(event) {
    const option = event.target.closest("[role=option]");
    if (event.target === this.dialog || event.target.closest("[data-close]")) this.dialog.close();
    else if (option?.action) this.use(option);
  }

  use(option) {
    if (!option) return;
    const part = option.action;
    if (!part) {
      option.click();
      return;
    }
    this.dialog.close();
    if (part.matches("input:not([type=radio])")) part.focus();
    else part.click();
  }
}

const reachable = (part) => (part.matches("[data-offer]") && part.closest("details.menu")?.querySelector("summary") || part).checkVisibility();
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const name = (part) => (part.getAttribute("aria-label") || part.title || part.innerText || part.textContent || part.labels?.[0]?.innerText || "").replace(/\s*\([^()]*\)\s*$/, "").replace(/\s+/g, " ").trim();

customElements.define("command-palette", CommandPalette);
