// Saved replies in the composer: “/” at the start of a line, Ctrl or ⌘ M, or the button open a list; the one chosen is put in at
// the caret with its names filled in by the server. What sending it does besides is shown, and can be left out.
const MOST_SHOWN = 60;
const BRACES = /\{\{[^{}\n]{1,66}\}\}/g;

class SavedReplies extends HTMLElement {
  connectedCallback() {
    this.box = this.closest("reply-box");
    this.form = this.closest("form");
    this.panel = this.querySelector(".saved-panel");
    this.find = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.button = this.form.querySelector("[data-saved]");
    this.button.hidden = this.querySelector("[data-without]").hidden = false;
    this.abort = new AbortController();
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: this.abort.signal });
    on(document, "keydown", (event) => this.summon(event));
    on(this.button, "mousedown", (event) => event.preventDefault());
    on(this.button, "click", () => this.open());
    on(this.find, "keydown", (event) => this.press(event));
    on(this.find, "input", (event) => { event.stopPropagation(); this.offer(); });
    on(this.panel, "change", (event) => event.stopPropagation());
    on(this.panel, "focusout", ({ relatedTarget }) => { if (!this.panel.contains(relatedTarget)) this.panel.hidden = true; });
    on(this.list, "mousedown", (event) => event.preventDefault());
    on(this.list, "click", ({ target }) => this.choose(target.closest("[role=option]")));
    on(this.querySelector("[data-without]"), "click", () => { this.begin(""); this.box.saver.touch(); this.box.focusWords(); });
    on(this.box, "words", () => this.look());
    this.look();
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  summon(event) {
    if (event.defaultPrevented || event.isComposing || event.altKey || !this.panel.hidden) return;
    const writing = event.target.closest?.(".writing") && this.form.contains(event.target);
    const chord = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "m" && !document.querySelector("dialog[open], :popover-open");
    const slash = writing && event.key === "/" && !event.ctrlKey && !event.metaKey && this.box.before === "";
    if (!chord && !slash) return;
    event.preventDefault();
    this.open(slash ? "/" : "");
  }

  // `typed` is what Escape puts back: a line may begin with a stroke, too.
  open(typed = "") {
    this.typed = typed;
    if (!this.form.contains(document.activeElement)) this.box.toEnd();
    this.panel.hidden = false;
    this.find.value = "";
    this.find.focus();
    this.offer();
    this.load();
  }

  async load() {
    if (this.choices) return;
    try {
      const answer = await fetch(this.getAttribute("src"), { signal: this.abort.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.choices = (await answer.json()).choices;
    } catch (error) {
      if (error.name === "AbortError") return;
      console.info("No saved replies for now:", error.message);
      this.eager = false;
      this.say(this.dataset.failed);
      return;
    }
    this.offer();
    if (this.eager) this.choose(this.options[0]);
    this.eager = false;
  }

  get options() {
    return [...this.list.children];
  }

  offer() {
    const found = fitting(this.choices ?? [], this.find.value);
    this.list.replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => this.option(one)));
    this.mark(0);
    const words = this.choices?.length ? this.dataset.none : this.dataset.empty;
    this.say(this.choices && !found.length ? words : "");
  }

  option({ id, name, text, does, url }) {
    const option = Object.assign(document.createElement("div"), { className: "saved-choice", id: `${this.list.id}-${id}` });
    option.setAttribute("role", "option");
    option.dataset.url = url;
    option.append(part("cut", name), part("small muted cut", text.replace(/\s+/g, " ")));
    if (does) option.append(part("small does", `${this.querySelector(".saved-chosen > span").firstChild.data.trim()} ${does}`));
    return option;
  }

  mark(at) {
    const all = this.options;
    this.at = all.length ? (at + all.length) % all.length : -1;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.at)));
    const chosen = all[this.at];
    if (chosen) this.find.setAttribute("aria-activedescendant", chosen.id);
    else this.find.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.isComposing) return;
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const leaves = key === "Escape" || (key === "Backspace" && !this.find.value);
    if (step) this.mark(this.at + step);
    else if (key === "Enter" && !event.ctrlKey && !event.metaKey) this.enter();
    else if (leaves) this.leave(key === "Escape" ? this.typed && this.typed + this.find.value : "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Who is faster than the list gets the first that fits as soon as it is there.
  enter() {
    if (this.choices) this.choose(this.options[this.at]);
    else this.eager = true;
  }

  leave(words) {
    this.eager = false;
    this.panel.hidden = true;
    this.box.focusWords();
    if (words) document.execCommand("insertText", false, words);
  }

  async choose(option) {
    if (!option) return;
    try {
      const answer = await fetch(option.dataset.url, { signal: this.abort.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const said = await answer.json();
      this.panel.hidden = true;
      this.begin(String(said.id));
      this.box.putIn(said, said.left[0]);
    } catch (error) {
      if (error.name === "AbortError") return;
      console.info("No saved reply for now:", error.message);
      this.say(this.dataset.failed);
    }
  }

  // The reply begins with this saved one; the last one chosen counts.
  begin(id) {
    this.form.elements.saved_reply.value = id;
    this.show();
  }

  // What is left in braces would be read by the customer; without words nothing began with anything.
  look() {
    const left = [...new Set(this.box.text.match(BRACES) ?? [])];
    const line = this.querySelector(".saved-left");
    const names = left.join(", ");
    if (line.querySelector(".names").textContent !== names) line.querySelector(".names").textContent = names;
    line.hidden = !left.length;
    if (!this.box.text && !this.box.html) this.form.elements.saved_reply.value = "";
    this.show();
  }

  show() {
    const line = this.querySelector(".saved-chosen");
    const id = this.form.elements.saved_reply.value;
    if (id !== line.dataset.id) {
      const one = this.choices?.find((choice) => String(choice.id) === id);
      if (id && !this.choices) return void this.load().then(() => { if (this.choices) this.show(); });
      line.dataset.id = id;
      line.querySelector(".does").textContent = one?.does ?? "";
    }
    line.hidden = !line.querySelector(".does").textContent;
    return undefined;
  }

  say(words) {
    this.querySelector(".saved-empty").textContent = words;
  }
}

// Every word is looked for: names that begin so come first, then names with it, then texts.
function fitting(choices, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const rank = ({ name, text }) => {
    const [own, all] = [fold(name), fold(`${name} ${text}`)];
    if (own.startsWith(words.join(" "))) return 0;
    if (words.every((word) => own.split(/\s+/).some((one) => one.startsWith(word)))) return 1;
    if (words.every((word) => own.includes(word))) return 2;
    return words.every((word) => all.includes(word)) ? 3 : 4;
  };
  const ranked = choices.map((one) => [rank(one), one]).filter(([place]) => place < 4);
  return ranked.sort(([one], [other]) => one - other).map(([, one]) => one);
}

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const part = (className, textContent) => Object.assign(document.createElement("span"), { className, textContent });

customElements.define("saved-replies", SavedReplies);
