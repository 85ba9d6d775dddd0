"use strict";

// "Did this help?": one answer a page, remembered nowhere but in this page.
(function () {
  const WAIT = 8000; // milliseconds; an endpoint that takes longer counts as out of reach

  /**
   * @typedef {object} Answer
   * @property {string} id the article
   * @property {string} lang
   * @property {boolean} helpful
   * @property {string} reason why not, "" for none given
   */

  /**
   * What the endpoint gets; docs/feedback.md describes it.
   * @param {Answer} answer
   * @returns {string}
   */
  function message(answer) {
    return JSON.stringify({ v: 1, ...answer });
  }

  /**
   * Send an answer once, with neither cookie nor address of the page.
   * A beacon would take the cookies of its endpoint along, and never tell that nobody is there.
   * @param {string} endpoint
   * @param {Answer} answer
   * @returns {Promise<boolean>} whether it arrived, as far as a page can know
   */
  async function sent(endpoint, answer) {
    try {
      const reply = await fetch(endpoint, {
        method: "POST",
        body: message(answer), // a plain text, so browsers need not ask before they send
        mode: "no-cors",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        keepalive: true,
        signal: AbortSignal.timeout(WAIT),
      });
      return reply.type === "opaque" || reply.ok;
    } catch {
      return false;
    }
  }

  const box = /** @type {HTMLElement | null} */ (document.querySelector(".kb-feedback"));
  if (!box) return;
  const { kbId: id = "", kbLang: lang = "", kbEndpoint: endpoint = "" } = box.dataset;
  const ask = /** @type {HTMLElement} */ (box.querySelector(".kb-feedback__ask"));
  const no = /** @type {HTMLDetailsElement} */ (box.querySelector(".kb-feedback__no"));
  const end = /** @type {HTMLElement} */ (box.querySelector(".kb-feedback__end"));
  const words = window.kb.words[lang];
  let answered = false;

  /**
   * @param {boolean} helpful
   * @param {string} reason
   * @returns {Answer}
   */
  function answerOf(helpful, reason) {
    return { id, lang, helpful, reason };
  }

  /**
   * Put a sentence, and for who was not helped the channels, in the place of the question.
   * @param {boolean} helpful
   * @param {(string | Node)[]} words
   */
  function close(helpful, ...words) {
    const text = document.createElement("p");
    text.append(...words);
    end.replaceChildren(text);
    const channels = document.querySelectorAll(".kb-contact :is(.kb-channels, .kb-promise)");
    if (!helpful && channels.length) {
      const reach = document.createElement("p");
      reach.textContent = words["feedback.reach"];
      end.append(reach, ...Array.from(channels, (one) => one.cloneNode(true)));
    }
    const inside = ask.contains(document.activeElement);
    ask.hidden = true;
    if (inside) end.focus();
  }

  /**
   * @param {string} address of a mail with the answer, "" for none
   * @returns {(string | Node)[]}
   */
  function apology(address) {
    const sorry = words["feedback.sorry"];
    if (!address) return [sorry];
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words["feedback.mail"];
    return [sorry, " ", link];
  }

  /**
   * @param {HTMLElement} choice
   * @param {string} address
   */
  async function choose(choice, address) {
    if (answered) return;
    answered = true;
    const { kbHelpful, kbReason = "" } = choice.dataset;
    const helpful = kbHelpful === "yes";
    if (!endpoint) {
      const receiver = decodeURIComponent(new URL(address).pathname);
      return close(helpful, words["feedback.opened"].replace("{email}", () => receiver));
    }
    close(helpful, words["feedback.thanks"]);
    if (!(await sent(endpoint, answerOf(helpful, kbReason)))) close(helpful, ...apology(address));
  }

  /**
   * A link that opens a mail, as the button that it is when there is an endpoint.
   * @param {HTMLElement} choice
   * @returns {HTMLElement}
   */
  function buttonFor(choice) {
    if (choice instanceof HTMLButtonElement) return choice;
    const button = document.createElement("button");
    button.type = "button";
    button.className = choice.className;
    Object.assign(button.dataset, choice.dataset);
    button.append(...choice.childNodes);
    choice.replaceWith(button);
    return button;
  }

  for (const one of box.querySelectorAll("[data-kb-helpful]")) {
    const choice = /** @type {HTMLElement} */ (one);
    const address = choice instanceof HTMLAnchorElement ? choice.href : "";
    const button = endpoint ? buttonFor(choice) : choice;
    button.addEventListener("click", () => void choose(button, address));
  }

  // "No" is an answer too, when its reader leaves without a reason.
  window.addEventListener("pagehide", () => {
    if (!endpoint || answered || !no.open) return;
    answered = true;
    void sent(endpoint, answerOf(false, ""));
  });

  box.hidden = false;
})();
