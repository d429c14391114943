// Tells the page around the form how high it is, so that nothing has to be scrolled inside.
(() => {
  "use strict";
  if (parent === window) return;
  const tell = () => parent.postMessage({ rapportForm: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
