const LONGEST = 60;

/** What the client wrote, as messages quote it: cut when it is long, so that an error is never as large as its cause. */
export const excerpt = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
