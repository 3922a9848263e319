// Passkeys: forms with data-passkey ask the browser for a credential and send it along. Without this file they stay hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const decoded = (options) => {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const name of ["excludeCredentials", "allowCredentials"])
    options[name] = (options[name] ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  return options;
};

const encoded = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) throw new Error(answer.status === 400 ? "The password is wrong." : "That did not work. Try again.");
  const publicKey = decoded(await answer.json());
  const make = Boolean(publicKey.user);
  return make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
};

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const says = form.querySelector("[role=alert]");
      says.textContent = "";
      try {
        form.elements.credential.value = encoded(await ask(form));
        form.submit();
      } catch (error) {
        says.textContent = error.name === "NotAllowedError" ? "Stopped." : error.message;
      }
    });
  });
}
