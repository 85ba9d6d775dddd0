"use strict";

// Small aids for the keyboard. Every page works without them: they only improve what is there.
(function () {
  const drawer = /** @type {HTMLInputElement | null} */ (document.getElementById("__drawer"));

  /**
   * Put a real button in the place of a label that opens or closes the drawer.
   * @param {HTMLLabelElement} label
   * @returns {HTMLButtonElement}
   */
  function buttonFor(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.append(...label.childNodes);
    button.setAttribute("aria-expanded", "false");
    label.replaceWith(button);
    return button;
  }

  if (drawer) {
    const buttons = Array.from(document.querySelectorAll("label[data-kb-drawer]"), buttonFor);
    const [open, close] = buttons;
    buttons.forEach((button) => button.addEventListener("click", () => drawer.click()));
    drawer.addEventListener("change", () => {
      buttons.forEach((button) => button.setAttribute("aria-expanded", String(drawer.checked)));
      (drawer.checked ? close : open)?.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && drawer.checked) drawer.click();
    });
  }

  // Wide tables and drawings scroll in a box; without a tab stop arrow keys cannot reach it.
  window.addEventListener("load", () => {
    for (const box of document.querySelectorAll(".kb-body :is(p, div, table, pre > code)")) {
      if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    }
  });
})();
