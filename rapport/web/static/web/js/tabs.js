// The tab of the page stands in view, however many there are beside it: on a telephone they are a row to be moved. Once
// for each page, so that a row which somebody moved stays where it is.
const shown = new WeakMap();

function show() {
  for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
    const row = tab.parentElement;
    if (shown.get(row) === tab.href) continue;
    shown.set(row, tab.href);
    const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (inner.left >= outer.left && inner.right <= outer.right) continue;
    row.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
  }
}

show();
document.addEventListener("htmx:afterSettle", show);
