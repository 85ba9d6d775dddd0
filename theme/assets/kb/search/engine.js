"use strict";
/*
 * A query becomes hits; repeats kbtool/search/engine.py and `rank` of ranking.py, which
 * states the formula. All numbers are whole and below 2 ** 53. Never touches the document.
 */
(() => {
  const { search } = window.kb;
  const FORMAT = 3;

  /**
   * @typedef {object} Hit
   * @property {string} id
   * @property {string} title
   * @property {string} url relative to the root of the site
   * @property {string} text its short answer, or the beginning of its body
   * @property {string[]} path titles of its categories, outermost first
   * @property {number} score
   *
   * @typedef {object} Result
   * @property {string} query
   * @property {"found" | "unsure" | "nothing" | "empty"} verdict
   * @property {Hit[]} hits best first; the `first` of them
   * @property {() => Promise<Hit[]>} rest loads the others, up to `limit`
   * @property {number} total how many documents matched
   * @property {{from: string, to: string}[]} corrections what spelling replaced
   * @property {string[]} notices keys of strings: "cut", "words"
   * @property {string[]} terms to mark
   */

  /**
   * Open the search of a language.
   * @param {{root: string, lang: string}} where address of the site's root, ending in "/"
   * @returns {Promise<object>} the engine; rejects, as its methods do, with an error whose
   *   `reason` is "missing", "version" or "damaged"
   */
  search.open = async (where) => {
    let engine = await opened(where, "");
    const asking = (method) => async (...args) => {
      try {
        return await engine[method](...args);
      } catch (error) {
        if (error.reason !== "missing") throw error;
        // Published anew meanwhile, perhaps, or a cache gave an old root.
        const fresh = await opened(where, `?${engine.build}`);
        if (fresh.build === engine.build) throw error;
        engine = fresh;
        return engine[method](...args);
      }
    };
    return {
      marked: (...args) => engine.marked(...args),
      popular: asking("popular"),
      search: asking("search"),
    };
  };

  async function opened({ root: site, lang }, version) {
    const root = JSON.parse(await search.load(`${site}search/${lang}.js${version}`, lang));
    if (root.format !== FORMAT || root.analyzer.version !== search.ANALYZER_VERSION) {
      throw search.failure("version");
    }
    const analyzer = search.analyzer(root.analyzer);
    const lookup = new search.Lookup(root, analyzer, (name) => {
      const [kind, number] = name.split("/");
      return search.load(`${site}search/${lang}/${kind}-${root.shards[kind]}/${number}.js`, name);
    });

    return {
      build: root.build,
      marked: (text, terms, length) => search.marked(analyzer, text, terms, length),
      popular: async (limit) => (await lookup.settle(() => lookup.popular())).slice(0, limit),

      /**
       * @param {string} typed
       * @param {{limit?: number, first?: number, typing?: boolean}} [options] `first`: load what
       *   so many hits show, the others when they are asked for; `typing`: the last word may go on
       * @returns {Promise<Result>}
       */
      async search(typed, { limit = 10, first = limit, typing = false } = {}) {
        const query = search.readQuery(analyzer, typed);
        const { found, total, verdict, groups, corrections } = await lookup.settle(() =>
          answer(query, lookup, limit, typing));
        const shown = async (some) => {
          const hits = await lookup.settle(() => lookup.shown(some.map(([document]) => document)));
          return hits.map((hit, n) => ({ ...hit, score: some[n][1] }));
        };
        return {
          query: typed,
          verdict,
          hits: await shown(found.slice(0, first)),
          rest: () => shown(found.slice(first)),
          total,
          corrections,
          notices: query.notices,
          terms: [...new Set(groups.flatMap(({ alternatives }) =>
            alternatives.flatMap(({ terms }) => terms.map(([term]) => term))))],
        };
      },
    };
  }

  function answer(query, lookup, limit, typing) {
    if (!query.terms.length) return { found: [], total: 0, verdict: "empty", groups: [], corrections: [] };
    const { groups, corrections } = search.expand(query, lookup, typing);
    const scores = scored(groups, lookup);
    const special = query.phrases.length || query.excluded.length;
    let found;
    if (special) {
      const ranked = best(scores, scores.size);
      found = kept(ranked, query, lookup, limit);
      // Quotes often mark a word of the shop, or a message: better its words than nothing.
      if (!found.length) found = kept(ranked, { ...query, phrases: [] }, lookup, limit);
    } else found = best(scores, limit);
    const verdict = search.verdict(groups, found[0]?.[0], lookup, typing);
    return { found, total: special ? found.length : scores.size, verdict, groups, corrections };
  }

  /** Return the score of every document that holds a term of a group. */
  function scored(groups, lookup) {
    const { priors } = lookup;
    const sums = new Float64Array(priors.length);
    const gains = new Float64Array(priors.length);
    let size = 0;
    // The best alternative of a group counts: what others gave already comes off.
    const add = (document, gain) => {
      if (gain <= gains[document]) return;
      if (!sums[document]) size += 1;
      sums[document] += gain - gains[document];
      gains[document] = gain;
    };
    for (const { alternatives } of groups) {
      for (const { terms, whole } of alternatives) {
        if (terms.length > 1) summed(terms, whole, lookup).forEach((gain, document) => add(document, gain));
        else each(lookup.impacts(terms[0][0]), (document, impact) => add(document, terms[0][1] * impact));
      }
      gains.fill(0);
    }
    for (let document = 0; document < sums.length; document++) {
      if (sums[document]) sums[document] += priors[document];
    }
    return { sums, size };
  }

  /** Return what several terms add to each document, or to those alone that hold all. */
  function summed(terms, whole, lookup) {
    let sums = new Map();
    terms.forEach(([term, weight], place) => {
      const before = sums;
      const isBound = whole && place;
      if (isBound) sums = new Map();
      each(lookup.impacts(term), (document, impact) => {
        const sum = before.get(document);
        if (!isBound || sum) sums.set(document, (sum ?? 0) + weight * impact);
      });
    });
    return sums;
  }

  function each({ documents, impacts }, take) {
    for (let i = 0; i < documents.length; i++) take(documents[i], impacts[i]);
  }

  /** Return the best documents with their scores; of equal ones the lower number comes first. */
  function best({ sums }, limit) {
    const floor = sums.slice().sort()[Math.max(0, sums.length - limit)];
    const found = [];
    sums.forEach((score, document) => {
      if (score && score >= floor) found.push([document, score]);
    });
    return found.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, limit);
  }

  /** Return the first documents that hold every phrase and nothing that is excluded. */
  function kept(ranked, query, lookup, limit) {
    const judge = (phrase) => {
      const holders = holding(phrase, lookup);
      return (document) => holders.has(document) && holds(document, phrase, lookup);
    };
    const wanted = query.phrases.map(judge);
    const unwanted = query.excluded.map(judge);
    const found = [];
    for (const scored of ranked) {
      const fits = (test) => test(scored[0]);
      if (found.length < limit && wanted.every(fits) && !unwanted.some(fits)) found.push(scored);
    }
    return found;
  }

  /** Return the documents that may hold a phrase: those that hold each of its words. */
  function holding(phrase, lookup) {
    // Answers are not known to hold function words: these tell only where they are alone.
    const telling = phrase.filter((piece) => !lookup.analyzer.isFunction(piece));
    const held = (telling.length ? telling : phrase).map((piece) => new Set(lookup.impacts(piece).documents));
    return new Set([...held[0]].filter((document) => held.every((one) => one.has(document))));
  }

  function holds(document, phrase, lookup) {
    if (phrase.length === 1) return true;
    const texts = lookup.texts(document);
    // A text that has not come yet may hold it.
    return !texts || texts.some((text) => {
      const pieces = lookup.analyzer.pieces(lookup.analyzer.normalise(text));
      return pieces.some((_, start) => phrase.every((term, n) => pieces[start + n]?.term === term));
    });
  }
})();
