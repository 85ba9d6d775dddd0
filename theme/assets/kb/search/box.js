"use strict";
/*
 * The search box of a page: a combobox over the engine's hits; before typing, over what was
 * searched for lately and what others ask. On phones it fills the screen (search.css).
 */
(() => {
  const { search } = window.kb;
  const { element } = search;
  const LIMIT = 10;
  const FIRST = 3; // are shown as soon as they are there
  const POPULAR = 6;
  const SNIPPET_CHARS = 150; // about two lines

  class Box {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.session = new search.Session(form);
      Object.assign(this, { form, input: this.session.input, strings: this.session.strings });
      this.build();
      this.active = null;
      this.last = null; // the query that was asked last; null while closed
      this.go = (query) => {
        this.input.value = query;
        this.input.focus();
        this.show();
      };
      this.listen(form.querySelector(".kb-search__back"));
    }

    /** Make the panel of the results, which nobody sees without script. */
    build() {
      const { form, input, strings } = this;
      const key = (sign) => Object.assign(document.createElement("kbd"), { textContent: sign });
      for (const name of ["panel", "notes", "message", "list", "foot"]) this[name] = element("div", name);
      this.all = element("a", "all", strings.see_all);
      this.all.setAttribute("href", this.session.page);
      this.clear = element("button", "clear", strings.clear);
      Object.assign(this.clear, { type: "button", title: strings.private });
      const keys = element("span", "keys", key("↑"), key("↓"), ` ${strings.key_choose} `,
        key("↵"), ` ${strings.key_open} `, key("esc"), ` ${strings.key_close}`);
      keys.setAttribute("aria-hidden", "true");
      this.list.id = `${input.id}-list`;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", strings.results);
      this.foot.append(this.all, this.clear, keys);
      this.panel.append(this.notes, this.message, this.list, this.foot);
      this.panel.hidden = true;
      this.session.status.before(this.panel);
    }

    listen(back) {
      const { input, form, panel } = this;
      for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
        ["aria-controls", this.list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
      input.addEventListener("focus", () => this.show());
      input.addEventListener("click", () => this.show());
      input.addEventListener("input", (event) => this.session.composes(event) || this.show());
      input.addEventListener("compositionend", () => this.show());
      input.addEventListener("keydown", (event) => this.onKey(event));
      form.addEventListener("focusout", ({ relatedTarget: to }) => to && !form.contains(to) && this.close());
      form.addEventListener("submit", (event) => this.onSubmit(event));
      form.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || event.isComposing || this.last === null) return;
        event.preventDefault();
        this.close();
        input.focus({ preventScroll: true });
        this.close(); // the focus opened it
      });
      back.addEventListener("click", () => { input.blur(); this.close(); });
      this.clear.addEventListener("click", () => {
        this.session.memory.clear();
        this.last = null;
        this.go("");
      });
      // A press on a result must not take the focus from the field.
      panel.addEventListener("mousedown", (event) => event.preventDefault());
      // A finger that scrolls wants to see: the keyboard of the phone goes.
      panel.addEventListener("touchmove", () => input.blur(), { passive: true });
      document.addEventListener("pointerdown", ({ target }) => form.contains(target) || this.close());
    }

    /** Show what fits what the field holds now. */
    async show() {
      const query = this.input.value.trim();
      if (query === this.last) return;
      this.last = query;
      this.open();
      if (!query) {
        this.drawStart();
        return;
      }
      if (!this.session.shown) this.draw([], [element("p", "lead", this.strings.loading)]);
      const answer = await this.session.ask(query, { limit: LIMIT, first: FIRST, typing: true });
      if (!answer || !this.last) return;
      if (!answer.hits.length || answer.verdict === "nothing") this.drawNothing(answer);
      else this.drawHits(answer);
    }

    drawHits(answer) {
      const notes = this.session.notes(answer, this.go);
      const options = (hits) =>
        hits.map((hit) => this.option(this.session.hit(hit, answer, SNIPPET_CHARS)));
      this.draw(options(answer.hits), [], notes);
      this.all.href = this.session.address(answer.query);
      this.all.hidden = false;
      this.addRest(answer, options, notes);
    }

    /** Add the hits that were not waited for, unless something else is shown by then. */
    async addRest(answer, options, notes) {
      const { drawn } = this;
      const rest = await answer.rest?.().catch(({ reason }) => ({ failure: reason || "missing" })) ?? [];
      if (drawn !== this.drawn) return;
      if (rest.failure) {
        this.drawNothing({ ...answer, ...rest, hits: [] });
        return;
      }
      this.list.append(...options(rest));
      this.settle();
      const hits = [...answer.hits, ...rest];
      this.session.announce(...notes.map((note) => note.textContent),
        this.session.counted({ ...answer, hits }));
    }

    drawNothing(answer) {
      const retry = () => { this.last = null; this.show(); };
      const said = this.session.instead(answer, retry);
      const notes = answer.failure ? [] : this.session.notes(answer, this.go);
      const near = answer.hits.map((hit) => this.option(this.session.hit(hit, answer, SNIPPET_CHARS)));
      this.draw(near.length ? [this.group(this.strings.nearest, near)] : [], said, notes);
      this.session.announce(said[0].textContent);
      if (!answer.failure) this.addPopular();
    }

    /** Show what was searched for lately and what others ask. */
    drawStart() {
      this.session.forget();
      const lately = this.session.memory.read().map((entry) => this.option(this.remembered(entry)));
      const recent = lately.length ? [this.group(this.strings.recent, lately)] : [];
      this.draw(recent);
      this.clear.hidden = !recent.length;
      this.addPopular();
    }

    /** Add what others ask, unless something else is shown by the time it is known. */
    async addPopular() {
      const { drawn } = this;
      const engine = await this.session.engine().catch(() => null);
      const hits = await engine?.popular(POPULAR).catch(() => []) ?? [];
      if (drawn !== this.drawn || !hits.length) return;
      const options = hits.map((hit) => this.option(this.session.hit(hit, { engine })));
      this.list.append(this.group(this.strings.popular, options));
      this.settle();
    }

    remembered({ query, title, url }) {
      const link = query ? this.session.again(query, [query], this.go) : element("a", "", title);
      if (url) {
        link.setAttribute("href", this.session.root + url);
        link.dataset.kbPage = "";
      }
      link.className = "kb-search__hit kb-search__lately";
      return link;
    }

    group(name, options) {
      const head = element("span", "head", name);
      const group = element("div", "group", head, ...options);
      head.setAttribute("aria-hidden", "true");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", name);
      return group;
    }

    option(link) {
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.tabIndex = -1;
      return link;
    }

    /** Put options, a message and notes in the place of what was shown. */
    draw(options, message = [], notes = []) {
      this.drawn = {};
      this.list.replaceChildren(...options);
      this.message.replaceChildren(...message);
      this.notes.replaceChildren(...notes);
      this.select(null);
      this.all.hidden = this.clear.hidden = true;
      this.panel.scrollTop = 0;
      this.settle();
    }

    /** Show the parts that hold something, and name the options. */
    settle() {
      this.options = [...this.list.querySelectorAll("[role=option]")];
      this.options.forEach((option, place) => { option.id = `${this.list.id}-${place}`; });
      for (const part of [this.list, this.message, this.notes]) part.hidden = !part.firstChild;
      this.foot.hidden = !this.options.length;
      this.panel.hidden = this.list.hidden && this.message.hidden;
      this.input.setAttribute("aria-expanded", String(!this.foot.hidden));
    }

    open() {
      this.form.classList.add("kb-search--open");
      document.documentElement.classList.add("kb-search-open");
    }

    close() {
      if (this.last === null) return;
      this.last = null;
      this.session.forget();
      this.session.announce();
      this.draw([]);
      this.form.classList.remove("kb-search--open");
      document.documentElement.classList.remove("kb-search-open");
    }

    /** @param {HTMLElement | null} option the one that Enter opens */
    select(option) {
      this.active?.setAttribute("aria-selected", "false");
      this.active = option;
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) this.input.setAttribute("aria-activedescendant", option.id);
      else this.input.removeAttribute("aria-activedescendant");
    }

    onKey(event) {
      if (event.key === "Escape" || event.altKey || event.ctrlKey || event.metaKey) return;
      event.stopPropagation(); // Material listens for letters on the whole page
      if (event.isComposing || event.keyCode === 229 || event.shiftKey) return; // 229: an input method
      const place = this.options?.indexOf(this.active) ?? -1;
      const count = this.options?.length ?? 0;
      // Before the first and after the last lies the field itself.
      const step = { ArrowDown: place + 1, ArrowUp: (place < 0 ? count : place) - 1 }[event.key];
      const edge = this.active && { Home: 0, End: count - 1 }[event.key];
      const next = step ?? edge ?? null;
      if (next !== null) {
        event.preventDefault();
        if (this.last === null) this.show();
        else this.select(this.options[next] ?? null);
      } else if (event.key === "Enter" && this.active) {
        event.preventDefault();
        this.active.click();
      }
    }

    onSubmit(event) {
      const query = this.input.value.trim();
      event.preventDefault();
      if (!query) return;
      this.session.memory.add({ query });
      location.href = this.session.address(query);
    }
  }

  /** Return the box that page-wide keys and `?q=` mean: the first that is to be seen. */
  function primary(boxes) {
    return boxes.find(({ input }) => input.getClientRects().length) ?? boxes[0];
  }

  const forms = document.querySelectorAll("form[data-kb-search=box]");
  const boxes = Array.from(forms, (form) => new Box(form));
  if (!boxes.length) return;
  const query = new URLSearchParams(location.search).get("q");
  if (query?.trim()) primary(boxes).go(query);
  search.listenForShortcuts(() => primary(boxes).input);
})();
