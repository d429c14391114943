// Puts the number of unread alerts in the title. Its menu opens and closes as every other one: see menus.js.
class AlertBell extends HTMLElement {
  static observedAttributes = ["unread"];

  attributeChangedCallback() {
    const unread = Number(this.getAttribute("unread")) || 0;
    const plain = document.title.replace(/^\(\d+\) /, "");
    document.title = unread ? `(${unread}) ${plain}` : plain;
  }
}

customElements.define("alert-bell", AlertBell);
