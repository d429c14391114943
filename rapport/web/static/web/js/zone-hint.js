// Says which time zone this browser is in, when the field it belongs to says another, and chooses it on request.
class ZoneHint extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!field || field.value === here || ![...field.options].some((option) => option.value === here)) return;
    this.querySelector("strong").textContent = here.replaceAll("_", " ");
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => {
      field.value = here;
      this.hidden = true;
      field.focus();
    });
  }
}

customElements.define("zone-hint", ZoneHint);
