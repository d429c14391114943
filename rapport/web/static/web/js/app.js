// Makes an app of the desk where the browser can: see web/app/sw.js. After the page is there, so that it waits for nothing.
if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch((error) => console.warn("Without a service worker:", error)));
