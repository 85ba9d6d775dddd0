"use strict";
/*
 * The page of results: shows those of `?q=`, and keeps the address that of what is shown.
 */
(() => {
  const { search } = window.kb;
  const { element } = search;
  const STEP = 10; // results at first, and with each press of "more"
  const SNIPPET_CHARS = 260;

  const form = document.querySelector("form[data-kb-search=page]");
  if (!form) return;
  const session = new search.Session(form);
  const { input, strings } = session;
  const [answers, idle] = ["answers", "idle"].map((name) => document.querySelector(`.kb-search__${name}`));
  const site = document.title;
  let settled = ""; // the query of this entry in the history of the browser
  let last = null;

  const held = () => input.value.trim();

  /** Make the address that of the query; on pages from disk some browsers forbid it. */
  function mark(query, change) {
    try {
      history[change](null, "", query ? session.address(query) : location.pathname);
    } catch { /* the address stays; what is shown does not depend on it */ }
  }

  async function show(typing, limit = STEP) {
    const query = held();
    if (typing && query === last) return;
    last = query;
    document.title = query ? `${query} - ${site}` : site;
    if (!query) {
      session.forget();
      draw([], true);
      return;
    }
    if (!session.shown) draw([element("p", "lead", strings.loading)]);
    const answer = await session.ask(query, { limit, typing });
    if (!answer || !held()) return;
    const nothing = !answer.hits.length || answer.verdict === "nothing";
    const said = nothing ? session.instead(answer, () => show(false))
      : [element("p", "count", session.counted(answer))];
    const notes = answer.failure ? [] : session.notes(answer, go);
    const hits = answer.hits.length ? listed(answer, limit) : [];
    const near = nothing && hits.length ? [element("h2", "head", strings.nearest)] : [];
    const [lead, ...ways] = said;
    draw([...notes, lead, ...near, ...hits, ...ways], nothing);
    session.announce(...[...notes, said[0]].map((part) => part.textContent));
  }

  function listed(answer, limit) {
    const list = element("ol", "hits", ...answer.hits.map((hit) =>
      element("li", "", session.hit(hit, answer, SNIPPET_CHARS))));
    if (answer.total <= answer.hits.length) return [list];
    const more = element("button", "button", strings.more);
    more.type = "button";
    more.addEventListener("click", async () => {
      const seen = answer.hits.length;
      await show(false, limit + STEP);
      answers.querySelectorAll(".kb-search__hit")[seen]?.focus();
    });
    return [list, more];
  }

  function draw(content, others = false) {
    answers.replaceChildren(...content);
    idle.hidden = !others;
  }

  /** Show another query as a page of its own in the history. */
  function go(query) {
    if (query && query !== settled) {
      // The entry that typing has marked as its own gets its query back.
      if (settled) mark(settled, "replaceState");
      mark(query, settled ? "pushState" : "replaceState");
      settled = query;
      session.memory.add({ query });
    }
    input.value = query;
    show(false);
  }

  function typed() {
    if (held() !== last) mark(held(), "replaceState");
    show(true);
  }

  function arrive() {
    settled = new URLSearchParams(location.search).get("q")?.trim() ?? "";
    input.value = settled;
    show(false);
  }

  input.addEventListener("input", (event) => session.composes(event) || typed());
  input.addEventListener("compositionend", typed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (matchMedia("(pointer: coarse)").matches) input.blur(); // the keyboard hides the results
    go(held());
  });
  window.addEventListener("popstate", arrive);
  search.listenForShortcuts(() => input);
  // Under a strict policy Material cannot say that there is script.
  document.querySelector(".kb-results__no-script").hidden = true;
  arrive();
  if (!settled && matchMedia("(hover: hover)").matches) input.focus();
})();
