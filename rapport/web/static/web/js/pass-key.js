// Makes or uses a passkey when its button is pressed, writes the answer into the field `for`, and sends the form.
// The options come from #passkey-options, or from the address `fetch`; `alone` is the box that asks for one which needs
// no password beside it.
class PassKey extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return (this.hidden = true);
    button.addEventListener("click", () => this.press(button));
  }

  async press(button) {
    button.disabled = true;
    this.querySelector(".error").hidden = true;
    try {
      const credential = await ask(await this.options(), document.getElementById(this.getAttribute("alone"))?.checked);
      document.getElementById(this.getAttribute("for")).value = JSON.stringify(credential.toJSON());
      this.closest("form").submit();
    } catch {
      this.querySelector(".error").hidden = false;
      button.disabled = false;
    }
  }

  async options() {
    const address = this.getAttribute("fetch");
    if (!address) return JSON.parse(document.getElementById("passkey-options").textContent);
    const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    return answer.json();
  }
}

function ask({ creation_options: made, request_options: used }, alone) {
  if (used) return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(used.publicKey) });
  const wanted = made.publicKey;
  wanted.authenticatorSelection = {
    ...wanted.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: Boolean(alone),
    userVerification: alone ? "required" : "preferred",
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
}

customElements.define("pass-key", PassKey);
