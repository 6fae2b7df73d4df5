import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';

/** One file of a small zip archive as UTF-8 text; rejects when the archive does not hold it. */
export function zipEntryText(archive: string, entryName: string): Promise<string> {
  return new Promise((resolve, reject) => {
    fromBuffer(readFileSync(archive), { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject);
      zip.on('end', () => reject(new Error(`${entryName} is not in ${archive}`)));
      zip.on('entry', (entry) => {
        if (entry.fileName !== entryName) return zip.readEntry();
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          text(stream).then(resolve, reject);
        });
      });
      zip.readEntry();
    });
  });
}
