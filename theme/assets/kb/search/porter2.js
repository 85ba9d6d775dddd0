"use strict";
/*
 * The Porter2 stemmer; repeats kbtool/search/porter2.py, which names its source.
 */
(() => {
  const kb = (window.kb = window.kb || {});
  kb.search = kb.search || {};

  const REGION = /[^aeiouy]*[aeiouy]+[^aeiouy]/y;
  const SHORT_END = /(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$/;
  const EXCEPTIONS = new Map(Object.entries({
    skis: "ski", skies: "sky", dying: "die", lying: "lie", tying: "tie", idly: "idl",
    gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl", sky: "sky",
    news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos", bias: "bias", andes: "andes",
  }));
  const WHOLE_AFTER_1A = new Set([
    "inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed",
  ]);
  /** Ending, replacement, letters one of which must stand before it ("" for any). */
  const STEP_2 = [
    ["ization", "ize", ""], ["ational", "ate", ""], ["fulness", "ful", ""],
    ["ousness", "ous", ""], ["iveness", "ive", ""], ["tional", "tion", ""],
    ["biliti", "ble", ""], ["lessli", "less", ""], ["entli", "ent", ""], ["ation", "ate", ""],
    ["alism", "al", ""], ["aliti", "al", ""], ["ousli", "ous", ""], ["iviti", "ive", ""],
    ["fulli", "ful", ""], ["enci", "ence", ""], ["anci", "ance", ""], ["abli", "able", ""],
    ["izer", "ize", ""], ["ator", "ate", ""], ["alli", "al", ""], ["bli", "ble", ""],
    ["ogi", "og", "l"], ["li", "", "cdeghkmnrt"],
  ];
  /** Ending, replacement, true when it must lie in the second region. */
  const STEP_3 = [
    ["ational", "ate", false], ["tional", "tion", false], ["alize", "al", false],
    ["icate", "ic", false], ["iciti", "ic", false], ["ative", "", true], ["ical", "ic", false],
    ["ness", "", false], ["ful", "", false],
  ];
  const STEP_4 = ("al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize")
    .split(" ");

  /**
   * Return the stem of a lower-case word made of a-z and apostrophes.
   * @param {string} word
   * @returns {string}
   */
  kb.search.stem = (word) => {
    if (word.length <= 2) return word;
    if (word.startsWith("'")) word = word.slice(1);
    const exception = EXCEPTIONS.get(word);
    if (exception !== undefined) return exception;
    if (word.startsWith("y")) word = "Y" + word.slice(1);
    word = word.replace(/([aeiouy])y/g, "$1Y");
    const [r1, r2] = regions(word);
    word = step1a(step0(word));
    if (WHOLE_AFTER_1A.has(word)) return word;
    word = step1c(step1b(word, r1));
    word = step2(word, r1);
    word = step3(word, r1, r2);
    word = step5(step4(word, r2), r1, r2);
    return word.replaceAll("Y", "y");
  };

  function regions(word) {
    let r1 = afterRegion(word, 0);
    if (/^(?:gener|arsen)/.test(word)) r1 = 5;
    else if (word.startsWith("commun")) r1 = 6;
    return [r1, afterRegion(word, r1)];
  }

  function afterRegion(word, start) {
    REGION.lastIndex = start;
    return REGION.test(word) ? REGION.lastIndex : word.length;
  }

  function isShort(word) {
    return SHORT_END.test(word) && regions(word)[0] === word.length;
  }

  function cut(word, ending) {
    return word.slice(0, word.length - ending.length);
  }

  function step0(word) {
    const ending = ["'s'", "'s", "'"].find((each) => word.endsWith(each));
    return ending ? cut(word, ending) : word;
  }

  function step1a(word) {
    if (word.endsWith("sses")) return word.slice(0, -2);
    if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
    if (/s$/.test(word) && !/[us]s$/.test(word) && /[aeiouy]./.test(word.slice(0, -1))) {
      return word.slice(0, -1);
    }
    return word;
  }

  function step1b(word, r1) {
    for (const [ending, kept] of [["eedly", 3], ["eed", 1]]) {
      if (word.endsWith(ending)) {
        return word.length - ending.length >= r1 ? word.slice(0, -kept) : word;
      }
    }
    for (const ending of ["ed", "edly", "ing", "ingly"]) {
      if (word.endsWith(ending)) {
        const rest = cut(word, ending);
        return /[aeiouy]/.test(rest) ? mend(rest) : word;
      }
    }
    return word;
  }

  function mend(word) {
    if (/(?:at|bl|iz)$/.test(word)) return word + "e";
    if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(word)) return word.slice(0, -1);
    return isShort(word) ? word + "e" : word;
  }

  function step1c(word) {
    return word.length > 2 && /[^aeiouy][yY]$/.test(word) ? word.slice(0, -1) + "i" : word;
  }

  function step2(word, r1) {
    for (const [ending, replacement, before] of STEP_2) {
      if (word.endsWith(ending)) {
        const rest = cut(word, ending);
        const fits = !before || (rest && before.includes(rest.at(-1)));
        return rest.length >= r1 && fits ? rest + replacement : word;
      }
    }
    return word;
  }

  function step3(word, r1, r2) {
    for (const [ending, replacement, second] of STEP_3) {
      if (word.endsWith(ending)) {
        const rest = cut(word, ending);
        return rest.length >= (second ? Math.max(r1, r2) : r1) ? rest + replacement : word;
      }
    }
    return word;
  }

  function step4(word, r2) {
    const ending = STEP_4.find((each) => word.endsWith(each));
    if (ending) return word.length - ending.length >= r2 ? cut(word, ending) : word;
    return /[st]ion$/.test(word) && word.length - 3 >= r2 ? word.slice(0, -3) : word;
  }

  function step5(word, r1, r2) {
    const rest = word.slice(0, -1);
    if (word.endsWith("l")) return rest.length >= r2 && rest.endsWith("l") ? rest : word;
    if (word.endsWith("e")) {
      const first = rest.length >= r1 && !SHORT_END.test(rest);
      return rest.length >= r2 || first ? rest : word;
    }
    return word;
  }
})();
