/** What tells a collection from the others in few words: level, geometry, release. */
import { type Application, titleOf } from '../application.js';
import { text } from '../text/text.js';

export function shortName(app: Application, id: string): string {
  const egms = app.session.get().collections?.find((collection) => collection.id === id)?.egms;
  if (!egms) return titleOf(app, id);
  return text('tools.side', { level: egms.level, geometry: geometryName(egms.geometry), release: egms.release });
}

const geometryName = (geometry: string): string => {
  const known = (['ascending', 'descending', 'up', 'east'] as const).find((name) => name === geometry);
  return known ? text(`geometry.${known}`) : geometry;
};
