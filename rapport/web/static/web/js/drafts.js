// What is being written is kept in this browser with each key, and on the server a moment later. A draft that was sent
// returns only if its form comes back unsent (same token).
const PREFIX = "rapport-draft-";
const PAUSE = 600;
const LONGEST_PAUSE = 1_500;
const TYPING = 3_000;
const RETRY = [2_000, 4_000, 8_000, 15_000];
const MOST_AT_THE_END = 60_000;

function remember(key, draft) {
  try {
    if (draft) localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + key);
  } catch (error) {
    console.warn("The draft could not be kept in this browser:", error);
  }
}

export function recall(key, token) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key));
    if (!draft) return null;
    if (!draft.sentWith || draft.sentWith === token) return draft;
    localStorage.removeItem(PREFIX + key);
  } catch (error) {
    console.warn("The draft could not be read:", error);
  }
  return null;
}

export function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// `fields()` answers what to save; `changed(theirs)` hears what another tab or device saved and answers what is to be kept
// of it, if anything; `told(state)` hears how it went: saved, waiting, offline, sent.
export class DraftSaver {
  constructor({ url, key, version, token, html, fields, changed, told }) {
    Object.assign(this, { url, key, version, token, base: html, fields, changed, told, failures: 0, dirty: false, sent: false });
  }

  touch() {
    if (this.sent) return;
    this.dirty = true;
    this.remember();
    const now = Date.now();
    this.since ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, this.since + LONGEST_PAUSE - now)));
  }

  remember(sentWith) {
    const { html, text } = this.fields();
    const empty = !text && !html.includes("<img");
    remember(this.key, empty && !this.version ? null : { html, text, version: this.version, base: this.base, sentWith });
  }

  async save({ spare, last = false } = {}) {
    clearTimeout(this.timer);
    if (!this.url || this.sent || (this.busy && !last)) {
      this.again ||= Boolean(this.busy);
      return;
    }
    const fields = this.fields();
    const body = new URLSearchParams();
    Object.entries({ ...fields, ...spare, typing: this.typing(), version: this.version, token: this.token }).forEach(([name, value]) => [value].flat().forEach((one) => body.append(name, one)));
    if (last && body.toString().length > MOST_AT_THE_END) return;
    this.busy = true;
    this.dirty = false;
    this.since = undefined;
    try {
      const answer = await fetch(this.url, { method: "POST", body, keepalive: last, headers: { Accept: "application/json" } });
      await this.hear(answer, fields);
    } catch (error) {
      this.fail(error);
    } finally {
      this.busy = false;
      if (this.again || (this.dirty && !this.failures)) {
        this.again = false;
        this.touch();
      }
    }
  }

  // Others are told every few seconds that somebody writes.
  typing() {
    const now = Date.now();
    if (!this.dirty || now - (this.saidTyping ?? 0) < TYPING) return "";
    this.saidTyping = now;
    return "1";
  }

  async hear(answer, fields) {
    if (answer.status === 200) {
      const { version, token } = await answer.json();
      this.failures = 0;
      Object.assign(this, { version, token: token ?? this.token, base: fields.html });
      if (!this.dirty) remember(this.key, null);
      this.told("saved");
    } else if (answer.status === 409) this.take(await answer.json());
    else if (answer.status === 410) this.begin();
    else throw new Error(`The draft was not saved (${answer.status})`);
  }

  // Another tab or device was faster: its words and ours become one, and that is saved.
  take(theirs) {
    if (theirs.version === this.version) return;
    const base = this.base;
    Object.assign(this, { version: theirs.version, token: theirs.token, base: theirs.html });
    const spare = this.changed(theirs, base);
    this.told("saved");
    if (!spare && this.fields().html === theirs.html) remember(this.key, null);
    else if (spare) setTimeout(() => this.save({ spare }));
    else this.touch();
  }

  // The draft was sent or thrown away elsewhere; what is typed here from now on is a new one.
  begin() {
    Object.assign(this, { version: 0, token: newToken(), base: "" });
    this.told("new");
    this.touch();
  }

  fail(error) {
    if (error.name === "AbortError") return;
    this.dirty = true;
    this.told("offline");
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // The page goes away: what is not on the server yet is sent without waiting for an answer.
  leave() {
    if (this.dirty) this.save({ last: true });
  }

  // The form is on its way: nothing may save these words as a draft again.
  depart() {
    this.remember(this.token ?? "sent");
    clearTimeout(this.timer);
    this.sent = true;
  }

  stay() {
    this.sent = false;
  }
}
