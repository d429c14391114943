// Good moments to send later, in the time zone of whoever writes; the form posts them with their zone.
const at = (day, hour) => new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour);

export function moments(now = new Date()) {
  const day = (number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + number);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const evening = at(now, 18);
  return {
    hour: new Date(now.getTime() + 3_600_000),
    ...(evening - now > 3_600_000 ? { evening } : {}),
    morning: at(day(1), 9),
    ...(toMonday > 1 ? { monday: at(day(toMonday), 9) } : {}),
  };
}

class SendLater extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("[name=later]");
    this.abort = new AbortController();
    const box = this.querySelector(".presets");
    box.replaceChildren(...Object.entries(moments()).map(([name, moment]) => this.button(box.dataset[name], moment)));
    this.closest("form").addEventListener("formdata", (event) => this.zone(event.formData), { signal: this.abort.signal });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  button(words, moment) {
    const button = Object.assign(document.createElement("button"), { type: "submit", name: "then", value: "later", className: "button small", textContent: words });
    button.addEventListener("click", () => { this.field.value = local(moment); });
    return button;
  }

  zone(data) {
    const moment = new Date(data.get("later"));
    if (!Number.isNaN(moment.getTime())) data.set("later", moment.toISOString());
  }
}

const local = (moment) => new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

customElements.define("send-later", SendLater);
