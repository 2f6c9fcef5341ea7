"use strict";
// Has the browser sign with a passkey, or make one, and sends what came of it in the form.
(() => {
  const form = document.querySelector("form[data-ceremony]");
  const problem = document.getElementById("passkeyProblem");
  const decoded = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const encoded = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const described = (keys = []) => keys.map((key) => ({ ...key, id: decoded(key.id) }));

  const options = () => {
    const given = JSON.parse(form.dataset.options);
    given.challenge = decoded(given.challenge);
    if (given.user) given.user.id = decoded(given.user.id);
    if (given.allowCredentials) given.allowCredentials = described(given.allowCredentials);
    if (given.excludeCredentials) given.excludeCredentials = described(given.excludeCredentials);
    return { publicKey: given };
  };

  const written = (credential) => {
    const { response } = credential;
    const parts = { clientDataJSON: encoded(response.clientDataJSON) };
    if (response.attestationObject) {
      parts.attestationObject = encoded(response.attestationObject);
      parts.transports = response.getTransports?.() ?? [];
    } else {
      parts.authenticatorData = encoded(response.authenticatorData);
      parts.signature = encoded(response.signature);
      if (response.userHandle) parts.userHandle = encoded(response.userHandle);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: encoded(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: parts,
    });
  };

  const say = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = false;
  };

  let running = false;
  const perform = async () => {
    if (running) return;
    if (!window.PublicKeyCredential || !navigator.credentials) {
      say(form.dataset.unsupported);
      return;
    }
    running = true;
    problem.hidden = true;
    try {
      const made = await navigator.credentials[form.dataset.ceremony](options());
      form.elements.credential.value = written(made);
      form.submit();
    } catch {
      running = false;
      say(form.dataset.failed);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    perform();
  });
  if ("atOnce" in form.dataset) perform();
})();
