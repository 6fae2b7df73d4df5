import { createHash } from 'node:crypto';

/** Hexadecimal digest, as the configuration keeps API keys. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
