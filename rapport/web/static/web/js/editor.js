// The editor of mails: Squire, with DOMPurify as its cleaner. Both are fetched when somebody is about to write; until then,
// and where they do not come, the plain textarea takes every key.
const TAGS = ["a", "b", "blockquote", "br", "code", "div", "em", "i", "img", "li", "ol", "p", "pre", "strong", "u", "ul"];
const PLACES = /^(?:https?:|mailto:|tel:|\/draft-files\/[0-9a-f-]{36}\/picture\/$)/i;
const PICTURE = /^\/draft-files\/[0-9a-f-]{36}\/picture\/$/;
let loading;

export function load() {
  loading ??= Promise.all([import("../../front/squire.mjs"), import("../../front/purify.js")]).then(([module]) => {
    globalThis.DOMPurify.addHook("afterSanitizeElements", (node) => {
      if (node.nodeName === "IMG" && !PICTURE.test(node.getAttribute("src") ?? "")) node.remove();
    });
    return module.default;
  });
  return loading;
}

export function clean(html) {
  const options = { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ["href", "src", "alt"], ALLOWED_URI_REGEXP: PLACES, ALLOW_DATA_ATTR: false };
  return globalThis.DOMPurify.sanitize(html, { ...options, RETURN_DOM_FRAGMENT: true }) ?? document.createDocumentFragment();
}

const COMMANDS = {
  bold: (squire) => (squire.hasFormat("B") ? squire.removeBold() : squire.bold()),
  italic: (squire) => (squire.hasFormat("I") ? squire.removeItalic() : squire.italic()),
  underline: (squire) => (squire.hasFormat("U") ? squire.removeUnderline() : squire.underline()),
  bullets: (squire) => (squire.hasFormat("UL") ? squire.removeList() : squire.makeUnorderedList()),
  numbers: (squire) => (squire.hasFormat("OL") ? squire.removeList() : squire.makeOrderedList()),
  quote: (squire) => (squire.hasFormat("BLOCKQUOTE") ? squire.decreaseQuoteLevel() : squire.increaseQuoteLevel()),
  code: (squire) => squire.toggleCode(),
  undo: (squire) => squire.undo(),
  redo: (squire) => squire.redo(),
};
const FORMATS = { bold: "B", italic: "I", underline: "U", bullets: "UL", numbers: "OL", quote: "BLOCKQUOTE" };

export class Editor {
  constructor(Squire, root, changed) {
    this.root = root;
    this.squire = new Squire(root, { blockTag: "DIV", sanitizeToDOMFragment: clean, toPlainText: null });
    this.squire.addEventListener("input", changed);
    this.squire.setKeyHandler("Ctrl-k", null);
  }

  get html() {
    return this.text || this.root.querySelector("img") ? this.squire.getHTML() : "";
  }

  set html(html) {
    this.squire.setHTML(html);
    this.showEmpty();
  }

  get text() {
    return this.root.innerText.replace(/\u00a0/g, " ").replace(/\u200b/g, "").replace(/\n{3,}/g, "\n\n").trim();
  }

  get isEmpty() {
    return !this.text && !this.root.querySelector("img, li, blockquote, pre");
  }

  showEmpty() {
    this.root.toggleAttribute("data-empty", this.isEmpty);
  }

  command(name) {
    this.root.focus();
    COMMANDS[name]?.(this.squire);
  }

  state() {
    return Object.entries(FORMATS).map(([name, tag]) => [name, this.squire.hasFormat(tag)]);
  }

  link(address) {
    this.squire.focus();
    this.squire.makeLink(address);
  }

  // The address of a link is typed into a line of its own; what was selected is kept meanwhile.
  askLink(line) {
    this.range = this.squire.getSelection();
    line.hidden = false;
    line.querySelector("input").focus();
  }

  putLink(line) {
    const field = line.querySelector("input");
    const address = field.value.trim();
    if (!/^(https?:\/\/|mailto:|tel:)./i.test(address)) return field.focus();
    field.value = "";
    line.hidden = true;
    this.squire.setSelection(this.range);
    return this.link(address);
  }

  // True when the key was for the line.
  pressInLink(event, line) {
    if (!["Enter", "Escape"].includes(event.key)) return false;
    event.preventDefault();
    if (event.key === "Enter") this.putLink(line);
    else {
      line.hidden = true;
      this.root.focus();
    }
    return true;
  }

  picture(address, name) {
    this.squire.insertImage(address, { alt: name });
  }

  insert(html) {
    this.squire.focus();
    this.squire.insertHTML(html);
  }

  // What stands on the line before the caret; null while something is selected.
  before() {
    const caret = this.squire.getSelection();
    if (!caret.collapsed) return null;
    const place = caret.startContainer;
    const block = (place.nodeType === Node.TEXT_NODE ? place.parentNode : place).closest("div, p, li, pre, blockquote");
    const line = document.createRange();
    line.setStart(this.root.contains(block) ? block : this.root, 0);
    line.setEnd(place, caret.startOffset);
    const words = line.cloneContents();
    words.querySelectorAll("br, div, p, li").forEach((part) => part.before("\n"));
    words.querySelectorAll("img").forEach((part) => part.replaceWith("\ufffc"));
    return words.textContent.replace(/\u200b/g, "").split("\n").pop();
  }

  // The words selected, if they are there.
  select(words) {
    const walker = document.createTreeWalker(this.root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(words);
      if (at >= 0) {
        const range = rangeAt(node, at);
        range.setEnd(node, at + words.length);
        return this.squire.setSelection(range);
      }
    }
    return undefined;
  }

  // The caret where it was in the plain text, counted in characters that are no spaces; null is its end, with the space
  // that somebody has just typed.
  place(offset) {
    if (offset === null) return this.squire.moveCursorToEnd();
    const walker = document.createTreeWalker(this.root, NodeFilter.SHOW_TEXT);
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at <= node.data.length; at += 1) {
        if (left === 0) return this.squire.setSelection(rangeAt(node, at));
        if (at < node.data.length && node.data[at].trim()) left -= 1;
      }
    }
    return this.squire.moveCursorToEnd();
  }
}

function rangeAt(node, offset) {
  const range = document.createRange();
  range.setStart(node, offset);
  range.collapse(true);
  return range;
}

export function fromText(text) {
  const box = document.createElement("div");
  text.split("\n").forEach((line) => {
    const block = box.appendChild(document.createElement("div"));
    // A plain space at the end of a line is not shown, and what is typed next would stand before it.
    if (line) block.textContent = line.replace(/ $/, "\u00a0");
    else block.append(document.createElement("br"));
  });
  return box.innerHTML;
}
