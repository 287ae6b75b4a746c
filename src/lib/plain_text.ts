/** Words of routers and people on one line of a terminal or a log: a name may hold anything, also line feeds and ESC. */

/** Control characters as `\x1b`; all else as it is. */
export const plainText = (text: string): string =>
  text.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
