// The composer: the textarea becomes an editor as soon as that is there, words are saved while they are typed, files go to
// the draft. It posts its HTML in the hidden field `html` and its words in `text`.
import { DraftSaver, newToken, recall } from "./drafts.js";
import { Editor, fromText, load } from "./editor.js";
import { merge } from "./merge-words.js";

const PEOPLE = ["to", "cc", "bcc"];
const LARGEST = 20 * 1024 * 1024;

class ReplyBox extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.plain = this.form.elements.text;
    this.abort = new AbortController();
    this.states = JSON.parse(this.querySelector("#drafts-of-page")?.textContent ?? "{}");
    this.listen();
    this.open(this.kind);
    this.restore();
    this.showHint();
    this.prepare();
    if (this.querySelector(".error, .newer")) this.focusWords();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.saver?.leave();
  }

  get kind() {
    return this.form.elements.kind?.value ?? "reply";
  }

  get html() {
    return this.editor ? this.editor.html : this.loadedHtml && this.plain.value === this.loadedText ? this.loadedHtml : this.plain.value.trim() && fromText(this.plain.value);
  }

  get text() {
    return this.editor ? this.editor.text : this.plain.value.trim();
  }

  // Until the editor is there, its HTML waits beside the textarea and stays as it is while nobody types.
  set words({ html, text }) {
    if (this.editor) this.editor.html = html || fromText(text ?? "");
    else {
      this.plain.value = text ?? "";
      [this.loadedHtml, this.loadedText] = [html, this.plain.value];
    }
    this.sync();
  }

  listen() {
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: this.abort.signal });
    on(this.plain, "focus", () => { this.form.classList.add("active"); this.upgrade(); });
    on(this.plain, "input", () => this.typed());
    on(this.plain, "compositionstart", () => { this.composing = true; });
    on(this.plain, "compositionend", () => { this.composing = false; });
    on(this.form, "keydown", (event) => this.shortcut(event));
    on(this.form, "submit", (event) => this.submit(event));
    on(this.form, "change", (event) => this.change(event.target));
    on(this.form, "input", (event) => { if (event.target.matches(".line-of, [name^=promise]")) this.saver.touch(); });
    on(this.form, "click", (event) => this.click(event));
    on(this.form, "dragover", (event) => { event.preventDefault(); this.form.classList.add("dropping"); });
    on(this.form, "dragleave", () => this.form.classList.remove("dropping"));
    on(this.form, "drop", (event) => this.drop(event));
    on(this.form, "htmx:afterRequest", () => this.release());
    on(this, "htmx:afterRequest", (event) => { if (event.target.matches(".draft-part")) this.hear(event.detail.xhr); });
    on(document, "merged", (event) => this.see(event.target));
    on(window, "pageshow", () => this.release());
    on(window, "pagehide", () => this.saver.leave());
    on(document, "visibilitychange", () => { if (document.hidden) this.saver.leave(); });
    this.querySelectorAll("[data-command]").forEach((button) => on(button, "mousedown", (event) => event.preventDefault()));
  }

  prepare() {
    this.querySelectorAll(".everybody, [data-use]").forEach((part) => { part.hidden = false; });
    const soon = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    soon(() => this.upgrade(), { timeout: 1_500 });
  }

  // Keys that come while the editor is fetched go into the textarea, and with it into the editor.
  async upgrade() {
    if (this.upgrading) return;
    this.upgrading = true;
    try {
      const Squire = await load();
      if (this.abort.signal.aborted) return;
      if (this.composing) await new Promise((done) => { this.plain.addEventListener("compositionend", () => setTimeout(done), { once: true }); });
      this.replace(Squire);
    } catch (error) {
      console.warn("The editor could not be fetched; the plain field does its work:", error);
    }
  }

  replace(Squire) {
    const html = this.html;
    const hadFocus = document.activeElement === this.plain;
    const before = this.plain.value.slice(0, this.plain.selectionStart);
    const caret = before === this.plain.value ? null : before.replace(/\s/g, "").length;
    const root = document.createElement("div");
    Object.assign(root, { className: "writing", role: "textbox", ariaMultiLine: "true", ariaLabel: this.querySelector(`label[for="${this.plain.id}"]`).textContent });
    this.plain.after(root);
    this.plain.hidden = true;
    this.editor = new Editor(Squire, root, () => this.typed());
    root.addEventListener("focus", () => this.form.classList.add("active"));
    this.editor.html = html;
    this.editor.squire.addEventListener("pasteImage", (event) => this.paste(event));
    this.editor.squire.addEventListener("pathChange", () => this.showState());
    root.addEventListener("paste", (event) => { if (event.clipboardData.files.length && !event.clipboardData.types.includes("text/html")) this.take(event, event.clipboardData.files); }, { capture: true });
    this.showHint();
    this.sync();
    if (!hadFocus) return;
    root.focus();
    this.editor.place(caret);
  }

  // The editor also tells of what scripts put into it: only what somebody wrote is saved.
  typed() {
    const before = this.known;
    this.sync();
    if (this.known !== before) this.saver.touch();
  }

  sync() {
    if (this.editor) {
      this.plain.value = this.editor.text;
      this.editor.showEmpty();
    }
    this.known = this.html || "";
    this.form.elements.html.value = this.known;
    this.dispatchEvent(new Event("words"));
  }

  // What stands on the line before the caret; null while something is selected.
  get before() {
    if (this.editor) return this.editor.before();
    const { selectionStart: start, selectionEnd: end, value } = this.plain;
    return start === end ? value.slice(0, start).split("\n").pop() : null;
  }

  // Who comes from elsewhere goes on behind what is written.
  toEnd() {
    if (this.editor) this.editor.squire.moveCursorToEnd();
    else this.plain.setSelectionRange(this.plain.value.length, this.plain.value.length);
  }

  // Words put in at the caret, as one step that can be undone; `first` is selected, to be written over.
  putIn({ html, text }, first) {
    this.focusWords();
    if (!this.editor) return document.execCommand("insertText", false, text);
    this.editor.insert(html);
    if (first) this.editor.select(first);
    return this.typed();
  }

  // One saver for each kind of text: a reply, a note and a forwarded message are drafts of their own.
  open(kind) {
    const state = this.states[kind] ?? { version: 0, html: "", token: this.kind === kind && !this.saver ? this.form.elements.token.value : newToken() };
    const url = this.getAttribute("drafts");
    this.saver = new DraftSaver({
      url: url && `${url}${kind}/`,
      key: `${this.getAttribute("draft-key")}-${kind}`,
      version: Number(state.version) || 0,
      token: state.token,
      html: state.html ?? "",
      fields: () => this.fields(kind),
      changed: (theirs, base) => this.unite(theirs, base),
      told: (how) => this.told(how),
    });
    this.form.elements.token.value = this.saver.token;
    this.mark();
  }

  // Words that never reached the server come back; what came from elsewhere meanwhile is united with them.
  restore() {
    if (this.querySelector(".error, .newer")) {
      [this.loadedHtml, this.loadedText] = [this.form.elements.html.value, this.plain.value];
      return;
    }
    const kinds = [this.kind, "reply", "note", "forward"];
    const kind = kinds.find((one) => recall(`${this.getAttribute("draft-key")}-${one}`, this.form.elements.token.value));
    const [html, text] = [this.form.elements.html.value, this.plain.value];
    [this.loadedHtml, this.loadedText] = [html, text];
    if (!kind) return;
    if (kind !== this.kind && !this.states[this.kind]) {
      this.form.elements.kind.value = kind;
      this.open(kind);
    }
    const local = recall(this.saver.key, this.form.elements.token.value);
    if (!local || (!local.html && !local.version)) return;
    const united = local.version < this.saver.version ? merge(local.base ?? "", local.html, this.saver.base) : { html: local.html, clash: false };
    this.words = { html: united.html, text: plainOf(united.html) };
    if (this.saver.url && !local.sentWith) this.saver.save(united.clash ? { spare: spareOf(this.saver.base) } : {});
  }

  fields(kind) {
    const { elements } = this.form;
    const people = kind === "forward" ? { to: elements.forward_to?.value ?? "" } : Object.fromEntries(PEOPLE.map((name) => elements[name]).filter((line) => line && line.value !== line.dataset.usual).map((line) => [line.name, line.value]));
    if (kind === "note" || (kind === "forward" && !people.to)) PEOPLE.forEach((name) => delete people[name]);
    const forwarding = kind === "forward" ? { forwards: elements.forwards?.value ?? "", originals: [...this.querySelectorAll("[name=originals]:checked")].map(({ value }) => value) } : {};
    return {
      html: this.html || "", text: this.text, ...people, ...forwarding, seen: elements.seen.value, saved_reply: (kind === "reply" && elements.saved_reply?.value) || "",
      promise_at: elements.promise_at?.value ?? "", promise_text: elements.promise_text?.value ?? "", csrfmiddlewaretoken: elements.csrfmiddlewaretoken?.value ?? "",
    };
  }

  // What another tab saved, and what is written here; answers the version that has to be kept besides, if any.
  unite(theirs, base) {
    const united = merge(base, this.html || "", theirs.html);
    if (united.html !== this.html) this.words = { html: united.html, text: plainOf(united.html) };
    this.showFiles(theirs.files);
    if (!united.clash) return null;
    this.say(this.dataset.clash);
    return spareOf(theirs.html);
  }

  told(how) {
    this.form.elements.token.value = this.saver.token;
    this.form.elements.version.value = this.saver.version;
    this.states[this.kind] = this.saver.version ? { ...this.states[this.kind], version: this.saver.version, token: this.saver.token, html: this.saver.base } : undefined;
    this.mark();
    const state = this.querySelector(".draft-state");
    if (!state) return;
    state.dataset.how = how;
    state.textContent = { saved: this.text ? this.dataset.saved : "", offline: this.dataset.unsaved }[how] ?? "";
  }

  // The live stream names the version that this page does not have yet.
  mark() {
    const part = this.querySelector(".draft-part");
    if (part) part.id = `${this.getAttribute("part")}-${this.kind}-${this.saver.version + 1}`;
  }

  hear(xhr) {
    if (xhr.status !== 200) return undefined;
    const theirs = JSON.parse(xhr.responseText)[this.kind];
    if (this.saver.busy || this.saver.sent) return undefined;
    if (theirs) this.saver.take(theirs);
    else if (this.saver.version && !this.saver.dirty) {
      this.saver.version = 0;
      this.saver.token = newToken();
      this.saver.base = "";
      // Whoever is writing here goes on: the words become a draft of their own.
      if (this.contains(document.activeElement)) return this.saver.touch();
      this.words = { html: "", text: "" };
      this.told("new");
    }
    return undefined;
  }

  // What arrives before the first word is written has been seen; what arrives later is left for the server to point out.
  see(thread) {
    if (thread.dataset.seen && !this.text) this.form.elements.seen.value = thread.dataset.seen;
  }

  click(event) {
    const { target } = event;
    const button = target.closest("[data-command]");
    if (button) this.command(button.dataset.command, button.closest("details.menu"));
    else if (target.name === "kind") this.focusWords();
    else if (target.closest("[data-link]")) this.editor.putLink(this.querySelector(".link-line"));
    else if (target.closest("[data-back]")) { target.closest(".newer").remove(); this.focusWords(); }
    else if (target.closest(".everybody")) this.toAll();
    else if (target.closest("[data-use]")) this.use(target.closest(".spare"));
  }

  async command(name, menu) {
    if (menu) menu.open = false;
    await this.upgrade();
    if (!this.editor) return;
    if (name === "link") this.editor.askLink(this.querySelector(".link-line"));
    else this.editor.command(name);
    this.showState();
  }

  async toAll() {
    const answer = await fetch(this.getAttribute("everybody"));
    if (!answer.ok) return;
    const { cc } = await answer.json();
    this.form.elements.kind.value = "reply";
    this.querySelector(".recipients").open = true;
    if (cc) this.form.elements.cc.value = cc;
    this.saver.touch();
    this.focusWords();
  }

  use(spare) {
    const mine = { spare_html: this.html || "", spare_text: this.text };
    this.words = { html: spare.querySelector(".prose").innerHTML, text: spare.querySelector(".prose").innerText };
    spare.remove();
    this.saver.save(mine.spare_text ? { spare: mine } : {});
    this.focusWords();
  }

  paste(event) {
    this.take(event, event.detail.clipboardData.files);
  }

  drop(event) {
    this.form.classList.remove("dropping");
    if (event.dataTransfer.files.length) this.take(event, event.dataTransfer.files);
  }

  take(event, files) {
    event.preventDefault();
    event.stopPropagation?.();
    [...files].forEach((file) => this.add(file, Boolean(this.editor) && /^image\/(png|jpeg|gif|webp)$/.test(file.type)));
  }

  // A file goes to the draft at once; where that fails it travels with the form, as it would without scripts.
  async add(file, inline) {
    if (file.size > LARGEST) return this.say(this.dataset.large);
    const chip = inline ? null : this.chip(file.name);
    try {
      if (!this.saver.url) throw new Error("there is no draft here");
      const body = new FormData();
      Object.entries({ file, inline: inline ? "1" : "", token: this.saver.token, csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value }).forEach(([name, value]) => body.append(name, value));
      await this.settled();
      const answer = await fetch(`${this.saver.url}files/`, { method: "POST", body });
      const made = await answer.json();
      if (!answer.ok) {
        chip?.remove();
        return this.say(made.error);
      }
      Object.assign(this.saver, { version: made.version, token: made.token });
      this.told("saved");
      if (inline) this.editor.picture(made.picture_url, made.name);
      else this.keep(chip, made);
    } catch (error) {
      console.info("The file goes with the form:", error.message);
      (chip ?? this.chip(file.name)).file = file;
      this.carry();
    }
    return undefined;
  }

  // Saves that are on their way end first, so that the file joins the version it belongs to.
  async settled() {
    while (this.saver.busy) await new Promise((done) => { setTimeout(done, 50); });
  }

  chip(name) {
    const chip = Object.assign(document.createElement("span"), { className: "attachment", textContent: name });
    this.querySelector(".files").append(chip);
    return chip;
  }

  keep(chip, { id, name, removal_url: removal }) {
    const label = Object.assign(document.createElement("label"), { className: "attachment kept" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "kept", value: id, checked: true });
    box.dataset.removal = removal;
    label.append(box, ` ${name}`);
    chip.replaceWith(label);
  }

  showFiles(files) {
    if (!files) return;
    this.querySelectorAll(".files .kept").forEach((chip) => chip.remove());
    files.forEach((file) => this.keep(this.chip(file.name), file));
  }

  carry() {
    const all = new DataTransfer();
    [...this.querySelectorAll(".files .attachment")].forEach(({ file }) => { if (file) all.items.add(file); });
    this.form.elements.attached.files = all.files;
  }

  async remove(box) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value });
    await this.settled();
    const answer = await fetch(box.dataset.removal, { method: "POST", body });
    if (!answer.ok) return;
    this.saver.version = (await answer.json()).version;
    box.closest(".kept").remove();
    this.told("saved");
  }

  shortcut(event) {
    if (event.isComposing) return;
    if (event.target.closest(".link-line") && this.editor.pressInLink(event, this.querySelector(".link-line"))) return undefined;
    if (!(event.ctrlKey || event.metaKey)) return undefined;
    if (event.key.toLowerCase() === "k" && event.target.closest(".writing")) {
      event.preventDefault();
      event.stopPropagation();
      return this.command("link");
    }
    if (event.key !== "Enter") return undefined;
    event.preventDefault();
    const done = event.shiftKey && this.form.querySelector('button[value="done"]');
    return this.form.requestSubmit(done || this.form.querySelector('button[value="send"]'));
  }

  submit(event) {
    const leaves = ["spare", "help"].includes(event.submitter?.name);
    this.sync();
    const nothing = !this.text && !this.html && !this.form.elements.attached.files.length && !this.querySelector("[name=kept]:checked") && this.kind !== "forward";
    if (this.busy || (nothing && !leaves)) {
      event.preventDefault();
      this.focusWords();
      return;
    }
    this.busy = true;
    this.form.elements.version.value = this.saver.version;
    if (!leaves) this.saver.depart();
    setTimeout(() => this.buttons((button) => { button.disabled = true; }));
  }

  release() {
    this.busy = false;
    this.saver.stay();
    this.buttons((button) => { button.disabled = false; });
  }

  buttons(change) {
    this.form.querySelectorAll("button[name=then]").forEach(change);
  }

  change(field) {
    if (field.name === "attached") {
      const files = [...field.files];
      field.value = "";
      files.forEach((file) => this.add(file, false));
    } else if (field.name === "kept") this.remove(field);
    else if (field.name === "kind") this.turn();
    else this.saver.touch();
  }

  // The words go along to the other kind, unless it has words of its own.
  turn() {
    const [kind, before] = [this.kind, this.saver];
    const waiting = this.states[kind];
    const own = { html: this.html, text: this.text };
    if (waiting?.html) {
      if (before.dirty) before.save();
      const { saved_reply: began } = this.form.elements;
      this.states[this.last] = { ...this.states[this.last], version: before.version, token: before.token, html: own.html, saved_reply: began.value };
      began.value = waiting.saved_reply ?? "";
      this.open(kind);
      this.words = { html: waiting.html, text: waiting.text ?? plainOf(waiting.html) };
      this.showFiles(waiting.files ?? []);
    } else {
      this.open(kind);
      if (own.text) this.saver.touch();
      if (before.version) this.discard(before);
      else before.depart();
    }
    this.showHint();
  }

  async discard(saver) {
    saver.depart();
    localStorage.removeItem(`rapport-draft-${saver.key}`);
    await fetch(`${saver.url}discarding/`, { method: "POST", redirect: "manual", body: new URLSearchParams({ csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value }) });
  }

  showHint() {
    this.last = this.kind;
    const words = this.plain.dataset[`${this.kind}Placeholder`] ?? "";
    if (this.editor) this.editor.root.dataset.placeholder = words;
    this.plain.placeholder = words;
  }

  showState() {
    this.editor?.state().forEach(([name, on]) => this.querySelector(`[data-command=${name}]`)?.setAttribute("aria-pressed", on));
  }

  focusWords() {
    const to = this.kind === "forward" && this.form.elements.forward_to;
    if (to && !to.value) return to.focus();
    return (this.editor?.root ?? this.plain).focus();
  }

  say(text) {
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "warning" } }));
  }
}

function plainOf(html) {
  const marked = html.replace(/<(div|p|li|br)\b/gi, "\n<$1");
  return new DOMParser().parseFromString(marked, "text/html").body.textContent.trim();
}

const spareOf = (html) => ({ spare_html: html, spare_text: plainOf(html) });

customElements.define("reply-box", ReplyBox);
