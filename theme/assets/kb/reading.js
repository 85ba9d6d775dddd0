"use strict";

// Aids for long answers: copy buttons on code, the tab that an address names, the place in the
// contents list. Loaded only by pages that have one of these.
(function () {
  const { kbCopy, kbCopied } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;

  /**
   * The text of a code block without its line numbers.
   * @param {Element} code
   * @returns {string}
   */
  function textOf(code) {
    const copy = /** @type {Element} */ (code.cloneNode(true));
    copy.querySelectorAll(".linenos, [data-linenos]").forEach((number) => {
      if (number.matches(".linenos")) number.remove();
    });
    return copy.textContent || "";
  }

  /**
   * @param {Element} code
   * @param {HTMLElement} status where what happened is said
   */
  async function copy(code, status) {
    try {
      await navigator.clipboard.writeText(textOf(code));
    } catch {
      // No clipboard, as in old browsers and on some pages from disk: at least select it.
      getSelection()?.selectAllChildren(code);
      if (!document.execCommand("copy")) return;
    }
    status.textContent = "";
    requestAnimationFrame(() => (status.textContent = kbCopied || "")); // said again each time
  }

  /** @param {HTMLElement} status */
  function offerCopies(status) {
    for (const code of document.querySelectorAll(".kb-body pre > code")) {
      if (code.closest(".no-copy")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "kb-copy";
      button.title = kbCopy || "";
      button.setAttribute("aria-label", kbCopy || "");
      button.addEventListener("click", async () => {
        await copy(code, status);
        button.classList.add("kb-copy--done");
      });
      button.addEventListener("blur", () => button.classList.remove("kb-copy--done"));
      code.before(button);
    }
  }

  /** Open the tab that the address names: links lead to places in tabs that are closed. */
  function openNamedTab() {
    let named;
    try {
      named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // "#%" names nothing
    }
    for (let block = named?.closest(".tabbed-block"); block; ) {
      const at = Array.prototype.indexOf.call(block.parentElement?.children, block);
      const inputs = block.closest(".tabbed-set")?.querySelectorAll(":scope > input");
      if (inputs?.[at]) /** @type {HTMLInputElement} */ (inputs[at]).checked = true;
      block = block.parentElement?.closest(".tabbed-block") || null;
    }
    if (named instanceof HTMLInputElement && named.name.startsWith("__tabbed_")) named.checked = true;
    else if (named?.closest(".tabbed-block")) named.scrollIntoView();
  }

  /** Mark in the contents list the heading that was scrolled past last. */
  function followContents() {
    /** @type {Map<Element, HTMLAnchorElement>} */
    const links = new Map();
    for (const link of document.querySelectorAll(".md-nav--secondary a[href^='#']")) {
      const anchor = /** @type {HTMLAnchorElement} */ (link);
      const heading = document.getElementById(decodeURIComponent(anchor.hash.slice(1)));
      if (heading) links.set(heading, anchor);
    }
    if (links.size === 0) return;
    const mark = () => {
      const past = [...links.keys()].filter((one) => one.getBoundingClientRect().top < innerHeight / 4);
      links.forEach((link, heading) => {
        link.classList.toggle("md-nav__link--active", heading === past[past.length - 1]);
      });
    };
    const seen = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
    links.forEach((_, heading) => seen.observe(heading));
    mark();
  }

  if (kbCopy) {
    const status = document.createElement("p");
    status.className = "kb-unseen";
    status.setAttribute("role", "status");
    document.querySelector(".kb-body")?.append(status);
    offerCopies(status);
  }
  openNamedTab();
  window.addEventListener("hashchange", openNamedTab);
  followContents();
})();
