"use strict";
// Has the button beside a password show what is typed; without scripts there is no such button.
for (const button of document.querySelectorAll("button[data-shows-password]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  };
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false)); // browsers remember texts, not passwords
  button.hidden = false;
}
