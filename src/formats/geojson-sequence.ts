/** GeoJSON text sequences (RFC 8142): features one after another, each readable without the rest. */

/** A feature's GeoJSON text as an element of a sequence: after a record separator, closed by a line feed. */
export function sequenceText(featureText: string): string {
  return `\u001e${featureText}\n`;
}
