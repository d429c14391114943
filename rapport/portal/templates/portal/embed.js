// Puts the contact form where this script stands, as high as it is. It sets no cookie and reads nothing of this page.
(() => {
  "use strict";
  const script = document.currentScript, form = new URL("./?frame=1", script.src), frame = document.createElement("iframe");
  let shown = false;
  frame.src = form;
  frame.title = script.dataset.title || "Contact";
  frame.style.cssText = "display:block;inline-size:100%;block-size:46rem;border:0";
  frame.addEventListener("load", () => { if (shown) frame.scrollIntoView({ block: "nearest" }); shown = true; });
  addEventListener("message", (event) => {
    const height = event.data && event.data.rapportForm;
    if (event.source === frame.contentWindow && event.origin === form.origin && height > 0) frame.style.blockSize = `${Math.min(height, 8000)}px`;
  });
  script.after(frame);
})();
