"use strict";
/*
 * Loads what kbtool/search/shards.py and dictionary.py wrote, and reads it. Scripts are
 * loaded by elements, as `fetch` fails on pages from disk.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};

  const LAST = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456";
  const VALUES = new Uint8Array(128);
  [...`${LAST}789!#$%&()*+,-./:;<=>?@[]^_\`{|}~`].forEach((digit, value) => {
    VALUES[digit.charCodeAt(0)] = value;
  });
  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n;
  });
  /** @type {WeakMap<Element, [string, number, string]>} what scripts that just ran handed over */
  const taken = new WeakMap();
  /** @type {Map<string, Promise<string>>} texts on their way, by address */
  const underway = new Map();

  /** Take a text; the exported scripts call this. */
  kb.search.take = (name, checksum, text) =>
    taken.set(document.currentScript, [name, checksum, text]);

  /** Return an error that says why there is no answer. @param {"missing"|"version"|"damaged"} reason */
  kb.search.failure = (reason) => Object.assign(new Error(`search data: ${reason}`), { reason });

  /**
   * Load the text of a script.
   * @param {string} source address of the script
   * @param {string} name what it calls itself
   * @returns {Promise<string>} rejects with a `failure`
   */
  kb.search.load = (source, name) => {
    if (!underway.has(source)) {
      const loading = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.charset = "utf-8";
        script.src = source;
        script.onerror = () => reject(kb.search.failure("missing"));
        script.onload = () => {
          const [given, checksum, text] = taken.get(script) ?? [];
          if (given === name && crc(text) === checksum) resolve(text);
          else reject(kb.search.failure("damaged"));
        };
        document.head.append(script);
        const done = () => { script.remove(); underway.delete(source); };
        script.addEventListener("load", done);
        script.addEventListener("error", done);
      });
      underway.set(source, loading);
    }
    return underway.get(source);
  };

  /**
   * What is known of a language. Asked for what has not come yet, it answers as if there were
   * nothing, and notes in `missing` which shard it missed: see `settle`.
   */
  kb.search.Lookup = class {
    /**
     * @param {object} root as kbtool/search/export.py writes it
     * @param {object} analyzer
     * @param {(name: string) => Promise<string>} load a shard, by kind and number
     */
    constructor(root, analyzer, load) {
      Object.assign(this, { root, analyzer, load, missing: new Set(), parsed: new Map() });
      this.texts_ = new Map(Object.entries(root.inline ?? {}));
      this.priors = numbers(root.priors).map((place) => root.priorUnit * root.priorValues[place]);
      this.starts = words(root.starts);
      this.compounds = new Set(words(root.compounds));
      this.wordStarts = words(root.wordStarts);
      this.synonyms = new Map(root.synonyms.map(([typed, others]) => [typed.join(" "), others]));
      const frequentShards = numbers(root.frequentShards);
      this.frequent = new Map(words(root.frequent).map((term, n) => [term, frequentShards[n]]));
    }

    /**
     * Run a task that asks `this`, and load what it missed, until it misses nothing.
     * @template T
     * @param {() => T} task without side effects
     * @returns {Promise<T>}
     */
    async settle(task) {
      for (;;) {
        this.missing.clear();
        const result = task();
        if (!this.missing.size) return result;
        await Promise.all(Array.from(this.missing, (name) =>
          this.load(name).then((text) => this.texts_.set(name, text))));
      }
    }

    shard(kind, number, parse) {
      const name = `${kind}/${number}`;
      if (!this.parsed.has(name)) {
        const text = this.texts_.get(name);
        if (text === undefined) return void this.missing.add(name);
        this.parsed.set(name, parse(text));
        this.texts_.delete(name);
      }
      return this.parsed.get(name);
    }

    /** Return what a term is worth, also one that no document holds. */
    worth(term) {
      const { kind, isFunction } = this.analyzer;
      return this.dictionary(term)?.entry(term)?.worth
        ?? this.root.unknown[["word", "unigram", "bigram"].indexOf(kind(term)) + 3 * isFunction(term)];
    }

    /** Return the documents that hold a term, in order, and the impact on each. */
    impacts(term) {
      return this.dictionary(term)?.entry(term) ?? NOTHING;
    }

    /** Return the impact of a term on a document. */
    impact(term, document) {
      const { documents, impacts } = this.impacts(term);
      const place = after(documents, document) - 1;
      return documents[place] === document ? impacts[place] : 0;
    }

    /** Return whether a document holds a term; true while that is not known. */
    holds(term) {
      const range = this.dictionary(term);
      return !range || Boolean(range.entry(term)?.impacts.length);
    }

    /** Return the words that start with two letters or more, with their numbers of documents. */
    starting(letters) {
      return this.words(letters)?.filter(([word]) => word.startsWith(letters));
    }

    /** Return how many documents hold a word of two letters or more. */
    holding(word) {
      return this.words(word)?.find(([other]) => other === word)?.[1];
    }

    words(word) {
      const number = after(this.wordStarts, word) - 1;
      return number < 0 ? [] : this.shard("words", number, counted);
    }

    /** Return the words of about the length of a word, with their numbers of documents. */
    similar(word) {
      const { length } = [...word];
      return length < this.root.spelling ? this.shard("spelling", length, counted) : [];
    }

    /** Return the range of the dictionary in which a term stands. */
    dictionary(term) {
      const number = this.frequent.get(term) ?? Math.max(0, after(this.starts, term) - 1);
      return this.starts.length ? this.range(number) : undefined;
    }

    range(number) {
      return this.shard("terms", number, (text) => new Range(text));
    }

    /** Return the terms that begin with some letters. */
    beginning(letters) {
      const found = [...this.frequent.keys()];
      const end = after(this.starts, `${letters}\uffff`);
      for (let number = Math.max(0, after(this.starts, letters) - 1); number < end; number++) {
        found.push(...this.range(number)?.places.keys() ?? []);
      }
      return found.filter((term) => term.startsWith(letters));
    }

    /** Return every text of a document, for phrases. */
    texts(document) {
      const together = this.root.readTogether;
      const shard = this.shard("texts", Math.floor(document / together), JSON.parse);
      return shard?.[document % together].flat();
    }

    /** Return what a result shows of documents. @param {number[]} documents */
    shown(documents) {
      const { shownTogether } = this.root;
      return documents.map((document) => {
        const shard = this.shard("documents", 1 + Math.floor(document / shownTogether), JSON.parse);
        return shard && row(shard, document % shownTogether);
      });
    }

    /** Return what results show of the questions that are asked most. */
    popular() {
      const shard = this.shard("documents", 0, JSON.parse);
      return shard && shard.id.map((_, n) => row(shard, n));
    }
  };

  const NOTHING = { documents: [], impacts: [] };

  /** A range of the dictionary; postings are unpacked when they are asked for. */
  class Range {
    constructor(text) {
      const [terms, worths, impacts, postings] = text.split("\n");
      this.places = new Map(words(terms).map((term, place) => [term, place]));
      this.worths = numbers(worths);
      this.impacts = numbers(impacts);
      this.postings = postings.split(" ");
      this.entries = new Map();
    }

    entry(term) {
      const place = this.places.get(term);
      if (place === undefined) return undefined;
      if (!this.entries.has(term)) this.entries.set(term, this.unpacked(numbers(this.postings[place])));
      return this.entries.get(term);
    }

    unpacked(packed) {
      const count = (packed.length - 1) / 2;
      const documents = new Uint32Array(count);
      const impacts = new Uint8Array(count);
      for (let i = 0, document = 0; i < count; i++) {
        document += packed[1 + i];
        documents[i] = document;
        impacts[i] = this.impacts[packed[1 + count + i]];
      }
      return { worth: this.worths[packed[0]], documents, impacts };
    }
  }

  function counted(text) {
    const [coded, holding] = text.split("\n");
    const counts = numbers(holding);
    return words(coded).map((word, n) => [word, counts[n]]);
  }

  function row(shard, n) {
    const { id, url, title, text, path, paths } = shard;
    return { id: id[n], url: url[n], title: title[n], text: text[n], path: paths[path[n]] };
  }

  /** Return the place in a sorted list behind all that are not greater than `key`. */
  function after(sorted, key) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function numbers(digits) {
    const read = [];
    for (let i = 0; i < digits.length; i++) {
      let number = 0;
      for (let scale = 1; ; scale *= 32, i++) {
        const value = VALUES[digits.charCodeAt(i)];
        number += scale * value;
        if (value < LAST.length) break;
      }
      read.push(number);
    }
    return read;
  }

  /** Read front-coded words. */
  function words(text) {
    let word = "";
    return text ? text.split(" ").map((coded) =>
      (word = word.slice(0, VALUES[coded.charCodeAt(0)]) + coded.slice(1))) : [];
  }

  function crc(text) {
    let sum = -1;
    for (const byte of new TextEncoder().encode(text)) sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8);
    return ~sum >>> 0;
  }
})();
