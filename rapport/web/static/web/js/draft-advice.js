// Reads the draft with the server while somebody pauses, and shows what could be better. Advice that was dismissed stays
// away; whether a rule was followed or dismissed is told to the server, the words are not kept there.
import { fromText } from "./editor.js";

const PAUSE = 900;

class DraftAdvice extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.abort = new AbortController();
    this.dismissed = new Set();
    this.shown = new Map();
    const options = { signal: this.abort.signal };
    this.form.addEventListener("input", () => this.later(), options);
    this.form.addEventListener("change", () => this.later(), options);
    this.addEventListener("click", (event) => this.click(event.target), options);
    if (this.text) this.later();
  }

  click(target) {
    if (target.closest("[data-dismiss]")) this.dismiss(target.closest("li"));
    const opening = target.closest("[data-opening]")?.textContent;
    if (opening) this.closest("reply-box").putIn({ html: fromText(opening), text: opening });
  }

  disconnectedCallback() {
    this.abort.abort();
    clearTimeout(this.pause);
  }

  get text() {
    return this.form.elements.text.value.trim();
  }

  later() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const { kind, promise_at: promise, saved_reply: saved } = this.form.elements;
    const said = `${kind?.value}|${promise?.value ?? ""}|${saved?.value ?? ""}|${this.text}`;
    if (said === this.said) return;
    this.said = said;
    const answer = await this.post(this.getAttribute("action"), { text: this.text, kind: kind?.value ?? "reply", promise_at: promise?.value ?? "", saved_reply: saved?.value ?? "" });
    if (answer?.ok && said === this.said) this.show(await answer.text());
  }

  // No connection, no advice: writing goes on.
  async post(action, fields) {
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value });
    try {
      return await fetch(action, { method: "POST", body, signal: this.abort.signal });
    } catch (error) {
      if (error.name !== "AbortError") console.info("No advice on this draft for now:", error.message);
      return null;
    }
  }

  show(html) {
    const list = new DOMParser().parseFromString(html, "text/html").querySelector(".advice-list");
    list.querySelectorAll("li[data-rule]").forEach((item) => { if (this.dismissed.has(key(item))) item.remove(); });
    const now = new Map([...list.querySelectorAll("li[data-rule]")].map((item) => [key(item), item.dataset.rule]));
    this.shown.forEach((rule, gone) => { if (!now.has(gone) && this.text) this.tell(rule, true); });
    this.shown = now;
    const old = this.querySelector(".advice-list");
    if (old) old.replaceWith(list);
    else this.append(list);
    this.hide();
  }

  // The parts of an apology that is owed stay in sight, whatever else there is to say; so do words to begin with.
  hide() {
    this.hidden = !this.shown.size && !this.querySelector(".apology-marks, .advice-routine, .advice-tricky");
  }

  dismiss(item) {
    this.dismissed.add(key(item));
    this.shown.delete(key(item));
    this.tell(item.dataset.rule, false);
    item.remove();
    this.hide();
    this.form.querySelector("[contenteditable]")?.focus();
  }

  tell(rule, followed) {
    this.post(this.getAttribute("outcome"), { rule, ...(followed ? { followed: "on" } : {}) });
  }
}

const key = (item) => `${item.dataset.rule}|${item.dataset.quote}`;

customElements.define("draft-advice", DraftAdvice);
