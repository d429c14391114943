// A moment in the reader's own language and time zone. Forms: short (lists: a time or a day), moment (a day with its
// time), full, relative.
const DAY = 86_400_000;
const WEEK = 6 * DAY;
const { lang, dataset } = document.documentElement;
// The browser knows the region ("en-GB"), the page the language somebody chose.
const language = navigator.languages.find((one) => one.split("-")[0] === lang) ?? (lang || undefined);
const format = (options) => new Intl.DateTimeFormat(language, { timeZone: dataset.zone, ...options });
const clock = format({ hour: "numeric", minute: "2-digit" });
const weekday = format({ weekday: "short" });
const weekdayAndClock = format({ weekday: "short", hour: "numeric", minute: "2-digit" });
const day = format({ day: "numeric", month: "short" });
const dayAndClock = format({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
const year = format({ day: "numeric", month: "short", year: "numeric" });
const full = format({ dateStyle: "medium", timeStyle: "short" });
const date = format({ dateStyle: "short" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });

export function short(moment, now = new Date()) {
  if (isNear(moment, now)) return near(moment, now, weekday);
  return moment.getFullYear() === now.getFullYear() ? day.format(moment) : year.format(moment);
}

export function exact(moment, now = new Date()) {
  if (isNear(moment, now)) return near(moment, now, weekdayAndClock);
  return moment.getFullYear() === now.getFullYear() ? dayAndClock.format(moment) : full.format(moment);
}

const isNear = (moment, now) => Math.abs(moment - now) < WEEK;
const near = (moment, now, other) => (date.format(moment) === date.format(now) ? clock : other).format(moment);

export function ago(moment, now = new Date()) {
  const length = moment - now;
  if (Math.abs(length) < 60_000) return relative.format(0, "second");
  if (Math.abs(length) < 3_600_000) return relative.format(Math.trunc(length / 60_000), "minute");
  if (Math.abs(length) < DAY) return relative.format(Math.trunc(length / 3_600_000), "hour");
  return short(moment, now);
}

const FORMS = { short, moment: exact, relative: ago, full: (moment) => full.format(moment) };

const shown = new Set();
setInterval(() => shown.forEach((element) => element.write()), 30_000);

class LocalTime extends HTMLElement {
  connectedCallback() {
    this.time = this.querySelector("time");
    this.moment = new Date(this.time?.dateTime);
    if (Number.isNaN(this.moment.getTime())) return;
    this.title = full.format(this.moment);
    this.write();
    shown.add(this);
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  write() {
    this.time.textContent = (FORMS[this.getAttribute("form")] ?? short)(this.moment);
  }
}

customElements.define("local-time", LocalTime);
