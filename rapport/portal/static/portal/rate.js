// Sends the choice without the Send button: after 1.5 s in view, or at the first touch or key.
(() => {
  "use strict";
  for (const time of document.querySelectorAll("time[datetime]")) {
    time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: "long", timeStyle: "short" });
  }
  const form = document.querySelector("form.rate");
  if (!form) return;
  const DWELL = 1500, AGAIN = 20000;
  const note = document.querySelector("[data-note]"), word = document.querySelector("[data-word]");
  let touched = "", quietUntil = 0, seen = 0, since = 0, timer = 0, done = false, handAt = 0;

  const level = () => form.elements.level.value;
  const say = (text) => { note.textContent = text; };

  const show = (answer) => {
    if (answer.state === "suspect") {
      quietUntil = Date.now() + AGAIN;
      touched = "";
      say(note.dataset.more);
    } else {
      say(note.dataset.noted);
    }
  };

  const post = (how) => {
    if (done || !level()) return;
    const data = new URLSearchParams(new FormData(form));
    for (const name of ["comment", "phone", "call_me", "says"]) data.delete(name);
    data.set("how", how);
    fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true })
      .then((response) => (response.ok ? response.json() : Promise.reject(response)))
      .then(show)
      .catch(() => say(note.dataset.unsaved));
  };

  const touch = (event) => {
    if (!event.isTrusted) return;
    if (event.type !== "pointermove") handAt = Date.now();
    if (touched === level() || Date.now() < quietUntil) return;
    if (event.type === "pointermove" && !event.movementX && !event.movementY) return;
    if (event.target.closest && event.target.closest("fieldset, button")) return;
    touched = level();
    post("interaction");
  };
  for (const type of ["pointerdown", "pointermove", "keydown", "touchstart", "wheel"]) {
    addEventListener(type, touch, { passive: true, capture: true });
  }

  form.addEventListener("change", (event) => {
    // A script that calls click() makes trusted change events too, but no trusted touch or key before them.
    if (event.target.type !== "radio" || Date.now() - handAt > 5000) return;
    touched = level();
    if (word && event.target.name === "level") word.textContent = event.target.closest("label").textContent.trim();
    post("interaction");
  });
  form.addEventListener("submit", () => { done = true; });

  const view = () => {
    clearTimeout(timer);
    if (since) seen += Date.now() - since;
    since = document.visibilityState === "visible" ? Date.now() : 0;
    if (since && seen < DWELL) timer = setTimeout(() => { seen = DWELL; if (!touched) post("dwell"); }, DWELL - seen);
  };
  document.addEventListener("visibilitychange", view);
  view();
})();
