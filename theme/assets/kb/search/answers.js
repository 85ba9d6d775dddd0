"use strict";
/*
 * What the search box and the results page share: asking the engine in order, and
 * drawing what it answers. Everything of the data is set as text, never as HTML.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};

  const ANNOUNCE_AFTER_MS = 500; // a screen reader hears a count when typing pauses
  const NEAREST = 3; // hits that are shown where none answers
  const MAX_QUERY_CHARS = 256; // the engine looks at no more
  const HAN = /[\u3040-\u30ff\u3400-\u9fff]/; // such a character is twice as wide

  /** One search form of a page: its engine, its strings, its questions in order. */
  kb.search.Session = class {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      const { kbSearchLang: lang, kbSearchRoot: root, kbSearchPage: page } = form.dataset;
      Object.assign(this, { form, lang, root, page, asked: 0, shown: 0, timer: 0 });
      this.everything = form.getAttribute("action"); // all questions, where it leads without script
      this.strings = kb.words[lang];
      this.input = form.querySelector("input");
      this.status = form.querySelector("[role=status]");
      this.memory = new kb.search.Memory(new URL(root, location.href).pathname + lang);
      this.input.removeAttribute("maxlength"); // it cuts without a word; the engine says so
    }

    /** Return the engine; a load that failed is tried again. */
    engine() {
      this.opening ??= kb.search.open({ root: this.root, lang: this.lang });
      this.opening.catch(() => { this.opening = null; });
      return this.opening;
    }

    /**
     * Ask the engine. Answers come out in the order of the questions: one that was overtaken
     * by the answer to a later question is null. One that failed has a `failure`.
     */
    async ask(query, options) {
      const turn = ++this.asked;
      const answer = await this.engine()
        .then(async (engine) => nearest({ ...await engine.search(query, options), engine, query }))
        .catch(({ reason }) => ({ query, hits: [], failure: reason || "missing" }));
      if (turn <= this.shown) return null;
      this.shown = turn;
      return answer;
    }

    /** Let every answer that is still to come be overtaken. */
    forget() {
      this.shown = this.asked;
    }

    /**
     * Return whether to wait for the input method: what it composes is half a word of pinyin.
     * Keyboards of phones compose every Latin word, letter by letter.
     */
    composes(event) {
      const isLatin = !/^(zh|ja|ko)/.test(this.lang);
      return event.isComposing && !(isLatin && matchMedia("(pointer: coarse)").matches);
    }

    /** Return the address of the results of a query. */
    address(query) {
      const cut = [...query].slice(0, MAX_QUERY_CHARS).join("");
      return `${this.page}?q=${encodeURIComponent(cut)}`;
    }

    announce(...texts) {
      clearTimeout(this.timer);
      const say = () => { this.status.textContent = texts.join(" "); };
      this.timer = setTimeout(say, ANNOUNCE_AFTER_MS);
    }

    counted({ hits, total }) {
      const { count_of, count_other } = this.strings;
      const form = `count_${new Intl.PluralRules(this.lang).select(hits.length)}`;
      const text = total > hits.length ? count_of : this.strings[form] || count_other;
      const written = (n) => n.toLocaleString(this.lang);
      return text.replace("{n}", written(hits.length)).replace("{total}", written(total));
    }

    // --- drawing ---------------------------------------------------------------

    /** Return a link to a hit; with about `length` characters of its text, or in short without. */
    hit(hit, { engine, terms = [], query = "" }, length) {
      const link = element("a", "hit");
      link.setAttribute("href", this.root + hit.url);
      const marked = (name, text, ...most) =>
        element("span", name, ...engine.marked(text, terms, ...most).map((part) =>
          part.marked ? element("mark", "", part.text) : part.text));
      link.append(marked("title", hit.title));
      const path = length ? hit.path : hit.path.slice(-1);
      if (path.length) link.append(element("span", "path", path.join(" › ")));
      if (length && hit.text) link.append(marked("text", hit.text, HAN.test(hit.text) ? length / 2 : length));
      link.addEventListener("click", () => {
        this.memory.add({ title: hit.title, url: hit.url });
        if (query) this.memory.add({ query });
      });
      return link;
    }

    /** Return a link to the results of another query; `go` shows them without a new page. */
    again(query, content, go) {
      const link = element("a", "", ...content);
      link.setAttribute("href", this.address(query));
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(query);
      });
      return link;
    }

    /** Return what is to be said above the hits: doubt, spelling, what was left out. */
    notes({ query, verdict, corrections = [], notices = [] }, go) {
      const { strings } = this;
      const notes = [];
      if (verdict === "unsure") notes.push([strings.unsure]);
      if (corrections.length) {
        const meant = replaced(query, corrections, ({ to }) => to);
        if (verdict === "found") {
          const verbatim = replaced(query, corrections, ({ from }) => `"${from}"`);
          const words = corrections.map(({ from }) => from).join(" ");
          notes.push([...filled(strings.corrected, element("b", "", meant)), " ",
            this.again(verbatim, filled(strings.instead, words), go)]);
        } else {
          notes.push(filled(strings.meant, this.again(meant, [meant], go)));
        }
      }
      notes.push(...notices.map((key) => [strings[`notice_${key}`] ?? key]));
      return notes.map((content) => element("p", "note", ...content));
    }

    /** Return what is said where no hit is: the reason, the way on. `retry` tries again. */
    instead({ query, failure }, retry) {
      const { strings } = this;
      const all = element("a", "button", strings.all);
      all.setAttribute("href", this.everything);
      if (!failure) {
        const own = this.form.querySelector("template");
        const children = own ? own.content.cloneNode(true).children : reach();
        return [element("p", "lead", ...filled(strings.none, element("b", "", query))),
          element("p", "hint", strings.other_words), element("div", "ways", all), ...children];
      }
      const reason = strings[`failed_${failure}`] ? failure : "missing";
      const again = element("button", "button", failure === "version" ? strings.reload : strings.retry);
      again.type = "button";
      again.addEventListener("click", () => (failure === "version" ? location.reload() : retry()));
      return [element("p", "lead", strings[`failed_${reason}`]), element("div", "ways", again, all),
        element("p", "hint", strings[`owner_${reason}`])];
    }
  };

  /** Lately searched for and opened, kept by this browser alone; nothing where it may not. */
  kb.search.Memory = class {
    constructor(place) {
      this.key = `kb-search ${place}`;
    }

    /** @returns {({query: string} | {title: string, url: string})[]} the latest first */
    read() {
      try {
        const isText = (text) => text && typeof text === "string";
        return JSON.parse(localStorage.getItem(this.key)).filter((entry) => isText(entry.query)
          || (isText(entry.title) && isText(entry.url) && !/^[/\\]|:/.test(entry.url)));
      } catch {
        return [];
      }
    }

    add(entry) {
      const others = this.read().filter(({ query, url }) => query !== entry.query || url !== entry.url);
      this.write(JSON.stringify([entry, ...others].slice(0, 6)));
    }

    clear() {
      this.write("[]");
    }

    write(text) {
      try {
        localStorage.setItem(this.key, text);
      } catch { /* storage is denied or full: nothing is remembered */ }
    }
  };

  /** Return an element of the box; its class is `name`. */
  function element(tag, name, ...content) {
    const made = document.createElement(tag);
    if (name) made.className = `kb-search__${name}`;
    made.append(...content);
    return made;
  }

  /** Return an answer; where none of its hits is one, with those alone that are nearest. */
  function nearest(answer) {
    if (answer.verdict !== "nothing") return answer;
    const hits = answer.hits.slice(0, NEAREST);
    return { ...answer, hits, total: hits.length, rest: async () => [] };
  }

  /** Return how to reach us, in short, from the contact box of the page. */
  function reach() {
    const copy = (name) => document.querySelector(`.kb-contact ${name}`)?.cloneNode(true) ?? "";
    const lead = document.querySelector(".kb-contact__lead")?.textContent ?? "";
    return lead ? [element("div", "reach", element("p", "head", lead), copy(".kb-channels"), copy(".kb-promise"))] : [];
  }

  /** Return a string of the theme with `{query}` replaced, as content of an element. */
  function filled(text, content) {
    const [before, after = ""] = text.split("{query}");
    return [before, content, after];
  }

  /** Return the query with each corrected word replaced by what `as` makes of its correction. */
  function replaced(query, corrections, as) {
    let text = query;
    for (const correction of corrections) {
      const at = text.toLowerCase().indexOf(correction.from.toLowerCase());
      if (at < 0) return corrections.map(as).join(" ");
      text = text.slice(0, at) + as(correction) + text.slice(at + correction.from.length);
    }
    return text;
  }

  /** Return whether a key asks for the search: `/` outside of fields, or Ctrl-K. Autofill has no key. */
  function isShortcut({ key, target, ctrlKey, metaKey, altKey, shiftKey }) {
    const command = ctrlKey || metaKey;
    const writes = target.isContentEditable || target.closest?.("input, textarea, select");
    if (key === "/") return !command && !altKey && !writes;
    return key?.toLowerCase() === "k" && command && !altKey && !shiftKey;
  }

  /** Lead the page-wide keys to the field that `input` returns. */
  kb.search.listenForShortcuts = (input) => document.addEventListener("keydown", (event) => {
    if (!isShortcut(event)) return;
    event.preventDefault();
    input().focus();
    input().select();
  });

  kb.search.element = element;
})();
