// hx-swap="merge": a part fetched again changes only where it differs, so that focus, open menus, scrolling and words
// somebody is marking stay. Parts are recognised by id, else by their tag and first class.
const TICKING = "local-time, due-clock";
const FOCUSABLE = "a[href], summary, button:not(:disabled), input:not([type=hidden]), select, textarea, [tabindex]";

htmx.defineExtension("merge", {
  isInlineSwap: (style) => style === "merge",
  handleSwap(style, target, fragment) {
    if (style !== "merge") return false;
    const fresh = [...(fragment.children ?? [])].find(({ id }) => id === target.id);
    if (!fresh) throw new Error(`The answer for #${target.id} has no part of this name.`);
    const focused = target.contains(document.activeElement) ? document.activeElement : null;
    const way = focused ? ancestors(focused) : [];
    const made = [];
    holding(focused, () => merge(target, fresh, made));
    refocus(focused, way);
    target.dispatchEvent(new CustomEvent("merged", { bubbles: true }));
    return made;
  },
});

// What has the focus stays where it is on the screen; without a focus the browser holds what is on top.
function holding(focused, change) {
  const pane = focused?.closest(".pane-scroll, .thread-scroll");
  if (!pane) return change();
  pane.style.overflowAnchor = "none";
  const before = focused.getBoundingClientRect().top;
  change();
  if (focused.isConnected) pane.scrollTop += focused.getBoundingClientRect().top - before;
  return requestAnimationFrame(() => { pane.style.overflowAnchor = ""; });
}

function merge(old, fresh, made) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
  } else if (old.matches("[data-lazy]")) {
    return; // it fetched itself, and the page knows no more of it than that
  } else if (old.matches(TICKING)) {
    if (signature(old) === signature(fresh)) return;
    old.replaceWith(fresh);
    made.push(fresh);
  } else {
    mergeAttributes(old, fresh);
    mergeChildren(old, fresh, made);
  }
}

function mergeAttributes(old, fresh) {
  const keeps = (name) => name === "open" && old.matches("details");
  [...old.attributes].forEach(({ name }) => { if (!fresh.hasAttribute(name) && !keeps(name)) old.removeAttribute(name); });
  [...fresh.attributes].forEach(({ name, value }) => { if (old.getAttribute(name) !== value && !keeps(name)) old.setAttribute(name, value); });
}

// What is gone leaves first, so that what stays is moved as seldom as possible: moving takes the focus from a part.
function mergeChildren(old, fresh, made) {
  const wanted = solid(fresh);
  const names = new Set(wanted.map(name));
  solid(old).filter((node) => !names.has(name(node))).forEach((node) => node.remove());
  const left = solid(old);
  wanted.forEach((node) => {
    const at = left.findIndex((other) => name(other) === name(node));
    if (at < 0) {
      old.insertBefore(node, left[0] ?? null);
      made.push(node);
      return;
    }
    const [match] = left.splice(at, 1);
    if (at > 0) move(old, match, left[0]);
    merge(match, node, made);
  });
  left.forEach((node) => node.remove());
}

function move(parent, node, before) {
  if (parent.moveBefore) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

function refocus(focused, way) {
  if (!focused || document.activeElement === focused) return;
  const home = focused.isConnected ? focused : way.map((part) => part.isConnected && part.querySelector(FOCUSABLE)).find(Boolean);
  home?.focus({ preventScroll: true });
}

function ancestors(part) {
  const way = [];
  for (let node = part.parentElement; node; node = node.parentElement) way.push(node);
  return way;
}

const solid = ({ childNodes }) => [...childNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE || node.data.trim());
const name = (node) => (node.id ? `#${node.id}` : `${node.nodeName}.${node.classList?.[0] ?? ""}`);
const signature = (part) => [part.nodeName, part.getAttribute("form"), part.querySelector("time")?.dateTime].join();
