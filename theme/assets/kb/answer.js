"use strict";

// The short answer can be copied. Without script there is no button for it.
(function () {
  const text = document.querySelector(".kb-answer__text");
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(".kb-answer__copy"));
  const said = document.querySelector(".kb-answer__said");
  if (!text || !button || !said) return;
  const words = window.kb.words[document.documentElement.lang];

  /**
   * Select a text, as a mouse would, and let the browser copy it: old, and works everywhere.
   * @param {Element} element
   * @returns {boolean} whether it is copied; if not, it stays selected
   */
  function copySelected(element) {
    const selection = window.getSelection();
    selection?.selectAllChildren(element);
    const copied = document.execCommand("copy");
    if (copied) selection?.removeAllRanges();
    return copied;
  }

  button.addEventListener("click", async () => {
    said.textContent = "";
    let copied = true;
    try {
      await navigator.clipboard.writeText(text.textContent ?? ""); // missing on plain http
    } catch {
      copied = copySelected(text);
    }
    said.textContent = words[copied ? "article.copied" : "article.selected"];
  });
  button.addEventListener("blur", () => (said.textContent = ""));
  button.hidden = false;
})();
