// What the first half of the core is made for (web/split/used.mjs runs it, the worker asks for no more of it): a visitor who
// has nothing kept comes into one of these rooms and sees the prompt.

export const SOON = ['menu', 'play', '1', '01-what-an-image-is', '2', '02-docker-hub'];
/** Calls up to that prompt, in the order in which the page makes them; it asks for `board` and `resize` at any time. */
export const START = ['create', 'words', 'resize', 'load', 'begin', 'opened', 'board'];
