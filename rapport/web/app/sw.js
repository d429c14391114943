// The part of Rapport that is there without a page. It keeps the offline page with its two files and nothing else: no
// page with anybody's words is ever stored. KNOWN comes from the server, with addresses that carry a version.
const CACHE = `rapport-${KNOWN.kept[1]}`;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (KNOWN.kept.some((path) => request.url === location.origin + path)) event.respondWith(file(request));
});
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KNOWN.kept);
  await self.skipWaiting();
}

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("rapport-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// From the network, always. Only when there is none, the offline page stands at the address that was asked for.
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (error) {
    return (await caches.match(KNOWN.offline)) ?? Promise.reject(error);
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// A push that cannot be read is shown too: browsers take the permission away from who shows nothing.
async function show(data) {
  let news = {};
  try {
    news = data.json();
  } catch {
    news = { title: "Rapport" };
  }
  const { title, body, tag, path, lang } = news;
  await self.registration.showNotification(title, { body, tag, lang, renotify: Boolean(tag), icon: KNOWN.icon, badge: KNOWN.badge, data: { path } });
}

// A window that is there already comes to the front. Another one is never led elsewhere: somebody may be writing in it.
async function open(path) {
  const wanted = new URL(typeof path === "string" ? path : "/", location.origin);
  if (wanted.origin !== location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find(({ url }) => new URL(url).pathname === wanted.pathname);
  await (there ? there.focus() : self.clients.openWindow(wanted.href));
}
