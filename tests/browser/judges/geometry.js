"use strict";

// What can be said of a page by its boxes alone. Every function returns sentences; none is good.
window.kbGeometry = (function () {
  const CONTROLS = "a[href], button, summary, label[for], input, select, textarea, [role=button], [tabindex='0']";

  /** @param {Element} element @returns {string} */
  function name(element) {
    const said = element.getAttribute("aria-label") || element.textContent || "";
    const first = element.classList[0] || element.closest("[class]")?.classList[0];
    return `${element.localName} of ${first} "${said.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  }

  /** Whether a visitor can see the element: not hidden, not for ears only.
   * @param {Element} element @returns {boolean} */
  function seen(element) {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
    for (let above = element; above; above = above.parentElement) {
      const style = getComputedStyle(above);
      if (style.clipPath === "inset(50%)") return false;
      if (style.transform !== "none" && style.position === "absolute") return false; // the skip link
    }
    return true;
  }

  /** @returns {Element[]} */
  function controls() {
    return Array.from(document.querySelectorAll(CONTROLS)).filter(
      (one) => seen(one) && !one.matches("[tabindex='0']:not(a, button, summary, input)"),
    );
  }

  /** Whether the link stands in a line of other text, which WCAG excepts from sizes of targets.
   * @param {Element} link @returns {boolean} */
  function inText(link) {
    if (getComputedStyle(link).display !== "inline") return false;
    let block = link.parentElement;
    while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = (block?.textContent || "").replace(link.textContent || "", "");
    return /[\p{L}\p{N}]/u.test(rest);
  }

  /** Where a tap meets the control: its box, or the row that its ::after covers.
   * @param {Element} control @returns {{box: DOMRect, covers: boolean}} */
  function target(control) {
    const after = getComputedStyle(control, "::after");
    if (after.position === "absolute" && after.content !== "none" && after.top === "0px" && after.left === "0px") {
      let row = control;
      while (row.parentElement && getComputedStyle(row).position === "static") row = row.parentElement;
      return { box: row.getBoundingClientRect(), covers: true };
    }
    return { box: control.getBoundingClientRect(), covers: false };
  }

  /** @param {number} size in pixels @returns {string[]} */
  function small(size) {
    return controls().flatMap((one) => {
      // A label makes its field larger; the field in a bar is as large as the bar.
      if (one.localName === "label" && one.querySelector("input")) return [];
      if (inText(one)) return [];
      const holder = one.localName === "input" ? one.closest(".kb-search__field") || one : one;
      const { box } = target(holder);
      if (box.width >= size - 0.5 && box.height >= size - 0.5) return [];
      return [`${name(one)} is ${box.width.toFixed(0)} x ${box.height.toFixed(0)}`];
    });
  }

  /** @param {DOMRect} a @param {DOMRect} b @param {number} x @param {number} y @returns {boolean} */
  function meet(a, b, x, y) {
    return (
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > x &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > y
    );
  }

  /** What of a box is painted within `holder` and those around it, which may scroll or clip.
   * @param {Element | null} holder @param {DOMRect} box @returns {DOMRect} */
  function painted(holder, box) {
    let { left, top, right, bottom } = box;
    for (let above = holder; above; above = above.parentElement) {
      const style = getComputedStyle(above);
      if (above === document.body || style.overflow === "visible") continue;
      const cut = above.getBoundingClientRect();
      left = Math.max(left, cut.left);
      right = Math.min(right, cut.right);
      top = Math.max(top, cut.top);
      bottom = Math.min(bottom, cut.bottom);
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  /** Controls that cover one another, other than those which lie in or on a control on purpose.
   * @returns {string[]} */
  function covered() {
    const all = controls()
      .filter((one) => one.localName !== "label" && !target(one).covers)
      .map((one) => ({ one, boxes: Array.from(one.getClientRects(), (box) => painted(one.parentElement, box)) }));
    const found = [];
    for (const [i, a] of all.entries()) {
      for (const b of all.slice(i + 1)) {
        if (a.one.contains(b.one) || b.one.contains(a.one)) continue;
        if (a.boxes.some((x) => b.boxes.some((y) => meet(x, y, 1, 3))))
          found.push(`${name(a.one)} lies on ${name(b.one)}`);
      }
    }
    return found;
  }

  /** @returns {{node: Text, box: DOMRect}[]} */
  function lines() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || !node.data.trim() || !seen(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const drawn = painted(parent, box);
        if (drawn.width > 1 && drawn.height > 1) found.push({ node, box: drawn });
      }
    }
    return found;
  }

  /** Words that are drawn over other words. @returns {string[]} */
  function written() {
    const all = lines().sort((a, b) => a.box.top - b.box.top);
    const found = [];
    for (const [i, a] of all.entries()) {
      for (let k = i + 1; k < all.length && all[k].box.top < a.box.bottom; k += 1) {
        const b = all[k];
        // Text of one line may touch the next where lines are close; a third of a line is too much.
        const much = Math.min(a.box.height, b.box.height) / 3;
        if (a.node !== b.node && meet(a.box, b.box, 2, much))
          found.push(`"${a.node.data.trim().slice(0, 30)}" over "${b.node.data.trim().slice(0, 30)}"`);
      }
    }
    return found;
  }

  /** Words that are cut off without an ellipsis or a way to scroll to them. @returns {string[]} */
  function cut() {
    return Array.from(document.querySelectorAll("body *")).flatMap((one) => {
      const style = getComputedStyle(one);
      if (!["hidden", "clip"].includes(style.overflowX) && !["hidden", "clip"].includes(style.overflowY)) return [];
      if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return [];
      if (!seen(one) || !one.textContent?.trim() || one.matches("pre, svg, svg *")) return [];
      const lost = [
        ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1,
        ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2,
      ];
      return lost.some(Boolean) ? [`${name(one)} cuts off what it holds`] : [];
    });
  }

  /** What sticks out of the page sideways. @returns {string[]} */
  function outside() {
    const width = document.documentElement.clientWidth;
    const found = lines()
      .filter(({ box }) => box.right > width + 1 || box.left < -1)
      .map(({ node }) => `"${node.data.trim().slice(0, 30)}" stands outside`);
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    return found;
  }

  return { small, covered, written, cut, outside };
})();
