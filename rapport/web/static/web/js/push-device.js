// Switches pushes on in this browser. Its person is asked only when the button is pressed. What it says lies ready in
// the page: [data-if] is unsupported, denied or failed.
import { remember, send } from "./push.js";

class PushDevice extends HTMLElement {
  async connectedCallback() {
    const button = this.querySelector("button");
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return this.say("unsupported");
    if (Notification.permission === "denied") return this.say("denied");
    button.hidden = false;
    button.addEventListener("click", () => this.press(button));
    await forget();
  }

  async press(button) {
    button.disabled = true;
    try {
      if ((await Notification.requestPermission()) !== "granted") return this.say("denied");
      const ready = await navigator.serviceWorker.ready;
      const key = await (await send(this.getAttribute("key"))).text();
      const subscription = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
      const answer = await send(this.getAttribute("url"), subscription);
      if (!answer.ok) return this.say("failed", answer.status === 422 ? await answer.text() : "");
      remember(this.getAttribute("mark"), subscription);
      location.reload();
    } catch (error) {
      console.warn("No push in this browser:", error);
      this.say("failed");
    } finally {
      button.disabled = false;
    }
  }

  say(what, words) {
    this.querySelectorAll("[data-if]").forEach((part) => { part.hidden = part.dataset.if !== what; });
    if (words) this.querySelector(`[data-if=${what}]`).textContent = words;
    this.querySelector("button").hidden = what !== "failed";
  }
}

// The page offers the button only where nothing is pushed: what a browser still holds of an earlier time has ended.
async function forget() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  remember("", null);
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

customElements.define("push-device", PushDevice);
