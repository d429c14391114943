// Short messages at the foot of the page. Good news leaves by itself, bad news stays until it is closed.
const STAY = 10_000;
const words = JSON.parse(document.querySelector("meta[name=words]")?.content || "{}");

class ToastStack extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const on = (name, handler) => document.body.addEventListener(name, handler, { signal: this.abort.signal });
    on("toast", (event) => this.say(event.detail.text, event.detail.level));
    on("htmx:responseError", (event) => this.say(reason(event.detail.xhr.status), "error"));
    on("htmx:sendError", () => this.say(words.unreachable, "error"));
    this.observer = new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => this.tend(node))));
    this.observer.observe(this, { childList: true });
    [...this.children].forEach((toast) => this.tend(toast));
  }

  disconnectedCallback() {
    this.abort.abort();
    this.observer.disconnect();
  }

  say(text, level = "success") {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.level = level;
    toast.append(Object.assign(document.createElement("span"), { textContent: text }));
    this.append(toast);
  }

  tend(toast) {
    if (!(toast instanceof HTMLElement) || toast.querySelector(".close")) return;
    const close = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "✕" });
    close.setAttribute("aria-label", words.close ?? "✕");
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (!["error", "warning", "working"].includes(toast.dataset.level)) setTimeout(() => toast.remove(), STAY);
  }
}

function reason(status) {
  if (status === 403) return words.forbidden;
  if (status === 404) return words.gone;
  return `${words.failed} (${status})`;
}

customElements.define("toast-stack", ToastStack);
