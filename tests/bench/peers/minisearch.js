"use strict";
/* MiniSearch on an index that was made at the build. */
window.bench = {
  async open() {
    for (const source of ["/minisearch.js", "/minisearch_options.js"]) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        Object.assign(script, { src: source, onload: resolve, onerror: reject });
        document.head.append(script);
      });
    }
    const json = await (await fetch("/minisearch.json")).text();
    this.index = window.MiniSearch.loadJSON(json, globalThis.minisearchOptions);
  },
  async search(query) {
    return this.index.search(query).slice(0, 10).map(({ id }) => id);
  },
};
