"use strict";

// What a visitor with a keyboard meets: notes how everything looks before it has the focus,
// then tells of the focused element what it is and whether it can be seen to have the focus.
window.kbKeyboard = (function () {
  /** @type {Map<Element, string>} */
  const before = new Map();

  /** @param {Element} element @returns {string} */
  function looks(element) {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" : `${style.outline}`;
    return [outline, style.boxShadow, style.borderColor, style.backgroundColor, style.clipPath].join("|");
  }

  /** The element and what stands close to it, where themes also draw a focus.
   * @param {Element} element @returns {Element[]} */
  function near(element) {
    const found = [element, element.nextElementSibling, element.parentElement, element.closest("form div, li")];
    return found.filter((one) => one !== null && one !== document.body);
  }

  for (const one of document.querySelectorAll("body *")) before.set(one, looks(one));

  /** Note the focused element as a sentence, or "" where the focus has left the page.
   * @returns {{name: string, fault: string}} */
  function focused() {
    const one = document.activeElement;
    if (!one || one === document.body) return { name: "", fault: "" };
    const text = one.getAttribute("aria-label") || one.textContent || one.id;
    const name = `${one.localName}.${one.classList[0] || ""} "${text.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
    const box = near(one).map((each) => each.getBoundingClientRect()).find((each) => each.width > 2);
    if (!box || box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth)
      return { name, fault: `${name} has the focus out of sight` };
    const changed = near(one).some((each) => looks(each) !== (before.get(each) ?? looks(each)));
    return { name, fault: changed ? "" : `${name} does not show the focus` };
  }

  return { focused };
})();
