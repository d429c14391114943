// Hears which parts of the page changed and lets each fetch itself again, so that permission checks stay on the server.
// What comes alone is fetched at once; in a storm, every open page would else ask eight times a second.
const GATHER = 120;
const APART = 500;
const QUIET = 3_000;
const LONGEST_WAIT = 30_000;

class LiveStream extends HTMLElement {
  connectedCallback() {
    this.pending = new Set();
    this.failures = 0;
    this.refreshed = -APART;
    document.body.addEventListener("htmx:configRequest", keepLength);
    this.open();
  }

  disconnectedCallback() {
    this.source?.close();
    document.body.removeEventListener("htmx:configRequest", keepLength);
    [this.retry, this.hint, this.gather].forEach(clearTimeout);
  }

  open() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.onopen = () => this.online();
    this.source.onmessage = (event) => this.hear(event.data);
    this.source.onerror = () => this.offline();
  }

  online() {
    const missedSomething = this.failures > 0;
    this.failures = 0;
    clearTimeout(this.hint);
    this.hint = undefined;
    this.querySelector(".offline").hidden = true;
    if (missedSomething) this.wishAll();
  }

  offline() {
    this.failures += 1;
    this.hint ??= setTimeout(() => { this.querySelector(".offline").hidden = false; }, QUIET);
    if (this.source.readyState !== EventSource.CLOSED) return;
    const wait = Math.min(LONGEST_WAIT, 1_000 * 2 ** this.failures) * (0.5 + Math.random() / 2);
    this.retry = setTimeout(() => this.open(), wait);
  }

  hear(data) {
    let ids;
    try {
      ({ ids } = JSON.parse(data));
    } catch (error) {
      console.error("The live stream sent something that is not JSON:", data, error);
      return;
    }
    if (ids?.includes("everything")) this.wishAll();
    else (ids ?? []).forEach((id) => this.wish(id));
  }

  wishAll() {
    document.querySelectorAll('[id][hx-get][hx-trigger~="refresh"]').forEach(({ id }) => this.wish(id));
  }

  wish(id) {
    this.pending.add(id);
    const wait = Math.max(GATHER, this.refreshed + APART - performance.now());
    this.gather ??= setTimeout(() => this.refresh(), wait);
  }

  refresh() {
    this.gather = undefined;
    this.refreshed = performance.now();
    const ids = [...this.pending];
    this.pending.clear();
    const parts = ids.map((id) => document.getElementById(id)?.closest("[hx-get]")).filter(Boolean);
    new Set(parts).forEach((part) => htmx.trigger(part, "refresh"));
  }
}

// A list that was made longer asks for as many rows as it shows.
function keepLength({ detail }) {
  if (detail.elt.matches(".list-live")) detail.parameters.append("rows", detail.elt.querySelectorAll(".row").length);
}

customElements.define("live-stream", LiveStream);
