// Makes an app of the desk where the browser can: see web/app/sw.js. After the page is there, so that it waits for
// nothing. Who is pushed to somewhere has a mark in the page: see push.js.
if ("serviceWorker" in navigator) addEventListener("load", async () => {
  try {
    await navigator.serviceWorker.register("/sw.js");
    const mark = document.querySelector("meta[name=push]");
    if (mark) await (await import("./push.js")).goOn(mark);
  } catch (error) {
    console.warn("Without a service worker:", error);
  }
});
