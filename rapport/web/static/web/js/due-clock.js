// Time left until a moment: "in 2 h", "25 min late". Says the same as rapport/web/words.py.
const say = JSON.parse(document.querySelector("meta[name=words]")?.content || '{"now":"now","ahead":"in %s","behind":"%s late","units":["d","h","min"]}');
const UNITS = [86_400, 3_600, 60].map((size, place) => [size, say.units[place]]);
const SOON = 3_600;

export function words(seconds) {
  const unit = UNITS.find(([size]) => Math.abs(seconds) >= size);
  if (!unit) return say.now;
  const length = `${Math.floor(Math.abs(seconds) / unit[0])} ${unit[1]}`;
  return (seconds > 0 ? say.ahead : say.behind).replace("%s", length);
}

export function state(seconds) {
  if (seconds <= 0) return "late";
  return seconds <= SOON ? "soon" : "ok";
}

class DueClock extends HTMLElement {
  connectedCallback() {
    this.time = this.querySelector("time");
    if (Number.isNaN(Date.parse(this.time?.dateTime))) return;
    this.write();
    this.tick = setInterval(() => this.write(), 15_000);
  }

  disconnectedCallback() {
    clearInterval(this.tick);
  }

  write() {
    const seconds = Math.trunc((Date.parse(this.time.dateTime) - Date.now()) / 1000);
    this.time.textContent = words(seconds);
    this.dataset.state = state(seconds);
  }
}

customElements.define("due-clock", DueClock);
