// A field of words with formatting, such as a saved reply: the textarea becomes the editor of mails as soon as that is
// there, and carries its HTML to the server. Without it the textarea takes every key.
import { Editor, fromText, load } from "./editor.js";

// The space before the caret, which the editor makes one that does not break; in a letter it may.
const LONE = /(?<=[^\s;>])&nbsp;(?=[^\s&<])/g;

class RichWords extends HTMLElement {
  connectedCallback() {
    this.plain = this.querySelector("textarea");
    this.line = this.querySelector(".link-line");
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => this.press(event));
    this.querySelectorAll("[data-command], [data-put]").forEach((button) => button.addEventListener("mousedown", (event) => event.preventDefault()));
    const soon = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    soon(() => this.upgrade(), { timeout: 1_500 });
  }

  async upgrade() {
    if (this.editor) return;
    try {
      const Squire = await load();
      if (this.isConnected && !this.editor) this.replace(Squire);
    } catch (error) {
      console.warn("The editor could not be fetched; the plain field does its work:", error);
    }
  }

  replace(Squire) {
    const { plain } = this;
    const hadFocus = document.activeElement === plain;
    const root = document.createElement("div");
    Object.assign(root, { className: "writing", role: "textbox", ariaMultiLine: "true", ariaLabel: this.querySelector(`label[for="${plain.id}"]`).textContent });
    if (plain.ariaInvalid) root.ariaInvalid = plain.ariaInvalid;
    plain.after(root);
    plain.hidden = true;
    plain.required = false; // a hidden field can tell nobody that it is empty; the server does
    this.editor = new Editor(Squire, root, () => this.sync());
    this.editor.html = /<\/?[a-z]/i.test(plain.value) ? plain.value : fromText(plain.value);
    this.editor.squire.addEventListener("pathChange", () => this.showState());
    this.querySelector(".tools").hidden = false;
    if (!hadFocus) return;
    root.focus();
    this.editor.squire.moveCursorToEnd();
  }

  // What listens to the field hears of what is typed into the editor.
  sync() {
    this.editor.showEmpty();
    this.plain.value = this.editor.isEmpty ? "" : this.editor.html.replace(LONE, " ");
    this.plain.dispatchEvent(new Event("input", { bubbles: true }));
    this.showState();
  }

  showState() {
    this.editor.state().forEach(([name, on]) => this.querySelector(`[data-command=${name}]`)?.setAttribute("aria-pressed", on));
  }

  click({ target }) {
    const button = target.closest("button");
    if (!button || !this.editor) return;
    const menu = button.closest("details.menu");
    if (menu) menu.open = false;
    if (button.dataset.command === "link") this.editor.askLink(this.line);
    else if (button.dataset.command) this.editor.command(button.dataset.command);
    else if (button.dataset.put) this.editor.insert(button.dataset.put);
    else if (button.hasAttribute("data-link")) this.editor.putLink(this.line);
  }

  press(event) {
    if (event.isComposing || !this.editor) return;
    if (event.target.closest(".link-line") && this.editor.pressInLink(event, this.line)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && event.target.closest(".writing")) {
      event.preventDefault();
      event.stopPropagation();
      this.editor.askLink(this.line);
    }
  }
}

customElements.define("rich-words", RichWords);
