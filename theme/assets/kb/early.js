"use strict";

// Settles what the first paint depends on: that scripts run, and the colour scheme.
// Loaded without `defer`, so that nothing is drawn in colours that change a moment later; a script
// within the page would do, but then the security policy would have to name it.
(function () {
  /** @typedef {{media: string, scheme: string, primary: string, accent: string}} Palette of mkdocs.yml */

  const AUTO = "(prefers-color-scheme)";
  const KEY = "kb-scheme"; // where the choice of a visitor is kept, on this device alone

  /**
   * @param {string} text such as "(prefers-color-scheme: dark)|slate,teal,teal;..."
   * @returns {Palette[]}
   */
  function palettesOf(text) {
    return text.split(";").filter(Boolean).map((one) => {
      const [media, colours] = one.split("|");
      const [scheme, primary, accent] = colours.split(",");
      return { media, scheme, primary, accent };
    });
  }

  /** @param {Palette} palette */
  const nameOf = ({ media, scheme }) => `${media} ${scheme}`;

  /**
   * The palette that is chosen: the one kept, else the first that suits the device.
   * @param {Palette[]} palettes
   * @param {string | null} kept
   * @param {(media: string) => boolean} suits
   * @returns {number}
   */
  function chosen(palettes, kept, suits) {
    const known = palettes.findIndex((one) => nameOf(one) === kept);
    if (known >= 0) return known;
    return Math.max(0, palettes.findIndex((one) => one.media === AUTO || (one.media && suits(one.media))));
  }

  /**
   * The palette to draw with: "automatic" stands for that of the device.
   * @param {Palette[]} palettes
   * @param {number} index
   * @param {(media: string) => boolean} suits
   * @returns {Palette}
   */
  function drawn(palettes, index, suits) {
    const own = palettes[index];
    if (own.media !== AUTO) return own;
    return palettes.find((one) => one.media !== AUTO && one.media && suits(one.media)) || own;
  }

  const root = document.documentElement;
  root.classList.add("js"); // Material's own "no-js" stays: to its style sheet it means "no bundle"

  const palettes = palettesOf(document.currentScript?.dataset.kbPalettes || "");
  if (palettes.length === 0) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const suits = (/** @type {string} */ media) => matchMedia(media).matches;

  /** @returns {string | null} */
  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be forbidden; then the choice lasts for this page
    }
  }

  let index = chosen(palettes, kept(), suits);

  function paint() {
    const { scheme, primary, accent } = drawn(palettes, index, suits);
    const colours = { scheme, primary, accent };
    for (const [name, value] of Object.entries(colours)) {
      document.body.setAttribute(`data-md-color-${name}`, value);
    }
  }

  /** Show the one label that leads to the next scheme. */
  function offer() {
    document.querySelectorAll("[data-kb-scheme]").forEach((choice, at) => {
      /** @type {HTMLInputElement} */ (choice).checked = at === index;
      /** @type {HTMLElement} */ (choice.nextElementSibling).hidden = at !== index;
    });
  }

  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    paint();
  }).observe(root, { childList: true });

  dark.addEventListener("change", paint);
  document.addEventListener("DOMContentLoaded", () => {
    offer();
    document.querySelectorAll("[data-kb-scheme]").forEach((choice, at) => {
      choice.addEventListener("change", () => {
        index = at;
        paint();
        offer();
        try {
          localStorage.setItem(KEY, nameOf(palettes[at]));
        } catch {
          // as above
        }
      });
    });
  });
})();
