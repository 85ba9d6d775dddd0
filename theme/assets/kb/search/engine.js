"use strict";
/*
 * The ranking; repeats kbtool/search/ranking.py, which states the formula, on the
 * data of kbtool/search/export.py. Never touches the document.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};

  const MILLIONTHS = 1000000;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

  /** The loaded data by language. */
  kb.search.data = kb.search.data || {};

  /** Take the data of one language; the exported script calls this. */
  kb.search.load = (data) => {
    kb.search.data[data.lang] = data;
  };

  /**
   * @typedef {object} Hit
   * @property {string} id
   * @property {string} title
   * @property {string} url relative to the root of the site
   * @property {string} text its short answer, or its body
   * @property {string[]} path titles of its categories, outermost first
   * @property {number} score in millionths
   */

  /**
   * Return an engine that answers from the data of one language.
   * @param {object} data as kbtool/search/export.py writes it
   * @throws {Error} with the message "version" when the data was made for another analyzer
   */
  kb.search.engine = (data) => {
    if (data.analyzer.version !== kb.search.ANALYZER_VERSION) throw new Error("version");
    const analyzer = kb.search.analyzer(data.analyzer);
    const ranking = data.ranking;
    const count = data.ids.length;
    const packed = data.postings.split(" ");
    const places = new Map(data.terms.split("\n").map((term, place) => [term, place]));
    const scales = data.lengths.map((digits, field) =>
      lengthScales(numbers(digits), ranking.weights[field], ranking.b[field]));

    function weight(term) {
      return ranking[analyzer.kind(term)]
        * (analyzer.isFunction(term) ? ranking.functionWord : 1.0);
    }

    /** Return the weighted counts of a term by document. */
    function weighted(term) {
      const found = new Map();
      const place = places.get(term);
      if (place === undefined) return found;
      const stream = numbers(packed[place]);
      for (let i = 0; i < stream.length;) {
        const field = stream[i] & 7;
        let left = stream[i++] >> 3;
        for (let document = 0; left > 0; left--) {
          const step = stream[i++];
          document += step >> 1;
          const times = step & 1 ? stream[i++] + 2 : 1;
          found.set(document, (found.get(document) ?? 0.0) + times * scales[field][document]);
        }
      }
      return found;
    }

    function score(terms) {
      const scores = new Map();
      for (const term of terms) {
        const found = weighted(term);
        const idf = Math.log(1 + (count - found.size + 0.5) / (found.size + 0.5));
        const factor = weight(term) * idf;
        for (const [document, x] of found) {
          scores.set(document, (scores.get(document) ?? 0.0) + factor * x / (ranking.k1 + x));
        }
      }
      return scores;
    }

    return {
      analyzer,
      build: data.build,

      /**
       * Return the best hits for the terms of a query, best first.
       * @param {string[]} terms from `analyzer.queryTerms`
       * @param {number} limit
       * @returns {Hit[]}
       */
      search(terms, limit) {
        const ranked = Array.from(score(terms), ([document, value]) => ({
          document,
          score: Math.floor(value * MILLIONTHS + 0.5) + data.priors[document],
        }));
        ranked.sort((a, b) => b.score - a.score || a.document - b.document);
        return ranked.slice(0, limit).map(({ document, score: points }) => ({
          id: data.ids[document],
          title: data.titles[document],
          url: data.urls[document],
          text: data.texts[document],
          path: data.paths[data.categories[document]],
          score: points,
        }));
      },
    };
  };

  function lengthScales(lengths, weight, b) {
    const sum = lengths.reduce((total, length) => total + length, 0);
    const average = sum ? sum / lengths.length : 1.0;
    return lengths.map((length) => weight / (1 - b + b * (length / average)));
  }

  /** Read numbers of 5-bit digits, lowest first. @returns {number[]} */
  function numbers(digits) {
    const read = [];
    let number = 0;
    let shift = 0;
    for (const digit of digits) {
      const value = VALUES.get(digit);
      number |= (value & 31) << shift;
      if (value & 32) {
        shift += 5;
      } else {
        read.push(number);
        number = shift = 0;
      }
    }
    return read;
  }
})();
