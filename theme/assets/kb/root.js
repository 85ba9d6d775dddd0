"use strict";

// Sends a visitor of the root page to the home page of the first language that both know.
// Without a match the default language, which stands first, wins. Query and anchor travel on.
(function () {
  /** @type {HTMLAnchorElement[]} */
  const homes = Array.from(document.querySelectorAll("a[data-kb-home]"));
  if (homes.length === 0) return;
  const wanted = (navigator.languages || [navigator.language]).map((tag) => tag.toLowerCase());

  /**
   * @param {string} tag a language of the browser, such as "zh-hant-tw"
   * @returns {HTMLAnchorElement | undefined}
   */
  function homeFor(tag) {
    const exact = homes.find((home) => home.hreflang.toLowerCase() === tag);
    const base = tag.split("-")[0];
    return exact || homes.find((home) => home.hreflang.toLowerCase().split("-")[0] === base);
  }

  const home = wanted.map(homeFor).find(Boolean) || homes[0];
  location.replace(home.href + location.search + location.hash);
})();
