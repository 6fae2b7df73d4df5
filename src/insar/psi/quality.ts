/** Placeholder to be replaced. */
export {};
