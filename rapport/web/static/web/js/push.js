// What this browser remembers of being pushed to: "person.session address". Pushes end with the session they were
// switched on in; when the same person signs in here again, this browser says so, and they go on.
const NAME = "rapport-push";

export function remember(mark, subscription) {
  try {
    if (subscription) localStorage.setItem(NAME, `${mark} ${subscription.endpoint}`);
    else localStorage.removeItem(NAME);
  } catch (error) {
    console.warn("Nothing can be kept in this browser:", error);
  }
}

export function send(url, subscription, before = "") {
  const { endpoint = "", keys } = subscription?.toJSON() ?? {};
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  return fetch(url, { method: "POST", body: new URLSearchParams({ endpoint, ...keys, before }), headers: { "X-CSRFToken": token } });
}

export async function goOn({ content: mark, dataset }) {
  const [known, before] = recall();
  if (!before || known.split(".")[0] !== mark.split(".")[0]) return;
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager?.getSubscription();
  if (!subscription || (known === mark && before === subscription.endpoint)) return;
  const { ok, status } = await send(dataset.url, subscription, before);
  if (ok) remember(mark, subscription);
  if (status === 410) remember("", null);
}

function recall() {
  try {
    return (localStorage.getItem(NAME) ?? "").split(" ");
  } catch {
    return ["", ""];
  }
}
