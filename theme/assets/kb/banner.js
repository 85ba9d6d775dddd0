"use strict";

// A banner shows from its first day to its last, by the visitor's own calendar. Not deferred: it
// stands right behind the banner, so that what has ended is gone before anything is painted.
(function () {
  /**
   * Tell whether a banner is shown on a day; days are written as 2026-03-31, "" is no bound.
   * @param {string} today
   * @param {string} from the first day
   * @param {string} until the last day
   * @returns {boolean}
   */
  function isShown(today, from, until) {
    return today >= from && (until === "" || today <= until);
  }

  /**
   * Write a moment as its day.
   * @param {Date} now
   * @returns {string}
   */
  function dayOf(now) {
    const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
    return parts.map((part) => String(part).padStart(2, "0")).join("-");
  }

  const banners = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".kb-banner"));
  for (const banner of banners) {
    const { kbFrom = "", kbUntil = "" } = banner.dataset;
    banner.hidden = !isShown(dayOf(new Date()), kbFrom, kbUntil);
  }
})();
