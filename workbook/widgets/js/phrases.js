// The words of content/page.toml. The kernel sends them along with the modules.

const phrases = new Map();

/** Take in the words, by their names; before anything is rendered. */
export function learnPhrases(all) {
  for (const [name, sentence] of Object.entries(all)) phrases.set(name, sentence);
}

/** Return a sentence with its places filled, as in phrase("status.saved", { time }). */
export function phrase(name, places = {}) {
  const sentence = phrases.get(name);
  if (sentence === undefined) throw new Error(`content/page.toml has no ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (_, place) => {
    if (!(place in places)) throw new Error(`nothing fills {${place}} of ${name}`);
    return String(places[place]);
  });
}
