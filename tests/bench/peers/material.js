"use strict";
/* Material's own worker, asked with the messages that its pages send. */
window.bench = {
  async open({ worker }) {
    const { config, docs } = await (await fetch("/search/search_index.json")).json();
    this.worker = new Worker(worker);
    await this.send({ type: 0, data: { config, docs, options: { suggest: false } } });
  },
  send(message) {
    return new Promise((resolve) => {
      this.worker.onmessage = ({ data }) => resolve(data.data);
      this.worker.postMessage(message);
    });
  },
  async search(query) {
    const { items } = await this.send({ type: 2, data: query });
    return items.slice(0, 10).map(([{ location }]) => parseInt(location, 10));
  },
};
