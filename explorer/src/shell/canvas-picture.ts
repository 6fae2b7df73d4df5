/** The first canvas in an element as a PNG, with the background that it stands on. */
export function canvasPicture(element: HTMLElement, background: string): Promise<Blob | null> {
  const canvas = element.querySelector('canvas');
  if (!canvas) return Promise.resolve(null);
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext('2d')!;
  context.fillStyle = background;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((resolve) => copy.toBlob(resolve, 'image/png'));
}
