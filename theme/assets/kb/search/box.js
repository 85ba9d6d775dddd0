"use strict";
/*
 * Draws the search box: a combobox over the engine's hits. Everything it shows is
 * set as text; nothing of the data ever becomes HTML.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};

  const LIMIT = 10;
  const SNIPPET_CHARS = 150; // about two lines; a Han character counts for two
  const ANNOUNCE_AFTER_MS = 500; // a screen reader hears a count when typing pauses
  /** @type {Map<string, Promise<object>>} engines by the address of their script */
  const engines = new Map();

  /**
   * Load the data of a language by a script element, as `fetch` fails on pages from disk.
   * @param {string} source
   * @param {string} lang
   * @returns {Promise<object>} the engine; rejects with the message "failed" or "version"
   */
  function engineOf(source, lang) {
    if (!engines.has(source)) {
      const loading = new Promise((resolve, reject) => {
        const script = element("script");
        script.charset = "utf-8";
        script.src = source;
        script.onload = resolve;
        script.onerror = () => reject(new Error("failed"));
        document.head.append(script);
      }).then(() => {
        if (!kb.search.data[lang]) throw new Error("failed");
        return kb.search.engine(kb.search.data[lang]);
      });
      // A failed load may be tried again, as when the line comes back.
      loading.catch(() => engines.delete(source));
      engines.set(source, loading);
    }
    return engines.get(source);
  }

  class Box {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.form = form;
      this.settings = form.dataset;
      this.strings = JSON.parse(form.dataset.kbSearchStrings);
      this.input = form.querySelector("input");
      this.panel = form.querySelector(".kb-search__panel");
      this.list = form.querySelector("[role=listbox]");
      this.message = form.querySelector(".kb-search__message");
      this.status = form.querySelector("[role=status]");
      this.engine = null;
      this.active = -1;
      this.timer = 0;
      this.listen();
    }

    listen() {
      const { input, form, panel } = this;
      form.setAttribute("action", address(form.getAttribute("action")));
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-controls", this.list.id);
      input.setAttribute("aria-expanded", "false");
      input.addEventListener("focus", () => this.load());
      // While an input method composes, the text is half a word of pinyin.
      input.addEventListener("input", (event) => event.isComposing || this.show());
      input.addEventListener("compositionend", () => this.show());
      input.addEventListener("keydown", (event) => this.onKey(event));
      input.addEventListener("click", () => input.value.trim() && panel.hidden && this.show());
      form.addEventListener("focusout", (event) => {
        if (!form.contains(event.relatedTarget)) this.close();
      });
      form.addEventListener("submit", (event) => input.value.trim() || event.preventDefault());
      // A press on a result must not take the focus from the field, which would close the list.
      panel.addEventListener("mousedown", (event) => event.preventDefault());
      document.addEventListener("pointerdown", (event) => {
        if (!form.contains(event.target)) this.close();
      });
    }

    load() {
      if (this.engine) return Promise.resolve();
      const { kbSearchScript, kbSearchLang } = this.settings;
      return engineOf(kbSearchScript, kbSearchLang).then(
        (engine) => { this.engine = engine; },
        (error) => { this.failure = error.message === "version" ? "outdated" : "failed"; },
      );
    }

    /** Show the hits for what the field holds now; later text overtakes an earlier load. */
    show() {
      const query = this.input.value.trim();
      if (!query) {
        this.close();
      } else if (this.engine) {
        this.draw(query);
      } else {
        this.tell(this.strings.loading);
        this.failure = null;
        this.load().then(() => {
          if (this.engine) this.show();
          else if (this.input.value.trim()) this.tell(this.strings[this.failure]);
        });
      }
    }

    draw(query) {
      const terms = this.engine.analyzer.queryTerms(query);
      const hits = this.engine.search(terms, LIMIT);
      this.select(-1);
      this.list.replaceChildren(...hits.map((hit, place) => this.option(hit, terms, place)));
      this.list.hidden = !hits.length;
      this.message.hidden = hits.length > 0;
      if (hits.length) this.announce(this.counted(hits.length));
      else this.drawNothing(query);
      this.open();
    }

    drawNothing(query) {
      const { kbSearchHome } = this.settings;
      const contact = document.getElementById("kb-contact") ? "#kb-contact" : kbSearchHome;
      const text = this.strings.none.replace("{query}", () => query);
      this.message.replaceChildren(
        element("span", "kb-search__none", text),
        link(this.form.getAttribute("action"), this.strings.all),
        link(address(contact), this.strings.contact),
      );
      this.announce(text);
    }

    /** Show a message in place of hits. */
    tell(text) {
      this.select(-1);
      this.list.replaceChildren();
      this.list.hidden = true;
      this.message.replaceChildren(element("span", "", text));
      this.message.hidden = false;
      this.announce(text);
      this.open();
    }

    option(hit, terms, place) {
      const { analyzer } = this.engine;
      const option = link(address(this.settings.kbSearchRoot + hit.url), "");
      option.className = "kb-search__hit";
      option.id = `${this.list.id}-${place}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const title = element("span", "kb-search__title");
      title.append(...marks(kb.search.marked(analyzer, hit.title, terms)));
      option.append(title);
      if (hit.path.length) option.append(element("span", "kb-search__path", hit.path.join(" › ")));
      if (hit.text) {
        const length = /[\u3400-\u9fff]/.test(hit.text) ? SNIPPET_CHARS / 2 : SNIPPET_CHARS;
        const text = element("span", "kb-search__text");
        text.append(...marks(kb.search.marked(analyzer, hit.text, terms, length)));
        option.append(text);
      }
      return option;
    }

    counted(count) {
      const text = count === 1 ? this.strings.count_one : this.strings.count_other;
      return text.replace("{n}", count);
    }

    announce(text) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.status.textContent = text; }, ANNOUNCE_AFTER_MS);
    }

    open() {
      this.panel.hidden = false;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    }

    close() {
      clearTimeout(this.timer);
      this.status.textContent = "";
      this.select(-1);
      this.panel.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
    }

    select(place) {
      const options = this.list.children;
      options[this.active]?.setAttribute("aria-selected", "false");
      this.active = place;
      const option = options[place];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        this.input.setAttribute("aria-activedescendant", option.id);
      } else {
        this.input.removeAttribute("aria-activedescendant");
      }
    }

    onKey(event) {
      if (event.isComposing || event.keyCode === 229) return; // the input method's own keys
      const count = this.panel.hidden ? 0 : this.list.children.length;
      if (event.key === "Escape" && !this.panel.hidden) {
        event.preventDefault();
        this.close();
      } else if (event.key === "Enter" && this.active >= 0) {
        event.preventDefault();
        this.list.children[this.active].click();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!count) this.show();
        else this.move(event.key === "ArrowDown" ? 1 : -1, count);
      }
      // Material listens for single letters and arrows on the whole page.
      event.stopPropagation();
    }

    /** Step through the options; before the first and after the last lies the field itself. */
    move(step, count) {
      this.select(((this.active + 1 + step + count + 1) % (count + 1)) - 1);
    }
  }

  /** Lead to the file itself on pages from disk, where a folder opens as a listing. */
  function address(url) {
    if (window.location.protocol !== "file:") return url;
    return url.replace(/^([^?#]*\/|\.{0,2})(?=$|[?#])/, (folder) =>
      (folder && !folder.endsWith("/") ? `${folder}/` : folder) + "index.html");
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function link(href, text) {
    const made = element("a", "", text);
    made.setAttribute("href", href);
    return made;
  }

  function marks(parts) {
    return parts.map(({ text, marked }) =>
      marked ? element("mark", "", text) : document.createTextNode(text));
  }

  function isEditable(target) {
    return target instanceof Element
      && (target.closest("input, textarea, select") || target.isContentEditable);
  }

  /** Return the box that page-wide keys and `?q=` mean: the first that is to be seen. */
  function primary(boxes) {
    return boxes.find(({ input }) => input.getClientRects().length) ?? boxes[0];
  }

  function start() {
    const boxes = Array.from(document.querySelectorAll("form[data-kb-search]"), (form) => new Box(form));
    if (!boxes.length) return;
    document.addEventListener("keydown", (event) => {
      const slash = event.key === "/" && !isEditable(event.target)
        && !(event.ctrlKey || event.metaKey || event.altKey);
      const commandK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)
        && !event.altKey && !event.shiftKey;
      if (!slash && !commandK) return;
      event.preventDefault();
      const { input } = primary(boxes);
      input.focus();
      input.select();
    });
    const query = new URLSearchParams(window.location.search).get("q");
    if (query && query.trim()) {
      const box = primary(boxes);
      box.input.value = query;
      box.input.focus();
      box.show();
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
