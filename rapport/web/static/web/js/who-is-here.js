// Says every while that somebody looks at this conversation, and shows who else does. What is not said again is forgotten.
const BEAT = 20_000;

class WhoIsHere extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.leave(); else this.beat(); }, { signal });
    window.addEventListener("pagehide", () => this.leave(), { signal });
    this.addEventListener("merged", () => this.fade(), { signal });
    this.timer = setInterval(() => this.beat(), BEAT);
    this.first = setTimeout(() => this.beat(), 400);
  }

  disconnectedCallback() {
    this.abort.abort();
    this.leave();
    [this.timer, this.first].forEach(clearTimeout);
  }

  async beat() {
    if (document.hidden) return;
    try {
      const answer = await fetch(this.getAttribute("url"), { method: "POST", body: this.body() });
      if (!answer.ok) return;
      const line = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".here-line");
      const old = this.querySelector(".here-line");
      if (old.innerHTML !== line.innerHTML) old.innerHTML = line.innerHTML;
      this.fade();
    } catch (error) {
      console.info("Nobody knows that you are here:", error.message);
    }
  }

  body(fields = {}) {
    return new URLSearchParams({ ...fields, csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" });
  }

  leave() {
    fetch(this.getAttribute("url"), { method: "POST", keepalive: true, body: this.body({ leaves: "1" }) }).catch(() => {});
  }

  fade() {
    const line = this.querySelector(".here-line");
    clearTimeout(this.writing);
    clearTimeout(this.gone);
    this.writing = setTimeout(() => line.querySelector(".here-writing")?.remove(), Number(line.dataset.writingFor) * 1_000);
    this.gone = setTimeout(() => line.replaceChildren(), Number(line.dataset.hereFor) * 1_000);
  }
}

customElements.define("who-is-here", WhoIsHere);
